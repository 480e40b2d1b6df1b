//! The search for a hash that meets the target, through all variants of one header.
//!
//! A miner may vary the nonce and bits 13 to 28 of the version (BIP320). No rule uses these bits:
//! in a sealed header, other bits of the version name the author. That gives 2^48 variants. In
//! their order, the nonces of one [row](crate::row) are tried with all versions, the header's own
//! first, before the next nonces, because one nonce needs the same computations with every version.
//!
//! The kernel excludes most nonces quickly. The remaining candidates are hashed and compared in
//! full with the `sha2` crate: the kernel alone never decides that a header is a hit.

use core::ops::Range;

use primitives::hash::constants::INITIAL;
use primitives::{Header, Target};
use sha2::block_api::compress256;

use crate::kernel::Kernel;
use crate::row::{HeaderRows, ROW_NONCES, Row, padded};
use crate::sha256::State;

/// The lowest version bit that miners may roll, and the number of values of all such bits (BIP320).
const LOWEST_ROLLED: u32 = 13;
const ROLLS: u64 = 1 << 16;
/// The number of nonces.
const NONCES: u64 = 1 << 32;

/// The bytes of the nonce in the second block of the header.
const NONCE: Range<usize> = 12..16;

/// A header with its nonce and a part of its version left open.
#[derive(Clone, Debug)]
pub struct Search {
    version: i32,
    rows: HeaderRows,
    /// The target as a 256-bit number, most significant byte first.
    target: [u8; 32],
}

/// The values with which a header meets its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The header's version. It can differ from the original only in bits 13 to 28.
    pub version: i32,
    /// The header's nonce.
    pub nonce: u32,
}

/// The result of searching a range of headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The first header of the range that meets the target. `None` if none does.
    pub hit: Option<Hit>,
    /// Hashes computed, including that of the hit.
    pub hashes: u64,
    /// The lowest hash that met the target or came near it, as a 256-bit number, most significant
    /// byte first. `None` if none did.
    pub lowest: Option<[u8; 32]>,
}

/// The position of a header in the order.
struct Position {
    version: i32,
    /// The first nonce of its row, the number of nonces in the row, and the index of this nonce in
    /// the row.
    first: u32,
    len: u32,
    offset: u32,
}

impl Search {
    /// The number of headers to search.
    pub const HEADERS: u64 = ROLLS * NONCES;

    /// The number, in the order of the search, of the header with the original version and this
    /// nonce.
    pub fn number(nonce: u32) -> u64 {
        let offset = nonce % ROW_NONCES;
        u64::from(nonce - offset) * ROLLS + u64::from(offset)
    }

    /// Prepares the search for versions and nonces with which the hash of this header meets
    /// `target`. The header's own nonce does not matter.
    pub fn new(header: &Header, target: &Target) -> Self {
        Self {
            version: header.version,
            rows: HeaderRows::new(header, target),
            target: target.value().to_be_bytes(),
        }
    }

    /// Tries these headers in order until one meets the target. Numbers from
    /// [`HEADERS`](Self::HEADERS) on are ignored.
    pub fn run(&self, kernel: &mut Kernel, headers: Range<u64>) -> Outcome {
        let end = headers.end.min(Self::HEADERS);
        let mut next = headers.start;
        let mut lowest = None;
        while next < end {
            let position = self.position(next);
            let row = self.rows.row(position.version, position.first);
            let left = u32::try_from(end - next).unwrap_or(u32::MAX);
            let stop = position.len.min(position.offset.saturating_add(left));
            if let Some(at) = self.run_row(kernel, &row, position.offset..stop, &mut lowest) {
                let hit = Hit {
                    version: position.version,
                    nonce: position.first + at,
                };
                return Outcome {
                    hit: Some(hit),
                    hashes: next - headers.start + u64::from(at - position.offset) + 1,
                    lowest,
                };
            }
            next += u64::from(stop - position.offset);
        }
        Outcome {
            hit: None,
            hashes: next.saturating_sub(headers.start),
            lowest,
        }
    }

    /// The first of these indices in a row whose nonce meets the target. `lowest` becomes the
    /// lowest of the near hashes up to there, if that is lower.
    fn run_row(
        &self,
        kernel: &mut Kernel,
        row: &Row,
        indices: Range<u32>,
        lowest: &mut Option<[u8; 32]>,
    ) -> Option<u32> {
        let mut from = indices.start;
        while let Some(at) = kernel.next_candidate(row, from..indices.end) {
            let state = self.hash(row, row.first + at);
            // A kernel also gives hashes that are not near. They must not count, so that the result
            // does not depend on the kernel.
            if state[7] & row.zeros == 0 {
                let hash = number(&state);
                if lowest.is_none_or(|lowest| hash < lowest) {
                    *lowest = Some(hash);
                }
                if hash <= self.target {
                    return Some(at);
                }
            }
            from = at + 1;
        }
        None
    }

    fn position(&self, header: u64) -> Position {
        let rows = u64::from(ROW_NONCES) * ROLLS;
        let first = header / rows * u64::from(ROW_NONCES);
        // The last row is a short one.
        let len = u64::from(ROW_NONCES).min(NONCES - first);
        let (roll, offset) = (header % rows / len, header % rows % len);
        let small = |number| u32::try_from(number).expect("no more than there are nonces");
        Position {
            version: self.version ^ (small(roll) << LOWEST_ROLLED).cast_signed(),
            first: small(first),
            len: small(len),
            offset: small(offset),
        }
    }

    /// The final state of the header's hash with this nonce: the reference for all kernels.
    fn hash(&self, row: &Row, nonce: u32) -> State {
        let mut block = *self.rows.second_block();
        block[NONCE].copy_from_slice(&nonce.to_le_bytes());
        let mut inner = row.midstate;
        compress256(&mut inner, &[block]);
        let mut outer = padded(&[0; 32], 32);
        write_words(&mut outer, &inner);
        let mut state = INITIAL;
        compress256(&mut state, &[outer]);
        state
    }
}

/// The hash of a final state as a 256-bit number, most significant byte first.
fn number(state: &State) -> [u8; 32] {
    let mut hash = [0; 32];
    for (bytes, word) in hash.chunks_exact_mut(4).zip(state.iter().rev()) {
        // The hash has its most significant byte last.
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    hash
}

/// Writes a state into the first 32 bytes in SHA-256's byte order.
fn write_words(out: &mut [u8; 64], state: &State) {
    for (bytes, word) in out.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use primitives::Decode;

    use super::*;
    use crate::kernel::GENESIS;

    fn genesis() -> (Header, Target) {
        let header = Header::from_bytes(&GENESIS).unwrap();
        let target = header.bits.to_target().unwrap();
        (header, target)
    }

    #[test]
    fn a_search_stops_at_the_end_of_the_range_and_of_the_headers() {
        let (header, target) = genesis();
        let search = Search::new(&header, &target);
        let kernel = &mut Kernel::portable();
        let hashes = |outcome: Outcome| (outcome.hit, outcome.hashes);
        assert_eq!(hashes(search.run(kernel, 7..7)), (None, 0));
        assert_eq!(hashes(search.run(kernel, 7..10)), (None, 3));
        let last = Search::HEADERS - 2..u64::MAX;
        assert_eq!(hashes(search.run(kernel, last)), (None, 2));
        let beyond = Search::HEADERS + 1..u64::MAX;
        assert_eq!(hashes(search.run(kernel, beyond)), (None, 0));
    }

    #[test]
    fn a_hash_equal_to_the_target_meets_it() {
        let (header, _) = genesis();
        let number = ethnum::U256::from_le_bytes(header.hash().to_bytes());
        let at = Search::number(header.nonce);
        let hit = |target: Target| {
            let search = Search::new(&header, &target);
            search.run(&mut Kernel::portable(), at..at + 1).hit
        };
        let nonce = |hit: Option<Hit>| hit.map(|hit| hit.nonce);
        assert_eq!(nonce(hit(Target::new(number).unwrap())), Some(header.nonce));
        assert_eq!(hit(Target::new(number - 1).unwrap()), None);
    }

    /// Numbers at which the order goes to another version or row, with 100 numbers on both sides of
    /// each.
    fn edges() -> impl Iterator<Item = u64> {
        let rows = u64::from(ROW_NONCES) << 16;
        let last = NONCES / u64::from(ROW_NONCES) * rows;
        let ends = [
            1_000,
            2_000,
            rows,
            rows * 77,
            last,
            last + 296,
            Search::HEADERS - 100,
        ];
        ends.into_iter().flat_map(|edge| edge - 100..edge + 100)
    }

    #[test]
    fn headers_are_distinct_and_only_free_bits_are_rolled() {
        let (mut header, target) = genesis();
        header.version = 0x6000_0000 | 0x1abc | 0x0123_4000;
        let search = Search::new(&header, &target);
        let mut seen = BTreeSet::new();
        let mut numbers: Vec<_> = edges().collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let position = search.position(number);
            assert!(position.offset < position.len);
            let nonce = position.first + position.offset;
            assert!(seen.insert((position.version, nonce)), "{number}");
            assert_eq!((position.version ^ header.version) & !0x1fff_e000, 0);
            // The inverse: the number that follows from this version and nonce.
            let roll = u64::from((position.version ^ header.version).cast_unsigned() >> 13);
            let inverse = u64::from(position.first) * ROLLS + roll * u64::from(position.len);
            assert_eq!(inverse + u64::from(position.offset), number);
        }
        let first = search.position(0);
        assert_eq!(
            (first.version, first.first, first.offset),
            (header.version, 0, 0)
        );
    }
}
