//! SHA-256d of four messages at once, one in each lane of a vector.
//!
//! WebAssembly has no SHA instructions, but vectors of four words. Measured in Node beside the `sha2` crate that hashes
//! one by one, medians of nine interleaved rounds: the root of 1,000 leaves takes 0.58 of the time, both names of 1,000
//! payments 0.58. Processors that run native programs have SHA instructions, which that crate uses and which are faster
//! still, so this serves wasm only; it is compiled for native tests too, with an array in a vector's place.
//!
//! The miner has the same formulas in its `sha256`, where they write a program that is made for headers.

use super::constants::{INITIAL, K};
use super::lane::Lanes;
use crate::order::sort_by_key;

/// Messages at once.
const LANES: usize = 4;

/// Bytes that SHA-256 takes at a time.
const PIECE: usize = 64;

/// The working variables a to h of every lane.
type State = [Lanes; 8];

/// SHA-256d of each message, in their order.
pub(super) fn sha256d_each(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    // Those of about one length go together, so that no lane waits long for another.
    let mut order: Vec<usize> = (0..messages.len()).collect();
    sort_by_key(&mut order, |at| messages[*at].len());
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
