//! Conversions of numbers and locks to their form in the API.

use chain::Spec;
use primitives::{CompactTarget, Lock, address};

/// The address of a lock; `None` if it has none.
pub(crate) fn address_of(lock: &Lock, spec: &Spec) -> Option<String> {
    address::encode(&spec.prefix, lock)
}

/// The expected number of hashes to meet a target; 0 if the bits are invalid. No block of a chain
/// has invalid bits.
pub(crate) fn expected_hashes(bits: CompactTarget) -> f64 {
    bits.to_target()
        .map_or(0.0, |target| target.work().to_f64())
}

/// A count as a number of JavaScript, which is exact up to 2^53.
pub(crate) fn to_f64(count: u64) -> f64 {
    count as f64
}

/// A count as 32 bits; the greatest such number if the count is greater.
pub(crate) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
