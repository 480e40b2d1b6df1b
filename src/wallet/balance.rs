//! What the wallet is worth.

use crate::coins::{Coin, Coins};
use crate::keys::Keys;
use crate::ledger::Ledger;
use primitives::{Amount, Height, OutPoint};

/// What the wallet is worth, waiting payments included at once.
///
/// `spendable + immature + outgoing` is what the best chain alone says. None of the parts overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Can be spent now: confirmed, mature and not already spent by a waiting payment; and the change of the wallet's
    /// own waiting payments.
    pub spendable: Amount,
    /// Block rewards that are too young to be spent.
    pub immature: Amount,
    /// Waiting payments from others. They count once a block has them.
    pub incoming: Amount,
    /// What waiting payments take out of the wallet, fees included. No longer in `spendable`.
    pub outgoing: Amount,
}

impl Ledger {
    /// Adds up. Costs as much as there are waiting transactions and young rewards.
    pub(crate) fn balance(&self, tip: Height, maturity: u32, keys: &Keys) -> Balance {
        let free = |(at, _): &(&OutPoint, &Coin)| !self.claims.contains_key(at);
        let immature: u64 = self
            .coins
            .young(tip, maturity)
            .filter(free)
            .map(|(_, coin)| coin.amount.units())
            .sum();
        let (mut claimed, mut change, mut incoming, mut spent, mut returned) = (0, 0, 0, 0, 0);
        for txid in self.pending.values() {
            let Some(record) = self.records.get(txid) else {
                continue;
            };
            for input in &record.transaction.inputs {
                if let Some(coin) = self.coins.get(&input.previous) {
                    spent += coin.amount.units();
                    if coin.height.is_some() {
                        claimed += coin.amount.units();
                    }
                }
            }
            for (index, output) in (0..).zip(&record.transaction.outputs) {
                if keys.path(&output.lock).is_none() {
                    continue;
                }
                let units = output.amount.units();
                let free = !self.claims.contains_key(&OutPoint { txid: *txid, index });
                match (record.ours, free) {
                    (true, true) => change += units,
                    (false, true) => incoming += units,
                    (_, false) => {}
                }
                if record.ours || !free {
                    returned += units;
                }
            }
        }
        Balance {
            spendable: amount((self.coins.confirmed() + change).saturating_sub(claimed + immature)),
            immature: amount(immature),
            incoming: amount(incoming),
            outgoing: amount(u64::saturating_sub(spent, returned)),
        }
    }

    /// The coins that a payment may spend now: confirmed ones, then change that still waits.
    pub(crate) fn spendable(&self, tip: Height, maturity: u32) -> (Vec<OutPoint>, Vec<OutPoint>) {
        let mut confirmed = Vec::new();
        let mut waiting = Vec::new();
        for (at, coin) in self.coins.iter() {
            if self.claims.contains_key(at) {
                continue;
            }
            if Coins::is_mature(coin, tip, maturity) {
                confirmed.push(*at);
            } else if coin.height.is_none() && self.records.get(&at.txid).is_some_and(|it| it.ours)
            {
                waiting.push(*at);
            }
        }
        // A table of hashes has no order that another run would repeat.
        confirmed.sort_unstable();
        waiting.sort_unstable();
        (confirmed, waiting)
    }
}

/// Base units as an amount. Valid blocks hold no more than the supply, so the bound is never met.
pub(crate) fn amount(units: u64) -> Amount {
    Amount::from_units(units).unwrap_or(Amount::MAX)
}
