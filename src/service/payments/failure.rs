//! The reasons of failed payments, for the history and for notices.

use api::{ExplorerReason, Failure, Fault, Field, Notice};
use primitives::{Height, Txid};
use wallet::{Cause, Entry, Failed, Kind, Wallet};

/// Why a payment failed; `None` if the same payment with a higher fee replaced it, which does not
/// count as a failure.
pub(super) fn failure(wallet: &Wallet, tip: Height, failed: &Failed) -> Option<Failure> {
    let by = match failed.cause {
        Cause::Conflict { by, .. } => by,
        Cause::Unfunded { by } => return Some(Failure::Unfunded { by }),
        Cause::GivenUp => return Some(Failure::GivenUp),
    };
    if failed.ours == wallet.is_own(&by)
        && let Some(rival) = any_entry(wallet, tip, &by)
    {
        let old = &failed.entry;
        if rival.kind == old.kind
            && rival.amount == old.amount
            // If the payer is somebody else, the coins may differ, since the payer may have added
            // some.
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

/// Whether a new payment is the same as an earlier one, which it replaces with a higher fee.
pub(crate) fn is_repeated(wallet: &Wallet, tip: Height, txid: &Txid) -> bool {
    let failed = wallet.failed(tip);
    let mut replaced = failed.iter().filter(|it| it.rival() == Some(*txid));
    replaced.any(|it| failure(wallet, tip, it).is_none())
}

/// Notices of the payments that failed since the last call, except those that were cancelled or
/// replaced by the same payment with a higher fee.
pub(crate) fn failure_notices(wallet: &mut Wallet, tip: Height) -> Vec<Notice> {
    let fallen = wallet.take_fallen(tip).into_iter();
    let notice = |failed: Failed| match failure(wallet, tip, &failed)? {
        Failure::Cancelled { .. } => None,
        why => Some(Notice::PaymentFailed {
            amount: failed.entry.amount,
            received: !failed.ours,
            why,
        }),
    };
    fallen.filter_map(notice).collect()
}

/// The refusal for a transaction that is neither in the chain nor in the mempool, if the wallet
/// knows its failure; `None` otherwise.
pub(crate) fn lost_transaction(wallet: &Wallet, tip: Height, txid: &Txid) -> Option<Fault> {
    let failed = wallet.fails(txid, tip)?;
    let reason = match failure(wallet, tip, &failed) {
        None => ExplorerReason::PaymentReplaced {
            by: failed.rival().unwrap_or(*txid),
        },
        Some(Failure::Cancelled { by }) => ExplorerReason::PaymentCancelled { by },
        Some(Failure::Spent { by }) => ExplorerReason::PaymentSpent { by },
        Some(Failure::Unfunded { by }) => ExplorerReason::PaymentUnfunded { by },
        Some(Failure::GivenUp) => ExplorerReason::PaymentDropped,
    };
    Some(Fault::of(Field::Search, reason))
}

fn any_entry(wallet: &Wallet, tip: Height, txid: &Txid) -> Option<Entry> {
    let failed = || wallet.fails(txid, tip).map(|failed| failed.entry);
    wallet.entry(txid, tip).or_else(failed)
}
