//! The bounds of a spec's fields.

use super::SpecError;
use crate::params::EASIEST;
use crate::text::{Strictness, first_refused};
use core::ops::RangeInclusive;
use primitives::CompactTarget;

/// The target interval between blocks in seconds.
pub const INTERVALS: RangeInclusive<u32> = 1..=86_400;
/// The number of blocks after which the reward halves.
pub const HALVINGS: RangeInclusive<u32> = 1..=100_000_000;
/// The number of blocks after which a reward can be spent; 1 is the next block.
pub const MATURITIES: RangeInclusive<u32> = 1..=10_000;
/// The number of confirmations from which on a payment counts as final.
pub const CONFIRMATIONS: RangeInclusive<u32> = 1..=10_000;
/// The maximum weight of a block (BIP141). The upper bound is Bitcoin's, so that a full block fits
/// into a message between nodes.
pub const MAX_WEIGHTS: RangeInclusive<u32> = 40_000..=4_000_000;
/// The maximum number of transactions in a block, including its coinbase. The lower bound leaves
/// room for a payment.
pub const MAX_TRANSACTIONS: RangeInclusive<u32> = 2..=100_000;
/// The maximum number of peers of a node. A page becomes slow from about 30 on.
pub const MAX_PEERS: RangeInclusive<u16> = 1..=64;
/// The time of the genesis block: 2009 to 2100. The 32 bits of header times last until 2106.
pub const TIMES: RangeInclusive<u32> = 1_230_768_000..=4_102_444_800;
/// The length of a chain's name in characters.
pub const NAME_LENGTHS: RangeInclusive<usize> = 1..=40;
/// The length of a currency's symbol in characters.
pub const SYMBOL_LENGTHS: RangeInclusive<usize> = 2..=8;
/// The maximum number of entries in the allocation.
pub const MAX_ALLOCATION: usize = 1000;
/// The maximum length of the genesis data in bytes.
pub const MAX_DATA: usize = 1000;
/// The number of authors on a chain with authors.
pub const AUTHORS: RangeInclusive<usize> = 1..=100;
/// The length of the filler of empty blocks in bytes. The upper bound is the maximum length of data
/// that Bitcoin Core relayed in an output until version 29.
pub const FILLER_LENGTHS: RangeInclusive<usize> = 1..=80;
/// The hardest first difficulty: a target of 2^200, which takes about as many hashes as a Bitcoin
/// block took in the middle of 2013. The bound keeps a typing error from creating a chain that
/// nobody can start.
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

/// Checks a chain's name. Strangers who follow a link see the name. It must therefore not differ
/// from another name in invisible characters only, and must not have a space at either end.
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

/// Checks that bits are a target in the canonical form of headers, and that the target is within
/// the bounds. The bounds must be valid targets.
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
    let canonical = target.to_compact();
    if canonical != bits {
        return Err(SpecError::BitsForm {
            field,
            found: bits.bits(),
            wanted: canonical.bits(),
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
