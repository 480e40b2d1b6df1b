//! The generated kernel: a WebAssembly module that looks through a row's nonces.
//!
//! Why generate it, where the compiler makes WebAssembly too? Because LLVM rearranges what it is given, and an engine's
//! register allocation suffers for it. The same formulas and loops in Rust with `core::arch::wasm32`, one core, MH/s in
//! Chromium 156 on a Sapphire Rapids at 3 GHz, medians of interleaved runs:
//!
//! | nonces a pass | Rust | generated | neighbour busy | instructions a hash |
//! | --- | --- | --- | --- | --- |
//! | 4, every schedule anew | 4.7 | | | |
//! | 4 | 5.1 | 6.7 | **5.6** | 1,535 |
//! | 4 in a vector and 1 beside it | 5.2 | **8.1** | 4.2 | 2,123 |
//! | 8 | 6.4 | 7.1 | 4.8 | 1,826 |
//! | 8, Chromium with `--js-flags=--wasm-revectorize` | 7.1 | **13.1** | | |
//!
//! The last column is what V8's compiler makes of it, loads and stores of what does not fit into registers included. It
//! explains the two before it. Four nonces take 4,927 vector instructions, of which this processor does three in a cycle: no
//! shape of vectors alone can do more than 7.3. [`Shape::FIVE`] puts a fifth nonce through the integer units meanwhile,
//! and the processor then takes nearly the six instructions a cycle that it can. Two threads of a core share these six: on a
//! machine of which others rent the other half, each has but three as often as they work, some seconds on and some
//! off. What counts then is how few instructions a hash takes, and [`Shape::FOUR`] takes fewest: 4 · 3 GHz · 3 / 6,140. More
//! scalars or vectors (4 + 2, 8 + 1, 12) spill more and are slower in both. [`Shape::EIGHT`] is for engines that join
//! two vectors of 128 bits to one of 256. Which one to take, and when, is a matter of [trying](crate::Contest).
//!
//! What is left out, in the terms of FIPS 180-4, section 6.2.2: all that a [row](crate::row) has in common; sums of
//! constants; zero words of the second hash's schedule; behind its round 56 what only a depends on, and all rounds
//! behind 60, whose e is the hash's last word. The second hash's schedule is written to memory before its rounds begin:
//! both together need more registers than there are. Loops keep the code small (all rounds written out are no faster,
//! and three times the code to download, compile and keep in a first-level cache).

use primitives::hash::constants::{INITIAL, K};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function,
    FunctionSection, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use crate::assembler::{Assembler, Pointer, Shape, Word};
use crate::row::{COLUMN, ROW, TABLED};
use crate::sha256::{END, HASH_BITS, HEADER_BITS, Machine, Rounds, scheduled};

/// Where things are in the module's memory, in bytes. First the round constants.
const CONSTANTS: u32 = 0;
/// A row: its midstate, its state as opened, and the bits that are zero in every last word of a hash that meets the
/// target.
pub(crate) const ROW_AT: u32 = 256;
const MIDSTATE: u32 = ROW_AT;
const OPENED: u32 = ROW_AT + 32;
const ZEROS: u32 = ROW_AT + 64;
/// The schedule of the second hash, and in its first place what comes out.
const SCHEDULE: u32 = 512;
/// The table.
pub(crate) const TABLE_AT: u32 = 4_096;

const PAGE: u64 = 65_536;

/// The places of a state's words.
const PLACES: [u32; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

impl Shape {
    /// Four nonces in a vector.
    pub const FOUR: Self = Self {
        vectors: 1,
        scalars: 0,
    };
    /// Four nonces in a vector, and a fifth beside it.
    pub const FIVE: Self = Self {
        vectors: 1,
        scalars: 1,
    };
    /// Eight nonces in two vectors.
    pub const EIGHT: Self = Self {
        vectors: 2,
        scalars: 0,
    };

    /// All of them.
    pub const ALL: [Self; 3] = [Self::FIVE, Self::FOUR, Self::EIGHT];

    /// What a module calls its function.
    pub const FUNCTION: &str = "scan";
    /// What a module calls its memory.
    pub const MEMORY: &str = "memory";

    /// A WebAssembly module (version 1, with SIMD) that imports nothing. It exports `memory`, and `scan`, a function of
    /// two integers: the first of a row's groups of nonces to look at, and one past the last. It returns the first group
    /// that may have a hit, or else the second integer again.
    pub fn module(self) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32; 2], [ValType::I32]);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let bytes = u64::from(TABLE_AT) + 4 * u64::from(ROW) * u64::from(COLUMN);
        let pages = bytes.div_ceil(PAGE);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: pages,
            maximum: Some(pages),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut exports = ExportSection::new();
        exports.export(Self::MEMORY, ExportKind::Memory, 0);
        exports.export(Self::FUNCTION, ExportKind::Func, 0);
        let mut code = CodeSection::new();
        code.function(&Program::write(self));
        let mut data = DataSection::new();
        let at = ConstExpr::i32_const(CONSTANTS.cast_signed());
        data.active(0, &at, K.map(u32::to_le_bytes).concat());
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&memories);
        module.section(&exports).section(&code).section(&data);
        module.finish()
    }
}

/// The function `scan` in the making.
struct Program {
    machine: Assembler,
    /// Bytes of a word with all its lanes.
    word: u32,
    /// Always zero: for what is at a fixed address.
    zero: Pointer,
}

impl Program {
    /// Goes from group to group until one may have a hit.
    fn write(shape: Shape) -> Function {
        let mut machine = Assembler::new(shape);
        let [group, end] = Assembler::PARAMETERS;
        let (zero, table) = (machine.pointer(), machine.pointer());
        let word = 4 * shape.lanes();
        let stride = word * COLUMN;
        machine.set_product(table, group, stride);
        machine.plain().loop_(BlockType::Empty);
        let mut program = Self {
            machine,
            word,
            zero,
        };
        let inner = program.first_hash(table);
        let last = program.second_hash(inner);
        let mut machine = program.machine;
        let zeros = machine.load_same(zero, ZEROS);
        let hit = machine.and(&last, &zeros);
        // Stored and read again, because two stores side by side are where V8 begins to join vectors.
        machine.store(&hit, zero, SCHEDULE);
        machine.test_any_zero(zero, SCHEDULE);
        let mut code = machine.plain();
        code.if_(BlockType::Empty);
        code.local_get(group.0).return_().end();
        machine.advance(table, stride);
        machine.advance(group, 1);
        let mut code = machine.plain();
        code.local_get(group.0).local_get(end.0).i32_lt_u();
        code.br_if(0).end().local_get(end.0);
        machine.finish()
    }

    /// The header's hash, by way of the table.
    fn first_hash(&mut self, table: Pointer) -> [Word; 8] {
        let (machine, zero, word) = (&mut self.machine, self.zero, self.word);
        let nonce = machine.load(table, TABLE_AT);
        let mut state = PLACES.map(|i| machine.load_same(zero, OPENED + 4 * i));
        for part in [0, 4] {
            state[part] = machine.sum(&[&state[part], &nonce]);
        }
        let mut rounds = Rounds::new(machine, state);
        for (t, k) in K
            .into_iter()
            .enumerate()
            .take(TABLED.start as usize)
            .skip(4)
        {
            let w = match t {
                4 => END,
                15 => HEADER_BITS,
                _ => 0,
            };
            let [w, k] = [w, k].map(Word::Constant);
            rounds.round(machine, &[&w, &k]);
        }
        const STEP: u32 = 8;
        let done = machine.pointer();
        machine.set_product(done, table, 1);
        let state = machine.repeat(
            (TABLED.end - TABLED.start) / STEP,
            rounds.state(),
            |machine, state| {
                let mut rounds = Rounds::new(machine, state);
                for i in 1..=STEP {
                    let sum = machine.load(done, TABLE_AT + word * i);
                    rounds.round(machine, &[&sum]);
                }
                machine.advance(done, word * STEP);
                rounds.state()
            },
        );
        PLACES.map(|i| {
            let start = machine.load_same(zero, MIDSTATE + 4 * i);
            machine.sum(&[&state[i as usize], &start])
        })
    }

    /// The hash of that hash: its last word.
    fn second_hash(&mut self, inner: [Word; 8]) -> Word {
        self.schedule(inner);
        let (machine, zero, word) = (&mut self.machine, self.zero, self.word);
        let state = INITIAL.map(Word::Constant);
        let mut rounds = Rounds::new(machine, state);
        for t in 0..21 {
            let w = match t {
                8..16 => Word::Constant(closing(t)),
                _ => machine.load(zero, SCHEDULE + word * t),
            };
            let k = Word::Constant(K[t as usize]);
            rounds.round(machine, &[&w, &k]);
        }
        const STEP: u32 = 9;
        let (constants, words) = (machine.pointer(), machine.pointer());
        machine.set(constants, 0);
        machine.set(words, 0);
        let state = machine.repeat((57 - 21) / STEP, rounds.state(), |machine, state| {
            let mut rounds = Rounds::new(machine, state);
            for t in 21..21 + STEP {
                let k = machine.load_same(constants, CONSTANTS + 4 * t);
                let w = machine.load(words, SCHEDULE + word * t);
                rounds.round(machine, &[&w, &k]);
            }
            machine.advance(constants, 4 * STEP);
            machine.advance(words, word * STEP);
            rounds.state()
        });
        let mut rounds = Rounds::new(machine, state);
        for t in 57..61 {
            let w = machine.load(zero, SCHEDULE + word * t);
            let k = Word::Constant(K[t as usize]);
            rounds.last_round(machine, &[&w, &k]);
        }
        // What is e now would be h behind round 63.
        let [_, _, _, _, e, _, _, _] = rounds.state();
        machine.sum(&[&e, &Word::Constant(INITIAL[7])])
    }

    /// Writes the second hash's schedule to memory.
    fn schedule(&mut self, inner: [Word; 8]) {
        let (machine, zero, word) = (&mut self.machine, self.zero, self.word);
        let mut words = Vec::from(inner);
        words.extend((8..16).map(|t| Word::Constant(closing(t))));
        // Half of what goes into these is constant.
        for t in 16..31 {
            let back = [16, 15, 7, 2].map(|back| &words[t - back]);
            words.push(scheduled(machine, back));
        }
        for (t, w) in (0..).zip(&words) {
            if !matches!(w, Word::Constant(_)) {
                machine.store(w, zero, SCHEDULE + word * t);
            }
        }
        // Three words are at hand at each step: those 16, 2 and 1 places back.
        let at_hand = [15, 29, 30].map(|t: usize| words[t].clone());
        drop(words);
        const STEP: u32 = 6;
        let done = machine.pointer();
        machine.set(done, 0);
        machine.repeat(
            (61 - 31) / STEP,
            at_hand,
            |machine, [mut w16, mut w2, mut w1]| {
                for t in 31..31 + STEP {
                    let [w15, w7] =
                        [15, 7].map(|back| machine.load(done, SCHEDULE + word * (t - back)));
                    let next = scheduled(machine, [&w16, &w15, &w7, &w2]);
                    machine.store(&next, done, SCHEDULE + word * t);
                    (w16, w2, w1) = (w15, w1, next);
                }
                machine.advance(done, word * STEP);
                [w16, w2, w1]
            },
        );
    }
}

/// The words behind a hash of 32 bytes that close its piece.
fn closing(t: u32) -> u32 {
    match t {
        8 => END,
        15 => HASH_BITS,
        _ => 0,
    }
}
