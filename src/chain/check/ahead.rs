//! Signatures that are verified before their block's turn, many at once, perhaps by somebody else.
//!
//! What a transaction's signatures sign follows from its own bytes, the outputs that it spends and the genesis block (see
//! [`super::seen`]), not from where it stands. So they can be verified as soon as those outputs are known, be it from a block
//! that is itself on its way. Whoever does so (another worker, say) says how many of the first claims are true, and the
//! chain remembers the transactions that these belong to. It then finds them verified when their block is accepted.
//!
//! That is all: nobody but the chain, with all its rules in their order, decides on a block. An answer that is lost, or
//! that says of too few claims that they are true, costs the time to verify those again.

use super::block::Names;
use super::seen::Verified;
use super::signature::Verifier;
use primitives::{Block, Claim, Lock, Output, Sighash, Transaction, Wtxid};

/// A block whose content was checked as far as neither its height nor coins have a say in it.
///
/// Made by [`Chain::check_block`](crate::Chain::check_block).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub(crate) block: Block,
    pub(crate) names: Names,
}

impl Checked {
    /// The block.
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// What its transactions are named by.
    pub const fn names(&self) -> &Names {
        &self.names
    }
}

/// The claims of many transactions' witnesses. Unbounded by itself: it is for its owner to stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    claims: Vec<Claim>,
    /// Each transaction, and where its claims end.
    transactions: Vec<(Wtxid, usize)>,
}

impl Ahead {
    /// All claims, in the order in which their transactions were added.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Adds what a transaction's witnesses claim that spends these outputs; false, and nothing has changed, where one is
    /// malformed or shows another key than its lock names: the chain will say so at the block's turn.
    ///
    /// `wtxid` must be the transaction's.
    ///
    /// # Panics
    /// When there are not as many spent outputs as inputs.
    pub fn add(
        &mut self,
        verifier: &Verifier,
        transaction: &Transaction,
        wtxid: Wtxid,
        spent: &[Output],
    ) -> bool {
        let sighash = Sighash::new(verifier.genesis(), transaction, spent);
        let before = self.claims.len();
        for (input, output) in spent.iter().enumerate() {
            let claim = match &output.lock {
                Lock::Key(hash) => {
                    let witness = &transaction.inputs[input].witness;
                    Claim::of_witness(witness, *hash, &sighash.digest(input))
                }
                Lock::Data(_) | Lock::Invalid(_) => None,
                // Nothing is claimed of those, as of the coins in [`super::signature::of_input`].
                Lock::Other { .. } => continue,
            };
            let Some(claim) = claim else {
                self.claims.truncate(before);
                return false;
            };
            self.claims.push(claim);
        }
        self.transactions.push((wtxid, self.claims.len()));
        true
    }

    /// The transactions all of whose claims are among the first `count`, which the caller has verified, or knows from whom
    /// it trusts like itself. For [`Chain::remember`](crate::Chain::remember).
    pub fn proven(&self, verifier: &Verifier, count: usize) -> impl Iterator<Item = Verified> {
        let within = move |(_, end): &&(Wtxid, usize)| *end <= count;
        let proven = self.transactions.iter().take_while(within);
        proven.map(|(wtxid, _)| verifier.vouch(wtxid))
    }
}
