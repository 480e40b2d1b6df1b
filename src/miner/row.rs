//! Rows of headers, and the computations that their headers share.
//!
//! A search proceeds by *rows*: 1,000 nonces with one version. The nonce is in the last 16 bytes of
//! the header and the version in the first 64, which SHA-256 processes separately:
//!
//! - The first 64 bytes give a *midstate*, the same for a whole row: two compressions per hash
//!   instead of three.
//! - The last 16 bytes give the *message schedule* of the second block, which for one nonce is the
//!   same in every row. It is computed once into a [`table`] and serves up to 65,536 rows. That
//!   saves a third of the work of the first hash. Measured, the generated kernel computes 1.4 times
//!   the hashes of one that computes every schedule anew.

use core::ops::Range;

use primitives::hash::constants::{INITIAL, K};
use primitives::{Encode, Header, Target};
use sha2::block_api::compress256;

use crate::sha256::{END, HEADER_BITS, Machine, Rounds, Scalar, State, scheduled};

/// Nonces in a row. There should be many, because each row takes one compression to prepare, but
/// the table (200 kB with this number) should fit into a second-level cache together with other
/// data. The number must be a multiple of 5 and of 8, the lanes of a group.
pub(crate) const ROW_NONCES: u32 = 1_000;

/// The rounds of the first hash whose words are in the table. The words of rounds 4 to 15 are the
/// same in all headers; rounds 0 to 3 are computed once per row.
pub(crate) const TABLE_ROUNDS: Range<u32> = 16..64;

/// The number of words in the table for one nonce: the nonce in the header's byte order, and for
/// each of the [`TABLE_ROUNDS`] the sum of its schedule word and its constant.
pub const COLUMN_WORDS: u32 = 1 + TABLE_ROUNDS.end - TABLE_ROUNDS.start;

/// A near hash may lack this many of the zero bits that the target demands.
const NEAR_BITS: u32 = 8;
/// The least number of zero bits of a near hash that does not meet the target: one hash in 65,536
/// has that many.
const LEAST_NEAR_ZEROS: u32 = 16;

/// The number of words that describe a row: see [`Engine::set_row`](crate::Engine::set_row).
pub const ROW_WORDS: usize = 17;

/// The words of a header between its first 64 bytes and its nonce.
pub(crate) type Tail = [u32; 3];

/// Consecutive nonces with one version.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) tail: Tail,
    /// The first nonce.
    pub(crate) first: u32,
    /// The state after the header's first 64 bytes.
    pub(crate) midstate: State,
    /// The bits that are zero in the last word of every near hash: see [`near_zeros`].
    pub(crate) zeros: u32,
}

/// The common part of all rows of one header.
#[derive(Clone, Debug)]
pub(crate) struct HeaderRows {
    /// The header's first 64 bytes.
    head: [u8; 64],
    /// Its last 16 bytes, padded to a block.
    tail: [u8; 64],
    /// The bits that are zero in the last word of every near hash: see [`near_zeros`].
    zeros: u32,
}

impl HeaderRows {
    pub(crate) fn new(header: &Header, target: &Target) -> Self {
        let bytes = header.to_bytes();
        let (first, rest) = bytes.split_at(64);
        let mut head = [0; 64];
        head.copy_from_slice(first);
        let target = target.value().to_le_bytes();
        let most = u32::from_le_bytes([target[28], target[29], target[30], target[31]]);
        Self {
            head,
            tail: padded(&rest[..16], Header::LEN),
            zeros: near_zeros(most),
        }
    }

    /// The row of nonces from `first` on with this version.
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

    /// The second block that SHA-256 processes, with the header's own nonce.
    pub(crate) const fn second_block(&self) -> &[u8; 64] {
        &self.tail
    }
}

/// The bits that are zero in the last word of every near hash: one that is at most 2^[`NEAR_BITS`]
/// times as high as the target. `most` is the target's most significant word.
///
/// The near hashes are for people who watch a search. Each costs as much as some hundred hashes,
/// since the kernel stops for it. So a target that is met often gets fewer of them, or none.
fn near_zeros(most: u32) -> u32 {
    let bits = most.leading_zeros();
    let near = bits.min(LEAST_NEAR_ZEROS.max(bits.saturating_sub(NEAR_BITS)));
    // Hashes have their most significant byte last.
    (!(u32::MAX.checked_shr(near).unwrap_or(0))).swap_bytes()
}

/// The last block of a message of `len` bytes: the rest of the message, a one bit, zeros, and the
/// length in bits.
pub(crate) fn padded(rest: &[u8], len: usize) -> [u8; 64] {
    let mut block = [0; 64];
    block[..rest.len()].copy_from_slice(rest);
    block[rest.len()] = 0x80;
    block[56..].copy_from_slice(&(len as u64 * 8).to_be_bytes());
    block
}

impl Row {
    /// The words that describe the row to an engine.
    pub(crate) fn words(&self) -> [u32; ROW_WORDS] {
        let mut words = [self.zeros; ROW_WORDS];
        words[..8].copy_from_slice(&self.midstate);
        words[8..16].copy_from_slice(&self.after_round_3());
        words
    }

    /// The state after rounds 0 to 3 of the second block without the nonce, which is the word of
    /// round 3: the nonce must still be added to a and e.
    pub(crate) fn after_round_3(&self) -> State {
        let [w0, w1, w2] = self.tail;
        let mut rounds = Rounds::new(&mut Scalar, self.midstate);
        for (word, k) in [w0, w1, w2, 0].iter().zip(&K) {
            rounds.round(&mut Scalar, &[word, k]);
        }
        rounds.state()
    }
}

/// The table for a row's nonces in groups of `lanes`. Each group has first the nonces, then the
/// sums of each round.
pub(crate) fn table(tail: Tail, first: u32, lanes: u32) -> Vec<u32> {
    let group = lanes as usize * COLUMN_WORDS as usize;
    let mut table = vec![0; ROW_NONCES as usize * COLUMN_WORDS as usize];
    let mut nonces = first..=u32::MAX;
    for group in table.chunks_exact_mut(group) {
        for lane in 0..lanes as usize {
            // Values after the last nonce are never used.
            let column = column(tail, nonces.next().unwrap_or_default());
            let words = group[lane..].iter_mut().step_by(lanes as usize);
            for (word, value) in words.zip(column) {
                *word = value;
            }
        }
    }
    table
}

/// The words of the table for one nonce.
fn column([w0, w1, w2]: Tail, nonce: u32) -> impl Iterator<Item = u32> {
    let nonce = nonce.swap_bytes();
    let mut w = [0; 64];
    w[..5].copy_from_slice(&[w0, w1, w2, nonce, END]);
    w[15] = HEADER_BITS;
    let tabled = TABLE_ROUNDS.start as usize..TABLE_ROUNDS.end as usize;
    for t in tabled.clone() {
        let back = [&w[t - 16], &w[t - 15], &w[t - 7], &w[t - 2]];
        w[t] = scheduled(&mut Scalar, back);
    }
    let sums = tabled.map(move |t| Scalar.sum(&[&w[t], &K[t]]));
    core::iter::once(nonce).chain(sums)
}
