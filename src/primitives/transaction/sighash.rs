//! Signature hashes: the digest that the signature of an input signs.
//!
//! The digest commits to the genesis block, so a signature for one chain is invalid on every other.
//! The rest of the signed message is BIP341's, for a key spend with the default hash type: version,
//! lock time, the outpoint, amount, lock and sequence of every input, every output, and the index
//! of the input. A signer who was given wrong amounts or locks makes an invalid signature.

use crate::encoding::Encode;
use crate::hash::{BlockHash, sha256, tagged_hash};
use crate::transaction::{Output, Transaction};

/// The tag of the digest's hash.
pub const SIGHASH_TAG: &str = "Tabchain/sighash";

/// BIP341's epoch, and its default hash type: all inputs and outputs.
const EPOCH_AND_TYPE: [u8; 2] = [0, 0];
/// BIP341's spend type: by key, without an annex.
const SPEND_TYPE: [u8; 1] = [0];

/// The part that the digests of a transaction's inputs have in common. It is computed once, so the
/// cost grows linearly with the number of inputs.
#[derive(Clone, Debug)]
pub struct Sighash {
    common: Vec<u8>,
    inputs: usize,
}

impl Sighash {
    /// Computes the common part from the chain's genesis hash, a transaction (its witnesses do not
    /// matter) and the outputs that its inputs spend, in the same order.
    ///
    /// # Panics
    /// If the number of spent outputs differs from the number of inputs.
    pub fn new(genesis: BlockHash, transaction: &Transaction, spent: &[Output]) -> Self {
        assert_eq!(
            transaction.inputs.len(),
            spent.len(),
            "each input spends one output"
        );
        let inputs = &transaction.inputs;
        let mut common = Vec::with_capacity(32 + 2 + 8 + 5 * 32);
        common.extend_from_slice(genesis.as_bytes());
        common.extend_from_slice(&EPOCH_AND_TYPE);
        common.extend_from_slice(&transaction.version.to_le_bytes());
        common.extend_from_slice(&transaction.lock_time.to_le_bytes());
        common.extend(hash_each(inputs, |input, out| input.previous.encode(out)));
        common.extend(hash_each(spent, |output, out| output.amount.encode(out)));
        common.extend(hash_each(spent, |output, out| output.lock.encode(out)));
        common.extend(hash_each(inputs, |input, out| {
            out.extend_from_slice(&input.sequence.to_le_bytes());
        }));
        common.extend(hash_each(&transaction.outputs, Encode::encode));
        common.extend_from_slice(&SPEND_TYPE);
        Self {
            common,
            inputs: inputs.len(),
        }
    }

    /// The digest for the input with this index.
    ///
    /// # Panics
    /// If there is no such input.
    pub fn digest(&self, input: usize) -> [u8; 32] {
        assert!(input < self.inputs, "no input {input}");
        let index = u32::try_from(input).expect("2^32 inputs fill more memory than there is");
        tagged_hash(SIGHASH_TAG, &[&self.common, &index.to_le_bytes()])
    }
}

fn hash_each<T>(items: &[T], write: impl Fn(&T, &mut Vec<u8>)) -> [u8; 32] {
    let mut out = Vec::new();
    for item in items {
        write(item, &mut out);
    }
    sha256(&out)
}
