//! The headers that a miner may make of one, in order, and the search among them.
//!
//! A miner may choose the nonce, and bits 13 to 28 of the version (BIP320), which all else leaves alone: where a header
//! is sealed, other bits of the version name its author. That makes 2^48 headers. Their order keeps to one
//! [row](crate::row) of nonces through all versions, the header's own first, before it goes to the next row, so that what
//! a row's nonces have in common is worked out once.
//!
//! The kernel's quick look rules most nonces out. What it lets pass is hashed and compared in full, by the `sha2` crate:
//! nothing is a hit only because a kernel says so.

use core::ops::Range;

use primitives::hash::constants::INITIAL;
use primitives::{Encode, Header, Target};
use sha2::block_api::compress256;

use crate::kernel::Kernel;
use crate::row::{ROW, Row};
use crate::sha256::State;

/// The lowest version bit that is free for a miner to roll, and how many values the free ones take (BIP320).
const LOWEST_ROLLED: u32 = 13;
const ROLLS: u64 = 1 << 16;
/// How many nonces there are.
const NONCES: u64 = 1 << 32;

/// Where the nonce stands in the header's second piece.
const NONCE: Range<usize> = 12..16;

/// One header with its nonce and some of its version left open.
#[derive(Clone, Debug)]
pub struct Search {
    version: i32,
    /// The header's first 64 bytes.
    head: [u8; 64],
    /// Its last 16 bytes, padded to a piece.
    tail: [u8; 64],
    /// The target as a 256-bit number, least significant byte first, as hashes are read.
    target: [u8; 32],
    /// The bits of a hash's last word that are zero in every hash that meets the target.
    zeros: u32,
}

/// What makes a header meet its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The header's version, of which only bits 13 to 28 may differ from what they were.
    pub version: i32,
    /// The header's nonce.
    pub nonce: u32,
}

/// What came of a range of headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The first header of the range that meets the target.
    pub hit: Option<Hit>,
    /// Hashes completed, the one that met the target included.
    pub hashes: u64,
}

/// A header's place in the order.
struct Place {
    version: i32,
    /// The first nonce of its row, how many there are in it, and where in it this one is.
    first: u32,
    len: u32,
    offset: u32,
}

impl Search {
    /// How many headers there are to search.
    pub const HEADERS: u64 = ROLLS * NONCES;

    /// The place in the order of the header with its own version and this nonce.
    pub fn number(nonce: u32) -> u64 {
        let offset = nonce % ROW;
        u64::from(nonce - offset) * ROLLS + u64::from(offset)
    }

    /// Prepares the search for versions and nonces that bring this header's hash to `target` or below; the header's own
    /// nonce plays no part.
    pub fn new(header: &Header, target: &Target) -> Self {
        let bytes = header.to_bytes();
        let (first, rest) = bytes.split_at(64);
        let mut head = [0; 64];
        head.copy_from_slice(first);
        let target = target.value().to_le_bytes();
        let most = u32::from_le_bytes([target[28], target[29], target[30], target[31]]);
        Self {
            version: header.version,
            head,
            tail: padded(&rest[..16], Header::LEN),
            target,
            // Bits above the target's highest one; hashes have their most significant byte last.
            zeros: (!(u32::MAX.checked_shr(most.leading_zeros()).unwrap_or(0))).swap_bytes(),
        }
    }

    /// Tries these headers in order until one meets the target. There are [`HEADERS`](Self::HEADERS): what lies beyond
    /// is left out.
    pub fn run(&self, kernel: &mut Kernel, headers: Range<u64>) -> Outcome {
        let end = headers.end.min(Self::HEADERS);
        let mut next = headers.start;
        while next < end {
            let place = self.place(next);
            let row = self.row(place.version, place.first);
            let left = u32::try_from(end - next).unwrap_or(u32::MAX);
            let stop = place.len.min(place.offset.saturating_add(left));
            if let Some(at) = self.run_row(kernel, &row, place.offset..stop) {
                let hit = Hit {
                    version: place.version,
                    nonce: place.first + at,
                };
                return Outcome {
                    hit: Some(hit),
                    hashes: next - headers.start + u64::from(at - place.offset) + 1,
                };
            }
            next += u64::from(stop - place.offset);
        }
        Outcome {
            hit: None,
            hashes: next.saturating_sub(headers.start),
        }
    }

    /// The first of these places in a row that meets the target.
    fn run_row(&self, kernel: &mut Kernel, row: &Row, places: Range<u32>) -> Option<u32> {
        let mut from = places.start;
        while let Some(at) = kernel.look(row, from..places.end) {
            if self.met_by(&self.hash(row, row.first + at)) {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    fn place(&self, header: u64) -> Place {
        let rows = u64::from(ROW) * ROLLS;
        let first = header / rows * u64::from(ROW);
        // The last row is a short one.
        let len = u64::from(ROW).min(NONCES - first);
        let (roll, offset) = (header % rows / len, header % rows % len);
        let small = |number| u32::try_from(number).expect("no more than there are nonces");
        Place {
            version: self.version ^ (small(roll) << LOWEST_ROLLED).cast_signed(),
            first: small(first),
            len: small(len),
            offset: small(offset),
        }
    }

    /// The row of nonces from `first` on under a version.
    pub(crate) fn row(&self, version: i32, first: u32) -> Row {
        let mut head = self.head;
        head[..4].copy_from_slice(&version.to_le_bytes());
        let mut midstate = INITIAL;
        compress256(&mut midstate, &[head]);
        let word = |at: usize| {
            let bytes = &self.tail[at..at + 4];
            u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
        };
        Row {
            tail: [0, 4, 8].map(word),
            first,
            midstate,
            zeros: self.zeros,
        }
    }

    /// The final state of the header's hash with this nonce: the reference for all kernels.
    fn hash(&self, row: &Row, nonce: u32) -> State {
        let mut piece = self.tail;
        piece[NONCE].copy_from_slice(&nonce.to_le_bytes());
        let mut inner = row.midstate;
        compress256(&mut inner, &[piece]);
        let mut outer = padded(&[0; 32], 32);
        write_words(&mut outer, &inner);
        let mut state = INITIAL;
        compress256(&mut state, &[outer]);
        state
    }

    /// Compares a finished state with the target, from the most significant byte down.
    fn met_by(&self, state: &State) -> bool {
        let mut hash = [0; 64];
        write_words(&mut hash, state);
        hash[..32].iter().rev().le(self.target.iter().rev())
    }
}
/// The last piece of a message of `len` bytes: its rest, a one bit, zeros, and its length in bits.
fn padded(rest: &[u8], len: usize) -> [u8; 64] {
    let mut piece = [0; 64];
    piece[..rest.len()].copy_from_slice(rest);
    piece[rest.len()] = 0x80;
    piece[56..].copy_from_slice(&(len as u64 * 8).to_be_bytes());
    piece
}

/// Writes a state as SHA-256 does into the first 32 bytes.
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
    fn a_range_ends_before_its_end_and_with_the_last_header() {
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
        assert!(hit(Target::new(number).unwrap()).is_some());
        assert!(hit(Target::new(number - 1).unwrap()).is_none());
    }

    /// Where the order goes to another version or row, and some way to both sides of it.
    fn edges() -> impl Iterator<Item = u64> {
        let rows = u64::from(ROW) << 16;
        let last = NONCES / u64::from(ROW) * rows;
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
    fn no_header_comes_twice_and_only_free_bits_are_rolled() {
        let (mut header, target) = genesis();
        header.version = 0x6000_0000 | 0x1abc | 0x0123_4000;
        let search = Search::new(&header, &target);
        let mut seen = BTreeSet::new();
        let mut numbers: Vec<_> = edges().collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let place = search.place(number);
            assert!(place.offset < place.len);
            let nonce = place.first + place.offset;
            assert!(seen.insert((place.version, nonce)), "{number}");
            assert_eq!((place.version ^ header.version) & !0x1fff_e000, 0);
            // The way back: what the order says of this version and nonce.
            let roll = u64::from((place.version ^ header.version).cast_unsigned() >> 13);
            let back = u64::from(place.first) * ROLLS + roll * u64::from(place.len);
            assert_eq!(back + u64::from(place.offset), number);
        }
        let first = search.place(0);
        assert_eq!(
            (first.version, first.first, first.offset),
            (header.version, 0, 0)
        );
    }
}
