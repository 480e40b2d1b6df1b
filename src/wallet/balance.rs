//! The wallet's balance.

use crate::coins::{Coin, Coins};
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::record::Record;
use primitives::order::sort_by;
use primitives::{Amount, Height, OutPoint, TableSet, Txid};

/// The wallet's balance, which includes the effect of unconfirmed payments at once.
///
/// The parts do not overlap, and `spendable + immature + outgoing + dust` is the balance of the
/// best chain alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// The sum of the coins that can be spent now: those that are confirmed, mature and not spent
    /// by an unconfirmed payment, and the change of the wallet's own unconfirmed payments. Change
    /// that the mempool has dropped counts too, but can be spent only once the mempool has it
    /// again.
    pub spendable: Amount,
    /// Block rewards that are not mature yet.
    pub immature: Amount,
    /// Unconfirmed payments from others, and the change of own payments that spend them. They count
    /// as spendable once they are confirmed.
    pub incoming: Amount,
    /// The amount that unconfirmed payments take out of the wallet, including fees. It is already
    /// deducted from `spendable`.
    pub outgoing: Amount,
    /// Coins that cost more to spend than they are worth, even at the minimum fee rate.
    pub dust: Amount,
}

impl Ledger {
    /// Computes the balance. The cost grows with the number of unconfirmed transactions, immature
    /// rewards and dust coins.
    pub(crate) fn balance(&self, tip: Height, maturity: u32, keys: &Keys) -> Balance {
        let free = |(at, _): &(&OutPoint, &Coin)| !self.claims.contains_key(at);
        let immature: u64 = self
            .coins
            .young(tip, maturity)
            .filter(free)
            .map(|(_, coin)| coin.amount.units())
            .sum();
        let old = |(_, coin): &(&OutPoint, &Coin)| Coins::is_mature(coin, tip, maturity);
        let dust = self.coins.dust().filter(free).filter(old);
        let dust: u64 = dust.map(|(_, coin)| coin.amount.units()).sum();
        let trusted = self.trusted();
        let (mut claimed, mut change, mut incoming) = (0, 0, 0);
        for (txid, record) in self.waiting() {
            for input in &record.transaction.inputs {
                let coin = self.coins.get(&input.previous);
                if let Some(coin) = coin.filter(|coin| coin.height.is_some()) {
                    claimed += coin.amount.units();
                }
            }
            for (index, output) in (0..).zip(&record.transaction.outputs) {
                let at = OutPoint { txid, index };
                if keys.path(&output.lock).is_none() || self.claims.contains_key(&at) {
                    continue;
                }
                if trusted.contains(&txid) {
                    change += output.amount.units();
                } else {
                    incoming += output.amount.units();
                }
            }
        }
        let total = self.coins.confirmed() + change;
        Balance {
            spendable: amount(total.saturating_sub(claimed + immature + dust)),
            immature: amount(immature),
            incoming: amount(incoming),
            outgoing: amount(u64::saturating_sub(claimed, change)),
            dust: amount(dust),
        }
    }

    /// The unconfirmed transactions, parents before children.
    fn waiting(&self) -> impl Iterator<Item = (Txid, &Record)> {
        let txids = self.pending.values();
        txids.filter_map(|txid| Some((*txid, self.records.get(txid)?)))
    }

    /// The unconfirmed transactions whose change can be trusted: those of the wallet itself that
    /// spend nothing of an unconfirmed payment from somebody else.
    fn trusted(&self) -> TableSet<Txid> {
        let mut trusted = TableSet::with_hasher(*self.records.hasher());
        for (txid, record) in self.waiting() {
            let sound = record.transaction.inputs.iter().all(|input| {
                let coin = self.coins.get(&input.previous);
                coin.is_some_and(|coin| {
                    coin.height.is_some() || trusted.contains(&input.previous.txid)
                })
            });
            if record.ours && sound {
                trusted.insert(txid);
            }
        }
        trusted
    }

    /// The coins that a payment may spend now: the confirmed ones, and the trusted change in the
    /// mempool.
    pub(crate) fn spendable(&self, tip: Height, maturity: u32) -> (Vec<OutPoint>, Vec<OutPoint>) {
        let trusted = self.trusted();
        let mut confirmed = Vec::new();
        let mut waiting = Vec::new();
        for (at, coin) in self.coins.iter() {
            if self.claims.contains_key(at) {
                continue;
            }
            if Coins::is_mature(coin, tip, maturity) {
                confirmed.push(*at);
            } else if trusted.contains(&at.txid) && !self.outside.contains(&at.txid) {
                waiting.push(*at);
            }
        }
        // The order of a hash table differs from run to run.
        sort_by(&mut confirmed, Ord::cmp);
        sort_by(&mut waiting, Ord::cmp);
        (confirmed, waiting)
    }
}

/// Base units as an amount. The coins in valid blocks do not exceed the supply, so the bound is
/// never reached.
pub(crate) fn amount(units: u64) -> Amount {
    Amount::from_units(units).unwrap_or(Amount::MAX)
}
