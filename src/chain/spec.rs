//! A chain's settings, which are fixed when the chain is created, and their bounds.
//!
//! A [`SpecDraft`] has the settings as a person fills them in. A [`Spec`] has settings within the
//! bounds, and can't be changed. The genesis block is a pure function of the spec (see
//! [`Spec::genesis`]), so a node that has the spec computes it and need not trust anyone.

pub mod bounds;
mod choice;
mod consistency;
mod encoding;
mod error;
mod extension;
pub mod genesis;
mod pow_limit;
#[cfg(test)]
mod tests;

use crate::params::{ALLOWED_FUTURES, EASIEST, RULE_LEVEL};
use bounds::{
    CONFIRMATIONS, HALVINGS, INTERVALS, MATURITIES, MAX_ALLOCATION, MAX_DATA, MAX_PEERS,
    MAX_TRANSACTIONS, MAX_WEIGHTS, NAME_LENGTHS, SYMBOL_LENGTHS, TIMES, characters, check_bits,
    check_name, length, within,
};
use core::ops::Deref;
use primitives::{Amount, CompactTarget, Height, KeyHash, Prefix, Timestamp};

pub use choice::{Authority, EmptyBlocks, Grant};
pub use encoding::SPEC_VERSION;
pub use error::SpecError;

/// A chain's settings before they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecDraft {
    /// The level of the rules that the chain follows, 1 to [`RULE_LEVEL`]. A program that does not
    /// know a level rejects the chain. Higher levels only add rules, so a program never follows
    /// fewer rules than its peers.
    pub rule_level: u16,
    /// The chain's name: 1 to 40 printable characters, no space at either end.
    pub name: String,
    /// The currency's symbol: 2 to 8 upper-case letters or digits.
    pub symbol: String,
    /// The prefix of every address.
    pub prefix: Prefix,
    /// The target interval between blocks in seconds, 1 to 86,400.
    pub interval: u32,
    /// The difficulty of the first block.
    pub bits: CompactTarget,
    /// The easiest difficulty that any block of the chain may have (Bitcoin's `powLimit`): no
    /// harder than the first difficulty. If it is `None`, [`SpecDraft::build`] sets it to a
    /// difficulty 256 times easier than the first one, but with at least 2^12 hashes for a block,
    /// or as many as the first block takes if that is fewer.
    pub pow_limit: Option<CompactTarget>,
    /// Whether every block has the first difficulty (Bitcoin's `fPowNoRetargeting`), for practice
    /// chains and tests. Such a chain has no relief, and its `pow_limit` is its first difficulty.
    pub fixed_difficulty: bool,
    /// The reward of a block before any halving.
    pub reward: Amount,
    /// The number of blocks after which the reward halves, 1 to 100,000,000.
    pub halving: u32,
    /// The number of blocks after which a reward can be spent, 1 to 10,000.
    pub maturity: u32,
    /// The number of confirmations from which on a payment counts as final, 1 to 10,000. This is a
    /// recommendation to wallets, not a rule.
    pub confirmations: u32,
    /// The maximum weight of a block, 40,000 to 4,000,000.
    pub max_weight: u32,
    /// The maximum number of transactions in a block, 2 to 100,000.
    pub max_transactions: u32,
    /// The maximum number of peers of a node, 1 to 64.
    pub max_peers: u16,
    /// Coins that exist from the start: the key hash that may spend them, and the amount. At most
    /// 1,000 entries.
    pub allocation: Vec<(KeyHash, Amount)>,
    /// The time of the genesis block.
    pub time: Timestamp,
    /// Data in the genesis block, at most 1,000 bytes.
    pub data: Vec<u8>,
    /// The authors that may seal blocks; `None` if anyone may mine.
    pub authority: Option<Authority>,
    /// Coins that each new key may have once; `None` if there are none. Grants are meant for
    /// practice chains.
    pub grant: Option<Grant>,
    /// The minimum number of transactions in a block, including its coinbase, 1 to
    /// [`SpecDraft::max_transactions`].
    pub least_transactions: u32,
    /// Whether a block may have only a coinbase.
    pub empty_blocks: EmptyBlocks,
    /// The key to which the genesis block's coinbase pays the reward of the first era; `None` to
    /// pay nobody. Like the allocation, these coins can be spent from the next block on. They need
    /// not mature, since no reorganisation can disconnect the genesis block.
    pub genesis_author: Option<KeyHash>,
}

impl Default for SpecDraft {
    /// Defaults for a chain among friends: a block every ten seconds, the first one after about a
    /// million hashes.
    fn default() -> Self {
        Self {
            rule_level: RULE_LEVEL,
            name: "Tabchain".into(),
            symbol: "TAB".into(),
            prefix: "tab"
                .parse()
                .expect("three lower-case letters are a prefix"),
            interval: 10,
            bits: CompactTarget(0x1e0f_ffff),
            pow_limit: None,
            fixed_difficulty: false,
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
            authority: None,
            grant: None,
            least_transactions: 1,
            empty_blocks: EmptyBlocks::Allowed,
            genesis_author: None,
        }
    }
}

/// A chain's settings within all bounds. The fields are those of [`SpecDraft`], with all defaults
/// filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec(SpecDraft);

impl Deref for Spec {
    type Target = SpecDraft;

    fn deref(&self) -> &SpecDraft {
        &self.0
    }
}

impl SpecDraft {
    /// Checks the settings and fills in defaults.
    ///
    /// # Errors
    /// The first field that is out of bounds.
    pub fn build(mut self) -> Result<Spec, SpecError> {
        if self.rule_level > RULE_LEVEL {
            return Err(SpecError::RuleLevel(self.rule_level));
        }
        within("rule_level", self.rule_level, 1..=RULE_LEVEL)?;
        length("name", self.name.chars().count(), NAME_LENGTHS)?;
        check_name(&self.name)?;
        length("symbol", self.symbol.chars().count(), SYMBOL_LENGTHS)?;
        characters("symbol", &self.symbol, |c| {
            c.is_ascii_uppercase() || c.is_ascii_digit()
        })?;
        within("interval", self.interval, INTERVALS)?;
        check_bits(self.bits)?;
        self.fill_in_pow_limit()?;
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
        self.check_authority()?;
        self.check_grant()?;
        self.check_blocks()?;
        self.check_genesis_author()?;
        self.check_supply()?;
        Ok(Spec(self))
    }

    fn check_supply(&self) -> Result<(), SpecError> {
        let most = Amount::MAX.units();
        let mut supply = 0;
        for (field, part) in self.supply_parts() {
            supply += part;
            if supply > u128::from(most) {
                return Err(SpecError::Supply {
                    field,
                    supply,
                    most,
                });
            }
        }
        Ok(())
    }

    /// The maximum supply in base units, by the field that creates it: the allocation, every reward
    /// (the genesis block's only if it has an author), and a grant in every block that may have
    /// one.
    fn supply_parts(&self) -> [(&'static str, u128); 3] {
        let allocated = self
            .allocation
            .iter()
            .map(|(_, a)| u128::from(a.units()))
            .sum();
        let eras: u128 = (0..64)
            .map(|era| u128::from(self.reward.units() >> era) * u128::from(self.halving))
            .sum();
        // Height 0 belongs to the first era. With a halving of 1 it is the only height of that era.
        let unpaid = match self.genesis_author {
            Some(_) => 0,
            None => u128::from(self.reward.units()),
        };
        let granted = self.grant.map_or(0, |grant| grant.supply());
        [
            ("allocation", allocated),
            ("reward", eras - unpaid),
            ("grant", granted),
        ]
    }
}

impl Spec {
    /// The easiest difficulty of any block of the chain.
    pub fn pow_limit(&self) -> CompactTarget {
        self.0.pow_limit.unwrap_or(EASIEST)
    }

    /// The seconds that a header's time may be ahead of the clock of the node that checks it:
    /// thirty intervals, but at least a minute, since clocks may be wrong by as much, and at most
    /// ten minutes.
    pub fn allowed_future(&self) -> u32 {
        let (least, most) = ALLOWED_FUTURES.into_inner();
        self.interval.saturating_mul(30).clamp(least, most)
    }

    /// The reward that the coinbase at `height` may claim in addition to the fees. In the genesis
    /// block it is zero without a genesis author.
    ///
    /// # Panics
    /// Never: a halved amount is a valid amount.
    pub fn reward_at(&self, height: Height) -> Amount {
        if height == Height::GENESIS && self.genesis_author.is_none() {
            return Amount::ZERO;
        }
        let era = height.value() / self.halving;
        let units = self.reward.units().checked_shr(era).unwrap_or(0);
        Amount::from_units(units).expect("a halved amount is a valid amount")
    }

    /// The coins that the rules allow up to the block at `height`: those of the genesis block, and
    /// all rewards without fees. Grants are not included.
    ///
    /// # Panics
    /// Never: a spec's whole supply is an amount.
    pub fn issued_up_to(&self, height: Height) -> Amount {
        let (height, halving) = (u128::from(height.value()), u128::from(self.halving));
        let allocated = self.allocation.iter();
        let mut units: u128 = allocated.map(|(_, part)| u128::from(part.units())).sum();
        for era in 0..=height / halving {
            let reward = u32::try_from(era).ok();
            let reward = reward.and_then(|era| self.reward.units().checked_shr(era));
            let Some(reward) = reward.filter(|reward| *reward > 0) else {
                break;
            };
            let blocks = (height + 1 - era * halving).min(halving);
            units += u128::from(reward) * blocks;
        }
        if self.genesis_author.is_none() {
            units -= u128::from(self.reward.units());
        }
        let amount = u64::try_from(units).ok();
        let amount = amount.and_then(|units| Amount::from_units(units).ok());
        amount.expect("the supply was bounded when the spec was built")
    }

    /// The amount of a grant in the block at `height`; `None` if no grant is allowed there.
    pub fn grant_at(&self, height: Height) -> Option<Amount> {
        let grant = self.grant?;
        let open = height > Height::GENESIS && height <= grant.until;
        open.then_some(grant.amount)
    }

    /// The data that the first data output of an empty block's coinbase must contain; `None` if no
    /// data is required.
    pub fn filler(&self) -> Option<&[u8]> {
        match &self.empty_blocks {
            EmptyBlocks::Filled(filler) => Some(filler),
            EmptyBlocks::Allowed | EmptyBlocks::Forbidden => None,
        }
    }

    /// The maximum supply, which tests compare with the coins that exist. Fees and rewards that
    /// nobody claims, and grants that nobody takes, make the actual supply smaller.
    ///
    /// # Panics
    /// Never: the sum was bounded when the spec was built.
    #[cfg(feature = "testing")]
    pub fn total_supply(&self) -> Amount {
        let supply: u128 = self.supply_parts().iter().map(|(_, part)| part).sum();
        u64::try_from(supply)
            .ok()
            .and_then(|units| Amount::from_units(units).ok())
            .expect("the supply was bounded when the spec was built")
    }
}
