//! The Rust side of `cargo xtask bench`: the code of this project that is measured, and the common
//! Rust crates that it is compared with.
//!
//! Every contender implements [`Work`] and has a name, `GROUP.WHO`. The caller first checks that
//! the contender does the work of its group (the same hash of the same header, the same verdict on
//! the same signatures), and then times it. So one library serves all three places: `wasm.rs` in a
//! browser's worker and under Node, and natively the program `tabchain` itself, beside `native.rs`
//! for the contenders of others. The JavaScript libraries for comparison are in `page/rivals.js`
//! and have the same four methods.

pub mod blocks;
pub mod lines;
pub mod machine;
pub mod merkle;
pub mod nonces;
#[cfg(feature = "openssl")]
pub mod openssl;
pub mod payment;
pub mod signatures;
mod work;

pub use work::{Mistake, Work};

use core::time::Duration;

use miner::Kernel;

/// The contender with this name; `None` if there is none. `kernels` returns the kernels for the
/// nonce search, except for the portable one, which always exists. `now` is a clock.
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
        #[cfg(feature = "openssl")]
        "signatures.openssl" => Box::new(signatures::Signatures::new(openssl::OpenSsl::new(), 1)),
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
            #[cfg(feature = "openssl")]
            "signatures.openssl",
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
    fn a_contender_that_does_nothing_fails_its_check() {
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
