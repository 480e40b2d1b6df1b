//! SHA-256d of four messages at once, one in each lane of a vector.
//!
//! WebAssembly has no SHA instructions, but vectors of four words. Measured in Node beside the `sha2` crate that hashes
//! one by one, medians of nine interleaved rounds: the root of 1,000 leaves takes 0.58 of the time, both names of 1,000
//! payments 0.58. Processors that run native programs have SHA instructions, which that crate uses and which are faster
//! still, so this serves wasm only; it is compiled for native tests too, with an array in a vector's place.

use super::lane::Lanes;

/// Messages at once.
const LANES: usize = 4;

/// Bytes that SHA-256 takes at a time.
const PIECE: usize = 64;

/// A round's constants, and the state to begin with (FIPS 180-4, sections 4.2.2 and 5.3.3).
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

/// The working variables a to h of every lane.
type State = [Lanes; 8];

/// SHA-256d of each message, in their order.
pub(super) fn sha256d_each(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    // Those of about one length go together, so that no lane waits long for another.
    let mut order: Vec<usize> = (0..messages.len()).collect();
    order.sort_unstable_by_key(|at| messages[*at].len());
    let mut hashes = vec![[0; 32]; messages.len()];
    for group in order.chunks(LANES) {
        // A group that is not full repeats its first message.
        let at = |lane: usize| *group.get(lane).unwrap_or(&group[0]);
        let found = sha256d_of_four(core::array::from_fn(|lane| messages[at(lane)]));
        for (lane, hash) in found.into_iter().enumerate() {
            hashes[at(lane)] = hash;
        }
    }
    hashes
}

fn sha256d_of_four(messages: [&[u8]; LANES]) -> [[u8; 32]; LANES] {
    let pieces = messages.map(|message| (message.len() + 9).div_ceil(PIECE));
    let most = pieces.into_iter().max().unwrap_or_default();
    let mut state = INITIAL.map(Lanes::all);
    let mut ended = [[0; 8]; LANES];
    for at in 0..most {
        let four = messages.map(|message| piece(message, at));
        let words = core::array::from_fn(|t| Lanes::from_words(four.map(|piece| word(&piece, t))));
        compress(&mut state, words);
        for (lane, end) in ended.iter_mut().enumerate() {
            if pieces[lane] == at + 1 {
                *end = state.map(|word| word.to_words()[lane]);
            }
        }
    }
    let mut words = [Lanes::all(0); 16];
    for (t, word) in words[..8].iter_mut().enumerate() {
        *word = Lanes::from_words(ended.map(|state| state[t]));
    }
    words[8] = Lanes::all(1 << 31);
    words[15] = Lanes::all(256);
    let mut state = INITIAL.map(Lanes::all);
    compress(&mut state, words);
    let words = state.map(Lanes::to_words);
    core::array::from_fn(|lane| {
        let mut hash = [0; 32];
        for (bytes, word) in hash.chunks_exact_mut(4).zip(words) {
            bytes.copy_from_slice(&word[lane].to_be_bytes());
        }
        hash
    })
}

/// A piece of a padded message (section 5.1.1): its bytes, a one bit, zeros, and its length in bits.
fn piece(message: &[u8], at: usize) -> [u8; PIECE] {
    let rest = message.get(at * PIECE..).unwrap_or_default();
    if let Some(whole) = rest.first_chunk() {
        return *whole;
    }
    let mut piece = [0; PIECE];
    piece[..rest.len()].copy_from_slice(rest);
    if at * PIECE <= message.len() {
        piece[rest.len()] = 0x80;
    }
    if at + 1 == (message.len() + 9).div_ceil(PIECE) {
        piece[PIECE - 8..].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    }
    piece
}

fn word(piece: &[u8; PIECE], t: usize) -> u32 {
    u32::from_be_bytes(core::array::from_fn(|byte| piece[4 * t + byte]))
}

/// Takes one piece of each message into the state (section 6.2.2).
#[inline(never)] // called in three places, and large
fn compress(state: &mut State, mut w: [Lanes; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for t in 0..64 {
        if t >= 16 {
            let (back_15, back_2) = (w[(t + 1) % 16], w[(t + 14) % 16]);
            let small_0 = back_15.rotated::<7>() ^ back_15.rotated::<18>() ^ back_15.shifted::<3>();
            let small_1 = back_2.rotated::<17>() ^ back_2.rotated::<19>() ^ back_2.shifted::<10>();
            w[t % 16] = w[t % 16] + small_0 + (w[(t + 9) % 16] + small_1);
        }
        let big_1 = e.rotated::<6>() ^ e.rotated::<11>() ^ e.rotated::<25>();
        let choice = g ^ (e & (f ^ g));
        let change = h + big_1 + choice + (Lanes::all(K[t]) + w[t % 16]);
        let big_0 = a.rotated::<2>() ^ a.rotated::<13>() ^ a.rotated::<22>();
        let majority = b ^ ((a ^ b) & (b ^ c));
        [h, g, f, e] = [g, f, e, d + change];
        [d, c, b, a] = [c, b, a, big_0 + majority + change];
    }
    for (word, change) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = *word + change;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sha256d;
    use super::sha256d_each;

    #[test]
    fn every_length_around_a_pieces_end_is_padded_right() {
        let text = [0xa5; 200];
        let all: Vec<&[u8]> = (0..=text.len()).map(|end| &text[..end]).collect();
        let plain: Vec<_> = all.iter().map(|message| sha256d(message)).collect();
        assert_eq!(sha256d_each(&all), plain);
    }

    proptest! {
        #[test]
        fn each_hash_is_that_of_its_message(
            messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..11),
        ) {
            let all: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
            let plain: Vec<_> = all.iter().map(|message| sha256d(message)).collect();
            prop_assert_eq!(sha256d_each(&all), plain);
        }
    }
}
