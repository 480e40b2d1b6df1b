//! Scripts of outputs and witness commitments against the bitcoin crate, on random values and whole
//! blocks.
//!
//! The bitcoin crate is known to differ in these points, each asserted below:
//!
//! - Its `is_op_return` accepts every script that begins with `OP_RETURN`; [`Lock::Data`] is a
//!   single push in its shortest length form.
//! - Its `is_witness_program` accepts version 0 and all lengths from 2 to 40; a [`Lock`] has no
//!   version 0, and versions 2 and 3 have one length each.
//! - Its `check_witness_commitment` accepts every block without witnesses, whatever the coinbase
//!   commits to, and every reserved value. Bitcoin Core checks every commitment; here the reserved
//!   value is always zero.

use crate::common::{output, script, transaction_with};
use bitcoin::consensus::deserialize;
use bitcoin::opcodes::all::OP_RETURN;
use bitcoin::script::{Instruction, PushBytesBuf};
use bitcoin::{Script, ScriptBuf};
use primitives::block::{COMMITMENT_HEADER, WITNESS_RESERVED, witness_commitment, witness_root};
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Encode as _, Header, Input, Lock, MerkleNode,
    OutPoint, Output, Timestamp, Transaction, Witness,
};
use proptest::prelude::*;

/// The lock that the bitcoin crate reads from a script, adjusted for the differences in lengths and
/// version 0.
fn their_lock(script: &Script) -> Lock {
    let program = || script.as_bytes()[2..].to_vec();
    match script.witness_version().map(|version| version.to_num()) {
        None if script.is_op_return() => match data_of(script) {
            Some(data) => return Lock::Data(data),
            None => return Lock::Invalid(script.to_bytes()),
        },
        None | Some(0) => {}
        Some(2) if script.len() == 22 => return Lock::new(2, &program()).unwrap(),
        Some(3) if script.len() == 34 => return Lock::new(3, &program()).unwrap(),
        Some(2 | 3) => {}
        Some(version) => return Lock::new(version, &program()).unwrap(),
    }
    Lock::Invalid(script.to_bytes())
}

/// The data of a script. `None` if the bitcoin crate's builder makes another script of that data.
fn data_of(script: &Script) -> Option<Vec<u8>> {
    let mut instructions = script.instructions();
    let Some(Ok(Instruction::Op(OP_RETURN))) = instructions.next() else {
        return None;
    };
    let Some(Ok(Instruction::PushBytes(data))) = instructions.next() else {
        return None;
    };
    let built = ScriptBuf::new_op_return(PushBytesBuf::try_from(data.as_bytes().to_vec()).unwrap());
    (built.as_script() == script).then(|| data.as_bytes().to_vec())
}

#[test]
fn scripts_with_op_return_that_are_not_data() {
    for script in [&[0x6a][..], &[0x6a, 0x51], &[0x6a, 0, 0], &[0x6a, 5, 1]] {
        assert!(Script::from_bytes(script).is_op_return());
        assert_eq!(Lock::from_script(script), Lock::Invalid(script.to_vec()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn scripts_are_read_as_by_the_bitcoin_crate(script in script()) {
        let ours = Lock::from_script(&script);
        prop_assert_eq!(&ours, &their_lock(Script::from_bytes(&script)));
        prop_assert_eq!(ours.to_script(), script);
    }

    #[test]
    fn data_is_built_as_by_the_bitcoin_crate(length in prop_oneof![0..=300_usize, 0..=Lock::MAX_DATA], fill: u8) {
        let data = vec![fill; length];
        let theirs = ScriptBuf::new_op_return(PushBytesBuf::try_from(data.clone()).unwrap());
        let ours = Lock::data(data).unwrap();
        prop_assert_eq!(ours.to_script(), theirs.to_bytes());
        prop_assert_eq!(Lock::from_script(theirs.as_bytes()), ours);
    }
}

/// Blocks with all kinds of commitments in the coinbase, correct or not, and with and without the
/// reserved value.
fn committing_block() -> impl Strategy<Value = Block> {
    let others = prop::collection::vec(transaction_with(1..4), 0..4);
    let outputs = prop::collection::vec(output(), 0..3);
    let commitments = prop::collection::vec(0..5_u8, 0..3);
    (others, outputs, commitments, 0..5_u8).prop_map(
        |(others, mut outputs, commitments, reserved)| {
            let coinbase = |outputs| Transaction {
                version: 2,
                inputs: vec![Input {
                    witness: match reserved {
                        0 => Witness::new(),
                        1 => Witness::from([[7; 32]]),
                        _ => Witness::from([WITNESS_RESERVED]),
                    },
                    ..Input::spending(OutPoint::NULL)
                }],
                outputs,
                lock_time: 0,
            };
            let with = |outputs| -> Vec<Transaction> {
                core::iter::once(coinbase(outputs))
                    .chain(others.clone())
                    .collect()
            };
            let root = witness_root(&with(Vec::new()));
            let right = Lock::data([&COMMITMENT_HEADER[..], &witness_commitment(root)].concat());
            let right = right.unwrap().to_script();
            for kind in commitments {
                let script = match kind {
                    0 => [&right[..6], &[7; 32]].concat(),
                    1 => [&right[..], &[7]].concat(),
                    2 => right[..37].to_vec(),
                    _ => right.clone(),
                };
                outputs.push(Output {
                    amount: Amount::ZERO,
                    lock: Lock::from_script(&script),
                });
            }
            Block {
                header: Header {
                    version: 1,
                    previous: BlockHash::ZERO,
                    merkle_root: MerkleNode::ZERO,
                    time: Timestamp(0),
                    bits: CompactTarget(0x207f_ffff),
                    nonce: 0,
                    seal: None,
                },
                transactions: with(outputs),
            }
        },
    )
}

proptest! {
    #[test]
    fn commitments_are_checked_as_by_the_bitcoin_crate(ours in committing_block()) {
        let theirs: bitcoin::Block = deserialize(&ours.to_bytes()).unwrap();
        let has_witness = |transaction: &Transaction| {
            transaction.inputs.iter().any(|input| !input.witness.is_empty())
        };
        let any_witness = ours.transactions.iter().any(has_witness);
        let has_reserved =
            ours.transactions[0].inputs[0].witness == Witness::from([WITNESS_RESERVED]);
        let verdict = match ours.witness_commitment() {
            None => !any_witness,
            Some(found) => has_reserved && found == witness_commitment(ours.witness_root()),
        };
        let their_verdict = theirs.check_witness_commitment();
        if any_witness && has_reserved {
            prop_assert_eq!(verdict, their_verdict);
        }
        // Where the two differ, this crate is the stricter one.
        prop_assert!(!verdict || their_verdict);
        prop_assert!(any_witness || their_verdict);
        prop_assert_eq!(ours.weight() as u64, theirs.weight().to_wu());
        prop_assert_eq!(ours.encoded_len(), theirs.total_size());
        prop_assert_eq!(ours.hash().to_string(), theirs.block_hash().to_string());
    }
}
