//! What many headers have in common, worked out once.
//!
//! A search goes by *rows*: 1,000 nonces under one version. The nonce stands in the header's last 16 bytes, the version
//! in its first 64, and SHA-256 takes these apart:
//!
//! - the first 64 bytes make a *midstate*, the same for a whole row: two compressions a hash instead of three;
//! - the last 16 bytes make the second piece's *schedule*, the same for one nonce in every row. So it is worked out once,
//!   as a [`table`], and serves up to 65,536 rows. That saves a third of the first hash's work; measured, the generated
//!   kernel does 1.4 times the hashes of one that makes each schedule anew.

use core::ops::Range;

use primitives::hash::constants::K;

use crate::sha256::{END, HEADER_BITS, Machine, Rounds, Scalar, State, scheduled};

/// Nonces in a row. One compression prepares a row, so it should have many; its table should fit into a second-level
/// cache beside other things, so not too many (200 kB it is); and they should divide into groups of 5 and of 8.
pub(crate) const ROW: u32 = 1_000;

/// The rounds of the first hash whose words the table has; in rounds 4 to 15 they are the same in all headers, and
/// before those a row is opened.
pub(crate) const TABLED: Range<u32> = 16..64;

/// A table's words for one nonce: the nonce itself as its header has it, and the sums of word and constant of the
/// [`TABLED`] rounds.
pub(crate) const COLUMN: u32 = 1 + TABLED.end - TABLED.start;

/// The words of a header between its first 64 bytes and its nonce.
pub(crate) type Tail = [u32; 3];

/// Nonces under one version, from a first one on.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) tail: Tail,
    pub(crate) first: u32,
    /// The state behind the header's first 64 bytes.
    pub(crate) midstate: State,
    /// The bits of a hash's last word that are zero in every hash that meets the target.
    pub(crate) zeros: u32,
}

impl Row {
    /// The state behind round 3 of the second piece, but for the nonce, the word of that round: it is to be added to a
    /// and e.
    pub(crate) fn opened(&self) -> State {
        let [w0, w1, w2] = self.tail;
        let mut rounds = Rounds::new(&mut Scalar, self.midstate);
        for (word, k) in [w0, w1, w2, 0].iter().zip(&K) {
            rounds.round(&mut Scalar, &[word, k]);
        }
        rounds.state()
    }
}

/// A table for a row's nonces, in groups of `lanes`: for each group first the nonces, then each round's sums.
pub(crate) fn table(tail: Tail, first: u32, lanes: u32) -> Vec<u32> {
    let group = lanes as usize * COLUMN as usize;
    let mut table = vec![0; ROW as usize * COLUMN as usize];
    let mut nonces = first..=u32::MAX;
    for group in table.chunks_exact_mut(group) {
        for lane in 0..lanes as usize {
            // Behind the last nonce nobody looks.
            let column = column(tail, nonces.next().unwrap_or_default());
            let places = group[lane..].iter_mut().step_by(lanes as usize);
            for (place, word) in places.zip(column) {
                *place = word;
            }
        }
    }
    table
}

fn column([w0, w1, w2]: Tail, nonce: u32) -> impl Iterator<Item = u32> {
    let nonce = nonce.swap_bytes();
    let mut w = [0; 64];
    w[..5].copy_from_slice(&[w0, w1, w2, nonce, END]);
    w[15] = HEADER_BITS;
    let tabled = TABLED.start as usize..TABLED.end as usize;
    for t in tabled.clone() {
        let back = [&w[t - 16], &w[t - 15], &w[t - 7], &w[t - 2]];
        w[t] = scheduled(&mut Scalar, back);
    }
    let sums = tabled.map(move |t| Scalar.sum(&[&w[t], &K[t]]));
    core::iter::once(nonce).chain(sums)
}
