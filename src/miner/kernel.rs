//! The first look at a nonce: one word of its hash, with all work left out that does not depend on the nonce.
//!
//! [`Kernel::fill`] is a plain loop whose body neither branches nor looks at its neighbours, so the compiler turns
//! it into the vector instructions of whatever it builds for: four nonces a pass with wasm's 128 bits. Three
//! things keep it so: the rounds are written out (a table indexed by a running number can't live in registers),
//! everything they call is inlined, and the batch's length is a constant.
//!
//! What is left out, in the terms of FIPS 180-4, section 6.2.2:
//! - the first piece of the header: its outcome, the *midstate*, is the same for all nonces;
//! - rounds 0 to 2 of the second piece, and of round 3 all but adding the nonce, which is the fourth word;
//! - of the schedule, every sum of words before the nonce; zero words and the padding fold away at build time;
//! - in the second hash all behind round 60, which makes the word that ends up as the hash's last one.

/// SHA-256's initial state (FIPS 180-4, section 5.3.3).
pub(crate) const INITIAL: State = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// SHA-256's round constants (FIPS 180-4, section 4.2.2).
#[rustfmt::skip]
const K: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// The bit that ends every message, as the first bit of a word.
const END: u32 = 1 << 31;
/// The lengths in bits of a header and of a hash, which close their last pieces.
const HEADER_BITS: u32 = 640;
const HASH_BITS: u32 = 256;

/// How many nonces [`Kernel::fill`] tries: a multiple of every vector's lanes, and little to waste at a hit.
pub(crate) const BATCH: usize = 32;

/// The working variables a to h.
pub(crate) type State = [u32; 8];

/// Rounds whose words already stand in the window `w` of the schedule's last 16.
macro_rules! written {
    ($state:ident, $w:ident, $($t:literal)*) => {
        $( round(&mut $state, sum([$w[$t % 16], K[$t]])); )*
    };
}

/// Rounds that first make their word from the window.
macro_rules! mixed {
    ($state:ident, $w:ident, $($t:literal)*) => {
        $(
            $w[$t % 16] = sum([
                $w[$t % 16],
                small_0($w[($t + 1) % 16]),
                $w[($t + 9) % 16],
                small_1($w[($t + 14) % 16]),
            ]);
            round(&mut $state, sum([$w[$t % 16], K[$t]]));
        )*
    };
}

/// What all nonces of one header have in common.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    midstate: State,
    /// The state behind round 3, but for the nonce in its words a and e.
    opened: State,
    /// The schedule's words 16 to 19, 31 and 32, but for what depends on the nonce.
    w16: u32,
    w17: u32,
    w18: u32,
    w19: u32,
    w31: u32,
    w32: u32,
}

impl Kernel {
    /// Prepares for a header with this midstate and these words between its first 64 bytes and its nonce.
    pub(crate) fn new(midstate: State, [w0, w1, w2]: [u32; 3]) -> Self {
        let mut opened = midstate;
        for (word, k) in [w0, w1, w2, 0].into_iter().zip(K) {
            round(&mut opened, sum([word, k]));
        }
        let w16 = sum([w0, small_0(w1)]);
        let w17 = sum([w1, small_0(w2), small_1(HEADER_BITS)]);
        Self {
            midstate,
            opened,
            w16,
            w17,
            w18: sum([w2, small_1(w16)]),
            w19: sum([small_0(END), small_1(w17)]),
            w31: sum([HEADER_BITS, small_0(w16)]),
            w32: sum([w16, small_0(w17)]),
        }
    }

    /// Writes the last word of the hash of each nonce from `first` on, as SHA-256 counts words: with its bytes
    /// swapped it is the most significant one of the number that proof of work compares. Nonces wrap around.
    #[inline(never)] // one loop in one function is what the compiler is known to make vectors of
    pub(crate) fn fill(&self, first: u32, words: &mut [u32; BATCH]) {
        for (offset, word) in (0..).zip(words) {
            *word = self.last_word(first.wrapping_add(offset));
        }
    }

    #[inline(always)]
    fn last_word(&self, nonce: u32) -> u32 {
        let inner = self.inner(nonce.swap_bytes());
        outer(inner)
    }

    /// The first of the two hashes, of a header with this fourth word in its second piece.
    #[inline(always)]
    fn inner(&self, nonce: u32) -> State {
        let mut state = self.opened;
        state[0] = sum([state[0], nonce]);
        state[4] = sum([state[4], nonce]);
        let mut w = [0; 16];
        w[3] = nonce;
        w[4] = END;
        w[15] = HEADER_BITS;
        written!(state, w, 4 5 6 7 8 9 10 11 12 13 14 15);
        w[0] = self.w16;
        w[1] = self.w17;
        w[2] = sum([self.w18, small_0(nonce)]);
        w[3] = sum([self.w19, nonce]);
        written!(state, w, 16 17 18 19);
        mixed!(state, w, 20 21 22 23 24 25 26 27 28 29 30);
        w[15] = sum([self.w31, w[8], small_1(w[13])]);
        w[0] = sum([self.w32, w[9], small_1(w[14])]);
        written!(state, w, 31 32);
        mixed!(state, w, 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47);
        mixed!(state, w, 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63);
        for (word, start) in state.iter_mut().zip(self.midstate) {
            *word = sum([*word, start]);
        }
        state
    }
}

/// The last word of the second hash, that of the first.
#[inline(always)]
fn outer(inner: State) -> u32 {
    let [a, b, c, d, e, f, g, h] = inner;
    let mut w = [a, b, c, d, e, f, g, h, END, 0, 0, 0, 0, 0, 0, HASH_BITS];
    let mut state = INITIAL;
    written!(state, w, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
    mixed!(state, w, 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31);
    mixed!(state, w, 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47);
    mixed!(state, w, 48 49 50 51 52 53 54 55 56 57 58 59 60);
    // What is e now would be h behind round 63.
    sum([state[4], INITIAL[7]])
}

/// One round, with its word and constant already added.
#[inline(always)]
fn round(state: &mut State, word: u32) {
    let [a, b, c, d, e, f, g, h] = *state;
    let big_1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
    let choice = g ^ (e & (f ^ g));
    let big_0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
    // The majority; the next round's b ^ c is this one's a ^ b.
    let majority = b ^ ((a ^ b) & (b ^ c));
    let change = sum([h, word, big_1, choice]);
    *state = [
        sum([change, big_0, majority]),
        a,
        b,
        c,
        sum([d, change]),
        e,
        f,
        g,
    ];
}

#[inline(always)]
fn small_0(word: u32) -> u32 {
    word.rotate_right(7) ^ word.rotate_right(18) ^ (word >> 3)
}

#[inline(always)]
fn small_1(word: u32) -> u32 {
    word.rotate_right(17) ^ word.rotate_right(19) ^ (word >> 10)
}

/// The sum modulo 2^32.
#[inline(always)]
fn sum<const N: usize>(words: [u32; N]) -> u32 {
    words.into_iter().fold(0, u32::wrapping_add)
}
