//! The checker worker, which verifies one batch of signatures after the other.

use browser::entropy::random;
use browser::port;
use primitives::true_claims;

use crate::check_message::{FromChecker, ToChecker};

/// Verifies signatures for the node worker.
#[derive(Debug)]
pub struct CheckerWorker;

impl CheckerWorker {
    /// Starts to listen and tells the node worker so. The worker runs until it is terminated.
    ///
    /// # Panics
    /// Later, on a message that it can't read. Both workers are of one build, so that would be an
    /// error in the build; it is reported to the node worker.
    pub fn start() {
        console_error_panic_hook::set_once();
        let node = port::owner();
        let seed = random();
        let answers = node.clone();
        let ear = port::hear_owner(move |letter| {
            let letter = letter.expect("the node worker speaks the same language");
            let ToChecker { id, claims } = letter.message;
            let held = true_claims(&claims, &seed);
            let held = u32::try_from(held).expect("a batch fits in memory");
            answers.send(&FromChecker::Verified { id, held });
        });
        // The listener lives as long as the worker.
        core::mem::forget(ear);
        node.send(&FromChecker::Ready);
    }
}
