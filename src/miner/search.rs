//! Trying nonces: SHA-256d over 80 bytes, the first half of it done once.
//!
//! SHA-256 eats 64 bytes at a time. The nonce stands in the header's second piece, so the state behind the first
//! piece (the *midstate*) is the same for all nonces: two compressions a hash instead of three.

use core::ops::Range;

use primitives::{Encode, Header, Target};
use sha2::block_api::compress256;

/// SHA-256's initial state (FIPS 180-4, section 5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// Where the nonce stands in the header's second piece.
const NONCE: Range<usize> = 12..16;

/// One header with its nonce left open.
#[derive(Clone, Debug)]
pub struct Search {
    /// The state behind the header's first 64 bytes.
    midstate: [u32; 8],
    /// The header's last 16 bytes, padded to a piece.
    tail: [u8; 64],
    /// The target as a 256-bit number, least significant byte first, as hashes are read.
    target: [u8; 32],
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
        Self {
            midstate,
            tail: padded(last, Header::LEN),
            target: target.value().to_le_bytes(),
        }
    }

    /// Tries these nonces in order until one meets the target. Nonces have 32 bits: what lies beyond is left out.
    pub fn run(&self, nonces: Range<u64>) -> Outcome {
        let mut second = self.tail;
        let mut outer = padded(&[0; 32], 32);
        let most = u32::from_le_bytes([
            self.target[28],
            self.target[29],
            self.target[30],
            self.target[31],
        ]);
        let mut hashes = 0;
        for nonce in nonces {
            let Ok(nonce) = u32::try_from(nonce) else {
                break;
            };
            second[NONCE].copy_from_slice(&nonce.to_le_bytes());
            let mut inner = self.midstate;
            compress256(&mut inner, &[second]);
            write_words(&mut outer, &inner);
            let mut state = INITIAL;
            compress256(&mut state, &[outer]);
            hashes += 1;
            // The hash's most significant four bytes decide all but one case in four billion.
            if state[7].swap_bytes() <= most && self.met_by(&state) {
                return Outcome {
                    nonce: Some(nonce),
                    hashes,
                };
            }
        }
        Outcome {
            nonce: None,
            hashes,
        }
    }

    /// Compares a finished state with the target, from the most significant byte down.
    fn met_by(&self, state: &[u32; 8]) -> bool {
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
fn write_words(out: &mut [u8; 64], state: &[u32; 8]) {
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
            ],
            first in prop_oneof![Just(0_u64), 0..1_u64 << 32, Just((1 << 32) - 300)],
        ) {
            let mut header = Header {
                version,
                previous: BlockHash::from_bytes(previous),
                merkle_root: MerkleNode::from_bytes(root),
                time: Timestamp(time),
                bits: CompactTarget::from_bits(bits),
                nonce: 0,
            };
            let target = header.bits.to_target().unwrap();
            let found = Search::new(&header, &target).run(first..first + 300);
            let plain = (first..(first + 300).min(1 << 32)).find_map(|nonce| {
                header.nonce = u32::try_from(nonce).unwrap();
                target.is_met_by(&header.hash()).then_some(header.nonce)
            });
            prop_assert_eq!(found.nonce, plain);
        }
    }

    /// A hash as the number that proof of work compares.
    fn number(hash: &BlockHash) -> ethnum::U256 {
        ethnum::U256::from_le_bytes(hash.to_bytes())
    }
}
