//! Failed payments: the reason, for the history and for notices.

use api::{Failure, Fault, Field, Notice};
use chain::Store;
use primitives::Txid;
use wallet::{Cause, Entry, Failed, Kind};

use crate::service::Service;

impl<S: Store> Service<S> {
    /// Why a payment failed; `None` if it was replaced by the same payment with a higher fee, so
    /// that it did not fail.
    pub(crate) fn failure(&self, failed: &Failed) -> Option<Failure> {
        let by = match failed.cause {
            Cause::Conflict { by, .. } => by,
            Cause::Unfunded { by } => return Some(Failure::Unfunded { by }),
            Cause::GivenUp => return Some(Failure::GivenUp),
        };
        if failed.ours == self.wallet.is_own(&by)
            && let Some(rival) = self.any_entry(&by)
        {
            let old = &failed.entry;
            if rival.kind == old.kind
                && rival.amount == old.amount
                // The payer may have added other coins.
                && (!failed.ours || rival.counterparts == old.counterparts)
            {
                return None;
            }
            if rival.kind == Kind::ToSelf {
                return Some(Failure::Cancelled { by });
            }
        }
        Some(Failure::Spent { by })
    }

    /// Whether a new payment from somebody else replaces an earlier one with a higher fee.
    pub(crate) fn is_made_again(&self, txid: &Txid) -> bool {
        let failed = self.wallet.failed(self.tip_height());
        let mut replaced = failed.iter().filter(|it| it.rival() == Some(*txid));
        replaced.any(|it| self.failure(it).is_none())
    }

    /// Reports the payments that failed since the last call, except those that the person
    /// cancelled.
    pub(crate) fn tell_fallen(&mut self) {
        for failed in self.wallet.take_fallen(self.tip_height()) {
            match self.failure(&failed) {
                None | Some(Failure::Cancelled { .. }) => {}
                Some(why) => self.notice(Notice::PaymentFailed {
                    amount: failed.entry.amount,
                    received: !failed.ours,
                    why,
                }),
            }
        }
    }

    /// What the wallet knows of a transaction that is neither in the chain nor in the mempool;
    /// `None` if it knows nothing.
    pub(crate) fn lost_transaction(&self, txid: &Txid) -> Option<Fault> {
        let failed = self.wallet.fails(txid, self.tip_height())?;
        let message = match self.failure(&failed) {
            None => format!(
                "This payment was made again with a higher fee: see transaction {}.",
                failed.rival().unwrap_or(*txid)
            ),
            Some(Failure::Cancelled { by }) => {
                format!("You cancelled this payment by transaction {by}.")
            }
            Some(Failure::Spent { by }) => {
                format!("This payment came to nothing: transaction {by} spent the same coins.")
            }
            Some(Failure::Unfunded { by }) => format!(
                "This payment came to nothing: transaction {by}, whose coins it spends, did."
            ),
            Some(Failure::GivenUp) => {
                "This payment was dropped before a block took it. It may still arrive.".to_owned()
            }
        };
        Some(Fault::of(Field::Search, message))
    }

    fn any_entry(&self, txid: &Txid) -> Option<Entry> {
        let tip = self.tip_height();
        let failed = || self.wallet.fails(txid, tip).map(|failed| failed.entry);
        self.wallet.entry(txid, tip).or_else(failed)
    }
}
