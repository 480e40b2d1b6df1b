//! The amounts paid to a lock and spent from it.

use primitives::{Amount, Decode, DecodeError, Encode, Output, Reader};

/// The amounts that one transaction paid to a lock and spent from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LockAmounts {
    /// The amount paid to the lock.
    pub received: Amount,
    /// The amount spent from the lock.
    pub spent: Amount,
}

impl LockAmounts {
    /// The amounts of a created output.
    pub const fn of_created(output: &Output) -> Self {
        Self {
            received: output.amount,
            spent: Amount::ZERO,
        }
    }

    /// The amounts of a spent output.
    pub const fn of_spent(output: &Output) -> Self {
        Self {
            received: Amount::ZERO,
            spent: output.amount,
        }
    }

    /// Adds the amounts of another input or output of the same transaction.
    pub(crate) fn add(&mut self, other: Self) {
        // The sums of a valid transaction never exceed the largest amount.
        let sum = |one: Amount, other| one.checked_add(other).unwrap_or(Amount::MAX);
        self.received = sum(self.received, other.received);
        self.spent = sum(self.spent, other.spent);
    }
}

impl Encode for LockAmounts {
    fn encode(&self, out: &mut Vec<u8>) {
        self.received.encode(out);
        self.spent.encode(out);
    }
}

impl Decode for LockAmounts {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            received: Amount::decode(r)?,
            spent: Amount::decode(r)?,
        })
    }
}

/// The sums of the amounts of many transactions, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LockTotal {
    /// The sum of all payments to the lock, in base units. The same coins can be paid to the lock
    /// repeatedly, so the sum may exceed [`Amount::MAX`].
    received: u128,
    /// The sum of all spending from the lock, in base units.
    spent: u128,
}

impl LockTotal {
    /// Adds the amounts of a transaction.
    pub fn add(&mut self, amounts: LockAmounts) {
        self.received = self
            .received
            .saturating_add(amounts.received.units().into());
        self.spent = self.spent.saturating_add(amounts.spent.units().into());
    }

    /// The sum of all payments to the lock, at most [`Amount::MAX`].
    pub fn received(&self) -> Amount {
        amount(self.received).unwrap_or(Amount::MAX)
    }

    /// The lock's balance; `None` if more was spent than received, which can't happen on a valid
    /// chain.
    pub fn balance(&self) -> Option<Amount> {
        amount(self.received.checked_sub(self.spent)?)
    }
}

fn amount(units: u128) -> Option<Amount> {
    Amount::from_units(u64::try_from(units).ok()?).ok()
}
