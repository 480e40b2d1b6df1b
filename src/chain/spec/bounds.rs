//! The bounds of a spec's fields.

use super::SpecError;
use crate::params::EASIEST;
use crate::text::{Strictness, first_refused};
use core::ops::RangeInclusive;
use primitives::CompactTarget;

/// Seconds between blocks that a chain may aim at.
pub const INTERVALS: RangeInclusive<u32> = 1..=86_400;
/// Blocks after which the reward halves.
pub const HALVINGS: RangeInclusive<u32> = 1..=100_000_000;
/// Blocks on top after which a reward can be spent (1: in the next block).
pub const MATURITIES: RangeInclusive<u32> = 1..=10_000;
/// Confirmations that wallets count as final.
pub const CONFIRMATIONS: RangeInclusive<u32> = 1..=10_000;
/// Weight units (BIP141) of the heaviest block. The upper bound is Bitcoin's: a message between nodes carries it whole.
pub const MAX_WEIGHTS: RangeInclusive<u32> = 40_000..=4_000_000;
/// Transactions in the largest block, its coinbase included: room for at least one payment.
pub const MAX_TRANSACTIONS: RangeInclusive<u32> = 2..=100_000;
/// Peers that a node links to at most. A page slows from about 30 on.
pub const MAX_PEERS: RangeInclusive<u16> = 1..=64;
/// When a chain may begin: 2009 to 2100, so that header times last for decades after.
pub const TIMES: RangeInclusive<u32> = 1_230_768_000..=4_102_444_800;
/// Characters of a chain's name.
pub const NAME_LENGTHS: RangeInclusive<usize> = 1..=40;
/// Characters of a currency's symbol.
pub const SYMBOL_LENGTHS: RangeInclusive<usize> = 2..=8;
/// Most entries of the first allocation.
pub const MAX_ALLOCATION: usize = 1000;
/// Most bytes of genesis data.
pub const MAX_DATA: usize = 1000;
/// Authors of a chain that only some may extend.
pub const AUTHORS: RangeInclusive<usize> = 1..=100;
/// Bytes that an empty block must carry, where it must carry some: as many as Bitcoin's nodes pass on in an output.
pub const FILLER_LENGTHS: RangeInclusive<usize> = 1..=80;
/// The hardest first difficulty: a target of 2^200, half of what a Bitcoin block took in 2011, so that a slip in the
/// form does not make a chain that nobody can start.
pub const HARDEST_FIRST: CompactTarget = CompactTarget(0x1a01_0000);

pub(super) fn within<T: Copy + PartialOrd + Into<u64>>(
    field: &'static str,
    value: T,
    bounds: RangeInclusive<T>,
) -> Result<(), SpecError> {
    if bounds.contains(&value) {
        return Ok(());
    }
    Err(SpecError::OutOfBounds {
        field,
        value: value.into(),
        least: (*bounds.start()).into(),
        most: (*bounds.end()).into(),
    })
}

pub(super) fn length(
    field: &'static str,
    length: usize,
    bounds: RangeInclusive<usize>,
) -> Result<(), SpecError> {
    if bounds.contains(&length) {
        return Ok(());
    }
    Err(SpecError::Length {
        field,
        length,
        least: *bounds.start(),
        most: *bounds.end(),
    })
}

pub(super) fn characters(
    field: &'static str,
    text: &str,
    allowed: impl Fn(char) -> bool,
) -> Result<(), SpecError> {
    match text.chars().enumerate().find(|(_, c)| !allowed(*c)) {
        None => Ok(()),
        Some((position, character)) => Err(SpecError::Character {
            field,
            character,
            position,
        }),
    }
}

/// A name is shown to strangers who follow a link: it must not look like another one by invisible characters, and has no
/// space at either end.
pub(super) fn check_name(name: &str) -> Result<(), SpecError> {
    if let Some((position, character)) = first_refused(name, Strictness::Name) {
        return Err(SpecError::Character {
            field: "name",
            character,
            position,
        });
    }
    let last = name.chars().count() - 1;
    for (position, character) in name.chars().enumerate() {
        if character == ' ' && (position == 0 || position == last) {
            return Err(SpecError::Character {
                field: "name",
                character,
                position,
            });
        }
    }
    Ok(())
}

pub(super) fn check_bits(bits: CompactTarget) -> Result<(), SpecError> {
    check_target("bits", bits, HARDEST_FIRST, EASIEST)
}

/// Checks that a difficulty is a target in the form that headers have, and within bounds, which are.
pub(super) fn check_target(
    field: &'static str,
    bits: CompactTarget,
    hardest: CompactTarget,
    easiest: CompactTarget,
) -> Result<(), SpecError> {
    let read = |bits: CompactTarget| {
        let target = bits.to_target();
        target.map_err(|error| SpecError::Bits { field, error })
    };
    let target = read(bits)?;
    let normal = target.to_compact();
    if normal != bits {
        return Err(SpecError::BitsForm {
            field,
            found: bits.bits(),
            wanted: normal.bits(),
        });
    }
    if target < read(hardest)? || target > read(easiest)? {
        return Err(SpecError::BitsRange {
            field,
            found: bits.bits(),
            hardest: hardest.bits(),
            easiest: easiest.bits(),
        });
    }
    Ok(())
}
