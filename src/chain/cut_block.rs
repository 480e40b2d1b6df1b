//! What is left of a block that was cut down (the paper's section 7).
//!
//! Kept are the transactions that somebody may still need: those with unspent outputs, and those of the node's own wallet;
//! and the coinbase as long as there are others, because a proof of those needs it. The rest is gone but for the hashes
//! that tie what is kept to the block's header.
//!
//! "Spent" is counted by blocks that were cut themselves: what a block spends that may still be taken back counts as
//! unspent here.

use crate::coin::Coin;
use crate::connect::spendable;
use crate::undo::COIN_MIN_LEN;
use primitives::encoding::put_list;
use primitives::merkle::{Branch, PartialTree};
use primitives::order::sort_by;
use primitives::{
    Amount, Block, Decode, DecodeError, Encode, Header, OutPoint, Reader, Transaction, put_compact,
};

/// What a block was before it was cut. Noted then, since nothing shows it any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Bytes of the block.
    pub size: u32,
    /// Its weight (BIP141).
    pub weight: u32,
    /// The fees of all its transactions.
    pub fees: Amount,
}

/// A transaction that is left of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTransaction {
    /// The transaction, witnesses included.
    pub transaction: Transaction,
    /// The coins that it spent, in the order of its inputs; none for a coinbase.
    pub spent: Vec<Coin>,
    /// The places of its outputs that no block has spent which was cut itself; outputs that nobody can spend left out.
    pub unspent: Vec<u32>,
}

/// What is left of a block, proven against its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutBlock {
    header: Header,
    remains: Remains,
    /// The txids of what is kept, in order.
    txids: Vec<[u8; 32]>,
}

/// The stored form of a [`CutBlock`], not proven yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remains {
    figures: Figures,
    tree: PartialTree,
    /// One for each kept leaf of the tree.
    kept: Vec<KeptTransaction>,
}

impl CutBlock {
    /// What is left of the block of this header; none where the header does not commit to it.
    pub(crate) fn new(header: Header, remains: Remains) -> Option<Self> {
        let txids = ids(&remains.kept);
        if remains.tree.kept().len() != remains.kept.len() {
            return None;
        }
        if !txids.is_empty() && remains.tree.root(&txids) != Some(header.merkle_root) {
            return None;
        }
        Some(Self {
            header,
            remains,
            txids,
        })
    }

    /// A block of which all is left, to be [shrunk](Self::shrink); `spent` are the coins that its inputs spend, the
    /// coinbase's left out. Its own transactions count what it spends of itself.
    pub(crate) fn of(block: &Block, spent: Vec<Coin>) -> Self {
        let inputs = block.transactions.iter().skip(1).flat_map(|t| &t.inputs);
        let mut used: Vec<OutPoint> = inputs.map(|input| input.previous).collect();
        sort_by(&mut used, OutPoint::cmp);
        let mut spent = spent.into_iter();
        let mut fees = Amount::ZERO;
        let mut kept = Vec::with_capacity(block.transactions.len());
        for (place, transaction) in block.transactions.iter().enumerate() {
            let inputs = if place == 0 {
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
        let figures = Figures {
            size: length(block.encoded_len()),
            weight: length(block.weight()),
            fees,
        };
        let tree = PartialTree::new(&txids, |_| true);
        Self {
            header: block.header,
            remains: Remains {
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

    /// The number of transactions that the block had; not proven where none is left.
    pub const fn count(&self) -> u32 {
        self.remains.tree.count()
    }

    /// What the block was.
    pub const fn figures(&self) -> Figures {
        self.remains.figures
    }

    /// What is left: each transaction with its place in the block, in order.
    pub fn transactions(&self) -> impl Iterator<Item = (u32, &KeptTransaction)> {
        let places = self.remains.tree.kept().iter().copied();
        places.zip(&self.remains.kept)
    }

    /// The transaction at this place of the block, if it is left.
    pub fn transaction(&self, index: u32) -> Option<&KeptTransaction> {
        let at = self.remains.tree.kept().binary_search(&index).ok()?;
        self.remains.kept.get(at)
    }

    /// The way from the transaction at this place to the header's Merkle root, if the transaction is left.
    pub fn branch(&self, index: u32) -> Option<Branch> {
        self.remains.tree.branch(&self.txids, index)
    }

    pub(crate) const fn remains(&self) -> &Remains {
        &self.remains
    }

    /// Counts an output as spent; whether it was there, unspent.
    pub(crate) fn spend(&mut self, outpoint: &OutPoint) -> bool {
        let txid = outpoint.txid.as_bytes();
        let Some(at) = self.txids.iter().position(|id| id == txid) else {
            return false;
        };
        let unspent = &mut self.remains.kept[at].unspent;
        match unspent.binary_search(&outpoint.index) {
            Ok(place) => {
                unspent.remove(place);
                true
            }
            Err(_) => false,
        }
    }

    /// Cuts away what nobody needs any more, and gives it with its places.
    pub(crate) fn shrink(
        &mut self,
        is_own: &dyn Fn(&Transaction, &[Coin]) -> bool,
    ) -> Vec<(u32, KeptTransaction)> {
        let is_needed = |kept: &KeptTransaction| {
            !kept.unspent.is_empty() || is_own(&kept.transaction, &kept.spent)
        };
        let needed = self.transactions().filter(|(_, kept)| is_needed(kept));
        // In order, as the transactions are.
        let mut needed: Vec<u32> = needed.map(|(place, _)| place).collect();
        if needed.first().is_some_and(|place| *place != 0) {
            needed.insert(0, 0);
        }
        let is_needed = |place: u32| needed.binary_search(&place).is_ok();
        let tree = self.remains.tree.cut(&self.txids, is_needed);
        let Some(tree) = tree.filter(|tree| tree != &self.remains.tree) else {
            return Vec::new();
        };
        let places = self.remains.tree.kept().to_vec();
        let all = core::mem::take(&mut self.remains.kept);
        let (kept, gone): (Vec<_>, Vec<_>) = places
            .into_iter()
            .zip(all)
            .partition(|(place, _)| is_needed(*place));
        self.remains.kept = kept.into_iter().map(|(_, kept)| kept).collect();
        self.remains.tree = tree;
        self.txids = ids(&self.remains.kept);
        gone
    }
}

fn ids(kept: &[KeptTransaction]) -> Vec<[u8; 32]> {
    let id = |kept: &KeptTransaction| kept.transaction.txid().to_bytes();
    kept.iter().map(id).collect()
}

/// Inputs minus outputs; nothing for what makes coins.
fn fee(transaction: &Transaction, spent: &[Coin]) -> Amount {
    let paid = Amount::sum(spent.iter().map(|coin| coin.output.amount));
    let made = Amount::sum(transaction.outputs.iter().map(|output| output.amount));
    let fee = paid
        .zip(made)
        .and_then(|(paid, made)| paid.checked_sub(made));
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

/// The block's figures, the tree, and a transaction for each of its kept leaves.
impl Encode for Remains {
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

impl Decode for Remains {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let figures = Figures {
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
