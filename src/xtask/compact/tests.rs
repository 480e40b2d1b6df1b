//! A compacted program does the same, with fewer functions in another order.

use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, ImportSection, Instruction, MemArg, MemArgTarget, MemorySection,
    MemoryType, Module, NameMap, NameSection, RefType, StartSection, TableSection, TableType,
    TypeSection, ValType,
};
use wasmi::{Engine, Linker, Store};

use super::functions::Functions;
use super::{Bound, compact, compact_part, duplicates, operands, similar};

/// The number of functions that compute their own number, in two lengthy ways.
const COMPUTING: u32 = 40;
/// The number of functions after those that return the same number: two with the same code, and two
/// that each call one of these.
const TWINS: u32 = 4;
const OWN: u32 = COMPUTING + TWINS;
/// The number of imported functions, which come first.
const IMPORTED: u32 = 1;
/// The name of the imported function.
const IMPORT: &str = "__wbg_begun_4bd57476d5bfe485";
/// The number that the twins return.
const SAME: i32 = 1_000_000;

/// A function that computes its own number in a lengthy way, which depends on its parity.
fn computing(number: u32) -> Function {
    let mut function = Function::new([(1, ValType::I64), (2, ValType::I32)]);
    // The first variable is never used.
    let (seldom, often) = (1, 2);
    function.instruction(&Instruction::I32Const(number.cast_signed()));
    function.instruction(&Instruction::LocalSet(seldom));
    // Memory is full of zeros.
    function.instruction(&Instruction::I32Const(1));
    function.instruction(&Instruction::I32Load(MemArg {
        offset: 0,
        align: 0,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }));
    function.instruction(&Instruction::LocalGet(seldom));
    function.instruction(&Instruction::I32Add);
    let (there, back) = if number.is_multiple_of(2) {
        (Instruction::I32Add, Instruction::I32Sub)
    } else {
        (Instruction::I32Xor, Instruction::I32Xor)
    };
    for step in 1..20 {
        for turn in [&there, &back] {
            function.instruction(&Instruction::I32Const(step * 1_000));
            function.instruction(turn);
            function.instruction(&Instruction::LocalTee(often));
        }
    }
    function.instruction(&Instruction::End);
    function
}

/// A function of one instruction.
fn short(instruction: &Instruction<'_>) -> Function {
    let mut function = Function::new([]);
    function.instruction(instruction);
    function.instruction(&Instruction::End);
    function
}

/// The functions with bodies, except the start function.
fn own() -> Vec<Function> {
    let twin = IMPORTED + COMPUTING;
    let mut own: Vec<_> = (0..COMPUTING).map(computing).collect();
    own.extend([
        short(&Instruction::I32Const(SAME)),
        short(&Instruction::I32Const(SAME)),
        short(&Instruction::Call(twin)),
        short(&Instruction::Call(twin + 1)),
    ]);
    own
}

/// The result of one of these functions.
fn result(number: u32) -> i32 {
    match number < COMPUTING {
        true => number.cast_signed(),
        false => SAME,
    }
}

/// A program with these functions, and a start function that calls the imported function.
fn program() -> Vec<u8> {
    let (mut types, mut imports, mut functions) = (
        TypeSection::new(),
        ImportSection::new(),
        FunctionSection::new(),
    );
    types.ty().function([], []);
    types.ty().function([], [ValType::I32]);
    imports.import("outside", IMPORT, EntityType::Function(0));
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
    for (number, function) in (0..).zip(&own()) {
        functions.function(1);
        let index = IMPORTED + number;
        // Names are in the reverse order, so they do not help.
        names.append(index, &format!("{:03}", OWN - number));
        exports.export(&format!("f{number}"), ExportKind::Func, index);
        code.function(function);
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

/// Runs a program and calls all its functions, by their names and by their places in the table.
fn check(program: &[u8], import: &str) {
    let engine = Engine::default();
    let module = wasmi::Module::new(&engine, program).unwrap();
    let mut store = Store::new(&engine, 0);
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("outside", import, |mut caller: wasmi::Caller<'_, u32>| {
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
        assert_eq!(exported.call(&mut store, ()).unwrap(), result(number));
        let listed = table.get(&store, u64::from(number)).unwrap();
        let wasmi::Ref::Func(listed) = listed else {
            panic!("function {number} of the table is none");
        };
        let listed = listed.val().unwrap().typed::<(), i32>(&store).unwrap();
        assert_eq!(listed.call(&mut store, ()).unwrap(), result(number));
    }
}

fn bound(program: Vec<u8>) -> Bound {
    let script = format!("{{ {IMPORT}: begun, {IMPORT}x: () => begun }}");
    Bound { program, script }
}

#[test]
fn a_compacted_program_does_the_same() {
    let program = program();
    check(&program, IMPORT);
    let compacted = compact(&bound(program)).unwrap();
    check(&compacted.program, "i0");
    let script = format!("{{ i0: begun, {IMPORT}x: () => begun }}");
    assert_eq!(compacted.script, script);
}

#[test]
fn functions_with_the_same_code_are_one() {
    let merged = duplicates::merge_duplicates(program()).unwrap();
    check(&merged, IMPORT);
    let functions = Functions::read(&merged).unwrap();
    // The start function and one of each pair of twins stay.
    assert_eq!(functions.bodies.len(), (COMPUTING + TWINS / 2 + 1) as usize);
    assert_eq!(functions.names[&0], format!("{OWN:03}"));
}

#[test]
fn variables_that_are_often_used_come_first() {
    let unified = operands::unify_operands(&program()).unwrap();
    check(&unified, IMPORT);
    let functions = Functions::read(&unified).unwrap();
    let mut operators = functions.bodies[0].get_operators_reader().unwrap();
    operators.read().unwrap();
    let wasmparser::Operator::LocalSet { local_index } = operators.read().unwrap() else {
        panic!("the function begins otherwise");
    };
    assert_eq!(local_index, 1, "the variable that is seldom used");
}

#[test]
fn similar_functions_are_adjacent() {
    let program = program();
    let order = similar::order(&Functions::read(&program).unwrap());
    let kinds: Vec<_> = order
        .iter()
        .filter(|function| **function < COMPUTING as usize)
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
    let compacted = compact(&bound(program())).unwrap();
    let functions = Functions::read(&compacted.program).unwrap();
    assert!(functions.names.is_empty());
}

#[test]
fn imports_from_another_script_keep_their_names() {
    let compacted = compact_part(program()).unwrap();
    check(&compacted, IMPORT);
}

#[test]
fn other_bytes_are_refused() {
    let compacted = |program: &[u8]| compact(&bound(program.to_vec()));
    assert!(compacted(b"no program").is_err());
    let whole = program();
    for length in [0, 4, whole.len() / 2, whole.len() - 1] {
        assert!(compacted(&whole[..length]).is_err(), "{length} bytes");
    }
}
