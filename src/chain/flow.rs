//! What a lock got and gave.

use primitives::{Amount, Decode, DecodeError, Encode, Output, Reader};

/// What one transaction paid to a lock and spent from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Paid to it.
    pub received: Amount,
    /// Spent from it.
    pub spent: Amount,
}

impl Flow {
    /// An output made.
    pub const fn paid(output: &Output) -> Self {
        Self {
            received: output.amount,
            spent: Amount::ZERO,
        }
    }

    /// An output spent.
    pub const fn taken(output: &Output) -> Self {
        Self {
            received: Amount::ZERO,
            spent: output.amount,
        }
    }

    /// Adds another part of the same transaction.
    pub(crate) fn add(&mut self, other: Self) {
        // Only a block that is refused for it makes more than the largest amount.
        let sum = |one: Amount, other| one.checked_add(other).unwrap_or(Amount::MAX);
        self.received = sum(self.received, other.received);
        self.spent = sum(self.spent, other.spent);
    }
}

impl Encode for Flow {
    fn encode(&self, out: &mut Vec<u8>) {
        self.received.encode(out);
        self.spent.encode(out);
    }
}

impl Decode for Flow {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            received: Amount::decode(r)?,
            spent: Amount::decode(r)?,
        })
    }
}

/// What many transactions together mean for a lock, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// All that was paid to it, in base units. The same coins may come again and again, so it may be more than
    /// [`Amount::MAX`].
    received: u128,
    /// All that was spent from it, in base units.
    spent: u128,
}

impl Total {
    /// Adds a transaction.
    pub fn add(&mut self, flow: Flow) {
        self.received = self.received.saturating_add(flow.received.units().into());
        self.spent = self.spent.saturating_add(flow.spent.units().into());
    }

    /// All that was paid to it; [`Amount::MAX`] where it is more.
    pub fn received(&self) -> Amount {
        amount(self.received).unwrap_or(Amount::MAX)
    }

    /// What is left; none where more was spent than there was, which no chain can hold.
    pub fn balance(&self) -> Option<Amount> {
        amount(self.received.checked_sub(self.spent)?)
    }
}

fn amount(units: u128) -> Option<Amount> {
    Amount::from_units(u64::try_from(units).ok()?).ok()
}
