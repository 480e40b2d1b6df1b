//! Trying nonces: SHA-256d over 80 bytes, the first half of it done once.
//!
//! SHA-256 eats 64 bytes at a time. The nonce stands in the header's second piece, so the state behind the first
//! piece (the *midstate*) is the same for all nonces: two compressions a hash instead of three. The kernel's quick
//! look rules most nonces out; what it lets pass, and a range's rest, is hashed and compared in full.

use core::ops::Range;

use primitives::{Encode, Header, Target};
use sha2::block_api::compress256;

use crate::kernel::{BATCH, INITIAL, Kernel, State};

/// Where the nonce stands in the header's second piece.
const NONCE: Range<usize> = 12..16;

/// One header with its nonce left open.
#[derive(Clone, Debug)]
pub struct Search {
    /// The state behind the header's first 64 bytes.
    midstate: State,
    /// The header's last 16 bytes, padded to a piece.
    tail: [u8; 64],
    /// The target as a 256-bit number, least significant byte first, as hashes are read.
    target: [u8; 32],
    kernel: Kernel,
    /// The bits of a hash's last word that are zero in every hash that meets the target.
    zeros: u32,
}

/// What came of a range of nonces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The first nonce of the range that meets the target.
    pub nonce: Option<u32>,
    /// Hashes completed, the one that met the target included.
    pub hashes: u64,
}

impl Search {
    /// Prepares the search for nonces that bring this header's hash to `target` or below; the header's own nonce
    /// plays no part.
    pub fn new(header: &Header, target: &Target) -> Self {
        let bytes = header.to_bytes();
        let (first, last) = bytes.split_at(64);
        let mut piece = [0; 64];
        piece.copy_from_slice(first);
        let mut midstate = INITIAL;
        compress256(&mut midstate, &[piece]);
        let tail = padded(last, Header::LEN);
        let target = target.value().to_le_bytes();
        let word =
            |at: usize| u32::from_be_bytes([tail[at], tail[at + 1], tail[at + 2], tail[at + 3]]);
        let most = u32::from_le_bytes([target[28], target[29], target[30], target[31]]);
        Self {
            midstate,
            kernel: Kernel::new(midstate, [word(0), word(4), word(8)]),
            // Bits above the target's highest one; hashes have their most significant byte last.
            zeros: (!(u32::MAX.checked_shr(most.leading_zeros()).unwrap_or(0))).swap_bytes(),
            tail,
            target,
        }
    }

    /// Tries these nonces in order until one meets the target. Nonces have 32 bits: what lies beyond is left out.
    pub fn run(&self, nonces: Range<u64>) -> Outcome {
        let end = nonces.end.min(1 << 32);
        let mut next = nonces.start;
        let mut words = [0; BATCH];
        while let Ok(first) = u32::try_from(next)
            && next < end
        {
            let batch = (first..=u32::MAX).zip(next + 1..=end).take(BATCH);
            let whole = end - next >= BATCH as u64;
            if whole {
                self.kernel.fill(first, &mut words);
            }
            for ((nonce, tried), word) in batch.zip(words) {
                let ruled_out = whole && word & self.zeros != 0;
                if !ruled_out && self.met_by(&self.hash(nonce)) {
                    return Outcome {
                        nonce: Some(nonce),
                        hashes: tried - nonces.start,
                    };
                }
            }
            next = end.min(next + BATCH as u64);
        }
        Outcome {
            nonce: None,
            hashes: next.saturating_sub(nonces.start),
        }
    }

    /// The final state of the header's hash with this nonce: the reference for the kernel.
    fn hash(&self, nonce: u32) -> State {
        let mut piece = self.tail;
        piece[NONCE].copy_from_slice(&nonce.to_le_bytes());
        let mut inner = self.midstate;
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
    use hex_literal::hex;
    use primitives::{BlockHash, CompactTarget, Decode, MerkleNode, Timestamp};
    use proptest::prelude::*;

    use super::*;

    /// The header of Bitcoin's genesis block.
    const GENESIS: [u8; 80] = hex!(
        "01000000 0000000000000000000000000000000000000000000000000000000000000000"
        "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
        "29ab5f49 ffff001d 1dac2b7c"
    );
    const GENESIS_NONCE: u64 = 2_083_236_893;

    fn genesis() -> (Header, Target) {
        let header = Header::from_bytes(&GENESIS).unwrap();
        let target = header.bits.to_target().unwrap();
        (header, target)
    }

    #[test]
    fn bitcoins_genesis_nonce_is_found() {
        let (header, target) = genesis();
        let search = Search::new(&header, &target);
        let outcome = search.run(GENESIS_NONCE - 5_000..1 << 32);
        assert_eq!(outcome.nonce, Some(2_083_236_893));
        assert_eq!(outcome.hashes, 5_001);
    }

    #[test]
    fn a_range_ends_before_its_end() {
        let (header, target) = genesis();
        let search = Search::new(&header, &target);
        let before = search.run(GENESIS_NONCE - 3..GENESIS_NONCE);
        let none = Outcome {
            nonce: None,
            hashes: 3,
        };
        assert_eq!(before, none);
        let just = search.run(GENESIS_NONCE..GENESIS_NONCE + 1);
        assert_eq!(just.nonce, Some(2_083_236_893));
        let empty = search.run(GENESIS_NONCE..GENESIS_NONCE);
        assert_eq!(empty.hashes, 0);
    }

    #[test]
    fn nonces_end_at_32_bits() {
        let (header, target) = genesis();
        let search = Search::new(&header, &target);
        let last = search.run((1 << 32) - 2..u64::MAX);
        let none = Outcome {
            nonce: None,
            hashes: 2,
        };
        assert_eq!(last, none);
    }

    #[test]
    fn a_hash_equal_to_the_target_meets_it() {
        let (header, _) = genesis();
        let hash = header.hash();
        let exact = Target::new(number(&hash)).unwrap();
        let search = Search::new(&header, &exact);
        assert_eq!(
            search.run(GENESIS_NONCE..GENESIS_NONCE + 1).nonce,
            Some(2_083_236_893)
        );
        let below = Target::new(exact.value() - 1).unwrap();
        let search = Search::new(&header, &below);
        assert_eq!(search.run(GENESIS_NONCE..GENESIS_NONCE + 1).nonce, None);
    }

    proptest! {
        #[test]
        fn the_kernel_knows_the_last_word_of_every_hash(
            bytes in prop::array::uniform32(any::<u8>()),
            version: i32,
            time: u32,
            bits in 0x2000_0001..0x2080_0000_u32,
            first in prop_oneof![any::<u32>(), Just(0), u32::MAX - 40..=u32::MAX],
        ) {
            let header = Header {
                version,
                previous: BlockHash::from_bytes(bytes),
                merkle_root: MerkleNode::from_bytes(bytes.map(u8::reverse_bits)),
                time: Timestamp(time),
                bits: CompactTarget::from_bits(bits),
                nonce: 0,
                seal: None,
            };
            let search = Search::new(&header, &header.bits.to_target().unwrap());
            let mut words = [0; BATCH];
            search.kernel.fill(first, &mut words);
            for (offset, word) in (0..).zip(words) {
                let nonce = first.wrapping_add(offset);
                prop_assert_eq!(word, search.hash(nonce)[7]);
                let full = Header { nonce, ..header }.hash().to_bytes();
                prop_assert_eq!(&word.to_be_bytes(), &full[28..]);
            }
        }

        #[test]
        fn hits_are_those_of_the_plain_hash(
            version: i32,
            previous: [u8; 32],
            root: [u8; 32],
            time: u32,
            bits in prop_oneof![
                Just(0x207f_ffff_u32),
                Just(0x2000_ffff),
                Just(0x1f0f_ffff),
                Just(0x2000_0001),
                Just(0x1d00_ffff),
            ],
            length in 0..300_u64,
            first in prop_oneof![Just(0_u64), 0..1_u64 << 32, Just((1 << 32) - 300)],
        ) {
            let mut header = Header {
                version,
                previous: BlockHash::from_bytes(previous),
                merkle_root: MerkleNode::from_bytes(root),
                time: Timestamp(time),
                bits: CompactTarget::from_bits(bits),
                nonce: 0,
                seal: None,
            };
            let target = header.bits.to_target().unwrap();
            let found = Search::new(&header, &target).run(first..first + length);
            let plain = (first..(first + length).min(1 << 32)).find_map(|nonce| {
                header.nonce = u32::try_from(nonce).unwrap();
                target.is_met_by(&header.hash()).then_some(header.nonce)
            });
            prop_assert_eq!(found.nonce, plain);
            let last = plain.map_or((first + length).min(1 << 32), |nonce| u64::from(nonce) + 1);
            prop_assert_eq!(found.hashes, last - first);
        }
    }

    /// A hash as the number that proof of work compares.
    fn number(hash: &BlockHash) -> ethnum::U256 {
        ethnum::U256::from_le_bytes(hash.to_bytes())
    }
}
