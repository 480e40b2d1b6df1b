//! Kernels for native processors. The crate [`miner`] is portable; this crate looks at what the
//! processor has and hands faster kernels in.
//!
//! ```
//! use miner::{Contest, Miner};
//!
//! // Empty on a processor without SHA instructions: the contest then uses the portable kernel.
//! let kernels = Contest::new(native::kernels());
//! ```

#[cfg(target_arch = "x86_64")]
mod sha_x86;

use miner::Kernel;

/// The kernels that this processor can run, besides the portable one.
pub fn kernels() -> Vec<Kernel> {
    let mut kernels = Vec::new();
    #[cfg(target_arch = "x86_64")]
    if let Some(engine) = sha_x86::Engine::detect() {
        kernels.extend(Kernel::with_engine(sha_x86::LANES, Box::new(engine)));
    }
    kernels
}
