//! The functions of a WebAssembly program, and writing a program with some of them in another
//! order.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::anyhow;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module, NameMap, NameSection};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FuncType, FunctionBody, FunctionSectionReader,
    KnownCustom, Name, Parser, Payload, TypeRef,
};

/// The functions of a program. In the program, imported functions have the first indices and no
/// bodies. The indices here count only the functions with bodies.
#[derive(Default)]
pub(super) struct Functions<'a> {
    /// The number of imported functions.
    pub(super) imported: u32,
    /// The index of each function's type.
    pub(super) types: Vec<u32>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    pub(super) names: HashMap<usize, &'a str>,
    /// All types of functions.
    signatures: Vec<FuncType>,
}

impl<'a> Functions<'a> {
    pub(super) fn read(program: &'a [u8]) -> anyhow::Result<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(program) {
            match payload? {
                Payload::TypeSection(types) => {
                    let types = types.into_iter_err_on_gc_types();
                    functions.signatures = types.collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let is_function = matches!(import?.ty, TypeRef::Func(_));
                        functions.imported += u32::from(is_function);
                    }
                }
                Payload::FunctionSection(types) => {
                    functions.types = types.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body),
                Payload::CustomSection(section) => {
                    functions.names.extend(names(&section, functions.imported)?);
                }
                _ => {}
            }
        }
        Ok(functions)
    }

    /// The number of parameters of each function.
    pub(super) fn parameters(&self) -> Vec<u32> {
        let signature = |index: &u32| self.signatures.get(*index as usize);
        let count = |index| signature(index).map_or(0, |it| it.params().len());
        let counts = self.types.iter().map(count);
        counts
            .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
            .collect()
    }
}

/// The names of functions in a custom section, by their index.
fn names<'a>(
    section: &CustomSectionReader<'a>,
    imported: u32,
) -> wasmparser::Result<HashMap<usize, &'a str>> {
    let mut found = HashMap::new();
    let KnownCustom::Name(parts) = section.as_known() else {
        return Ok(found);
    };
    for part in parts {
        let Name::Function(names) = part? else {
            continue;
        };
        for name in names {
            let name = name?;
            if let Some(function) = name.index.checked_sub(imported) {
                found.insert(function as usize, name.name);
            }
        }
    }
    Ok(found)
}

/// Writes a program with some of its functions, in another order.
pub(super) struct Selection {
    imported: u32,
    /// The functions that are kept, in their new order.
    kept: Vec<usize>,
    /// The new number of each function.
    places: Vec<u32>,
}

impl Selection {
    /// All functions of a program, in this order.
    pub(super) fn ordered(imported: u32, order: Vec<usize>) -> Self {
        let mut places = vec![0; order.len()];
        for (place, function) in (0..).zip(&order) {
            places[*function] = place;
        }
        Self {
            imported,
            kept: order,
            places,
        }
    }

    /// The functions of a program that are not replaced, in their order. `stand_ins` has the
    /// replacement of each function: itself or an earlier function.
    pub(super) fn replaced(imported: u32, stand_ins: &[usize]) -> Self {
        let (mut kept, mut places) = (Vec::new(), Vec::with_capacity(stand_ins.len()));
        let mut next = 0..;
        for (function, stand_in) in stand_ins.iter().enumerate() {
            let place = if *stand_in == function {
                kept.push(function);
                next.next().unwrap_or_default()
            } else {
                places[*stand_in]
            };
            places.push(place);
        }
        Self {
            imported,
            kept,
            places,
        }
    }

    /// The program `program` with this selection.
    pub(super) fn write(mut self, program: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut module = Module::new();
        self.parse_core_module(&mut module, Parser::new(0), program)
            .map_err(|error| anyhow!("the program's functions can't be written: {error}"))?;
        Ok(module.finish())
    }
}

impl Reencode for Selection {
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
        for function in &self.kept {
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
        for place in 0..self.kept.len() {
            self.parse_function_body(code, bodies[self.kept[place]].clone())?;
        }
        Ok(())
    }

    /// Keeps the names of functions, at their new indices. All other custom sections are left out.
    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        if !matches!(section.as_known(), KnownCustom::Name(_)) {
            return Ok(());
        }
        let names = names(&section, self.imported)?;
        let mut map = NameMap::new();
        for (index, function) in (self.imported..).zip(&self.kept) {
            if let Some(name) = names.get(function) {
                map.append(index, name);
            }
        }
        let mut section = NameSection::new();
        section.functions(&map);
        module.section(&section);
        Ok(())
    }
}
