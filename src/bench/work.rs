//! Work that is timed, and the errors that show that it was not done.

/// Work that is timed.
pub trait Work {
    /// Checks that it does its work correctly.
    ///
    /// # Errors
    /// If it does not, in which case it must not be measured.
    fn check(&mut self) -> Result<(), Mistake>;

    /// The pieces of work (hashes, signatures, blocks) in one repetition.
    fn pieces(&self) -> u32 {
        1
    }

    /// Prepares what this many repetitions need and what must not be timed.
    fn prepare(&mut self, repetitions: u32) {
        let _ = repetitions;
    }

    /// Does this many repetitions, which must have been prepared last.
    ///
    /// # Errors
    /// If a result is wrong, in which case the time means nothing.
    fn run(&mut self, repetitions: u32) -> Result<(), Mistake>;
}

/// A wrong result of a contender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// A search did not find the one solution, or found one where there is none.
    #[error("found the nonce {found:?} instead of {wanted:?}")]
    Nonce {
        /// The nonce that it found.
        found: Option<u32>,
        /// The nonce that is the solution.
        wanted: Option<u32>,
    },
    /// The verification of signatures had a wrong result.
    #[error("found the first wrong signature at {found:?} instead of {wanted:?}")]
    Signature {
        /// The index that it returned.
        found: Option<usize>,
        /// The index of the wrong signature.
        wanted: Option<usize>,
    },
    /// The root of a Merkle tree is wrong.
    #[error("another Merkle root")]
    Root,
    /// A valid block did not become the new tip.
    #[error("the block was refused: {0}")]
    Block(String),
    /// A block with a wrong signature was accepted.
    #[error("accepted a block with a wrong signature")]
    Accepted,
    /// The loop that measures the machine computed wrong numbers.
    #[error("other numbers")]
    Loop,
    /// More repetitions were run than were prepared.
    #[error("nothing was prepared")]
    Unprepared,
}
