//! An assembler for WebAssembly that computes with several words at once: a [`Machine`] that emits
//! instructions instead of computing values.
//!
//! A word of the assembler consists of *lanes* with a value each: some vectors of four lanes and
//! some plain integers, according to its [`Shape`]. Each operation is emitted for all of them, in
//! exactly the order of the calls. Operations on constants are evaluated immediately and emit
//! nothing.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_encoder::{BlockType, Function, InstructionSink, MemArg, MemArgTarget, ValType};

use crate::sha256::{Machine, Scalar};

/// The composition of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Vectors of four lanes.
    pub(crate) vectors: u32,
    /// Plain integers, one lane each.
    pub(crate) scalars: u32,
}

impl Shape {
    /// The number of values in a word.
    pub(crate) const fn lanes(self) -> u32 {
        4 * self.vectors + self.scalars
    }

    /// The number of WebAssembly variables of a word.
    const fn units(self) -> u32 {
        self.vectors + self.scalars
    }
}

/// A word in the function under construction.
#[derive(Clone)]
pub(crate) enum Word {
    /// The same known value in all lanes.
    Constant(u32),
    /// A word in variables. They are reused after the last copy of the word is dropped.
    Held(Rc<Slot>),
}

/// The variables of one word.
pub(crate) struct Slot {
    number: u32,
    free: Rc<RefCell<Vec<u32>>>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.free.borrow_mut().push(self.number);
    }
}

/// An integer variable for addresses and counts.
#[derive(Clone, Copy)]
pub(crate) struct Pointer(pub(crate) u32);

/// One variable of a word.
#[derive(Clone, Copy)]
struct Unit {
    index: u32,
    is_vector: bool,
    /// The number of lanes before it.
    lanes: u32,
}

/// Emits an instruction.
type Instruction = for<'a, 'b> fn(&'a mut InstructionSink<'b>) -> &'a mut InstructionSink<'b>;

/// A function under construction. Its parameters are two integers.
pub(crate) struct Assembler {
    shape: Shape,
    code: Vec<u8>,
    pointers: u32,
    slots: Cell<u32>,
    free: Rc<RefCell<Vec<u32>>>,
}

/// The number of integer variables, including the parameters; the variables of words follow them.
const POINTERS: u32 = 16;
const PARAMETERS: u32 = 2;

impl Assembler {
    pub(crate) fn new(shape: Shape) -> Self {
        Self {
            shape,
            code: Vec::new(),
            pointers: PARAMETERS,
            slots: Cell::new(0),
            free: Rc::default(),
        }
    }

    /// The function's parameters.
    pub(crate) const PARAMETERS: [Pointer; 2] = [Pointer(0), Pointer(1)];

    /// The finished function, ready for a module.
    pub(crate) fn finish(self) -> Function {
        let Shape { vectors, scalars } = self.shape;
        let word = [(vectors, ValType::V128), (scalars, ValType::I32)];
        let words = (0..self.slots.get()).flat_map(|_| word);
        let mut locals = vec![(POINTERS - PARAMETERS, ValType::I32)];
        locals.extend(words.filter(|(count, _)| *count > 0));
        let mut function = Function::new(locals);
        function.raw(self.code);
        function.instructions().end();
        function
    }

    /// Emits instructions that are not arithmetic of words.
    pub(crate) fn plain(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.code)
    }

    /// Allocates a pointer.
    ///
    /// # Panics
    /// If all [`POINTERS`] are in use.
    pub(crate) fn pointer(&mut self) -> Pointer {
        let number = self.pointers;
        assert!(number < POINTERS, "a kernel has few pointers");
        self.pointers += 1;
        Pointer(number)
    }

    /// Adds to a pointer.
    pub(crate) fn advance(&mut self, pointer: Pointer, bytes: u32) {
        let mut code = self.plain();
        code.local_get(pointer.0).i32_const(signed(bytes));
        code.i32_add().local_set(pointer.0);
    }

    /// Sets a pointer to this address.
    pub(crate) fn set(&mut self, pointer: Pointer, address: u32) {
        let mut code = self.plain();
        code.i32_const(signed(address)).local_set(pointer.0);
    }

    /// Sets a pointer to a multiple of another one.
    pub(crate) fn set_product(&mut self, pointer: Pointer, other: Pointer, times: u32) {
        let mut code = self.plain();
        code.local_get(other.0).i32_const(signed(times)).i32_mul();
        code.local_set(pointer.0);
    }

    /// Loads a word from consecutive lanes in memory, at an offset from a pointer.
    pub(crate) fn load(&mut self, pointer: Pointer, offset: u32) -> Word {
        self.each_unit(|assembler, unit| {
            let at = memory_argument(offset + 4 * unit.lanes);
            let mut code = assembler.plain();
            code.local_get(pointer.0);
            if unit.is_vector {
                code.v128_load(at);
            } else {
                code.i32_load(at);
            }
        })
    }

    /// Loads a value from memory into all lanes of a word.
    pub(crate) fn load_same(&mut self, pointer: Pointer, offset: u32) -> Word {
        self.each_unit(|assembler, unit| {
            let mut code = assembler.plain();
            code.local_get(pointer.0);
            if unit.is_vector {
                code.v128_load32_splat(memory_argument(offset));
            } else {
                code.i32_load(memory_argument(offset));
            }
        })
    }

    /// Stores a word in the form that [`load`](Self::load) reads.
    pub(crate) fn store(&mut self, word: &Word, pointer: Pointer, offset: u32) {
        for unit in self.units() {
            let at = memory_argument(offset + 4 * unit.lanes);
            self.plain().local_get(pointer.0);
            self.get(word, unit);
            if unit.is_vector {
                self.plain().v128_store(at);
            } else {
                self.plain().i32_store(at);
            }
        }
    }

    /// Emits a loop that runs `body` this many times. `body` is called once. It gets the words of
    /// an iteration and returns those of the next one. The result is the words after the last
    /// iteration.
    pub(crate) fn repeat<const N: usize>(
        &mut self,
        times: u32,
        words: [Word; N],
        body: impl FnOnce(&mut Self, [Word; N]) -> [Word; N],
    ) -> [Word; N] {
        let count = self.pointer();
        self.set(count, times);
        let carried = words.map(|word| self.each_unit(|it, unit| it.get(&word, unit)));
        self.plain().loop_(BlockType::Empty);
        let made = body(self, carried.clone());
        for unit in self.units() {
            // All words are read before the first is written, because a word of the next iteration
            // may be another word of this iteration.
            for word in &made {
                self.get(word, unit);
            }
            for word in carried.iter().rev() {
                self.put(word, unit);
            }
        }
        self.advance(count, u32::MAX);
        self.plain().local_get(count.0).br_if(0).end();
        carried
    }

    /// Leaves an integer on the stack: 1 if a word is zero in any lane, otherwise 0. The word is in
    /// memory in the form that [`load`](Self::load) reads.
    pub(crate) fn test_any_zero(&mut self, pointer: Pointer, offset: u32) {
        for unit in self.units() {
            let at = memory_argument(offset + 4 * unit.lanes);
            let mut code = self.plain();
            code.local_get(pointer.0);
            if unit.is_vector {
                code.v128_load(at).i32x4_all_true().i32_eqz();
            } else {
                code.i32_load(at).i32_eqz();
            }
            if unit.index > 0 {
                code.i32_or();
            }
        }
    }

    fn units(&self) -> impl Iterator<Item = Unit> + use<> {
        let vectors = self.shape.vectors;
        (0..self.shape.units()).map(move |index| Unit {
            index,
            is_vector: index < vectors,
            lanes: 4 * index.min(vectors) + index.saturating_sub(vectors),
        })
    }

    /// A word whose variables get the values that `write` leaves on the stack.
    fn each_unit(&mut self, write: impl Fn(&mut Self, Unit)) -> Word {
        let number = self.free.borrow_mut().pop();
        let number = number.unwrap_or_else(|| self.slots.replace(self.slots.get() + 1));
        let free = Rc::clone(&self.free);
        let word = Word::Held(Rc::new(Slot { number, free }));
        for unit in self.units() {
            write(self, unit);
            self.put(&word, unit);
        }
        word
    }

    fn variable(&self, slot: &Slot, unit: Unit) -> u32 {
        POINTERS + slot.number * self.shape.units() + unit.index
    }

    fn get(&mut self, word: &Word, unit: Unit) {
        match word {
            Word::Held(slot) => {
                let variable = self.variable(slot, unit);
                self.plain().local_get(variable);
            }
            Word::Constant(value) if unit.is_vector => {
                let [a, b, c, d] = value.to_le_bytes();
                let lanes = [a, b, c, d, a, b, c, d, a, b, c, d, a, b, c, d];
                self.plain().v128_const(i128::from_le_bytes(lanes));
            }
            Word::Constant(value) => {
                self.plain().i32_const(signed(*value));
            }
        }
    }

    fn put(&mut self, word: &Word, unit: Unit) {
        if let Word::Held(slot) = word {
            let variable = self.variable(slot, unit);
            self.plain().local_set(variable);
        }
    }

    /// A word computed from two others by one instruction for each variable.
    fn binary(&mut self, [a, b]: [&Word; 2], vector: Instruction, scalar: Instruction) -> Word {
        self.each_unit(|assembler, unit| {
            assembler.get(a, unit);
            assembler.get(b, unit);
            let write = if unit.is_vector { vector } else { scalar };
            let _ = write(&mut assembler.plain());
        })
    }
}

impl Machine for Assembler {
    type Word = Word;

    fn constant(&mut self, value: u32) -> Word {
        Word::Constant(value)
    }

    /// Adds all constants immediately; the result is added to the first word that is not a
    /// constant.
    fn sum(&mut self, terms: &[&Word]) -> Word {
        let mut constant = 0_u32;
        let mut held = Vec::new();
        for term in terms {
            match term {
                Word::Constant(value) => constant = constant.wrapping_add(*value),
                Word::Held(_) => held.push(*term),
            }
        }
        let constant = Word::Constant(constant);
        let Some((first, rest)) = held.split_first() else {
            return constant;
        };
        let constants = [&constant];
        let constants = constants
            .iter()
            .filter(|it| !matches!(it, Word::Constant(0)));
        let mut sum = Word::clone(first);
        for term in constants.chain(rest) {
            sum = self.binary([&sum, term], |it| it.i32x4_add(), |it| it.i32_add());
        }
        sum
    }

    fn xor(&mut self, a: &Word, b: &Word) -> Word {
        match (a, b) {
            (Word::Constant(a), Word::Constant(b)) => Word::Constant(a ^ b),
            _ => self.binary([a, b], |it| it.v128_xor(), |it| it.i32_xor()),
        }
    }

    fn and(&mut self, a: &Word, b: &Word) -> Word {
        match (a, b) {
            (Word::Constant(a), Word::Constant(b)) => Word::Constant(a & b),
            _ => self.binary([a, b], |it| it.v128_and(), |it| it.i32_and()),
        }
    }

    /// WebAssembly has no rotation of vectors. Each rotation of a vector is two shifts, and the
    /// rotations are independent of each other, because they are on the critical path of a round.
    ///
    /// The rotations of an integer are chained instead, each by the difference to the next number.
    /// The processor's instructions overwrite their operand, so independent rotations would each
    /// begin with a copy, for which a processor that executes six instructions per cycle has no
    /// capacity left. Chaining is 2 % faster there, and 7 % faster on one that executes three.
    fn rotations(&mut self, word: &Word, by: &[u32]) -> Word {
        if let Word::Constant(value) = word {
            return Word::Constant(Scalar.rotations(value, by));
        }
        self.each_unit(|assembler, unit| {
            if unit.is_vector {
                for (nth, right) in by.iter().enumerate() {
                    assembler.get(word, unit);
                    assembler.plain().i32_const(signed(*right)).i32x4_shr_u();
                    assembler.get(word, unit);
                    let mut code = assembler.plain();
                    code.i32_const(signed(32 - right)).i32x4_shl().v128_or();
                    if nth > 0 {
                        code.v128_xor();
                    }
                }
                return;
            }
            let lower = by.iter().rev().skip(1).chain([&0]);
            for (nth, (right, lower)) in by.iter().rev().zip(lower).enumerate() {
                assembler.get(word, unit);
                let mut code = assembler.plain();
                if nth > 0 {
                    code.i32_xor();
                }
                code.i32_const(signed(right - lower)).i32_rotr();
            }
        })
    }

    fn shift(&mut self, word: &Word, right: u32) -> Word {
        if let Word::Constant(value) = word {
            return Word::Constant(value >> right);
        }
        let right = signed(right);
        self.each_unit(|assembler, unit| {
            assembler.get(word, unit);
            let mut code = assembler.plain();
            code.i32_const(right);
            if unit.is_vector {
                code.i32x4_shr_u();
            } else {
                code.i32_shr_u();
            }
        })
    }
}

/// A memory operand with this offset and the alignment of a word.
fn memory_argument(offset: u32) -> MemArg {
    MemArg {
        offset: offset.into(),
        align: 2,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }
}

/// The same bits as a signed number: WebAssembly's constants are signed.
const fn signed(value: u32) -> i32 {
    value.cast_signed()
}
