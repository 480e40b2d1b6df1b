//! The chain and the mempool, from which Esplora's answers are made.

use chain::{Chain, Coin, Located, Store};
use node::Pool;
use primitives::address;
use primitives::merkle::Branch;
use primitives::{
    Amount, Block, BlockHash, Header, Height, Input, Lock, OutPoint, Output, Transaction, Txid,
};

use super::documents::{BlockDocument, InputDocument, OutputDocument, Status, TransactionDocument};
use super::script;
use crate::{Call, Failure};

/// The chain and the mempool, with the look-ups that several answers share.
pub(super) struct Source<'a, S: Store> {
    pub(super) chain: &'a Chain<S>,
    pub(super) pool: &'a Pool,
}

/// The numbers of a whole block, whether it is pruned or not.
struct Figures {
    count: u32,
    size: u32,
    weight: u32,
}

impl<'a, S: Store> Source<'a, S> {
    pub(super) const fn of(call: &'a Call<'_, S>) -> Self {
        let node = call.service.node();
        Self {
            chain: node.chain(),
            pool: node.pool(),
        }
    }

    /// The status of the transactions in a block: unconfirmed if the block is not on the best
    /// chain.
    pub(super) fn status(&self, block: &BlockHash) -> Status {
        match self.chain.entry(block) {
            Some(entry) if self.chain.is_active(block) => Status {
                confirmed: true,
                block_height: Some(entry.height.value()),
                block_hash: Some(*block),
                block_time: Some(entry.header.time.0),
            },
            _ => Status::default(),
        }
    }

    /// The status of a transaction of the best chain or the mempool; `None` if neither has it.
    pub(super) fn status_of(&self, txid: &Txid) -> Result<Option<Status>, Failure> {
        match self.chain.transaction(txid)? {
            Some(located) => Ok(Some(self.status(&located.block))),
            None => Ok(self.pool.contains(txid).then(Status::default)),
        }
    }

    /// A block's full content.
    ///
    /// # Errors
    ///
    /// [`Failure::not_found`] if this node does not have it, or has pruned it.
    pub(super) fn block(&self, hash: &BlockHash) -> Result<Block, Failure> {
        let block = self.chain.block(hash)?;
        block.ok_or_else(|| {
            Failure::not_found("this node does not have the block, or has pruned it")
        })
    }

    /// The document of a block.
    ///
    /// # Errors
    ///
    /// [`Failure::not_found`] if this node does not have it.
    pub(super) fn block_document(&self, hash: &BlockHash) -> Result<BlockDocument, Failure> {
        let absent = || Failure::not_found("this node has no such block");
        let entry = self.chain.entry(hash).ok_or_else(absent)?;
        let figures = self.figures(hash)?.ok_or_else(absent)?;
        let header = &entry.header;
        Ok(BlockDocument {
            id: entry.hash,
            height: entry.height.value(),
            version: header.version,
            timestamp: header.time.0,
            tx_count: figures.count,
            size: figures.size,
            weight: figures.weight,
            merkle_root: header.merkle_root,
            previousblockhash: Some(header.previous).filter(|_| entry.height > Height::GENESIS),
            mediantime: entry.median_time.0,
            nonce: header.nonce,
            bits: header.bits.bits(),
            difficulty: difficulty(header),
        })
    }

    /// The document of a transaction. `spent` are the outputs that it spends, in the order of its
    /// inputs; empty if they are not known.
    pub(super) fn document(
        &self,
        transaction: &Transaction,
        status: Status,
        spent: &[Output],
    ) -> TransactionDocument {
        let is_coinbase = transaction.is_coinbase();
        let inputs = transaction.inputs.iter().enumerate();
        let inputs = inputs.map(|(at, input)| self.input(input, spent.get(at), is_coinbase));
        let outputs = transaction.outputs.iter().map(|output| self.output(output));
        TransactionDocument {
            txid: transaction.txid(),
            version: transaction.version,
            locktime: transaction.lock_time,
            vin: inputs.collect(),
            vout: outputs.collect(),
            size: transaction.encoded_len(),
            weight: transaction.weight(),
            fee: fee(transaction, spent),
            status,
        }
    }

    /// The document of a transaction of the best chain.
    pub(super) fn confirmed(&self, located: &Located) -> Result<TransactionDocument, Failure> {
        let spent = self.chain.spent_by(&located.location())?;
        let spent = spent.unwrap_or_default().into_iter();
        let spent: Vec<Output> = spent.map(|coin| coin.output).collect();
        let status = self.status(&located.block);
        Ok(self.document(&located.transaction, status, &spent))
    }

    /// The document of a transaction of the mempool.
    pub(super) fn unconfirmed(
        &self,
        transaction: &Transaction,
    ) -> Result<TransactionDocument, Failure> {
        let mut spent = Vec::new();
        for input in &transaction.inputs {
            match self.unspent(&input.previous)? {
                Some(output) => spent.push(output),
                None => {
                    spent.clear();
                    break;
                }
            }
        }
        Ok(self.document(transaction, Status::default(), &spent))
    }

    /// An output of a transaction of the mempool, or an unspent one of the best chain; `None` if
    /// neither has it.
    pub(super) fn unspent(&self, outpoint: &OutPoint) -> Result<Option<Output>, Failure> {
        if let Some(output) = self.pool.output(outpoint) {
            return Ok(Some(output.clone()));
        }
        let coin: Option<Coin> = self.chain.coin(outpoint)?;
        Ok(coin.map(|coin| coin.output))
    }

    /// The transactions of the mempool, with grants.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (&'a Txid, &'a Transaction)> {
        let entries = self.pool.entries();
        let entries = entries.map(|(txid, entry)| (txid, entry.transaction.as_ref()));
        let grants = self.pool.grants();
        entries.chain(grants.map(|(txid, grant)| (txid, grant.as_ref())))
    }

    /// The Merkle branch of a transaction of the best chain, and the number of transactions in its
    /// block.
    pub(super) fn branch(&self, located: &Located) -> Result<(Branch, u32), Failure> {
        let pruned = self.chain.pruned_block(&located.block)?;
        let found = match pruned {
            Some(pruned) => pruned.branch(located.index).map(|it| (it, pruned.count())),
            None => {
                let block = self.block(&located.block)?;
                let txids = block.transactions.iter().map(|it| it.txid().to_bytes());
                let leaves: Vec<_> = txids.collect();
                let branch = Branch::new(&leaves, located.index as usize);
                branch.map(|branch| (branch, count(leaves.len())))
            }
        };
        found.ok_or_else(|| Failure::internal("the transaction is not in its block"))
    }

    fn figures(&self, hash: &BlockHash) -> Result<Option<Figures>, Failure> {
        // Esplora's bytes are without the seal.
        let seal = |header: &Header| header.encoded_len() - Header::LEN;
        if let Some(pruned) = self.chain.pruned_block(hash)? {
            let (figures, seal) = (pruned.figures(), count(seal(pruned.header())));
            return Ok(Some(Figures {
                count: pruned.count(),
                size: figures.size.saturating_sub(seal),
                weight: figures.weight.saturating_sub(seal),
            }));
        }
        let block = self.chain.block(hash)?;
        Ok(block.map(|block| Figures {
            count: count(block.transactions.len()),
            size: count(block.encoded_len() - seal(&block.header)),
            weight: count(block.weight() - seal(&block.header)),
        }))
    }

    fn input(&self, input: &Input, spent: Option<&Output>, is_coinbase: bool) -> InputDocument {
        let witness = input.witness.iter();
        InputDocument {
            txid: input.previous.txid,
            vout: input.previous.index,
            prevout: spent.map(|output| self.output(output)),
            scriptsig: base16ct::lower::encode_string(&input.script),
            scriptsig_asm: script::operations(&input.script),
            witness: witness.map(base16ct::lower::encode_string).collect(),
            is_coinbase,
            sequence: input.sequence,
        }
    }

    fn output(&self, output: &Output) -> OutputDocument {
        let bytes = output.lock.to_script();
        OutputDocument {
            scriptpubkey: base16ct::lower::encode_string(&bytes),
            scriptpubkey_asm: script::operations(&bytes),
            scriptpubkey_type: script::kind(&output.lock),
            scriptpubkey_address: self.address(&output.lock),
            value: output.amount,
        }
    }

    /// The address of a lock; `None` if it has none.
    fn address(&self, lock: &Lock) -> Option<String> {
        address::encode(&self.chain.spec().prefix, lock)
    }
}

/// A header's difficulty as Bitcoin counts it: 1 for the target `1d00ffff`.
fn difficulty(header: &Header) -> f64 {
    let bits = header.bits.bits();
    let (exponent, mantissa) = (bits >> 24, bits & 0x007f_ffff);
    let exponent = i32::try_from(exponent).unwrap_or(0);
    f64::from(0xffff) / f64::from(mantissa.max(1)) * 256_f64.powi(0x1d - exponent)
}

/// The fee; zero for a coinbase, a grant, or if a spent output is not known.
fn fee(transaction: &Transaction, spent: &[Output]) -> Amount {
    if spent.len() != transaction.inputs.len() {
        return Amount::ZERO;
    }
    let paid = Amount::sum(spent.iter().map(|output| output.amount));
    let made = Amount::sum(transaction.outputs.iter().map(|output| output.amount));
    let fee = paid
        .zip(made)
        .and_then(|(paid, made)| paid.checked_sub(made));
    fee.unwrap_or(Amount::ZERO)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
