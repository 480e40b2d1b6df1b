//! The digest that an input's signature signs.
//!
//! It commits to what BIP341 commits to with its default hash type and a key spend: version, lock time, every input's
//! outpoint, amount, lock and sequence, every output, and the input's own position; and before all that to the chain,
//! by its genesis block, so that nothing signed for one chain means anything on another. A signer who is told wrong
//! amounts or locks makes a signature that is worth nothing.

use crate::encoding::Encode;
use crate::hash::{BlockHash, sha256, tagged_hash};
use crate::transaction::{Output, Transaction};

/// The tag of the digest's hash.
pub const SIGHASH_TAG: &str = "Tabchain/sighash";

/// BIP341's epoch and default hash type: all inputs and outputs.
const EPOCH_AND_TYPE: [u8; 2] = [0, 0];
/// BIP341's spend type: by key, without annex.
const SPEND_TYPE: [u8; 1] = [0];

/// What the digests of one transaction's inputs have in common; made once, so that many inputs cost no more than
/// their number.
#[derive(Clone, Debug)]
pub struct Sighash {
    common: Vec<u8>,
    inputs: usize,
}

impl Sighash {
    /// Takes the chain's genesis block, a transaction (whose witnesses do not matter), and the outputs that its
    /// inputs spend, in the same order.
    ///
    /// # Panics
    /// When there are not as many spent outputs as inputs.
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

    /// The digest for the input at this position.
    ///
    /// # Panics
    /// When there is no such input.
    pub fn digest(&self, input: usize) -> [u8; 32] {
        assert!(input < self.inputs, "no input at {input}");
        let position = u32::try_from(input).expect("2^32 inputs fill more memory than there is");
        tagged_hash(SIGHASH_TAG, &[&self.common, &position.to_le_bytes()])
    }
}

fn hash_each<T>(items: &[T], write: impl Fn(&T, &mut Vec<u8>)) -> [u8; 32] {
    let mut out = Vec::new();
    for item in items {
        write(item, &mut out);
    }
    sha256(&out)
}
