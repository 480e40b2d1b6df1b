//! The generated kernel: a WebAssembly module that scans the nonces of a row.
//!
//! The module is generated because LLVM reorders the instructions of compiled code, which makes an
//! engine's register allocation worse. The table compares it with the same formulas and loops in
//! Rust with `core::arch::wasm32`. It shows MH/s of one core in Chromium 156 on a Sapphire Rapids
//! at 3 GHz, as medians of interleaved runs. “Core shared” is the generated kernel while the other
//! hardware thread of the core is busy.
//!
//! | nonces per pass | Rust | generated | core shared | instructions per hash |
//! | --- | --- | --- | --- | --- |
//! | 4, every schedule computed anew | 4.7 | | | |
//! | 4 | 5.1 | 6.7 | **5.6** | 1,535 |
//! | 4 in a vector and 1 integer | 5.2 | **8.1** | 4.2 | 2,123 |
//! | 8 | 6.4 | 7.1 | 4.8 | 1,826 |
//! | 8, Chromium with `--js-flags=--wasm-revectorize` | 7.1 | **13.1** | | |
//!
//! The last column counts the machine instructions of V8's compiler, including loads and stores of
//! values that do not fit into registers. It explains the two columns before it:
//!
//! - Four nonces take 4,927 vector instructions. This processor executes three of them per cycle,
//!   so a shape of vectors alone can't exceed 7.3 MH/s.
//! - [`Shape::FIVE`] computes a fifth nonce in the integer units at the same time. The processor
//!   then executes nearly six instructions per cycle, its maximum.
//! - The two hardware threads of a core share these six. On a machine where others rent the second
//!   thread, each thread gets three while both work, which changes within seconds. The number of
//!   instructions per hash decides then, and [`Shape::FOUR`] has the fewest: 4 · 3 GHz · 3 / 6,140
//!   is 5.9 MH/s.
//! - More integers or vectors (4 + 2, 8 + 1, 12) spill more registers and are slower in both cases.
//! - [`Shape::EIGHT`] is for engines that combine two vectors of 128 bits into one of 256.
//!
//! A [`Contest`](crate::Contest) measures which shape is the fastest at present.
//!
//! The program leaves out, in the terms of FIPS 180-4, section 6.2.2: everything that the headers
//! of a [row](crate::row) share; sums of constants; zero words in the schedule of the second hash;
//! in its rounds after 56, the computations on which only a depends; and all rounds after 60, since
//! e after round 60 determines the last word of the hash. The schedule of the second hash is
//! written to memory before its rounds begin, because both together need more registers than there
//! are. Loops keep the code small: with all rounds unrolled it is not faster, and has three times
//! the size to download, compile and keep in a first-level cache.

use primitives::hash::constants::{INITIAL, K};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function,
    FunctionSection, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use crate::assembler::{Assembler, Pointer, Shape, Word};
use crate::row::{COLUMN_WORDS, ROW_NONCES, TABLE_ROUNDS};
use crate::sha256::{END, HASH_BITS, HEADER_BITS, Machine, Rounds, scheduled};

/// Addresses in the module's memory, in bytes. The round constants are first.
const CONSTANTS: u32 = 0;
const MIDSTATE: u32 = Shape::ROW_AT;
const AFTER_ROUND_3: u32 = Shape::ROW_AT + 32;
const ZEROS: u32 = Shape::ROW_AT + 64;
/// The schedule of the second hash; its first word is also used for the result.
const SCHEDULE: u32 = 512;
const PAGE: u64 = 65_536;

/// The indices of the words of a state.
const WORDS: [u32; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

impl Shape {
    /// The address of a row's words in the module's memory, in bytes.
    pub const ROW_AT: u32 = 256;
    /// The address of the table.
    pub const TABLE_AT: u32 = 4_096;

    /// Four nonces in a vector.
    pub const FOUR: Self = Self {
        vectors: 1,
        scalars: 0,
    };
    /// Four nonces in a vector and a fifth in an integer.
    pub const FIVE: Self = Self {
        vectors: 1,
        scalars: 1,
    };
    /// Eight nonces in two vectors.
    pub const EIGHT: Self = Self {
        vectors: 2,
        scalars: 0,
    };

    /// All shapes.
    pub const ALL: [Self; 3] = [Self::FIVE, Self::FOUR, Self::EIGHT];

    /// The exported name of the function.
    pub const FUNCTION: &str = "scan";
    /// The exported name of the memory.
    pub const MEMORY: &str = "memory";

    /// A WebAssembly module (version 1, with SIMD) without imports. It exports `memory` and `scan`,
    /// a function of two integers: the index of the row's first group of nonces to scan, and the
    /// index after the last. `scan` returns the first group that may contain a hit, or the second
    /// integer if there is none.
    pub fn module(self) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32; 2], [ValType::I32]);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let bytes =
            u64::from(Shape::TABLE_AT) + 4 * u64::from(ROW_NONCES) * u64::from(COLUMN_WORDS);
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

/// The function `scan` under construction.
struct Program {
    machine: Assembler,
    /// Bytes of a word with all its lanes.
    word: u32,
    /// Always zero: the base of fixed addresses.
    zero: Pointer,
}

impl Program {
    /// Emits a loop over the groups, which ends with the first that may contain a hit.
    fn write(shape: Shape) -> Function {
        let mut machine = Assembler::new(shape);
        let [group, end] = Assembler::PARAMETERS;
        let (zero, table) = (machine.pointer(), machine.pointer());
        let word = 4 * shape.lanes();
        let stride = word * COLUMN_WORDS;
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
        // The hit is stored, and loaded again for the test, because V8 looks for vectors to combine
        // at adjacent stores.
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

    /// Emits the header's hash, which uses the table.
    fn first_hash(&mut self, table: Pointer) -> [Word; 8] {
        let (machine, zero, word) = (&mut self.machine, self.zero, self.word);
        let nonce = machine.load(table, Shape::TABLE_AT);
        let mut state = WORDS.map(|i| machine.load_same(zero, AFTER_ROUND_3 + 4 * i));
        for part in [0, 4] {
            state[part] = machine.sum(&[&state[part], &nonce]);
        }
        let mut rounds = Rounds::new(machine, state);
        for (t, k) in K
            .into_iter()
            .enumerate()
            .take(TABLE_ROUNDS.start as usize)
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
            (TABLE_ROUNDS.end - TABLE_ROUNDS.start) / STEP,
            rounds.state(),
            |machine, state| {
                let mut rounds = Rounds::new(machine, state);
                for i in 1..=STEP {
                    let sum = machine.load(done, Shape::TABLE_AT + word * i);
                    rounds.round(machine, &[&sum]);
                }
                machine.advance(done, word * STEP);
                rounds.state()
            },
        );
        WORDS.map(|i| {
            let start = machine.load_same(zero, MIDSTATE + 4 * i);
            machine.sum(&[&state[i as usize], &start])
        })
    }

    /// Emits the hash of that hash and returns its last word.
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
        // This e would be h after round 63.
        let [_, _, _, _, e, _, _, _] = rounds.state();
        machine.sum(&[&e, &Word::Constant(INITIAL[7])])
    }

    /// Emits the computation of the second hash's schedule, which it writes to memory.
    fn schedule(&mut self, inner: [Word; 8]) {
        let (machine, zero, word) = (&mut self.machine, self.zero, self.word);
        let mut words = Vec::from(inner);
        words.extend((8..16).map(|t| Word::Constant(closing(t))));
        // These depend on constants in part, so some operations are left out.
        for t in 16..31 {
            let back = [16, 15, 7, 2].map(|back| &words[t - back]);
            words.push(scheduled(machine, back));
        }
        for (t, w) in (0..).zip(&words) {
            if !matches!(w, Word::Constant(_)) {
                machine.store(w, zero, SCHEDULE + word * t);
            }
        }
        // Each step has three words in variables: those 16, 2 and 1 before it.
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

/// The words after a hash of 32 bytes that complete its block.
fn closing(t: u32) -> u32 {
    match t {
        8 => END,
        15 => HASH_BITS,
        _ => 0,
    }
}
