//! The nonce search with the SHA instructions of x86-64 processors.
//!
//! One instruction computes two rounds, and its result is ready four cycles later, while another
//! one may begin two cycles later. So [`STREAMS`] hashes are computed side by side. The schedule of
//! the first hash comes from the [table](miner::Engine::set_table): only the second hash computes
//! its own. Instructions, registers and their order of words are described in Intel's manual,
//! volume 2, SHA256RNDS2, SHA256MSG1 and SHA256MSG2.

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_blend_epi16, _mm_extract_epi32, _mm_set_epi32,
    _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi32,
};
use core::array;
use core::ops::Range;

use miner::{COLUMN_WORDS, ROW_WORDS};
use primitives::hash::constants::{INITIAL, K};

/// Nonces whose words stand side by side in the table: one, since each nonce has a register of its
/// own for the sums of four rounds.
pub(crate) const LANES: u32 = 1;

/// Hashes that are computed side by side. Each needs six of the sixteen registers. With three or
/// four of them, registers are spilled, and 5 or 10 % fewer hashes are computed.
const STREAMS: usize = 2;

/// The words of one nonce in the table: the nonce, then the sums of rounds 16 to 63.
type Column = [u32; COLUMN_WORDS as usize];

/// The word with the one bit after a message, and the lengths in bits of a header and of a hash.
const END: u32 = 1 << 31;
const HEADER_BITS: u32 = 640;
const HASH_BITS: u32 = 256;

/// The words of rounds 4 to 15 of the second block of a header, without their constants.
const PADDING: [u32; 12] = [END, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, HEADER_BITS];

/// An engine on a processor that has SHA instructions.
#[derive(Debug)]
pub(crate) struct Engine {
    table: Vec<Column>,
    row: [u32; ROW_WORDS],
}

impl Engine {
    /// An engine. `None` if the processor lacks one of the instructions.
    pub(crate) fn detect() -> Option<Self> {
        let is_able = is_x86_feature_detected!("sha")
            && is_x86_feature_detected!("sse4.1")
            && is_x86_feature_detected!("ssse3");
        is_able.then(|| Self {
            table: Vec::new(),
            row: [0; ROW_WORDS],
        })
    }
}

impl miner::Engine for Engine {
    fn set_table(&mut self, words: &[u32]) {
        self.table = words.as_chunks().0.to_vec();
    }

    fn set_row(&mut self, words: &[u32; ROW_WORDS]) {
        self.row = *words;
    }

    #[expect(unsafe_code, reason = "the instructions can't be called otherwise")]
    fn scan(&mut self, groups: Range<u32>) -> u32 {
        // SAFETY: an engine is made by `detect` alone, which has found the features that `scan`
        // is compiled for.
        unsafe { scan(&self.table, &self.row, groups) }
    }
}

/// The first nonce among `groups` whose hash may meet the target, as an index into the table;
/// `groups.end` if there is none.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn scan(table: &[Column], row: &[u32; ROW_WORDS], groups: Range<u32>) -> u32 {
    let begin = Begin::new(row);
    for next in groups.clone().step_by(STREAMS) {
        // Streams beyond the last nonce repeat it.
        let columns: [Option<&Column>; STREAMS] = array::from_fn(|stream| {
            table.get((next as usize + stream).min(groups.end as usize - 1))
        });
        let columns = columns.map(|column| column.unwrap_or(&[0; COLUMN_WORDS as usize]));
        let last_words = last_words(&begin, columns);
        for (last, index) in last_words.into_iter().zip(next..groups.end) {
            if last & begin.zeros == 0 {
                return index;
            }
        }
    }
    groups.end
}

/// The working variables in the order of the instructions.
#[derive(Clone, Copy)]
struct Registers {
    /// F, E, B, A: the lowest lane has F.
    abef: __m128i,
    /// H, G, D, C: the lowest lane has H.
    cdgh: __m128i,
}

impl Registers {
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn new([a, b, c, d, e, f, g, h]: [u32; 8]) -> Self {
        Self {
            abef: vector([f, e, b, a]),
            cdgh: vector([h, g, d, c]),
        }
    }

    /// Two rounds. The two lowest lanes of `sums` are the rounds' words with their constants.
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn two_rounds(&mut self, sums: __m128i) {
        let abef = _mm_sha256rnds2_epu32(self.cdgh, self.abef, sums);
        self.cdgh = self.abef;
        self.abef = abef;
    }

    /// Four rounds.
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn four_rounds(&mut self, sums: __m128i) {
        self.two_rounds(sums);
        self.two_rounds(_mm_shuffle_epi32::<0b_00_00_11_10>(sums));
    }
}

/// The state from which all hashes of a row begin.
struct Begin {
    midstate: Registers,
    /// After rounds 0 to 3, without the nonce.
    after_round_3: [u32; 8],
    zeros: u32,
}

impl Begin {
    #[target_feature(enable = "sha,sse4.1,ssse3")]
    fn new(row: &[u32; ROW_WORDS]) -> Self {
        Self {
            midstate: Registers::new(array::from_fn(|at| row[at])),
            after_round_3: array::from_fn(|at| row[8 + at]),
            zeros: row[16],
        }
    }
}

/// A vector of these words, the lowest lane first.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn vector([one, two, three, four]: [u32; 4]) -> __m128i {
    _mm_set_epi32(
        four.cast_signed(),
        three.cast_signed(),
        two.cast_signed(),
        one.cast_signed(),
    )
}

/// The constants of the four rounds from `round` on.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn constants(round: usize) -> __m128i {
    vector(array::from_fn(|at| K[round + at]))
}

/// The last word of the hash of each nonce.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn last_words(begin: &Begin, columns: [&Column; STREAMS]) -> [u32; STREAMS] {
    let hashes = columns.map(|column| first_hash_start(begin, column[0]));
    let mut hashes = hashes;
    for four in (4..16).step_by(4) {
        let sums: [u32; 4] = array::from_fn(|at| PADDING[four - 4 + at].wrapping_add(K[four + at]));
        for hash in &mut hashes {
            hash.four_rounds(vector(sums));
        }
    }
    for four in (1..COLUMN_WORDS as usize).step_by(4) {
        for (hash, column) in hashes.iter_mut().zip(columns) {
            hash.four_rounds(vector(array::from_fn(|at| column[four + at])));
        }
    }
    let mut words = hashes.map(|hash| second_block(begin, hash));
    let mut hashes = [Registers::new(INITIAL); STREAMS];
    // The last word of the hash is e after round 60, which is f after round 61.
    for four in (0..60).step_by(4) {
        for (hash, words) in hashes.iter_mut().zip(&mut words) {
            hash.four_rounds(_mm_add_epi32(words[0], constants(four)));
            let [w0, w1, w2, w3] = *words;
            // The last words that are computed in this way are those of rounds 60 to 63.
            let next = if four < 48 {
                let sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8::<4>(w3, w2));
                _mm_sha256msg2_epu32(sum, w3)
            } else {
                w0
            };
            *words = [w1, w2, w3, next];
        }
    }
    let mut last = [0; STREAMS];
    for ((hash, words), last) in hashes.iter_mut().zip(words).zip(&mut last) {
        hash.two_rounds(_mm_add_epi32(words[0], constants(60)));
        *last = INITIAL[7].wrapping_add(_mm_extract_epi32::<0>(hash.abef).cast_unsigned());
    }
    last
}

/// The working variables of the first hash after round 3. `nonce` is in the header's order of
/// bytes.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn first_hash_start(begin: &Begin, nonce: u32) -> Registers {
    let [a, b, c, d, e, f, g, h] = begin.after_round_3;
    Registers::new([
        a.wrapping_add(nonce),
        b,
        c,
        d,
        e.wrapping_add(nonce),
        f,
        g,
        h,
    ])
}

/// The first hash as the only block of the second one.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn second_block(begin: &Begin, hash: Registers) -> [__m128i; 4] {
    let abef = _mm_add_epi32(hash.abef, begin.midstate.abef);
    let cdgh = _mm_add_epi32(hash.cdgh, begin.midstate.cdgh);
    let abef = _mm_shuffle_epi32::<0b_00_01_10_11>(abef); // A, B, E, F
    let ghcd = _mm_shuffle_epi32::<0b_10_11_00_01>(cdgh); // G, H, C, D
    [
        _mm_blend_epi16::<0b_1111_0000>(abef, ghcd),
        _mm_alignr_epi8::<8>(ghcd, abef),
        vector([END, 0, 0, 0]),
        vector([0, 0, 0, HASH_BITS]),
    ]
}
