//! SHA-256d of four messages at once, one in each lane of a vector.
//!
//! WebAssembly has no SHA instructions, but vectors of four words. Measured in Node beside the `sha2` crate that hashes
//! one by one, medians of nine interleaved rounds: the root of 1,000 leaves takes 0.58 of the time, both names of 1,000
//! payments 0.58. Processors that run native programs have SHA instructions, which that crate uses and which are faster
//! still, so this serves wasm only; it is compiled for native tests too, with an array in a vector's place.
//!
//! It is a crate of its own because this little code is compiled for speed, and what uses it for size. The miner has the
//! same formulas in its `sha256`, where they write a program that is made for headers.

pub mod constants;
mod four;

use constants::{INITIAL, K};
use four::Lanes;

/// Messages at once.
pub const LANES: usize = 4;

/// Bytes that SHA-256 takes at a time.
const PIECE: usize = 64;

/// The working variables a to h of every lane.
type State = [Lanes; 8];

/// SHA-256d of each message. Best of messages of one length, so that no lane waits for another.
pub fn sha256d_of_four(messages: [&[u8]; LANES]) -> [[u8; 32]; LANES] {
    let pieces = messages.map(|message| (message.len() + 9).div_ceil(PIECE));
    let most = pieces.into_iter().max().unwrap_or_default();
    let mut state = INITIAL.map(Lanes::all);
    let mut ended = [[0; 8]; LANES];
    let mut rooms = [[0; PIECE]; LANES];
    for at in 0..most {
        let [one, two, three, four] = &mut rooms;
        let four = [
            piece(messages[0], at, one),
            piece(messages[1], at, two),
            piece(messages[2], at, three),
            piece(messages[3], at, four),
        ];
        let words = core::array::from_fn(|t| Lanes::from_words(four.map(|piece| word(piece, t))));
        let words = words.map(Lanes::swapped);
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

/// A piece of a padded message (section 5.1.1): its bytes, a one bit, zeros, and its length in bits. The last ones need
/// room of their own.
fn piece<'a>(message: &'a [u8], at: usize, room: &'a mut [u8; PIECE]) -> &'a [u8; PIECE] {
    let rest = message.get(at * PIECE..).unwrap_or_default();
    if let Some(whole) = rest.first_chunk() {
        return whole;
    }
    room.fill(0);
    room[..rest.len()].copy_from_slice(rest);
    if at * PIECE <= message.len() {
        room[rest.len()] = 0x80;
    }
    if at + 1 == (message.len() + 9).div_ceil(PIECE) {
        room[PIECE - 8..].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    }
    room
}

/// A word of a piece, its bytes in the opposite order of SHA-256's.
fn word(piece: &[u8; PIECE], t: usize) -> u32 {
    u32::from_le_bytes(core::array::from_fn(|byte| piece[4 * t + byte]))
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
    use sha2::{Digest, Sha256};

    use super::sha256d_of_four;

    fn plain(message: &[u8]) -> [u8; 32] {
        Sha256::digest(Sha256::digest(message)).into()
    }

    #[test]
    fn every_length_around_a_pieces_end_is_padded_right() {
        let text = [0xa5; 200];
        for end in 0..=text.len() {
            let four = [end, text.len() - end, end / 2, 64].map(|end| &text[..end]);
            assert_eq!(sha256d_of_four(four), four.map(plain), "{end}");
        }
    }

    proptest! {
        #[test]
        fn each_hash_is_that_of_its_message(
            messages in prop::array::uniform4(prop::collection::vec(any::<u8>(), 0..300)),
        ) {
            let four = [0, 1, 2, 3].map(|lane: usize| messages[lane].as_slice());
            prop_assert_eq!(sha256d_of_four(four), four.map(plain));
        }
    }
}
