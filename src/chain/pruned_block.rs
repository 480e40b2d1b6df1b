//! Pruned blocks: the transactions of a block that may still be needed (section 7 of the Bitcoin
//! paper).
//!
//! These are the transactions with unspent outputs and those of the node's own wallet. If there are
//! any, the coinbase is kept as well, because proofs of the others need it. Of the dropped
//! transactions, only the hashes that connect the kept ones to the block's header are kept.
//!
//! An output counts as spent if a pruned block spends it. It still counts as unspent if a full
//! block spends it, since that block may be disconnected.

use crate::coin::{Coin, spendable};
use crate::undo::COIN_MIN_LEN;
use primitives::encoding::put_list;
use primitives::merkle::{Branch, PartialTree};
use primitives::order::sort_by;
use primitives::{
    Amount, Block, Decode, DecodeError, Encode, Header, OutPoint, Reader, Transaction, put_compact,
};

/// Figures of a full block. They are recorded when the block is pruned, since they can't be
/// computed later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockFigures {
    /// The size of the block in bytes.
    pub size: u32,
    /// The weight of the block (BIP141).
    pub weight: u32,
    /// The sum of the fees of all its transactions.
    pub fees: Amount,
}

/// A transaction that was kept when its block was pruned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTransaction {
    /// The transaction with its witnesses.
    pub transaction: Transaction,
    /// The coins that it spent, in the order of its inputs; empty for a coinbase.
    pub spent: Vec<Coin>,
    /// The indices of the transaction's spendable outputs that no pruned block spends; sorted.
    pub unspent: Vec<u32>,
}

/// A pruned block, verified against its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrunedBlock {
    header: Header,
    body: PrunedBody,
    /// The txids of the kept transactions, in order.
    txids: Vec<[u8; 32]>,
}

/// The stored form of a [`PrunedBlock`], not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrunedBody {
    figures: BlockFigures,
    tree: PartialTree,
    /// One transaction for each kept leaf of the tree.
    kept: Vec<KeptTransaction>,
}

impl PrunedBlock {
    /// The pruned block of this header; `None` if the header does not commit to the transactions.
    pub(crate) fn new(header: Header, body: PrunedBody) -> Option<Self> {
        let txids = ids(&body.kept);
        if body.tree.kept().len() != body.kept.len() {
            return None;
        }
        if !txids.is_empty() && body.tree.root(&txids) != Some(header.merkle_root) {
            return None;
        }
        Some(Self {
            header,
            body,
            txids,
        })
    }

    /// A pruned block that still has all transactions, to be [pruned](Self::prune). `spent` are the
    /// coins that its inputs spend, without the coinbase's. Outputs that the block itself spends
    /// count as spent.
    pub(crate) fn of(block: &Block, spent: Vec<Coin>) -> Self {
        let inputs = block.transactions.iter().skip(1).flat_map(|t| &t.inputs);
        let mut used: Vec<OutPoint> = inputs.map(|input| input.previous).collect();
        sort_by(&mut used, OutPoint::cmp);
        let mut spent = spent.into_iter();
        let mut fees = Amount::ZERO;
        let mut kept = Vec::with_capacity(block.transactions.len());
        for (index, transaction) in block.transactions.iter().enumerate() {
            let inputs = if index == 0 {
                0
            } else {
                transaction.inputs.len()
            };
            let spent: Vec<Coin> = spent.by_ref().take(inputs).collect();
            fees = fees.checked_add(fee(transaction, &spent)).unwrap_or(fees);
            let outputs = spendable(transaction.txid(), transaction);
            let unspent = outputs.filter(|(outpoint, _)| used.binary_search(outpoint).is_err());
            kept.push(KeptTransaction {
                unspent: unspent.map(|(outpoint, _)| outpoint.index).collect(),
                transaction: transaction.clone(),
                spent,
            });
        }
        let txids = ids(&kept);
        let length = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let figures = BlockFigures {
            size: length(block.encoded_len()),
            weight: length(block.weight()),
            fees,
        };
        let tree = PartialTree::new(&txids, |_| true);
        Self {
            header: block.header,
            body: PrunedBody {
                figures,
                tree,
                kept,
            },
            txids,
        }
    }

    /// The block's header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The number of transactions in the full block; unverified if none is kept.
    pub const fn count(&self) -> u32 {
        self.body.tree.count()
    }

    /// The figures of the full block.
    pub const fn figures(&self) -> BlockFigures {
        self.body.figures
    }

    /// The kept transactions with their indices in the block, in order.
    pub fn transactions(&self) -> impl Iterator<Item = (u32, &KeptTransaction)> {
        let indices = self.body.tree.kept().iter().copied();
        indices.zip(&self.body.kept)
    }

    /// The transaction with this index in the block; `None` if it was pruned.
    pub fn transaction(&self, index: u32) -> Option<&KeptTransaction> {
        let at = self.body.tree.kept().binary_search(&index).ok()?;
        self.body.kept.get(at)
    }

    /// The Merkle branch of the transaction with this index; `None` if the transaction was pruned.
    pub fn branch(&self, index: u32) -> Option<Branch> {
        self.body.tree.branch(&self.txids, index)
    }

    pub(crate) const fn body(&self) -> &PrunedBody {
        &self.body
    }

    /// Marks an output as spent. Returns `false` if there is no such output that is unspent.
    pub(crate) fn spend(&mut self, outpoint: &OutPoint) -> bool {
        let txid = outpoint.txid.as_bytes();
        let Some(at) = self.txids.iter().position(|id| id == txid) else {
            return false;
        };
        let unspent = &mut self.body.kept[at].unspent;
        match unspent.binary_search(&outpoint.index) {
            Ok(at) => {
                unspent.remove(at);
                true
            }
            Err(_) => false,
        }
    }

    /// Removes the transactions that are not needed any more, and returns them with their indices.
    pub(crate) fn prune(
        &mut self,
        is_own: &dyn Fn(&Transaction, &[Coin]) -> bool,
    ) -> Vec<(u32, KeptTransaction)> {
        let is_needed = |kept: &KeptTransaction| {
            !kept.unspent.is_empty() || is_own(&kept.transaction, &kept.spent)
        };
        let needed = self.transactions().filter(|(_, kept)| is_needed(kept));
        // Sorted, as the transactions are.
        let mut needed: Vec<u32> = needed.map(|(index, _)| index).collect();
        if needed.first().is_some_and(|index| *index != 0) {
            needed.insert(0, 0);
        }
        let is_needed = |index: u32| needed.binary_search(&index).is_ok();
        let tree = self.body.tree.cut(&self.txids, is_needed);
        let Some(tree) = tree.filter(|tree| tree != &self.body.tree) else {
            return Vec::new();
        };
        let indices = self.body.tree.kept().to_vec();
        let all = core::mem::take(&mut self.body.kept);
        let (kept, dropped): (Vec<_>, Vec<_>) = indices
            .into_iter()
            .zip(all)
            .partition(|(index, _)| is_needed(*index));
        self.body.kept = kept.into_iter().map(|(_, kept)| kept).collect();
        self.body.tree = tree;
        self.txids = ids(&self.body.kept);
        dropped
    }
}

fn ids(kept: &[KeptTransaction]) -> Vec<[u8; 32]> {
    let id = |kept: &KeptTransaction| kept.transaction.txid().to_bytes();
    kept.iter().map(id).collect()
}

/// The sum of the inputs minus that of the outputs; zero for a coinbase or a grant.
fn fee(transaction: &Transaction, spent: &[Coin]) -> Amount {
    let inputs = Amount::sum(spent.iter().map(|coin| coin.output.amount));
    let outputs = Amount::sum(transaction.outputs.iter().map(|output| output.amount));
    let fee = inputs
        .zip(outputs)
        .and_then(|(inputs, outputs)| inputs.checked_sub(outputs));
    fee.unwrap_or(Amount::ZERO)
}

impl Encode for KeptTransaction {
    fn encode(&self, out: &mut Vec<u8>) {
        self.transaction.encode(out);
        put_list(out, &self.spent);
        put_compact(out, self.unspent.len() as u64);
        for index in &self.unspent {
            put_compact(out, u64::from(*index));
        }
    }
}

impl Decode for KeptTransaction {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let transaction = Transaction::decode(r)?;
        let outputs = transaction.outputs.len();
        let spent = r.list(transaction.inputs.len(), COIN_MIN_LEN, Coin::decode)?;
        let unspent = r.list(outputs, 1, |r| {
            let index = r.compact()?;
            let index = u32::try_from(index)
                .ok()
                .filter(|at| (*at as usize) < outputs);
            index.ok_or_else(|| r.invalid("the transaction has no such output"))
        })?;
        if !unspent.is_sorted_by(|a, b| a < b) {
            return Err(r.invalid("the outputs are not in order"));
        }
        Ok(Self {
            transaction,
            spent,
            unspent,
        })
    }
}

/// The figures of the full block, the tree, and a transaction for each of its kept leaves.
impl Encode for PrunedBody {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.figures.size.to_le_bytes());
        out.extend_from_slice(&self.figures.weight.to_le_bytes());
        self.figures.fees.encode(out);
        self.tree.encode(out);
        for kept in &self.kept {
            kept.encode(out);
        }
    }
}

impl Decode for PrunedBody {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let figures = BlockFigures {
            size: r.u32()?,
            weight: r.u32()?,
            fees: Amount::decode(r)?,
        };
        let tree = PartialTree::decode(r)?;
        let kept = tree.kept().iter().map(|_| KeptTransaction::decode(r));
        let kept = kept.collect::<Result<_, _>>()?;
        Ok(Self {
            figures,
            tree,
            kept,
        })
    }
}
