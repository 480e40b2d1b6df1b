//! The wallet's section of the snapshot: balances, the receiving address and the history.

use api::{HistoryKind, HistoryRow, WalletView, command};
use chain::Spec;
use primitives::{Height, Transaction, address};
use wallet::{Entry, Failed, Kind, Wallet};

use super::failure::failure;
use crate::convert::address_of;
use crate::payload;
use crate::profile::labels::Labels;

/// The maximum number of history rows. Older payments are found by searching.
const MAX_ROWS: usize = 200;
/// The maximum number of rows of a page of the whole history.
const MAX_PAGE: usize = 1_000;

/// The view of the wallet. `tip` is the height of the last block.
pub(crate) fn wallet_view(
    wallet: &Wallet,
    labels: &Labels,
    spec: &Spec,
    tip: Height,
) -> WalletView {
    let balance = wallet.balance(tip);
    let mut history = rows(wallet, labels, spec, tip, MAX_ROWS + 1);
    let more_history = history.len() > MAX_ROWS;
    history.truncate(MAX_ROWS);
    WalletView {
        balance: balance.spendable,
        immature: balance.immature,
        incoming: balance.incoming,
        outgoing: balance.outgoing,
        frozen: wallet.frozen_sum(),
        address: address::encode(&spec.prefix, &wallet.receive_lock()).unwrap_or_default(),
        history,
        more_history,
        ..WalletView::default()
    }
}

/// A page of the whole history.
pub(crate) fn history_page(
    wallet: &Wallet,
    labels: &Labels,
    spec: &Spec,
    tip: Height,
    page: &command::History,
) -> Vec<HistoryRow> {
    let (from, count) = (page.from as usize, (page.count as usize).min(MAX_PAGE));
    let rows = rows(wallet, labels, spec, tip, from.saturating_add(count));
    rows.into_iter().skip(from).take(count).collect()
}

/// The newest rows, newest first: `max` transactions and all failed payments among them.
fn rows(wallet: &Wallet, labels: &Labels, spec: &Spec, tip: Height, max: usize) -> Vec<HistoryRow> {
    let mut history: Vec<_> = wallet
        .history(tip, max)
        .into_iter()
        .map(|entry| entry_row(wallet, spec, &entry))
        .collect();
    for failed in wallet.failed(tip) {
        if let Some(row) = failed_row(wallet, spec, tip, &failed) {
            let is_before = |it: &HistoryRow| {
                (it.height.is_none() && it.failure.is_none()) || it.time > row.time
            };
            let at = history.partition_point(is_before);
            history.insert(at, row);
        }
    }
    for row in &mut history {
        row.private_note = labels.note(&row.txid).map(str::to_owned);
    }
    history
}

fn entry_row(wallet: &Wallet, spec: &Spec, entry: &Entry) -> HistoryRow {
    let kept = wallet.keeps(&entry.txid);
    let row = row(spec, entry, kept.map(|kept| kept.transaction));
    HistoryRow {
        replaceable: entry.height.is_none() && wallet.is_replaceable(&entry.txid),
        bumpable: entry.height.is_none() && wallet.is_bumpable(&entry.txid),
        ..row
    }
}

/// The row of a failed payment; `None` if a transaction with the same payment and a higher fee
/// replaced it.
fn failed_row(wallet: &Wallet, spec: &Spec, tip: Height, failed: &Failed) -> Option<HistoryRow> {
    Some(HistoryRow {
        failure: Some(failure(wallet, tip, failed)?),
        height: None,
        confirmations: 0,
        ..row(spec, &failed.entry, Some(&failed.transaction))
    })
}

fn row(spec: &Spec, entry: &Entry, transaction: Option<&Transaction>) -> HistoryRow {
    let counterpart = match entry.counterparts.as_slice() {
        [lock] => address_of(lock, spec),
        _ => None,
    };
    let is_stamp = transaction.is_some_and(|transaction| {
        let mut outputs = transaction.outputs.iter();
        outputs.any(|output| proof::stamp::digest(&output.lock).is_some())
    });
    HistoryRow {
        txid: entry.txid,
        kind: match entry.kind {
            Kind::Received => HistoryKind::Received,
            Kind::Sent => HistoryKind::Sent,
            Kind::Reward => HistoryKind::Reward,
            Kind::Allocation => HistoryKind::Allocation,
            Kind::ToSelf => HistoryKind::ToSelf,
            Kind::Data if is_stamp => HistoryKind::Stamp,
            Kind::Data => HistoryKind::Data,
        },
        amount: entry.amount,
        fee: entry.fee,
        counterpart,
        height: entry.height.map(Height::value),
        confirmations: entry.confirmations,
        time: entry.time,
        note: transaction.and_then(payload::note_of),
        private_note: None,
        failure: None,
        replaceable: false,
        bumpable: false,
    }
}
