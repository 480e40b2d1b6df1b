//! BIP141's commitment to the witnesses, in the coinbase.

use primitives::block::{
    COMMITMENT_HEADER, WITNESS_RESERVED, witness_commitment, witness_commitment_lock,
};
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Header, Input, KeyHash, Lock, MerkleNode, OutPoint,
    Output, Timestamp, Transaction, Txid,
};

fn output(lock: Lock) -> Output {
    Output {
        amount: Amount::ZERO,
        lock,
    }
}

fn transaction(previous: OutPoint, outputs: Vec<Output>, witness: Vec<Vec<u8>>) -> Transaction {
    Transaction {
        version: 2,
        inputs: vec![Input {
            witness: witness.into_iter().collect(),
            ..Input::spending(previous)
        }],
        outputs,
        lock_time: 0,
    }
}

fn block(coinbase_outputs: Vec<Output>, signature: u8) -> Block {
    let previous = OutPoint {
        txid: Txid::from_bytes([3; 32]),
        index: 0,
    };
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
        transactions: vec![
            transaction(
                OutPoint::NULL,
                coinbase_outputs,
                vec![WITNESS_RESERVED.to_vec()],
            ),
            transaction(previous, vec![], vec![vec![signature; 65]]),
        ],
    }
}

#[test]
fn the_commitment_is_found_and_correct() {
    let root = block(vec![], 1).witness_root();
    let key = output(Lock::Key(KeyHash::default()));
    let committed = block(vec![key, output(witness_commitment_lock(root))], 1);
    // The coinbase counts as zero, so its commitment does not change the root.
    assert_eq!(committed.witness_root(), root);
    assert_eq!(
        committed.witness_commitment(),
        Some(witness_commitment(root))
    );
    // Another signature changes the witness root but no txid.
    let other = block(committed.transactions[0].outputs.clone(), 2);
    assert_eq!(other.merkle_root(), committed.merkle_root());
    assert_ne!(other.witness_root(), root);
}

#[test]
fn the_last_commitment_counts() {
    let data = |fill: u8, length: usize| {
        output(Lock::Data(
            [&COMMITMENT_HEADER[..], &vec![fill; length]].concat(),
        ))
    };
    let found = |outputs| block(outputs, 1).witness_commitment();
    assert_eq!(found(vec![]), None);
    assert_eq!(found(vec![data(1, 31)]), None, "too short");
    assert_eq!(found(vec![output(Lock::Data(vec![1; 36]))]), None);
    assert_eq!(found(vec![data(1, 32), data(2, 32)]), Some([2; 32]));
    assert_eq!(found(vec![data(1, 32), data(2, 31)]), Some([1; 32]));
    assert_eq!(found(vec![data(1, 40)]), None, "a push of another length");
    // Bytes after the push: the commitment counts, as in Bitcoin, though the output breaks another
    // rule.
    let mut script = data(1, 32).lock.to_script();
    script.push(7);
    assert_eq!(
        found(vec![output(Lock::from_script(&script))]),
        Some([1; 32])
    );
}
