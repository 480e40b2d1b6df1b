//! Writes WebAssembly that computes with many words at once: a [`Machine`] whose words are not known yet.
//!
//! A word of the assembler is a row of *lanes*, each with a value of its own: some vectors of four and some plain
//! integers, as a [`Shape`] says. Every operation is written for each of them in turn, in exactly the order in which it
//! is asked for. What is known already, a constant, costs nothing until it meets something that is not.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_encoder::{BlockType, Function, InstructionSink, MemArg, MemArgTarget, ValType};

use crate::sha256::{Machine, Scalar};

/// Of what a word consists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Vectors of four lanes.
    pub(crate) vectors: u32,
    /// Plain integers, a lane each.
    pub(crate) scalars: u32,
}

impl Shape {
    /// How many values a word has.
    pub(crate) const fn lanes(self) -> u32 {
        4 * self.vectors + self.scalars
    }

    /// How many variables of WebAssembly a word takes.
    const fn units(self) -> u32 {
        self.vectors + self.scalars
    }
}

/// A word, in the function that is being written.
#[derive(Clone)]
pub(crate) enum Word {
    /// All lanes have this value.
    Constant(u32),
    /// They are in variables, which are used anew when the last copy of this is gone.
    Held(Rc<Slot>),
}

/// Variables of one word.
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

/// One variable of a word: its place among them, and what it holds.
#[derive(Clone, Copy)]
struct Unit {
    index: u32,
    is_vector: bool,
    /// Lanes before it.
    lanes: u32,
}

/// Writes an instruction.
type Instruction = for<'a, 'b> fn(&'a mut InstructionSink<'b>) -> &'a mut InstructionSink<'b>;

/// A function in the making. Its parameters are two integers.
pub(crate) struct Assembler {
    shape: Shape,
    code: Vec<u8>,
    pointers: u32,
    slots: Cell<u32>,
    free: Rc<RefCell<Vec<u32>>>,
}

/// Integer variables, parameters among them, that come before those of words.
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

    /// The function, ready for a module.
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

    /// Plain instructions, for what is no arithmetic of words.
    pub(crate) fn plain(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.code)
    }

    /// A pointer of its own.
    ///
    /// # Panics
    /// If there are too many.
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

    /// Sets a pointer to so many times another one.
    pub(crate) fn set_product(&mut self, pointer: Pointer, other: Pointer, times: u32) {
        let mut code = self.plain();
        code.local_get(other.0).i32_const(signed(times)).i32_mul();
        code.local_set(pointer.0);
    }

    /// Reads a word that has its lanes one after the other, so many bytes behind a pointer.
    pub(crate) fn load(&mut self, pointer: Pointer, offset: u32) -> Word {
        self.each_unit(|assembler, unit| {
            let at = place(offset + 4 * unit.lanes);
            let mut code = assembler.plain();
            code.local_get(pointer.0);
            if unit.is_vector {
                code.v128_load(at);
            } else {
                code.i32_load(at);
            }
        })
    }

    /// Reads a word that is the same in all lanes.
    pub(crate) fn load_same(&mut self, pointer: Pointer, offset: u32) -> Word {
        self.each_unit(|assembler, unit| {
            let mut code = assembler.plain();
            code.local_get(pointer.0);
            if unit.is_vector {
                code.v128_load32_splat(place(offset));
            } else {
                code.i32_load(place(offset));
            }
        })
    }

    /// Writes a word where [`load`](Self::load) reads it.
    pub(crate) fn store(&mut self, word: &Word, pointer: Pointer, offset: u32) {
        for unit in self.units() {
            let at = place(offset + 4 * unit.lanes);
            self.plain().local_get(pointer.0);
            self.get(word, unit);
            if unit.is_vector {
                self.plain().v128_store(at);
            } else {
                self.plain().i32_store(at);
            }
        }
    }

    /// Writes `body` once, to be run so many times. It gets some words and makes of them those of the next time; those
    /// of the last time come out.
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
            // All are read before the first is written: a word of the next time may be another one of this time.
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

    /// Leaves an integer that is 1 where a word is zero in some lane, 0 elsewhere. The word is read as by
    /// [`load`](Self::load).
    pub(crate) fn test_any_zero(&mut self, pointer: Pointer, offset: u32) {
        for unit in self.units() {
            let at = place(offset + 4 * unit.lanes);
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

    /// A word made of what `write` leaves on the stack for each of its variables.
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

    /// A word made of two by an instruction for each of their variables.
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

    /// All constants are added up now, and meet the first word that is none.
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

    /// Vectors can't be rotated in WebAssembly: each part is shifted by itself, and all parts side by side, for what
    /// a vector's rounds wait for is this. Integers are rotated one into the other instead, the difference to the next at
    /// a time: their instructions write over what they read, so side by side each rotation begins with a copy, and a
    /// processor that takes six instructions at once had no more room (2 % faster, 7 % where it takes but three).
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

/// An offset, with the alignment that every word has.
fn place(offset: u32) -> MemArg {
    MemArg {
        offset: offset.into(),
        align: 2,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }
}

/// The same bits: WebAssembly's constants are signed.
const fn signed(value: u32) -> i32 {
    value.cast_signed()
}
