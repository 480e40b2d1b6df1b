//! Makes the operands of instructions more alike: the numbers of local variables, and alignments.
//!
//! The compiler's numbers of local variables have no order. Here the variables of each type are
//! numbered by how often they are used, so that the same numbers are frequent in all functions. The
//! alignment in a load or a store is a hint that engines ignore. Each gets its type's alignment.

use std::cmp::Reverse;
use std::convert::Infallible;

use anyhow::anyhow;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, Function, Instruction, MemArg, Module};
use wasmparser::{FunctionBody, Operator, OperatorsReader, Parser};

use super::functions::Functions;

/// Returns the same program with other numbers of variables and other alignments.
///
/// # Errors
///
/// If the program is not a wasm module.
pub(super) fn unify_operands(program: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut operands = Operands {
        parameters: Functions::read(program)?.parameters().into_iter(),
        variables: Variables::default(),
    };
    let mut module = Module::new();
    operands
        .parse_core_module(&mut module, Parser::new(0), program)
        .map_err(|error| anyhow!("the program's variables can't be numbered: {error}"))?;
    Ok(module.finish())
}

/// Writes a program with other operands.
struct Operands {
    /// The number of parameters of the functions that are not written yet.
    parameters: std::vec::IntoIter<u32>,
    /// The variables of the function that is being written.
    variables: Variables,
}

/// The new numbers of a function's variables.
#[derive(Default)]
struct Variables {
    /// The number of parameters, which come first and keep their numbers.
    parameters: u32,
    /// The new number of each other variable.
    numbers: Vec<u32>,
}

impl Variables {
    fn renumbered(&self, old: u32) -> u32 {
        let variable = old.checked_sub(self.parameters);
        let new = variable.and_then(|variable| self.numbers.get(variable as usize));
        new.copied().unwrap_or(old)
    }
}

/// The number of uses of a variable, and its first use.
#[derive(Clone, Copy, Default)]
struct Uses {
    count: usize,
    first: usize,
}

/// The uses of a function's variables that are not parameters.
fn uses(body: &FunctionBody<'_>, parameters: u32, len: usize) -> wasmparser::Result<Vec<Uses>> {
    let mut uses = vec![Uses::default(); len];
    for (place, operator) in body.get_operators_reader()?.into_iter().enumerate() {
        let (Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index }) = operator?
        else {
            continue;
        };
        let variable = local_index.checked_sub(parameters);
        if let Some(uses) = variable.and_then(|it| uses.get_mut(it as usize)) {
            if uses.count == 0 {
                uses.first = place;
            }
            uses.count += 1;
        }
    }
    Ok(uses)
}

impl Reencode for Operands {
    type Error = Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Infallible>> {
        let parameters = self.parameters.next().unwrap_or_default();
        let mut types = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, of) = declared?;
            types.extend((0..count).map(|_| of));
        }
        let uses = uses(&body, parameters, types.len())?;
        let mut order: Vec<usize> = (0..types.len()).collect();
        order.sort_by_key(|it| (types[*it], Reverse(uses[*it].count), uses[*it].first));
        let mut numbers = vec![0; order.len()];
        for (number, variable) in (parameters..).zip(&order) {
            numbers[*variable] = number;
        }
        self.variables = Variables {
            parameters,
            numbers,
        };
        let types = order.iter().map(|it| self.val_type(types[*it]));
        let mut function = Function::new_with_locals_types(types.collect::<Result<Vec<_>, _>>()?);
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            function.instruction(&self.parse_instruction(&mut operators)?);
        }
        code.function(&function);
        Ok(())
    }

    fn parse_instruction<'a>(
        &mut self,
        reader: &mut OperatorsReader<'a>,
    ) -> Result<Instruction<'a>, Error<Infallible>> {
        Ok(match utils::parse_instruction(self, reader)? {
            Instruction::LocalGet(old) => Instruction::LocalGet(self.variables.renumbered(old)),
            Instruction::LocalSet(old) => Instruction::LocalSet(self.variables.renumbered(old)),
            Instruction::LocalTee(old) => Instruction::LocalTee(self.variables.renumbered(old)),
            other => other,
        })
    }

    fn mem_arg(&mut self, mut arg: wasmparser::MemArg) -> Result<MemArg, Error<Infallible>> {
        arg.align = arg.max_align;
        utils::mem_arg(self, arg)
    }
}
