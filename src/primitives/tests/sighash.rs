//! The signature hash: a change to any field that it commits to changes it, and a change to the
//! witness does not.

use primitives::{
    Amount, BlockHash, Input, KeyHash, Lock, OutPoint, Output, Sighash, Transaction, Txid, Witness,
};

/// All arguments of a signature hash.
#[derive(Clone)]
struct Case {
    genesis: BlockHash,
    transaction: Transaction,
    spent: Vec<Output>,
    input: usize,
}

impl Case {
    fn digest(&self) -> [u8; 32] {
        Sighash::new(self.genesis, &self.transaction, &self.spent).digest(self.input)
    }
}

fn output(units: u64, key: u8) -> Output {
    Output {
        amount: Amount::from_units(units).unwrap(),
        lock: Lock::Key(KeyHash::from_bytes([key; 20])),
    }
}

fn outpoint(byte: u8) -> OutPoint {
    OutPoint {
        txid: Txid::from_bytes([byte; 32]),
        index: 0,
    }
}

fn case() -> Case {
    Case {
        genesis: BlockHash::from_bytes([9; 32]),
        transaction: Transaction {
            version: 2,
            inputs: vec![Input::spending(outpoint(1)), Input::spending(outpoint(2))],
            outputs: vec![output(5, 5), output(6, 6)],
            lock_time: 0,
        },
        spent: vec![output(7, 7), output(8, 8)],
        input: 0,
    }
}

#[test]
fn a_change_to_any_committed_field_changes_the_digest() {
    type Change = (&'static str, fn(&mut Case));
    let changes: &[Change] = &[
        ("genesis", |it| it.genesis = BlockHash::from_bytes([8; 32])),
        ("version", |it| it.transaction.version = 1),
        ("lock time", |it| it.transaction.lock_time = 1),
        ("own txid", |it| {
            it.transaction.inputs[0].previous = outpoint(3);
        }),
        ("own index", |it| {
            it.transaction.inputs[0].previous.index = 1;
        }),
        ("other outpoint", |it| {
            it.transaction.inputs[1].previous = outpoint(3);
        }),
        ("own sequence", |it| it.transaction.inputs[0].sequence = 0),
        ("other sequence", |it| it.transaction.inputs[1].sequence = 0),
        ("own amount", |it| it.spent[0] = output(70, 7)),
        ("other amount", |it| it.spent[1] = output(80, 8)),
        ("own lock", |it| it.spent[0] = output(7, 70)),
        ("other lock", |it| it.spent[1] = output(8, 80)),
        ("output amount", |it| {
            it.transaction.outputs[0] = output(50, 5);
        }),
        ("output lock", |it| {
            it.transaction.outputs[1] = output(6, 60);
        }),
        ("order of outputs", |it| it.transaction.outputs.reverse()),
        ("fewer outputs", |it| it.transaction.outputs.truncate(1)),
        ("more outputs", |it| {
            it.transaction.outputs.push(output(1, 1));
        }),
        ("fewer inputs", |it| {
            it.transaction.inputs.truncate(1);
            it.spent.truncate(1);
        }),
        ("position", |it| it.input = 1),
    ];
    let mut seen = vec![("nothing", case().digest())];
    for (what, change) in changes {
        let mut changed = case();
        change(&mut changed);
        let digest = changed.digest();
        for (before, other) in &seen {
            assert_ne!(&digest, other, "{what} and {before} give the same digest");
        }
        seen.push((what, digest));
    }
}

#[test]
fn the_digest_does_not_depend_on_the_witness() {
    let mut signed = case();
    signed.transaction.inputs[0].witness = Witness::from([&[1; 65][..], &[2; 33][..]]);
    assert_eq!(signed.digest(), case().digest());
}

#[test]
#[should_panic(expected = "each input spends one output")]
fn a_missing_spent_output_panics() {
    let mut short = case();
    short.spent.pop();
    short.digest();
}
