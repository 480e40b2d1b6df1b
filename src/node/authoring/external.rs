//! Blocks made outside: templates for other programs, and the blocks that those programs return.

use super::sealing::Turn;
use super::template::{BlockTemplate, Template};
use crate::{Event, Node};
use chain::authority::needs_work;
use chain::{BlockError, Rule, Store};
use primitives::{Block, Lock, Time, Transaction};

/// Why there is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTemplate {
    /// Blocks of this chain need no proof of work, so there is nothing for other programs to
    /// search.
    #[error("blocks of this chain need no proof of work")]
    NoWork,
    /// The chain has authors, and none of them may seal a block here now.
    #[error("no author may seal a block here now")]
    NotInTurn,
    /// There are too few transactions for a block of this chain.
    #[error("there are too few transactions for a block of this chain")]
    TooFew,
}

impl<S: Store> Node<S> {
    /// Returns the best block from the pool on the present tip, with the reward under `lock` and
    /// this node's block message, for a program that searches its proof of work. `now` is the
    /// clock.
    ///
    /// # Errors
    /// [`NoTemplate`].
    pub fn block_template(&self, lock: Lock, now: Time) -> Result<BlockTemplate, NoTemplate> {
        let message = self.mining.block_message();
        let now = now.to_timestamp();
        let template = Template::new(&self.chain, &self.pool, lock, message, now);
        self.opened(template)
    }

    /// Returns the block with exactly these transactions, as [`Node::block_template`] does with the
    /// best ones. They are not checked, and their fees are not collected.
    ///
    /// # Errors
    /// [`NoTemplate`].
    pub fn block_template_with(
        &self,
        transactions: Vec<Transaction>,
        lock: Lock,
        now: Time,
    ) -> Result<BlockTemplate, NoTemplate> {
        let message = self.mining.block_message();
        let now = now.to_timestamp();
        let template = Template::with(&self.chain, transactions, lock, message, now);
        self.opened(template)
    }

    /// Returns a template for a program outside. `None` stands for too few transactions.
    fn opened(&self, template: Option<Template>) -> Result<BlockTemplate, NoTemplate> {
        if !needs_work(self.chain.spec()) {
            return Err(NoTemplate::NoWork);
        }
        let author = match self.turn() {
            Turn::Free => None,
            Turn::Now(author) => Some(author),
            Turn::At(_) | Turn::Listen(_) | Turn::Never => return Err(NoTemplate::NotInTurn),
        };
        let template = template.ok_or(NoTemplate::TooFew)?;
        let template = match author {
            Some(author) => template.by_author(author),
            None => template,
        };
        Ok(template.open(&self.chain))
    }

    /// Adds a finished block that another program made. Returns whether it is the tip now; a valid
    /// block on another branch is stored. As after [`Node::handle`], the driver calls
    /// [`Node::poll`] until the node sleeps.
    ///
    /// # Errors
    /// If the chain rejects the block.
    pub fn submit_block(&mut self, block: Block, now: Time) -> Result<bool, BlockError<S::Error>> {
        self.enter(now);
        let hash = block.hash();
        let result = match self.chain.accept_block(block, self.timestamp()) {
            Ok(accepted) => {
                self.tip_changed(accepted);
                let is_tip = self.chain.tip().hash == hash;
                if is_tip {
                    self.tell(Event::BlockMined(hash));
                }
                Ok(is_tip)
            }
            Err(error) => {
                self.rejected(&error, None);
                Err(error)
            }
        };
        self.request_blocks();
        self.leave();
        result
    }

    /// Requests the seal of a block that another program made, complete except for its seal. The
    /// block is added when the seal comes, with [`Input::Sealed`](crate::Input::Sealed). An author
    /// of the chain must seal here ([`Request::Author`](crate::Request::Author)) and mine.
    ///
    /// # Errors
    /// If the block breaks a rule, or if it is not the turn of its author here.
    pub fn submit_unsealed(&mut self, block: Block, now: Time) -> Result<(), BlockError<S::Error>> {
        self.enter(now);
        let result = self.check_unsealed(&block);
        if result.is_ok() {
            self.choose_block(block);
            self.stop_search();
        }
        self.leave();
        result
    }

    /// Checks a block before this node commits itself to it: an author seals one block on each
    /// parent, so an invalid block would cost the author its turn.
    fn check_unsealed(&self, block: &Block) -> Result<(), BlockError<S::Error>> {
        let (header, hash) = (&block.header, block.hash());
        let invalid = |rule| Err(BlockError::Invalid { block: hash, rule });
        self.chain.check_proposal(block, self.timestamp())?;
        if needs_work(self.chain.spec()) && !header.meets_target() {
            let bits = header.bits;
            return invalid(Rule::ProofOfWork { hash, bits });
        }
        match self.turn() {
            Turn::Now(author) if header.author() == Some(author) => Ok(()),
            _ => invalid(Rule::Unsealed),
        }
    }
}
