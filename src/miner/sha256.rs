//! The formulas of SHA-256 (FIPS 180-4), generic over the machine that evaluates them.
//!
//! There are two [`Machine`]s: [`Scalar`] computes numbers, and the [assembler](crate::assembler)
//! emits instructions that will compute them. So these formulas define the generated kernel, and
//! also prepare its rows. The constants are in [`primitives::hash::constants`]. The crate `lanes`
//! has the formulas again, for four whole messages in the compiler's vector types; there, a
//! machine's list of addends would cost an allocation per round.

/// The working variables a to h, or the state between two blocks of a message.
pub(crate) type State = [u32; 8];

/// The word with the one bit after a message (section 5.1.1).
pub(crate) const END: u32 = 1 << 31;
/// The lengths of a header and of a hash in bits, which end their last blocks.
pub(crate) const HEADER_BITS: u32 = 640;
pub(crate) const HASH_BITS: u32 = 256;

/// A machine that computes with words of 32 bits.
pub(crate) trait Machine {
    /// A word.
    type Word: Clone;

    /// A word with a known value.
    fn constant(&mut self, value: u32) -> Self::Word;
    /// The sum, modulo 2^32, of at least one word.
    fn sum(&mut self, terms: &[&Self::Word]) -> Self::Word;
    fn xor(&mut self, a: &Self::Word, b: &Self::Word) -> Self::Word;
    fn and(&mut self, a: &Self::Word, b: &Self::Word) -> Self::Word;
    /// The exclusive or of the word rotated right by each of these numbers, which ascend.
    fn rotations(&mut self, word: &Self::Word, by: &[u32]) -> Self::Word;
    fn shift(&mut self, word: &Self::Word, right: u32) -> Self::Word;
}

/// Computes with numbers.
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

/// The working variables between rounds (section 6.2.2, step 3).
pub(crate) struct Rounds<W> {
    state: [W; 8],
    /// b ^ c of the next round, which is a ^ b of the previous one: it saves an operation of Maj.
    neighbours: W,
}

impl<W: Clone> Rounds<W> {
    /// The working variables before a round.
    pub(crate) fn new<M: Machine<Word = W>>(machine: &mut M, state: [W; 8]) -> Self {
        let neighbours = machine.xor(&state[1], &state[2]);
        Self { state, neighbours }
    }

    /// Computes one round. The `addends` sum to the round's schedule word and constant.
    pub(crate) fn round<M: Machine<Word = W>>(&mut self, machine: &mut M, addends: &[&W]) {
        let t1 = self.t1(machine, addends);
        let [a, b, c, d, e, f, g, _] = self.state.clone();
        let below = machine.sum(&[&d, &t1]);
        let spread = machine.rotations(&a, &[2, 13, 22]);
        let differing = machine.xor(&a, &b);
        let majority = machine.and(&differing, &self.neighbours);
        let majority = machine.xor(&b, &majority);
        let top = machine.sum(&[&t1, &spread, &majority]);
        self.state = [top, a, b, c, below, e, f, g];
        self.neighbours = differing;
    }

    /// Computes one of the last four rounds if only their e matters; a is left out.
    pub(crate) fn last_round<M: Machine<Word = W>>(&mut self, machine: &mut M, addends: &[&W]) {
        let t1 = self.t1(machine, addends);
        let [a, b, c, d, e, f, g, _] = self.state.clone();
        let below = machine.sum(&[&d, &t1]);
        self.state = [machine.constant(0), a, b, c, below, e, f, g];
    }

    /// The state after the rounds.
    pub(crate) fn state(self) -> [W; 8] {
        self.state
    }

    /// T1 of the round.
    fn t1<M: Machine<Word = W>>(&self, machine: &mut M, addends: &[&W]) -> W {
        let [_, _, _, _, e, f, g, h] = &self.state;
        let spread = machine.rotations(e, &[6, 11, 25]);
        let choice = machine.xor(f, g);
        let choice = machine.and(e, &choice);
        let choice = machine.xor(g, &choice);
        let terms = [&[h], addends, &[&spread, &choice]].concat();
        machine.sum(&terms)
    }
}

/// The next word of the message schedule (section 6.2.2, step 1), from the words 16, 15, 7 and 2
/// before it.
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
