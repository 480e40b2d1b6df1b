//! Signatures, collected from many inputs and verified together.
//!
//! Everything else about a block is checked first, so a block that fails for a cheap reason costs no curve arithmetic.

use super::seen::{Seen, Verified};
use crate::rule::TransactionRule;
use primitives::{BlockHash, KeySpend, Lock, Output, Sighash, SpendError, Transaction, Wtxid};

/// One signature that is yet to be verified.
#[derive(Clone, Debug)]
pub struct SignatureCheck {
    /// The transaction's place among those collected.
    pub transaction: usize,
    /// The input's place in the transaction.
    pub input: usize,
    /// Key and signature.
    pub spend: KeySpend,
    /// What must have been signed.
    pub digest: [u8; 32],
}

impl SignatureCheck {
    /// Verifies this one alone.
    ///
    /// # Errors
    /// What is wrong.
    pub fn verify(&self) -> Result<(), TransactionRule> {
        let verdict = self.spend.verify(&self.digest);
        verdict.map_err(|error| self.broken(error))
    }

    const fn broken(&self, error: SpendError) -> TransactionRule {
        let input = self.input;
        TransactionRule::Witness { input, error }
    }
}

/// The signature of one input, whose witness is checked in all else; none where the lock asks for no signature.
///
/// # Errors
/// When the witness is malformed or shows another key than the lock names, or nothing can open the lock.
///
/// # Panics
/// When there is no such input.
pub fn of_input(
    sighash: &Sighash,
    place: usize,
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
                transaction: place,
                input,
                spend,
                digest: sighash.digest(input),
            }))
        }
        Lock::Data(_) | Lock::Invalid(_) => Err(TransactionRule::Unspendable(spender.previous)),
        // Versions without meaning yet: anyone may spend them (BIP141).
        Lock::Other { .. } => Ok(None),
    }
}

/// Verifies the signatures of one chain, and remembers for a while which transactions' it has (see [`super::seen`]).
#[derive(Clone, Debug)]
pub struct Verifier {
    genesis: BlockHash,
    seed: [u8; 32],
    seen: Seen,
}

impl Verifier {
    /// Takes the chain's first block, to which every signature commits, and randomness of the verifier's own (see
    /// [`curve::first_wrong`]).
    pub fn new(genesis: BlockHash, seed: [u8; 32]) -> Self {
        Self {
            genesis,
            seed,
            seen: Seen::new(genesis, &seed),
        }
    }

    /// The chain's first block.
    pub const fn genesis(&self) -> BlockHash {
        self.genesis
    }

    /// Whether all signatures of this transaction were verified, not long ago.
    pub fn has_seen(&self, wtxid: &Wtxid) -> bool {
        self.seen.contains(wtxid)
    }

    /// Remembers a transaction for a while; at least the newest 28,672 are.
    pub fn remember(&mut self, verified: Verified) {
        self.seen.insert(verified);
    }

    /// Says that all signatures of this transaction were verified.
    pub(crate) fn vouch(&self, wtxid: &Wtxid) -> Verified {
        self.seen.verified(wtxid)
    }

    /// Collects the signatures of a transaction that spends these outputs; checks witnesses in all but the signature.
    ///
    /// # Errors
    /// When a witness is malformed or shows another key than its lock names.
    ///
    /// # Panics
    /// When there are not as many spent outputs as inputs.
    pub fn collect(
        &self,
        place: usize,
        transaction: &Transaction,
        spent: &[Output],
        checks: &mut Vec<SignatureCheck>,
    ) -> Result<(), TransactionRule> {
        let sighash = Sighash::new(self.genesis, transaction, spent);
        for (input, output) in spent.iter().enumerate() {
            checks.extend(of_input(&sighash, place, transaction, input, output)?);
        }
        Ok(())
    }

    /// Verifies all the signatures, in one batch.
    ///
    /// # Errors
    /// The place of the transaction with the first wrong one, and what is wrong.
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
