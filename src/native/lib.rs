//! The platform of a native node: links, clocks, threads and kernels.
//!
//! - [`network`]: the mesh's links over UDP and TCP, and a fixed endpoint that needs no relay.
//! - [`clock`], [`threads`]: time, and threads for the pools of miners and checkers.
//! - [`kernels`]: the nonce search with instructions that the portable crate [`miner`] does not
//!   use. This crate detects the processor's features and provides faster kernels.
//!
//! ```
//! use miner::{Contest, Miner};
//!
//! // Empty on a processor without SHA instructions: the contest then uses the portable kernel.
//! let kernels = Contest::new(native::kernels());
//! ```

pub mod clock;
pub mod files;
pub mod network;
#[cfg(target_arch = "x86_64")]
mod sha_x86;
pub mod threads;

use miner::Kernel;

/// The kernels that this processor can run, besides the portable one.
#[cfg(target_arch = "x86_64")]
pub fn kernels() -> Vec<Kernel> {
    let engine = sha_x86::Engine::detect();
    let kernel = |engine| Kernel::with_engine(sha_x86::LANES, Box::new(engine)).ok();
    engine.and_then(kernel).into_iter().collect()
}

/// The kernels that this processor can run, besides the portable one: none.
#[cfg(not(target_arch = "x86_64"))]
pub fn kernels() -> Vec<Kernel> {
    Vec::new()
}
