//! The calls of programs to the open chain: transactions, blocks, templates of blocks,
//! and the wallet for reading.

use api::Fault;
use chain::{BlockError, Store};
use miner::{Kernel, Search};
use node::{BlockTemplate, NoTemplate, PoolError};
use primitives::{Block, BlockHash, Lock, Time, Transaction, Txid};
use thiserror::Error;
use wallet::{Protection, Wallet};

use super::Service;
use crate::profile::open_vault;

/// Why blocks can't be made at once.
#[derive(Debug, Error)]
pub enum GenerateError<E: core::error::Error + 'static> {
    /// There is no template.
    #[error(transparent)]
    Template(#[from] NoTemplate),
    /// The chain rejects the block.
    #[error(transparent)]
    Block(#[from] BlockError<E>),
}

impl<S: Store> Service<S> {
    /// The wallet, for reading.
    pub const fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    /// Whether the vault is encrypted, so that signing needs its passphrase.
    pub fn needs_passphrase(&self) -> bool {
        self.vault.protection() == Protection::Passphrase
    }

    /// Checks the vault's passphrase. This takes as long as signing does.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the passphrase is missing or wrong.
    pub fn check_passphrase(&self, passphrase: Option<&str>) -> Result<(), Fault> {
        open_vault(&self.vault, passphrase).map(drop)
    }

    /// Submits a transaction of any person to the node, which announces it. The caller then drains
    /// [`poll`](Self::poll).
    ///
    /// # Errors
    ///
    /// If the mempool rejects it.
    pub fn offer(&mut self, now: Time, transaction: Transaction) -> Result<Txid, PoolError> {
        self.now = now;
        self.is_write_due = true;
        self.submit_to_node(transaction)
    }

    /// Returns a template of the next block, with the reward under `lock`.
    ///
    /// # Errors
    ///
    /// [`NoTemplate`].
    pub fn block_template(&mut self, now: Time, lock: Lock) -> Result<BlockTemplate, NoTemplate> {
        self.now = now;
        self.node.block_template(lock, now)
    }

    /// Makes the next block of exactly these transactions, with its reward under `lock`, on a chain
    /// whose blocks take few hashes. The block does not collect the transactions' fees, and is not
    /// added to the chain. `None` if `max_hashes` do not suffice.
    ///
    /// # Errors
    ///
    /// If no block can be made of them.
    pub fn assemble(
        &mut self,
        now: Time,
        lock: Lock,
        transactions: Vec<Transaction>,
        max_hashes: u64,
    ) -> Result<Option<Block>, GenerateError<S::Error>> {
        self.now = now;
        let template = self.node.block_template_with(transactions, lock, now)?;
        let mut block = template.to_block(now.to_timestamp());
        let chain = self.node.chain();
        chain.check_proposal(&block, now.to_timestamp())?;
        let (mut kernel, mut left) = (Kernel::portable(), max_hashes);
        Ok(solve(&mut block, &mut kernel, &mut left).then_some(block))
    }

    /// Makes blocks at once, with their rewards under `lock`, on a chain whose blocks take few
    /// hashes. Makes fewer than `count` if `max_hashes` are used up, or if another block would be
    /// dated too far ahead of the clock. The caller then drains [`poll`](Self::poll).
    ///
    /// # Errors
    ///
    /// If no block can be made. The blocks that were made before stay.
    pub fn generate(
        &mut self,
        now: Time,
        lock: &Lock,
        count: u32,
        max_hashes: u64,
    ) -> Result<Vec<BlockHash>, GenerateError<S::Error>> {
        self.now = now;
        self.is_write_due = true;
        let (mut made, mut kernel, mut left) = (Vec::new(), Kernel::portable(), max_hashes);
        let result = loop {
            if made.len() >= count as usize {
                break Ok(());
            }
            let mut block = match self.node.block_template(lock.clone(), now) {
                Ok(template) => template.to_block(now.to_timestamp()),
                Err(error) => break Err(error.into()),
            };
            if !solve(&mut block, &mut kernel, &mut left) {
                break Ok(());
            }
            let hash = block.hash();
            match self.node.submit_block(block, now) {
                Ok(_) => made.push(hash),
                Err(BlockError::Invalid { rule, .. })
                    if rule.depends_on_clock() && !made.is_empty() =>
                {
                    break Ok(());
                }
                Err(error) => break Err(error.into()),
            }
        };
        self.outputs.touch();
        self.drain_node();
        result.map(|()| made)
    }

    /// Adds a block that another program made. Returns whether it is the tip now. If the chain has
    /// authors and the block lacks its seal, this person seals it. They must mine, and it must be
    /// their turn. The caller then drains [`poll`](Self::poll).
    ///
    /// # Errors
    ///
    /// If the chain rejects the block, or if this person can't seal it.
    pub fn offer_block(&mut self, now: Time, block: Block) -> Result<bool, BlockError<S::Error>> {
        self.now = now;
        self.is_write_due = true;
        let hash = block.hash();
        let is_unsealed = block.header.author().is_some() && block.header.seal.is_none();
        let is_tip = if is_unsealed {
            self.node.submit_unsealed(block, now)?;
            self.drain_node();
            if let Some(sealed) = self.authoring.seal() {
                self.node.handle(now, sealed);
            }
            self.node.chain().tip().hash == hash
        } else {
            self.node.submit_block(block, now)?
        };
        self.outputs.touch();
        self.drain_node();
        Ok(is_tip)
    }
}

/// Searches for a nonce with at most `left` hashes, from which it subtracts those that it needs.
/// Returns whether the block meets its target now.
fn solve(block: &mut Block, kernel: &mut Kernel, left: &mut u64) -> bool {
    let Ok(target) = block.header.bits.to_target() else {
        return false;
    };
    let outcome = Search::new(&block.header, &target).run(kernel, 0..*left);
    *left = left.saturating_sub(outcome.hashes);
    if let Some(hit) = outcome.hit {
        block.header.version = hit.version;
        block.header.nonce = hit.nonce;
    }
    outcome.hit.is_some()
}
