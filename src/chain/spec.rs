//! What a chain fixes at birth, and the bounds of every such choice.
//!
//! A [`SpecDraft`] is what a person fills in; a [`Spec`] is one that holds to the bounds, and can't be changed. The
//! genesis block is a pure function of it (see [`Spec::genesis`]), so whoever has the spec needs to trust nobody for it.

pub mod bounds;
mod encoding;

use bounds::{
    CONFIRMATIONS, HALVINGS, INTERVALS, MATURITIES, MAX_ALLOCATION, MAX_DATA, MAX_PEERS,
    MAX_TRANSACTIONS, MAX_WEIGHTS, NAME_LENGTHS, SYMBOL_LENGTHS, TIMES, characters, check_bits,
    check_name, length, within,
};
use core::ops::Deref;
use primitives::{
    Amount, CompactTarget, DecodeError, Height, KeyHash, Prefix, TargetError, Timestamp,
};

pub use encoding::SPEC_VERSION;

/// A chain's settings, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecDraft {
    /// What people call the chain: 1 to 40 printable characters, no space at either end.
    pub name: String,
    /// The currency's symbol: 2 to 8 upper-case letters or digits.
    pub symbol: String,
    /// What every address starts with.
    pub prefix: Prefix,
    /// Seconds between blocks, 1 to 86,400.
    pub interval: u32,
    /// The difficulty of the first block.
    pub bits: CompactTarget,
    /// New coins for the miner of a block, before any halving.
    pub reward: Amount,
    /// Blocks after which the reward halves, 1 to 100,000,000.
    pub halving: u32,
    /// Blocks until a reward can be spent, 1 to 10,000.
    pub maturity: u32,
    /// Confirmations that count as final, 1 to 10,000. Advice to wallets, no rule.
    pub confirmations: u32,
    /// Most weight units of a block, 40,000 to 4,000,000.
    pub max_weight: u32,
    /// Most transactions of a block, 2 to 100,000.
    pub max_transactions: u32,
    /// Most peers of a node, 1 to 64.
    pub max_peers: u16,
    /// Coins that exist from the start, at most 1,000 entries: whose key may spend them, and how many.
    pub allocation: Vec<(KeyHash, Amount)>,
    /// When the chain begins: the genesis block's time.
    pub time: Timestamp,
    /// Bytes that the genesis block carries, at most 1,000.
    pub data: Vec<u8>,
}

impl Default for SpecDraft {
    /// Sensible values for friends: a block every ten seconds, the first one after about a million hashes.
    fn default() -> Self {
        Self {
            name: "Tabchain".into(),
            symbol: "TAB".into(),
            prefix: "tab"
                .parse()
                .expect("three lower-case letters are a prefix"),
            interval: 10,
            bits: CompactTarget(0x1e0f_ffff),
            reward: Amount::from_units(50 * Amount::COIN.units())
                .expect("50 coins are below the maximum"),
            halving: 210_000,
            maturity: 6,
            confirmations: 6,
            max_weight: 4_000_000,
            max_transactions: 10_000,
            max_peers: 16,
            allocation: Vec::new(),
            time: Timestamp(1_767_225_600),
            data: Vec::new(),
        }
    }
}

/// A chain's settings, all within bounds. Fields are read as those of [`SpecDraft`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec(SpecDraft);

impl Deref for Spec {
    type Target = SpecDraft;

    fn deref(&self) -> &SpecDraft {
        &self.0
    }
}

/// Why settings make no chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A number is out of its bounds.
    #[error("{field} is {value}, but must be {least} to {most}")]
    OutOfBounds {
        /// The field's name in [`SpecDraft`].
        field: &'static str,
        /// What it is.
        value: u64,
        /// The least it may be.
        least: u64,
        /// The most it may be.
        most: u64,
    },
    /// A text or list is too short or too long.
    #[error("{field} has a length of {length}, but must have {least} to {most}")]
    Length {
        /// The field's name in [`SpecDraft`].
        field: &'static str,
        /// Characters, bytes or entries that it has.
        length: usize,
        /// The fewest it may have.
        least: usize,
        /// The most it may have.
        most: usize,
    },
    /// A text has a character that it must not have there.
    #[error("{field} must not have {character:?} at position {position}")]
    Character {
        /// The field's name in [`SpecDraft`].
        field: &'static str,
        /// The offending character.
        character: char,
        /// Its place, counted in characters from 0.
        position: usize,
    },
    /// The first difficulty is no target.
    #[error("bits is no difficulty: {0}")]
    Bits(#[from] TargetError),
    /// The first difficulty is written in another form than the one that headers have.
    #[error("bits is {found:08x}, but that difficulty is written {wanted:08x}")]
    BitsForm {
        /// What it is.
        found: u32,
        /// The same difficulty in normal form.
        wanted: u32,
    },
    /// The first difficulty is too easy or too hard.
    #[error("bits is {found:08x}, but must be from {hardest:08x} (hardest) to {easiest:08x}")]
    BitsRange {
        /// What it is.
        found: u32,
        /// The hardest allowed.
        hardest: u32,
        /// The easiest allowed.
        easiest: u32,
    },
    /// An allocation gives nothing.
    #[error("allocation gives nothing in entry {entry}")]
    EmptyAllocation {
        /// The entry, counted from 0.
        entry: usize,
    },
    /// More units would come to exist than a JavaScript number can count.
    #[error("reward, halving and allocation make {supply} base units, but at most {most} can be")]
    Supply {
        /// Units that rewards and allocation add up to.
        supply: u128,
        /// The most there may be, 2^53 − 1.
        most: u64,
    },
    /// The bytes are no spec.
    #[error("not a chain's settings: {0}")]
    Encoding(#[from] DecodeError),
    /// The bytes are a spec of a later format.
    #[error("these settings have format {0}: they need a newer program")]
    Version(u8),
    /// The spec uses something that this program does not know.
    #[error("these settings use extension {0}: they need a newer program")]
    Extension(u64),
}

impl SpecError {
    /// The field of [`SpecDraft`] that is wrong, where it is one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::OutOfBounds { field, .. }
            | Self::Length { field, .. }
            | Self::Character { field, .. } => Some(field),
            Self::Bits(_) | Self::BitsForm { .. } | Self::BitsRange { .. } => Some("bits"),
            Self::EmptyAllocation { .. } => Some("allocation"),
            Self::Supply { .. } => Some("reward"),
            Self::Encoding(_) | Self::Version(_) | Self::Extension(_) => None,
        }
    }
}

impl SpecDraft {
    /// Holds the settings against their bounds.
    ///
    /// # Errors
    /// The first field that is out of bounds.
    pub fn build(self) -> Result<Spec, SpecError> {
        length("name", self.name.chars().count(), NAME_LENGTHS)?;
        check_name(&self.name)?;
        length("symbol", self.symbol.chars().count(), SYMBOL_LENGTHS)?;
        characters("symbol", &self.symbol, |c| {
            c.is_ascii_uppercase() || c.is_ascii_digit()
        })?;
        within("interval", self.interval, INTERVALS)?;
        check_bits(self.bits)?;
        within("halving", self.halving, HALVINGS)?;
        within("maturity", self.maturity, MATURITIES)?;
        within("confirmations", self.confirmations, CONFIRMATIONS)?;
        within("max_weight", self.max_weight, MAX_WEIGHTS)?;
        within("max_transactions", self.max_transactions, MAX_TRANSACTIONS)?;
        within("max_peers", self.max_peers, MAX_PEERS)?;
        length("allocation", self.allocation.len(), 0..=MAX_ALLOCATION)?;
        if let Some(entry) = self.allocation.iter().position(|(_, a)| a.is_zero()) {
            return Err(SpecError::EmptyAllocation { entry });
        }
        within("time", self.time.seconds(), TIMES)?;
        length("data", self.data.len(), 0..=MAX_DATA)?;
        let supply = self.supply();
        let most = Amount::MAX.units();
        if supply > u128::from(most) {
            return Err(SpecError::Supply { supply, most });
        }
        Ok(Spec(self))
    }

    /// Base units that will ever exist: the allocation and every reward from height 1 on.
    fn supply(&self) -> u128 {
        let allocated: u128 = self
            .allocation
            .iter()
            .map(|(_, a)| u128::from(a.units()))
            .sum();
        let eras: u128 = (0..64)
            .map(|era| u128::from(self.reward.units() >> era) * u128::from(self.halving))
            .sum();
        // Height 0 belongs to the first era, but the genesis block pays no reward. A halving of 1 leaves that era empty.
        allocated + eras - u128::from(self.reward.units())
    }
}

impl Spec {
    /// New coins that the miner of the block at `height` may claim, beside the fees; none in the genesis block.
    ///
    /// # Panics
    /// Never: a part of an amount is an amount.
    pub fn reward_at(&self, height: Height) -> Amount {
        if height == Height::GENESIS {
            return Amount::ZERO;
        }
        let era = height.value() / self.halving;
        let units = self.reward.units().checked_shr(era).unwrap_or(0);
        Amount::from_units(units).expect("a part of an amount is one")
    }

    /// All coins that will ever exist.
    ///
    /// # Panics
    /// Never: the sum was bounded when the spec was built.
    pub fn total_supply(&self) -> Amount {
        u64::try_from(self.supply())
            .ok()
            .and_then(|units| Amount::from_units(units).ok())
            .expect("bounded when the spec was built")
    }

    /// The settings as a draft, to change some and build another chain.
    pub fn into_draft(self) -> SpecDraft {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut SpecDraft)) -> SpecError {
        let mut draft = SpecDraft::default();
        change(&mut draft);
        draft.build().unwrap_err()
    }

    #[test]
    fn every_bound_is_kept_and_names_its_field() {
        type Change = fn(&mut SpecDraft);
        let cases: &[(&str, Change)] = &[
            ("name", |d| d.name.clear()),
            ("name", |d| d.name = "x".repeat(41)),
            ("name", |d| d.name = "a\u{202e}b".into()),
            ("name", |d| d.name = "a\nb".into()),
            ("name", |d| d.name = " a".into()),
            ("name", |d| d.name = "a ".into()),
            ("symbol", |d| d.symbol = "A".into()),
            ("symbol", |d| d.symbol = "ABCDEFGHI".into()),
            ("symbol", |d| d.symbol = "tab".into()),
            ("interval", |d| d.interval = 0),
            ("interval", |d| d.interval = 86_401),
            ("bits", |d| d.bits = CompactTarget(0)),
            ("bits", |d| d.bits = CompactTarget(0x2080_0000)),
            ("bits", |d| d.bits = CompactTarget(0x2100_8000)),
            ("bits", |d| d.bits = CompactTarget(0x2100_0fff)),
            ("bits", |d| d.bits = CompactTarget(0x1a00_ffff)),
            ("halving", |d| d.halving = 0),
            ("halving", |d| d.halving = 100_000_001),
            ("maturity", |d| d.maturity = 0),
            ("maturity", |d| d.maturity = 10_001),
            ("confirmations", |d| d.confirmations = 0),
            ("confirmations", |d| d.confirmations = 10_001),
            ("max_weight", |d| d.max_weight = 39_999),
            ("max_weight", |d| d.max_weight = 4_000_001),
            ("max_transactions", |d| d.max_transactions = 1),
            ("max_transactions", |d| d.max_transactions = 100_001),
            ("max_peers", |d| d.max_peers = 0),
            ("max_peers", |d| d.max_peers = 65),
            ("allocation", |d| {
                d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::COIN); 1001];
            }),
            ("allocation", |d| {
                d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::ZERO)];
            }),
            ("time", |d| d.time = Timestamp(1_230_767_999)),
            ("time", |d| d.time = Timestamp(u32::MAX)),
            ("data", |d| d.data = vec![0; 1001]),
            ("reward", |d| d.reward = Amount::MAX),
            ("reward", |d| {
                d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::MAX)];
            }),
        ];
        for (field, change) in cases {
            let error = refused(change);
            assert_eq!(error.field(), Some(*field), "{error}");
            assert!(error.to_string().contains(field), "{error}");
        }
        assert!(SpecDraft::default().build().is_ok());
    }

    #[test]
    fn bitcoins_schedule_gives_bitcoins_supply() {
        let spec = SpecDraft::default().build().unwrap();
        // 20,999,999.9769 coins by the schedule, less the genesis reward, which nobody can claim here.
        assert_eq!(
            spec.total_supply().units(),
            2_099_999_997_690_000 - 5_000_000_000
        );
        assert_eq!(spec.reward_at(Height(0)), Amount::ZERO);
        assert_eq!(spec.reward_at(Height(1)).units(), 5_000_000_000);
        assert_eq!(spec.reward_at(Height(209_999)).units(), 5_000_000_000);
        assert_eq!(spec.reward_at(Height(210_000)).units(), 2_500_000_000);
        assert_eq!(spec.reward_at(Height(32 * 210_000)).units(), 1);
        assert_eq!(spec.reward_at(Height(33 * 210_000)).units(), 0);
        assert_eq!(spec.reward_at(Height(u32::MAX)).units(), 0);
    }

    #[test]
    fn the_supply_is_the_sum_of_all_rewards() {
        for halving in [1, 2, 7] {
            let spec = SpecDraft {
                reward: Amount::from_units(1000).unwrap(),
                halving,
                allocation: vec![(KeyHash::from_bytes([1; 20]), Amount::COIN)],
                ..SpecDraft::default()
            }
            .build()
            .unwrap();
            let rewards: u64 = (0..100).map(|h| spec.reward_at(Height(h)).units()).sum();
            assert_eq!(
                spec.total_supply().units(),
                rewards + Amount::COIN.units(),
                "{halving}"
            );
        }
    }
}
