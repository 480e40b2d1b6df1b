//! Encodings, hashes, weights, targets and signature hashes against the bitcoin crate, on random
//! values and in both directions.

use crate::common::*;
use bitcoin::consensus::{deserialize, serialize};
use bitcoin::hashes::Hash;
use bitcoin::sighash::{Prevouts, SighashCache, TapSighashType};
use ethnum::U256;
use primitives::transaction::sighash::SIGHASH_TAG;
use primitives::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn headers_agree(ours in unsealed_header()) {
        let theirs = their_header(&ours);
        let bytes = ours.to_bytes();
        prop_assert_eq!(&bytes, &serialize(&theirs));
        prop_assert_eq!(Header::from_bytes(&bytes), Ok(ours));
        prop_assert_eq!(deserialize::<bitcoin::block::Header>(&bytes).unwrap(), theirs);
        prop_assert_eq!(ours.hash().to_bytes(), theirs.block_hash().to_byte_array());
        prop_assert_eq!(ours.hash().to_string(), theirs.block_hash().to_string());
    }

    #[test]
    fn transactions_agree(ours in transaction()) {
        let theirs = their_transaction(&ours);
        let bytes = serialize(&theirs);
        prop_assert_eq!(&ours.to_bytes(), &bytes);
        prop_assert_eq!(Transaction::from_bytes(&bytes), Ok(ours.clone()));
        prop_assert_eq!(deserialize::<bitcoin::Transaction>(&ours.to_bytes()).unwrap(), theirs.clone());
        prop_assert_eq!(ours.txid().to_bytes(), theirs.compute_txid().to_byte_array());
        prop_assert_eq!(ours.wtxid().to_bytes(), theirs.compute_wtxid().to_byte_array());
        prop_assert_eq!(ours.weight() as u64, theirs.weight().to_wu());
        prop_assert_eq!(ours.encoded_len(), bytes.len());
        prop_assert_eq!(ours.stripped_len(), theirs.base_size());
        prop_assert_eq!(ours.is_coinbase(), theirs.is_coinbase());
    }

    #[test]
    fn relative_locks_agree(sequence in any::<u32>()) {
        let ours = RelativeLock::of(sequence);
        let theirs = bitcoin::Sequence(sequence).to_relative_lock_time();
        let translated = theirs.map(|lock| match lock {
            bitcoin::relative::LockTime::Blocks(blocks) => RelativeLock::Blocks(blocks.value()),
            bitcoin::relative::LockTime::Time(units) => RelativeLock::Time(units.value()),
        });
        prop_assert_eq!(ours, translated);
        if let (Some(ours), Some(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours.sequence(), theirs.to_sequence().0);
        }
    }

    #[test]
    fn blocks_agree(ours in unsealed_block()) {
        let theirs = their_block(&ours);
        let bytes = serialize(&theirs);
        prop_assert_eq!(&ours.to_bytes(), &bytes);
        prop_assert_eq!(Block::from_bytes(&bytes), Ok(ours.clone()));
        prop_assert_eq!(deserialize::<bitcoin::Block>(&ours.to_bytes()).unwrap(), theirs.clone());
        prop_assert_eq!(ours.encoded_len(), bytes.len());
        prop_assert_eq!(ours.weight() as u64, theirs.weight().to_wu());
        if !ours.transactions.is_empty() {
            let root = theirs.compute_merkle_root().unwrap();
            prop_assert_eq!(ours.merkle_root().root.to_bytes(), root.to_byte_array());
            let root = theirs.witness_root().unwrap();
            prop_assert_eq!(ours.witness_root().to_bytes(), root.to_byte_array());
            let commitment = bitcoin::Block::compute_witness_commitment(&root, &[0; 32]);
            prop_assert_eq!(
                block::witness_commitment(ours.witness_root()),
                commitment.to_byte_array()
            );
        }
    }

    #[test]
    fn compact_sizes_agree(value: u64, shift in 0..64_u32) {
        let value = value >> shift;
        let mut bytes = Vec::new();
        put_compact(&mut bytes, value);
        prop_assert_eq!(&bytes, &serialize(&bitcoin::VarInt(value)));
        prop_assert_eq!(Reader::new(&bytes).compact(), Ok(value));
    }

    #[test]
    fn compact_targets_agree(exponent in 0..40_u32, mantissa in 0..0x100_0000_u32) {
        let ours = CompactTarget(exponent << 24 | mantissa);
        let theirs = bitcoin::Target::from_compact(bitcoin::CompactTarget::from_consensus(ours.0));
        match ours.to_target() {
            Ok(target) => {
                prop_assert_eq!(target.value().to_be_bytes(), theirs.to_be_bytes());
                prop_assert_eq!(target.to_compact().0, theirs.to_compact_lossy().to_consensus());
                prop_assert_eq!(target.to_compact().to_target(), Ok(target));
            }
            Err(TargetError::Overflow(_)) => prop_assert!(exponent > 32),
            // With an exponent below 3 the bitcoin crate reads the sign bit as a digit, unlike
            // Bitcoin Core.
            Err(TargetError::Zero(_) | TargetError::Negative(_)) => prop_assert!(
                theirs == bitcoin::Target::ZERO || exponent < 3 && mantissa & 0x80_0000 != 0
            ),
        }
    }

    #[test]
    fn targets_and_work_agree(bytes: [u8; 32], shift in 0..256_u32, hash: [u8; 32]) {
        let value = U256::from_be_bytes(bytes) >> shift;
        let Some(ours) = Target::new(value) else { return Ok(()) };
        let theirs = bitcoin::Target::from_be_bytes(value.to_be_bytes());
        prop_assert_eq!(ours.to_compact().0, theirs.to_compact_lossy().to_consensus());
        // For target 1 alone the bitcoin crate gives 2^256 - 1; Bitcoin Core's formula gives 2^255.
        if value != U256::ONE {
            prop_assert_eq!(ours.work().hashes().to_be_bytes(), theirs.to_work().to_be_bytes());
        }
        prop_assert!(ours.to_compact().to_target().unwrap() <= ours);
        prop_assert_eq!(
            ours.is_met_by(&BlockHash::from_bytes(hash)),
            theirs.is_met_by(bitcoin::BlockHash::from_byte_array(hash))
        );
        prop_assert_eq!(Target::from_bytes(&ours.to_bytes()), Ok(ours));
        prop_assert_eq!(ours.to_string().parse(), Ok(ours));
        let work = ours.work();
        prop_assert_eq!(Work::from_bytes(&work.to_bytes()), Ok(work));
        prop_assert_eq!(work.to_string().parse(), Ok(work));
        let json = serde_json::to_string(&work).unwrap();
        prop_assert_eq!(serde_json::from_str::<Work>(&json).unwrap(), work);
    }

    /// The signed message is BIP341's with the genesis hash before it.
    #[test]
    fn digests_agree((ours, spent) in spending(), genesis: [u8; 32]) {
        let sighash = Sighash::new(BlockHash::from_bytes(genesis), &ours, &spent);
        let theirs = their_transaction(&ours);
        let their_spent: Vec<_> = spent.iter().map(their_output).collect();
        for input in 0..ours.inputs.len() {
            let mut message = Vec::new();
            SighashCache::new(&theirs)
                .taproot_encode_signing_data_to(
                    &mut message,
                    input,
                    &Prevouts::All(&their_spent),
                    None,
                    None,
                    TapSighashType::Default,
                )
                .unwrap();
            prop_assert_eq!(
                sighash.digest(input),
                tagged_hash(SIGHASH_TAG, &[&genesis, &message])
            );
        }
    }
}

fn spending() -> impl Strategy<Value = (Transaction, Vec<Output>)> {
    transaction_with(1..5).prop_flat_map(|transaction| {
        let count = transaction.inputs.len();
        (Just(transaction), prop::collection::vec(output(), count))
    })
}

fn their_output(output: &Output) -> bitcoin::TxOut {
    bitcoin::TxOut {
        value: bitcoin::Amount::from_sat(output.amount.units()),
        script_pubkey: output.lock.to_script().into(),
    }
}

fn their_transaction(transaction: &Transaction) -> bitcoin::Transaction {
    let input = transaction.inputs.iter().map(|input| bitcoin::TxIn {
        previous_output: bitcoin::OutPoint {
            txid: bitcoin::Txid::from_byte_array(input.previous.txid.to_bytes()),
            vout: input.previous.index,
        },
        script_sig: input.script.clone().into(),
        sequence: bitcoin::Sequence(input.sequence),
        witness: bitcoin::Witness::from_slice(&input.witness.iter().collect::<Vec<_>>()),
    });
    bitcoin::Transaction {
        version: bitcoin::transaction::Version(transaction.version),
        lock_time: bitcoin::absolute::LockTime::from_consensus(transaction.lock_time),
        input: input.collect(),
        output: transaction.outputs.iter().map(their_output).collect(),
    }
}

fn their_header(header: &Header) -> bitcoin::block::Header {
    bitcoin::block::Header {
        version: bitcoin::block::Version::from_consensus(header.version),
        prev_blockhash: bitcoin::BlockHash::from_byte_array(header.previous.to_bytes()),
        merkle_root: bitcoin::TxMerkleNode::from_byte_array(header.merkle_root.to_bytes()),
        time: header.time.seconds(),
        bits: bitcoin::CompactTarget::from_consensus(header.bits.bits()),
        nonce: header.nonce,
    }
}

fn their_block(block: &Block) -> bitcoin::Block {
    bitcoin::Block {
        header: their_header(&block.header),
        txdata: block.transactions.iter().map(their_transaction).collect(),
    }
}
