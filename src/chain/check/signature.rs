//! Signatures, collected from many inputs and verified in one batch.
//!
//! Everything else about a block is checked first, so a block that breaks a cheap rule costs no
//! curve arithmetic.

use super::signature_cache::{SignatureCache, Verified};
use crate::rule::TransactionRule;
use primitives::{BlockHash, KeySpend, Lock, Output, Sighash, SpendError, Transaction, Wtxid};

/// A signature to verify.
#[derive(Clone, Debug)]
pub struct SignatureCheck {
    /// The index of the transaction among those collected.
    pub transaction: usize,
    /// The index of the input in the transaction.
    pub input: usize,
    /// The public key and the signature.
    pub spend: KeySpend,
    /// The digest that must be signed.
    pub digest: [u8; 32],
}

impl SignatureCheck {
    /// Verifies this signature alone.
    ///
    /// # Errors
    /// [`TransactionRule::Witness`] if the signature is invalid.
    pub fn verify(&self) -> Result<(), TransactionRule> {
        let verdict = self.spend.verify(&self.digest);
        verdict.map_err(|error| self.broken(error))
    }

    const fn broken(&self, error: SpendError) -> TransactionRule {
        let input = self.input;
        TransactionRule::Witness { input, error }
    }
}

/// The signature of one input, for a later verification; `None` if the lock needs no signature. All
/// other checks of the input's witness are done here.
///
/// # Errors
/// If the witness is malformed or has another key than the lock, or if the output is unspendable.
///
/// # Panics
/// If there is no such input.
pub fn of_input(
    sighash: &Sighash,
    index: usize,
    transaction: &Transaction,
    input: usize,
    output: &Output,
) -> Result<Option<SignatureCheck>, TransactionRule> {
    let spender = &transaction.inputs[input];
    match &output.lock {
        Lock::Key(hash) => {
            let spend = KeySpend::from_witness(&spender.witness, *hash)
                .map_err(|error| TransactionRule::Witness { input, error })?;
            Ok(Some(SignatureCheck {
                transaction: index,
                input,
                spend,
                digest: sighash.digest(input),
            }))
        }
        Lock::Data(_) | Lock::Invalid(_) => Err(TransactionRule::Unspendable(spender.previous)),
        // These witness versions have no meaning yet, so anyone may spend the outputs (BIP141).
        Lock::Other { .. } => Ok(None),
    }
}

/// Verifies the signatures of one chain, with a cache of valid ones (see
/// [`super::signature_cache`]).
#[derive(Clone, Debug)]
pub struct Verifier {
    genesis: BlockHash,
    seed: [u8; 32],
    cache: SignatureCache,
}

impl Verifier {
    /// A verifier for the chain with this genesis block, to which every signature commits. `seed`
    /// is the randomness for verifying batches (see [`curve::first_wrong`]).
    pub fn new(genesis: BlockHash, seed: [u8; 32]) -> Self {
        Self {
            genesis,
            seed,
            cache: SignatureCache::new(genesis, &seed),
        }
    }

    /// The hash of the chain's genesis block.
    pub const fn genesis(&self) -> BlockHash {
        self.genesis
    }

    /// Whether the cache has this transaction, so that all its signatures are known to be valid.
    pub fn is_cached(&self, wtxid: &Wtxid) -> bool {
        self.cache.contains(wtxid)
    }

    /// Caches a transaction. At least the newest 28,672 are cached.
    pub fn cache(&mut self, verified: Verified) {
        self.cache.insert(verified);
    }

    /// The proof that all signatures of this transaction were verified. The caller must have
    /// verified them.
    pub(crate) fn verified(&self, wtxid: &Wtxid) -> Verified {
        self.cache.verified(wtxid)
    }

    /// Adds the signatures of a transaction to `checks`. All other checks of its witnesses are done
    /// here. `spent` are the outputs that the transaction spends, in the order of its inputs.
    /// `index` identifies the transaction among those collected.
    ///
    /// # Errors
    /// If a witness is malformed or has another key than its lock, or if an output is unspendable.
    ///
    /// # Panics
    /// If the number of spent outputs differs from the number of inputs.
    pub fn collect(
        &self,
        index: usize,
        transaction: &Transaction,
        spent: &[Output],
        checks: &mut Vec<SignatureCheck>,
    ) -> Result<(), TransactionRule> {
        let sighash = Sighash::new(self.genesis, transaction, spent);
        for (input, output) in spent.iter().enumerate() {
            checks.extend(of_input(&sighash, index, transaction, input, output)?);
        }
        Ok(())
    }

    /// Verifies all signatures in one batch.
    ///
    /// # Errors
    /// The index of the transaction with the first invalid signature, and the rule.
    pub fn verify(&self, checks: &[SignatureCheck]) -> Result<(), (usize, TransactionRule)> {
        let batch: Vec<_> = checks
            .iter()
            .map(|check| check.spend.check(&check.digest))
            .collect();
        match curve::first_wrong(&batch, &self.seed) {
            None => Ok(()),
            Some(wrong) => {
                let wrong = &checks[wrong];
                Err((wrong.transaction, wrong.broken(wrong.spend.refusal())))
            }
        }
    }
}
