//! Generators of random transactions and blocks.

use primitives::*;
use proptest::prelude::*;

fn outpoint() -> impl Strategy<Value = OutPoint> {
    let any_outpoint = (any::<[u8; 32]>(), any::<u32>()).prop_map(|(txid, index)| OutPoint {
        txid: Txid::from_bytes(txid),
        index,
    });
    prop_oneof![9 => any_outpoint, 1 => Just(OutPoint::NULL)]
}

fn bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..=max)
}

/// Scripts of all kinds, including ones that almost have one of the two valid forms or that of
/// BIP141's commitment.
pub(crate) fn script() -> impl Strategy<Value = Vec<u8>> {
    let almost = prop::sample::select(vec![
        &[0x00, 20][..],
        &[0x00, 32],
        &[0x51, 32],
        &[0x52, 20],
        &[0x53, 32],
        &[0x60, 2],
        &[0x6a],
        &[0x6a, 36, 0xaa, 0x21, 0xa9, 0xed],
        &[0x6a, 0x4c, 80],
        &[0x6a, 0x4d, 0, 1],
    ]);
    let length = prop_oneof![
        Just(2),
        Just(20),
        Just(32),
        Just(80),
        Just(256),
        0..=300_usize
    ];
    let almost = (almost, length, any::<u8>())
        .prop_map(|(start, length, fill)| [start, &vec![fill; length]].concat());
    prop_oneof![bytes(60), almost]
}

fn lock() -> impl Strategy<Value = Lock> {
    let program = prop::collection::vec(any::<u8>(), 2..=40);
    let program = (1..=16_u8, program)
        .prop_filter_map("another version's length", |(version, program)| {
            Lock::new(version, &program).ok()
        });
    prop_oneof![
        any::<[u8; 20]>().prop_map(|hash| Lock::Key(KeyHash::from_bytes(hash))),
        bytes(300).prop_map(Lock::Data),
        program,
        script().prop_map(|script| Lock::from_script(&script)),
    ]
}

pub(crate) fn output() -> impl Strategy<Value = Output> {
    (0..=Amount::MAX.units(), lock()).prop_map(|(units, lock)| Output {
        amount: Amount::from_units(units).unwrap(),
        lock,
    })
}

fn input() -> impl Strategy<Value = Input> {
    let witness = prop::collection::vec(bytes(100), 0..4);
    (outpoint(), bytes(100), any::<u32>(), witness).prop_map(
        |(previous, script, sequence, witness)| Input {
            previous,
            script,
            sequence,
            witness: witness.into_iter().collect(),
        },
    )
}

pub(crate) fn transaction_with(
    inputs: std::ops::Range<usize>,
) -> impl Strategy<Value = Transaction> {
    let inputs = prop::collection::vec(input(), inputs);
    let outputs = prop::collection::vec(output(), 0..5);
    (any::<i32>(), inputs, outputs, any::<u32>(), any::<bool>()).prop_map(
        |(version, mut inputs, outputs, lock_time, witness)| {
            if !witness {
                inputs.iter_mut().for_each(|input| input.witness.clear());
            }
            Transaction {
                version,
                inputs,
                outputs,
                lock_time,
            }
        },
    )
}

pub(crate) fn transaction() -> impl Strategy<Value = Transaction> {
    transaction_with(0..5)
}

/// Headers of all versions. A header is sealed if its version says so.
pub(crate) fn header() -> impl Strategy<Value = Header> {
    let numbers = any::<(i32, u32, u32, u32)>();
    let sealed = 0u8..4;
    (numbers, any::<[u8; 32]>(), any::<[u8; 32]>(), sealed).prop_map(
        |((version, time, bits, nonce), previous, merkle_root, sealed)| {
            let mut header = Header {
                version: if sealed == 0 {
                    version & 0x1fff_ffff | 0x6000_0000
                } else {
                    version
                },
                previous: BlockHash::from_bytes(previous),
                merkle_root: MerkleNode::from_bytes(merkle_root),
                time: Timestamp(time),
                bits: CompactTarget(bits),
                nonce,
                seal: None,
            };
            header.seal = header.author().map(|author| {
                let [high, low] = author.to_be_bytes();
                let key =
                    SecretKey::from_bytes([1, high, low].repeat(11)[..32].try_into().unwrap());
                key.unwrap().sign(&header.hash().to_bytes())
            });
            header
        },
    )
}

/// Headers without seals, like Bitcoin's.
pub(crate) fn unsealed_header() -> impl Strategy<Value = Header> {
    header().prop_map(|mut header| {
        if header.seal.take().is_some() {
            header.version &= 0x1fff_ffff;
        }
        header
    })
}

pub(crate) fn block() -> impl Strategy<Value = Block> {
    block_with(header())
}

pub(crate) fn unsealed_block() -> impl Strategy<Value = Block> {
    block_with(unsealed_header())
}

fn block_with(header: impl Strategy<Value = Header>) -> impl Strategy<Value = Block> {
    (header, prop::collection::vec(transaction(), 0..6)).prop_map(|(header, transactions)| Block {
        header,
        transactions,
    })
}
