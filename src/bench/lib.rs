//! What `cargo xtask bench` measures of this house, and the Rust crates that others would take
//! instead.
//!
//! Every contender is some [`Work`] with a name, `GROUP.WHO`: it proves first that it does the work
//! of its group (the same hash of the same header, the same verdict on the same signatures), and is
//! timed from outside. So one library serves all three places: `wasm.rs` in a browser's worker and
//! under Node, `native.rs` on the machine itself. The JavaScript libraries it is held against are
//! in `page/rivals.js`, with the same four methods.

pub mod blocks;
pub mod machine;
pub mod merkle;
pub mod nonces;
pub mod payment;
pub mod signatures;

use core::time::Duration;

use miner::Kernel;

/// Something to be timed.
pub trait Work {
    /// Sees whether it does what it is measured for.
    ///
    /// # Errors
    /// When it does not; there is nothing to be measured then.
    fn check(&mut self) -> Result<(), Mistake>;

    /// Pieces of work (hashes, signatures, blocks) of one repetition.
    fn pieces(&self) -> u32 {
        1
    }

    /// Lays out what so many repetitions need and what is not to be timed.
    fn prepare(&mut self, repetitions: u32) {
        let _ = repetitions;
    }

    /// Does it so many times, as often as was last prepared for.
    ///
    /// # Errors
    /// When an answer is wrong: what was timed then means nothing.
    fn run(&mut self, repetitions: u32) -> Result<(), Mistake>;
}

/// What a contender got wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// A search did not tell the one nonce that was there, or told one where there was none.
    #[error("found the nonce {found:?} instead of {wanted:?}")]
    Nonce {
        /// What it found.
        found: Option<u32>,
        /// What is there.
        wanted: Option<u32>,
    },
    /// Signatures were not judged as they are.
    #[error("said that the first wrong signature is {found:?}, which is {wanted:?}")]
    Signature {
        /// The place that it told.
        found: Option<usize>,
        /// The place of the one that is wrong.
        wanted: Option<usize>,
    },
    /// A Merkle tree has another root.
    #[error("another Merkle root")]
    Root,
    /// A block was not made the new tip.
    #[error("the block was refused: {0}")]
    Block(String),
    /// The loop that shows what the machine gives has other numbers.
    #[error("other numbers")]
    Loop,
    /// More was run than was prepared for.
    #[error("nothing was prepared")]
    Unprepared,
}

/// The contender of this name. Where it runs there are these kernels for the search of nonces,
/// besides the portable one, and this clock.
pub fn work(
    name: &str,
    kernels: fn() -> Vec<Kernel>,
    now: fn() -> Duration,
) -> Option<Box<dyn Work>> {
    Some(match name {
        "machine.loop" => Box::new(machine::Loop::default()),
        "nonces.ours" => Box::new(nonces::Ours::new(kernels(), now)),
        "nonces.sha2" => Box::new(nonces::Nonces::new(nonces::Naive)),
        "signatures.single" => Box::new(signatures::Signatures::new(signatures::Single, 1)),
        "signatures.batch256" => Box::new(signatures::Signatures::new(signatures::Batch, 256)),
        "signatures.batch1024" => Box::new(signatures::Signatures::new(signatures::Batch, 1_024)),
        "signatures.p256" => Box::new(signatures::Signatures::new(signatures::P256, 1)),
        "blocks.cold" => Box::new(blocks::Blocks::new(false)),
        "blocks.known" => Box::new(blocks::Blocks::new(true)),
        "merkle.ours" => Box::new(merkle::Roots::new(merkle::ours)),
        "merkle.sha2" => Box::new(merkle::Roots::new(merkle::naive)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contender_does_the_work_of_its_group() {
        for name in [
            "machine.loop",
            "nonces.ours",
            "nonces.sha2",
            "signatures.single",
            "signatures.batch256",
            "signatures.batch1024",
            "signatures.p256",
            "blocks.cold",
            "blocks.known",
            "merkle.ours",
            "merkle.sha2",
        ] {
            let mut work = work(name, Vec::new, || Duration::ZERO).expect(name);
            assert_eq!(work.check(), Ok(()), "{name}");
            work.prepare(1);
            assert_eq!(work.run(1), Ok(()), "{name}");
        }
        assert!(work("nonces.theirs", Vec::new, || Duration::ZERO).is_none());
    }

    #[test]
    fn who_does_not_look_is_found_out() {
        struct Blind;
        impl nonces::Find for Blind {
            fn find(
                &self,
                _: &primitives::Header,
                _: &primitives::Target,
                _: core::ops::Range<u64>,
            ) -> Option<u32> {
                None
            }
        }
        impl signatures::Judge for Blind {
            fn first_wrong(&self, _: &[signatures::Sample]) -> Option<usize> {
                None
            }
        }
        assert!(nonces::Nonces::new(Blind).check().is_err());
        assert!(signatures::Signatures::new(Blind, 1).check().is_err());
    }
}
