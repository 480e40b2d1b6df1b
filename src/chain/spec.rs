//! What a chain fixes at birth, and the bounds of every such choice.
//!
//! A [`SpecDraft`] is what a person fills in; a [`Spec`] is one that holds to the bounds, and can't be changed. The
//! genesis block is a pure function of it (see [`Spec::genesis`]), so whoever has the spec needs to trust nobody for it.

pub mod bounds;
mod choice;
mod encoding;
mod error;
mod extension;
mod pow_limit;
mod sense;
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

/// A chain's settings, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecDraft {
    /// The level of the rules that the chain follows, 1 to [`RULE_LEVEL`]. A program that does not know a level refuses
    /// the chain: rules are added by a higher level only, so a program never follows fewer rules than its peers.
    pub rule_level: u16,
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
    /// The easiest difficulty that any block of the chain may have (Bitcoin's `powLimit`): no harder than the first
    /// difficulty. `None` is filled in by [`SpecDraft::build`] from the first difficulty: 256 times easier, but at least
    /// 2^12 hashes, and never harder than the first difficulty itself.
    pub pow_limit: Option<CompactTarget>,
    /// Whether every block has the first difficulty (Bitcoin's `fPowNoRetargeting`), for practice chains and tests.
    /// Such a chain has no relief, and its `pow_limit` is its first difficulty.
    pub fixed_difficulty: bool,
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
    /// Who may make blocks: everybody if `None`, else the listed authors.
    pub authority: Option<Authority>,
    /// Coins that a new key may have once, for nothing; never if `None`. Meant for chains that only try things out.
    pub grant: Option<Grant>,
    /// Fewest transactions of a block, its coinbase included: 1 (the coinbase alone will do) to
    /// [`SpecDraft::max_transactions`].
    pub least_transactions: u32,
    /// Whether a block may hold nothing but its coinbase.
    pub empty_blocks: EmptyBlocks,
    /// Whom the genesis block's coinbase pays the reward of the first era; nobody if `None`. Like the allocation, it
    /// can be spent from the next block on: no reorganisation can take the genesis block back, so it need not mature.
    pub genesis_author: Option<KeyHash>,
}

impl Default for SpecDraft {
    /// Sensible values for friends: a block every ten seconds, the first one after about a million hashes.
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

/// A chain's settings, all within bounds. Fields are read as those of [`SpecDraft`]; those that were left to be filled in
/// are filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec(SpecDraft);

impl Deref for Spec {
    type Target = SpecDraft;

    fn deref(&self) -> &SpecDraft {
        &self.0
    }
}

impl SpecDraft {
    /// Holds the settings against their bounds.
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
        self.settle_pow_limit()?;
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

    /// Base units that will ever exist, by the field that makes them: the allocation, every reward (that of the
    /// genesis block only if it has an author), and a grant in every block that may hold one.
    fn supply_parts(&self) -> [(&'static str, u128); 3] {
        let allocated = self
            .allocation
            .iter()
            .map(|(_, a)| u128::from(a.units()))
            .sum();
        let eras: u128 = (0..64)
            .map(|era| u128::from(self.reward.units() >> era) * u128::from(self.halving))
            .sum();
        // Height 0 belongs to the first era, of which a halving of 1 leaves nothing else.
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
    /// The easiest difficulty that any block of the chain may have.
    pub fn pow_limit(&self) -> CompactTarget {
        self.0.pow_limit.unwrap_or(EASIEST)
    }

    /// Seconds that a header's time may be ahead of the clock of the node that checks it: thirty intervals, but no less
    /// than a minute, which clocks are wrong by, and no more than ten.
    pub fn allowed_future(&self) -> u32 {
        let (least, most) = ALLOWED_FUTURES.into_inner();
        self.interval.saturating_mul(30).clamp(least, most)
    }

    /// New coins that the miner of the block at `height` may claim, beside the fees; in the genesis block what its
    /// author has, nothing without one.
    ///
    /// # Panics
    /// Never: a part of an amount is an amount.
    pub fn reward_at(&self, height: Height) -> Amount {
        if height == Height::GENESIS && self.genesis_author.is_none() {
            return Amount::ZERO;
        }
        let era = height.value() / self.halving;
        let units = self.reward.units().checked_shr(era).unwrap_or(0);
        Amount::from_units(units).expect("a part of an amount is one")
    }

    /// What a new key may be granted in the block at `height`; nothing when grants are over, or never were.
    pub fn grant_at(&self, height: Height) -> Option<Amount> {
        let grant = self.grant?;
        let open = height > Height::GENESIS && height <= grant.until;
        open.then_some(grant.amount)
    }

    /// What the coinbase of a block without other transactions must carry as its first data.
    pub fn filler(&self) -> Option<&[u8]> {
        match &self.empty_blocks {
            EmptyBlocks::Filled(filler) => Some(filler),
            EmptyBlocks::Allowed | EmptyBlocks::Forbidden => None,
        }
    }

    /// The most coins that will ever exist: fees that nobody claims and grants that nobody asks for never do.
    ///
    /// # Panics
    /// Never: the sum was bounded when the spec was built.
    pub fn total_supply(&self) -> Amount {
        let supply: u128 = self.supply_parts().iter().map(|(_, part)| part).sum();
        u64::try_from(supply)
            .ok()
            .and_then(|units| Amount::from_units(units).ok())
            .expect("bounded when the spec was built")
    }

    /// The settings as a draft, to change some and build another chain.
    pub fn into_draft(self) -> SpecDraft {
        self.0
    }
}
