//! Reorders the functions of a wasm program so that similar ones are next to each other.
//!
//! A generic function is compiled once for each type, and its copies differ in a few bytes only.
//! `wasm-bindgen` orders functions by size, which scatters the copies over megabytes. A compressor
//! needs fewer bits for a repetition if the first occurrence is near. The reordering makes the
//! page's compressed program 3 % smaller (20 to 25 kB; an order by name alone saves 10 kB).

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::anyhow;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionBody, FunctionSectionReader, KnownCustom, Name,
    NameSectionReader, Parser, Payload, TypeRef,
};

/// The length in bytes of the pieces by which functions are compared: one or two instructions.
const PIECE: usize = 5;
/// The number of pieces that represent a function: those with the least hashes (Broder, "On the
/// resemblance and containment of documents", 1997). Four times as many make no difference.
const SKETCH: usize = 256;
/// Pieces that more functions than this contain are ignored, because nearly all functions contain
/// them.
const COMMON: usize = 400;
/// The next function is compared with this many of the functions before it. The nearest of them has
/// the greatest weight.
const BEFORE: usize = 8;
/// Functions that share less than about this fraction of their pieces do not count as similar.
const LEAST_SHARED: f64 = 0.08;

/// Returns the same program with its functions in another order, and without names.
///
/// # Errors
///
/// If the program is not a wasm module.
pub(crate) fn arrange(program: &[u8]) -> anyhow::Result<Vec<u8>> {
    let functions = Functions::read(program)?;
    let mut arranged = Arranged::new(functions.imported, order(&functions));
    let mut module = Module::new();
    arranged
        .parse_core_module(&mut module, Parser::new(0), program)
        .map_err(|error| anyhow!("the program can't be arranged: {error}"))?;
    Ok(module.finish())
}

/// The functions of a program.
#[derive(Default)]
struct Functions<'a> {
    /// The number of imported functions, which have the first indices and no bodies.
    imported: u32,
    bodies: Vec<&'a [u8]>,
    /// Names by the function's index among those with a body.
    names: HashMap<usize, &'a str>,
}

impl<'a> Functions<'a> {
    fn read(program: &'a [u8]) -> anyhow::Result<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(program) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let is_function = matches!(import?.ty, TypeRef::Func(_));
                        functions.imported += u32::from(is_function);
                    }
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body.as_bytes()),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        functions.read_names(names)?;
                    }
                }
                _ => {}
            }
        }
        Ok(functions)
    }

    fn read_names(&mut self, names: NameSectionReader<'a>) -> anyhow::Result<()> {
        for part in names {
            let Name::Function(names) = part? else {
                continue;
            };
            for name in names {
                let name = name?;
                if let Some(function) = name.index.checked_sub(self.imported) {
                    self.names.insert(function as usize, name.name);
                }
            }
        }
        Ok(())
    }
}

/// The functions in their new order. The next function is the one that is most similar to the last
/// [`BEFORE`] functions, or the next one by name if none is similar.
fn order(functions: &Functions<'_>) -> Vec<usize> {
    let sketches: Vec<_> = functions.bodies.iter().map(|body| sketch(body)).collect();
    let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
    for (function, pieces) in sketches.iter().enumerate() {
        for piece in pieces {
            having.entry(*piece).or_default().push(function);
        }
    }
    having.retain(|_, functions| functions.len() <= COMMON);

    let mut by_name: Vec<_> = (0..sketches.len()).collect();
    by_name.sort_by_key(|function| functions.names.get(function));
    let mut by_name = by_name.into_iter();
    let mut placed = vec![false; sketches.len()];
    let mut order: Vec<usize> = Vec::with_capacity(sketches.len());
    let mut shared = vec![0.0; sketches.len()];
    loop {
        let mut candidates = Vec::new();
        for (back, last) in (1u32..).zip(order.iter().rev().take(BEFORE)) {
            let pieces = sketches[*last].iter().filter_map(|piece| having.get(piece));
            for &function in pieces.flatten().filter(|function| !placed[**function]) {
                if shared[function] == 0.0 {
                    candidates.push(function);
                }
                shared[function] += 1.0 / f64::from(back);
            }
        }
        let mut best = None;
        let mut best_share = LEAST_SHARED;
        for function in candidates {
            // Very short functions share all their pieces with some function.
            let share = shared[function] / sketches[function].len().max(8) as f64;
            if share > best_share {
                (best, best_share) = (Some(function), share);
            }
            shared[function] = 0.0;
        }
        let Some(next) = best.or_else(|| by_name.find(|function| !placed[*function])) else {
            return order;
        };
        placed[next] = true;
        order.push(next);
    }
}

/// The least [`SKETCH`] hashes of a function's pieces.
fn sketch(body: &[u8]) -> Vec<u64> {
    let pieces = body.windows(PIECE.min(body.len()));
    let mut hashes: Vec<_> = pieces.map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// FNV-1a with one more mixing step, because otherwise its high bits alone would decide which
/// hashes are the least.
fn hash(piece: &[u8]) -> u64 {
    let fnv = piece.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (fnv ^ (fnv >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Writes a program with its functions in another order.
struct Arranged {
    imported: u32,
    /// The old index of each new one.
    order: Vec<usize>,
    /// The new index of each old one.
    places: Vec<u32>,
}

impl Arranged {
    fn new(imported: u32, order: Vec<usize>) -> Self {
        let mut places = vec![0; order.len()];
        for (place, function) in (0..).zip(&order) {
            places[*function] = place;
        }
        Self {
            imported,
            order,
            places,
        }
    }
}

impl Reencode for Arranged {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error<Infallible>> {
        Ok(match index.checked_sub(self.imported) {
            None => index,
            Some(function) => self.imported + self.places[function as usize],
        })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in &self.order {
            functions.function(types[*function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let bodies = section
            .into_iter()
            .collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        for place in 0..self.order.len() {
            self.parse_function_body(code, bodies[self.order[place]].clone())?;
        }
        Ok(())
    }

    /// Names and other custom sections are dropped.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
        ImportSection, Instruction, MemorySection, MemoryType, NameMap, NameSection, RefType,
        StartSection, TableSection, TableType, TypeSection, ValType,
    };
    use wasmi::{Engine, Linker, Store};

    /// The number of functions that the program defines, besides its start function.
    const OWN: u32 = 40;
    /// The number of imported functions, which come first.
    const IMPORTED: u32 = 1;

    /// A function that computes its own number in a lengthy way, which depends on its parity.
    fn computing(number: u32) -> Function {
        let mut function = Function::new([]);
        function.instruction(&Instruction::I32Const(number.cast_signed()));
        let (there, back) = if number.is_multiple_of(2) {
            (Instruction::I32Add, Instruction::I32Sub)
        } else {
            (Instruction::I32Xor, Instruction::I32Xor)
        };
        for step in 1..20 {
            for turn in [&there, &back] {
                function.instruction(&Instruction::I32Const(step * 1_000));
                function.instruction(turn);
            }
        }
        function.instruction(&Instruction::End);
        function
    }

    /// A program with functions of two alternating kinds, which compute their own number in two
    /// different lengthy ways, and a start function that calls the imported function.
    fn program() -> Vec<u8> {
        let (mut types, mut imports, mut functions) = (
            TypeSection::new(),
            ImportSection::new(),
            FunctionSection::new(),
        );
        types.ty().function([], []);
        types.ty().function([], [ValType::I32]);
        imports.import("outside", "begun", EntityType::Function(0));
        let (mut tables, mut memories) = (TableSection::new(), MemorySection::new());
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: u64::from(OWN),
            maximum: None,
            shared: false,
        });
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let (mut exports, mut elements, mut code, mut names) = (
            ExportSection::new(),
            ElementSection::new(),
            CodeSection::new(),
            NameMap::new(),
        );
        for number in 0..OWN {
            functions.function(1);
            let index = IMPORTED + number;
            // Names are in the reverse order, so they do not help.
            names.append(index, &format!("{:03}", OWN - number));
            exports.export(&format!("f{number}"), ExportKind::Func, index);
            code.function(&computing(number));
        }
        functions.function(0);
        let mut begin = Function::new([]);
        begin.instruction(&Instruction::Call(0));
        begin.instruction(&Instruction::End);
        code.function(&begin);
        let indices: Vec<_> = (IMPORTED..IMPORTED + OWN).collect();
        elements.active(
            None,
            &ConstExpr::i32_const(0),
            Elements::Functions(indices.into()),
        );
        exports.export("table", ExportKind::Table, 0);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&tables).section(&memories).section(&exports);
        module.section(&StartSection {
            function_index: IMPORTED + OWN,
        });
        module.section(&elements).section(&code);
        let mut section = NameSection::new();
        section.functions(&names);
        module.section(&section);
        module.finish()
    }

    #[test]
    fn an_arranged_program_does_the_same() {
        let arranged = arrange(&program()).unwrap();
        let engine = Engine::default();
        let module = wasmi::Module::new(&engine, &arranged).unwrap();
        let mut store = Store::new(&engine, 0);
        let mut linker = Linker::new(&engine);
        linker
            .func_wrap("outside", "begun", |mut caller: wasmi::Caller<'_, u32>| {
                *caller.data_mut() += 1;
            })
            .unwrap();
        let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
        assert_eq!(*store.data(), 1, "it begins once");
        let table = instance.get_table(&store, "table").unwrap();
        for number in 0..OWN {
            let exported = instance
                .get_typed_func::<(), i32>(&store, &format!("f{number}"))
                .unwrap();
            assert_eq!(exported.call(&mut store, ()).unwrap(), number.cast_signed());
            let listed = table.get(&store, u64::from(number)).unwrap();
            let wasmi::Ref::Func(listed) = listed else {
                panic!("function {number} of the table is none");
            };
            let listed = listed.val().unwrap().typed::<(), i32>(&store).unwrap();
            assert_eq!(listed.call(&mut store, ()).unwrap(), number.cast_signed());
        }
    }

    #[test]
    fn functions_that_resemble_each_other_stand_together() {
        let program = program();
        let order = order(&Functions::read(&program).unwrap());
        let kinds: Vec<_> = order
            .iter()
            .filter(|function| **function < OWN as usize)
            .map(|function| function % 2)
            .collect();
        let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(changes, 1, "{order:?}");
        let mut sorted = order;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..=OWN as usize), "each once");
    }

    #[test]
    fn names_are_not_sent() {
        let arranged = arrange(&program()).unwrap();
        assert!(Functions::read(&arranged).unwrap().names.is_empty());
    }

    #[test]
    fn what_is_no_program_is_refused() {
        assert!(arrange(b"no program").is_err());
        let whole = program();
        for length in [0, 4, whole.len() / 2, whole.len() - 1] {
            assert!(arrange(&whole[..length]).is_err(), "{length} bytes");
        }
    }
}
