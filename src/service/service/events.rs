//! The node's events: the wallet follows them, and the person gets notices.

use api::{Fault, Notice, Sent};
use chain::Store;
use node::{Event, PoolError, Removal};
use primitives::{Amount, Block, BlockHash, Transaction, Txid};

use super::{Output, Service, Undone};

impl<S: Store> Service<S> {
    /// Polls the node once. Returns an output for the driver; `None` if the service itself has
    /// carried it out.
    pub(super) fn poll_node(&mut self) -> Option<node::Output> {
        match self.node.poll() {
            node::Output::Seal { block, digest } => self.unsealed = Some((block, digest)),
            node::Output::Tell(event) => self.on_event(event),
            output => return Some(output),
        }
        None
    }

    /// The groups whose peers should not be called at present because of their offences.
    pub fn discouraged(&self) -> Vec<node::Group> {
        self.node.discouraged()
    }

    fn on_event(&mut self, event: Event) {
        self.revision += 1;
        match event {
            Event::Connected(height, block) => {
                self.contact.connected(block.hash(), self.node.chain_mut());
                self.block_connected(height, &block);
                self.walks.connected();
                self.push_recent(height, &block);
                self.offer = true;
                self.tell_undone();
            }
            Event::Reorganised { left, .. } => {
                self.undone.blocks = left;
                self.recent_stale = true;
            }
            Event::Disconnected(height, block) => {
                self.note_undone(&block);
                self.walks.clear();
                self.block_disconnected(height, &block);
                self.recent_stale = true;
            }
            Event::PoolAdded(transaction) => self.pool_added(&transaction),
            Event::PoolRemoved(txid, why) => self.pool_removed(&txid, why),
            Event::BlockMined(hash) => {
                self.contact.found(&hash);
                self.found += 1;
                let height = self
                    .node
                    .chain()
                    .entry(&hash)
                    .map_or(0, |entry| entry.height.value());
                let reward = self.reward_of(&hash);
                self.notice(Notice::BlockFound { height, reward });
            }
            Event::StorageFailed(error) => {
                // Reported once for a lasting failure.
                if self.failing.replace(error.clone()).is_none() {
                    self.trouble(format!(
                        "Nothing is being saved: {error}. This tab tries again by itself."
                    ));
                }
            }
            Event::StorageRecovered => {
                if self.failing.take().is_some() {
                    self.notice(Notice::Saved);
                }
            }
            Event::KeyElsewhere(height, hash) => self.key_elsewhere(height, &hash),
            Event::Sync(_) | Event::PeersChanged => {}
        }
    }

    fn note_undone(&mut self, block: &Block) {
        let coins = self.own_reward(block);
        if coins > Amount::ZERO {
            self.undone.own += 1;
            self.undone.coins = self.undone.coins.checked_add(coins).unwrap_or(Amount::MAX);
        }
    }

    /// Reports a switch, once the first block of the new branch was connected after the other
    /// branch was disconnected.
    fn tell_undone(&mut self) {
        let Undone { blocks, own, coins } = core::mem::take(&mut self.undone);
        if blocks > 0 {
            self.found = self.found.saturating_sub(own);
            self.notice(Notice::Reorganised {
                depth: blocks,
                own,
                coins,
            });
        }
    }

    /// Failed payments are reported only once the node has no more events, since a replacing
    /// transaction comes after the removal of the replaced one.
    fn pool_removed(&mut self, txid: &Txid, why: Removal) {
        match why {
            Removal::Replaced { by } => self.wallet.pool_replaced(txid, by),
            _ => self.wallet.pool_removed(txid),
        }
        self.offer = true;
    }

    fn pool_added(&mut self, transaction: &Transaction) {
        let txid = transaction.txid();
        let tip = self.tip_height();
        let known = self.wallet.entry(&txid, tip).is_some();
        self.wallet.pool_added(transaction, self.now.to_timestamp());
        let entry = self.wallet.entry(&txid, tip).filter(|_| !known);
        if let Some(entry) = entry.filter(|entry| entry.kind == wallet::Kind::Received)
            && !self.is_made_again(&txid)
        {
            let amount = entry.amount;
            self.notice(Notice::PaymentReceived { amount });
        }
    }

    /// Submits the wallet's unconfirmed payments that the mempool does not have. Returns whether
    /// there were any.
    pub(super) fn offer_waiting(&mut self) -> bool {
        let mut waiting = self.wallet.unconfirmed();
        waiting.retain(|transaction| !self.node.pool().contains(&transaction.txid()));
        let any = !waiting.is_empty();
        for transaction in waiting {
            // What is refused is offered again later.
            let _ = self.submit_to_node(transaction);
        }
        any
    }

    /// Submits a payment to the node, and returns at once whether the mempool accepted it.
    pub(crate) fn submit(&mut self, transaction: Transaction) -> Result<Sent, Fault> {
        match self.submit_to_node(transaction) {
            Ok(txid) => Ok(Sent {
                txid: txid.to_string(),
            }),
            Err(why) => Err(Fault::new(format!("The payment was refused: {why}."))),
        }
    }

    /// Submits a transaction to the node, and handles the events that follow.
    pub(crate) fn submit_to_node(&mut self, transaction: Transaction) -> Result<Txid, PoolError> {
        let txid = transaction.txid();
        let result = self.node.submit(transaction, self.now);
        if result.is_err() {
            self.forget_refused_grant(&txid);
        }
        self.touch();
        self.drain_node();
        result
    }

    /// Polls the node until it sleeps. Its outputs for the driver are kept for the next
    /// [`poll`](Self::poll).
    pub(crate) fn drain_node(&mut self) {
        loop {
            match self.poll_node() {
                None => {}
                Some(node::Output::Sleep(_)) => return,
                Some(output) => self.outputs.push_back(Output::Node(output)),
            }
        }
    }

    /// The sum that a block's coinbase pays this wallet.
    fn own_reward(&self, block: &Block) -> Amount {
        let coinbase = block.transactions.first().into_iter();
        let outputs = coinbase.flat_map(|coinbase| &coinbase.outputs);
        let own = outputs.filter(|output| self.wallet.owns(&output.lock));
        Amount::sum(own.map(|output| output.amount)).unwrap_or(Amount::ZERO)
    }

    fn reward_of(&self, hash: &BlockHash) -> Amount {
        let block = self.node.chain().block(hash).ok().flatten();
        let coinbase = block.as_ref().and_then(|block| block.transactions.first());
        let paid =
            coinbase.and_then(|tx| Amount::sum(tx.outputs.iter().map(|output| output.amount)));
        paid.unwrap_or(Amount::ZERO)
    }
}
