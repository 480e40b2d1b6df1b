//! The checker worker, which verifies one batch of signatures after the other.

use browser::entropy::random;
use browser::threads::port;
use pools::checkers::{FromChecker, ToChecker};
use primitives::true_claims;

/// Verifies signatures for the node worker.
#[derive(Debug)]
pub struct CheckerWorker;

impl CheckerWorker {
    /// Starts to listen to the node worker, and reports that to it. The worker runs until it is
    /// terminated.
    ///
    /// # Panics
    /// Later, if the worker receives a message that it can't read. Both workers are of one build,
    /// so that would be an error in the build. The node worker is notified of the panic.
    pub fn start() {
        console_error_panic_hook::set_once();
        let node = port::owner();
        let seed = random();
        let answers = node.clone();
        let listener = port::listen_to_owner(move |envelope| {
            let envelope = envelope.expect("both workers are of one build");
            let ToChecker { id, claims } = envelope.message;
            let count = true_claims(&claims, &seed);
            let count = u32::try_from(count).expect("a batch fits in memory");
            answers.send(&FromChecker::Verified { id, count });
        });
        // The listener lives as long as the worker.
        core::mem::forget(listener);
        node.send(&FromChecker::Ready);
    }
}
