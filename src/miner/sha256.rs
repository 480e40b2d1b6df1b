//! SHA-256's formulas (FIPS 180-4), written once for whatever computes with them here.
//!
//! A [`Machine`] is that: [`Scalar`] computes numbers at once, the [assembler](crate::assembler) writes the instructions
//! that will. So what the generated kernel does can be read here, and is the same as what prepares its rows. The
//! constants are those of [`primitives::hash::constants`]; the crate `lanes` has the formulas once more, for four whole
//! messages at once in vectors that the compiler knows, where a machine's list of addends would cost an allocation a round.

/// The working variables a to h, or the state between two pieces of a message.
pub(crate) type State = [u32; 8];

/// The one bit behind a message (section 5.1.1), as the word it stands in.
pub(crate) const END: u32 = 1 << 31;
/// The lengths in bits of a header and of a hash, which close their last pieces.
pub(crate) const HEADER_BITS: u32 = 640;
pub(crate) const HASH_BITS: u32 = 256;

/// Something that computes with words of 32 bits.
pub(crate) trait Machine {
    /// A word.
    type Word: Clone;

    /// A word that is known from the start.
    fn constant(&mut self, value: u32) -> Self::Word;
    /// The sum modulo 2^32 of at least one word.
    fn sum(&mut self, terms: &[&Self::Word]) -> Self::Word;
    fn xor(&mut self, a: &Self::Word, b: &Self::Word) -> Self::Word;
    fn and(&mut self, a: &Self::Word, b: &Self::Word) -> Self::Word;
    /// The exclusive or of a word rotated to the right by each of these, which rise.
    fn rotations(&mut self, word: &Self::Word, by: &[u32]) -> Self::Word;
    fn shift(&mut self, word: &Self::Word, right: u32) -> Self::Word;
}

/// Computes at once.
pub(crate) struct Scalar;

impl Machine for Scalar {
    type Word = u32;

    fn constant(&mut self, value: u32) -> u32 {
        value
    }

    fn sum(&mut self, terms: &[&u32]) -> u32 {
        terms.iter().fold(0, |sum, term| sum.wrapping_add(**term))
    }

    fn xor(&mut self, a: &u32, b: &u32) -> u32 {
        a ^ b
    }

    fn and(&mut self, a: &u32, b: &u32) -> u32 {
        a & b
    }

    fn rotations(&mut self, word: &u32, by: &[u32]) -> u32 {
        by.iter()
            .fold(0, |all, right| all ^ word.rotate_right(*right))
    }

    fn shift(&mut self, word: &u32, right: u32) -> u32 {
        word >> right
    }
}

/// The working variables on their way through the rounds (section 6.2.2, step 3).
pub(crate) struct Rounds<W> {
    state: [W; 8],
    /// b ^ c of the next round, which is a ^ b of the one before: a majority then takes one operation less.
    neighbours: W,
}

impl<W: Clone> Rounds<W> {
    /// Before a round.
    pub(crate) fn new<M: Machine<Word = W>>(machine: &mut M, state: [W; 8]) -> Self {
        let neighbours = machine.xor(&state[1], &state[2]);
        Self { state, neighbours }
    }

    /// One round; its word and constant are what `addends` add up to.
    pub(crate) fn round<M: Machine<Word = W>>(&mut self, machine: &mut M, addends: &[&W]) {
        let change = self.change(machine, addends);
        let [a, b, c, d, e, f, g, _] = self.state.clone();
        let below = machine.sum(&[&d, &change]);
        let spread = machine.rotations(&a, &[2, 13, 22]);
        let differing = machine.xor(&a, &b);
        let majority = machine.and(&differing, &self.neighbours);
        let majority = machine.xor(&b, &majority);
        let top = machine.sum(&[&change, &spread, &majority]);
        self.state = [top, a, b, c, below, e, f, g];
        self.neighbours = differing;
    }

    /// One of the last four rounds where only e matters in the end: what a would be is left out.
    pub(crate) fn last_round<M: Machine<Word = W>>(&mut self, machine: &mut M, addends: &[&W]) {
        let change = self.change(machine, addends);
        let [a, b, c, d, e, f, g, _] = self.state.clone();
        let below = machine.sum(&[&d, &change]);
        self.state = [machine.constant(0), a, b, c, below, e, f, g];
    }

    /// The state between two rounds.
    pub(crate) fn state(self) -> [W; 8] {
        self.state
    }

    /// The first of the round's two sums.
    fn change<M: Machine<Word = W>>(&self, machine: &mut M, addends: &[&W]) -> W {
        let [_, _, _, _, e, f, g, h] = &self.state;
        let spread = machine.rotations(e, &[6, 11, 25]);
        let choice = machine.xor(f, g);
        let choice = machine.and(e, &choice);
        let choice = machine.xor(g, &choice);
        let terms = [&[h], addends, &[&spread, &choice]].concat();
        machine.sum(&terms)
    }
}

/// The next word of the schedule (section 6.2.2, step 1), from those 16, 15, 7 and 2 places before it.
pub(crate) fn scheduled<M: Machine>(
    machine: &mut M,
    [back_16, back_15, back_7, back_2]: [&M::Word; 4],
) -> M::Word {
    let small_0 = small_sigma(machine, back_15, [7, 18], 3);
    let small_1 = small_sigma(machine, back_2, [17, 19], 10);
    machine.sum(&[back_16, &small_0, back_7, &small_1])
}

fn small_sigma<M: Machine>(machine: &mut M, word: &M::Word, by: [u32; 2], shift: u32) -> M::Word {
    let rotated = machine.rotations(word, &by);
    let shifted = machine.shift(word, shift);
    machine.xor(&rotated, &shifted)
}
