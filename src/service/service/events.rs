//! The handling of the node's events: they are passed to the parts, and the person gets notices.

use api::{Fault, Notice, PaymentReason, Sent, StorageReason};
use chain::Store;
use node::{Event, PoolError, Removal};
use primitives::{Amount, Block, BlockHash, Height, Transaction, Txid};

use super::Service;
use crate::payments::is_repeated;
use crate::wallet_sync::accounts::pool_removed;
use crate::wallet_sync::{block_connected, block_disconnected};

impl<S: Store> Service<S> {
    /// Polls the node once. Returns an output for the driver; `None` if the service itself has
    /// carried it out. The service handles an event and also returns it.
    pub(super) fn poll_node(&mut self) -> Option<node::Output> {
        match self.node.poll() {
            node::Output::Seal { block, digest } => self.authoring.wants_seal(block, digest),
            node::Output::Tell(event) => {
                self.on_event(event.clone());
                return Some(node::Output::Tell(event));
            }
            output => return Some(output),
        }
        None
    }

    /// Polls the node until it sleeps. Its outputs for the driver are kept for the next
    /// [`poll`](Self::poll).
    pub(super) fn drain_node(&mut self) {
        loop {
            match self.poll_node() {
                None => {}
                Some(node::Output::Sleep(_)) => return,
                Some(output) => self.outputs.push(output),
            }
        }
    }

    /// Submits a payment to the node. Returns a [`Fault`] if the mempool rejects the payment.
    pub(super) fn submit(&mut self, transaction: Transaction) -> Result<Sent, Fault> {
        match self.submit_to_node(transaction) {
            Ok(txid) => Ok(Sent {
                txid: txid.to_string(),
            }),
            Err(why) => Err(Fault::new(PaymentReason::PaymentRefused {
                error: why.to_string(),
            })),
        }
    }

    /// Submits a transaction to the node, and handles the events that follow.
    pub(super) fn submit_to_node(&mut self, transaction: Transaction) -> Result<Txid, PoolError> {
        let txid = transaction.txid();
        let result = self.node.submit(transaction, self.now);
        if result.is_err() {
            self.accounts.grant_refused(&mut self.wallet, &txid);
        }
        self.outputs.touch();
        self.drain_node();
        result
    }

    /// Submits the wallet's unconfirmed payments that the mempool does not have, if an offer is
    /// due. Returns whether there were any.
    pub(super) fn offer_payments(&mut self) -> bool {
        let unoffered = self.payments.take_unoffered(
            [&self.wallet].into_iter().chain(self.accounts.others()),
            self.node.pool(),
        );
        let any = !unoffered.is_empty();
        for transaction in unoffered {
            // A refused payment is offered again later.
            let _ = self.submit_to_node(transaction);
        }
        any
    }

    fn on_event(&mut self, event: Event) {
        self.outputs.touch();
        match event {
            Event::Connected(height, block) => self.on_connected(height, &block),
            Event::Reorganised { left, .. } => {
                self.reorganisation.left(left);
                self.recent.disconnected();
            }
            Event::Disconnected(height, block) => {
                self.reorganisation.disconnected(&block, &self.wallet);
                self.histories.clear();
                block_disconnected(&mut self.wallet, height, &block);
                self.accounts.disconnected(height, &block);
                self.recent.disconnected();
            }
            Event::PoolAdded(transaction) => self.on_pool_added(&transaction),
            Event::PoolRemoved(txid, why) => self.on_pool_removed(&txid, why),
            Event::BlockMined(hash) => self.on_mined(&hash),
            Event::StorageFailed(error) => {
                // A lasting failure is reported once.
                if self.failing.replace(error.clone()).is_none() {
                    self.trouble(StorageReason::NotSaved {
                        error: error.to_string(),
                    });
                }
            }
            Event::StorageRecovered => {
                let recovered = self.failing.take();
                self.outputs.notify(recovered.map(|_| Notice::Saved));
            }
            Event::KeyElsewhere(height, hash) => self.on_key_elsewhere(height, &hash),
            Event::Sync(_) | Event::PeersChanged => {}
        }
    }

    fn on_connected(&mut self, height: Height, block: &Block) {
        self.contact.connected(block.hash(), self.node.chain_mut());
        let confirmed = block_connected(&mut self.wallet, height, block);
        let confirmed = self.accounts.heard(confirmed);
        let others = self.accounts.connected(height, block);
        self.outputs.notify(confirmed.into_iter().chain(others));
        self.histories.connected();
        self.recent
            .connected(height, block, self.node.chain(), &self.wallet);
        self.payments.offer_again();
        if let Some((own, notice)) = self.reorganisation.take() {
            self.mining.lost(own);
            self.outputs.notify([notice]);
        }
    }

    fn on_mined(&mut self, hash: &BlockHash) {
        self.contact.found(hash);
        self.mining.found();
        let chain = self.node.chain();
        let height = chain.entry(hash).map_or(0, |entry| entry.height.value());
        let block = chain.block(hash).ok().flatten();
        let coinbase = block.as_ref().and_then(|block| block.transactions.first());
        let paid =
            coinbase.and_then(|tx| Amount::sum(tx.outputs.iter().map(|output| output.amount)));
        let reward = paid.unwrap_or(Amount::ZERO);
        self.outputs.notify([Notice::BlockFound { height, reward }]);
    }

    /// Failed payments are reported only when the node has no more events, since the event of a
    /// replacing transaction comes after that of the removal.
    fn on_pool_removed(&mut self, txid: &Txid, why: Removal) {
        pool_removed(&mut self.wallet, txid, why);
        self.accounts.pool_removed(txid, why);
        self.payments.offer_again();
    }

    fn on_pool_added(&mut self, transaction: &Transaction) {
        let txid = transaction.txid();
        let tip = self.tip_height();
        let known = self.wallet.entry(&txid, tip).is_some();
        self.wallet.pool_added(transaction, self.now.to_timestamp());
        let entry = self.wallet.entry(&txid, tip).filter(|_| !known);
        if let Some(entry) = entry.filter(|entry| entry.kind == wallet::Kind::Received)
            && !is_repeated(&self.wallet, tip, &txid)
        {
            let amount = entry.amount;
            let notice = vec![Notice::PaymentReceived { amount }];
            self.outputs.notify(self.accounts.heard(notice));
        }
        let now = self.now.to_timestamp();
        let others = self.accounts.pool_added(transaction, now, tip);
        self.outputs.notify(others);
    }

    /// Stops sealing, since another program seals with this person's key. If both sealed, they
    /// would make two branches.
    fn on_key_elsewhere(&mut self, height: Height, block: &BlockHash) {
        self.mine(false);
        self.put_key_away();
        self.trouble(StorageReason::KeyElsewhere {
            height: height.value(),
            block: *block,
        });
    }
}
