//! A checker worker: verifies one batch of signatures after the other.

use browser::entropy::random;
use browser::port;
use primitives::true_claims;

use crate::check_message::{FromChecker, ToChecker};

/// Verifies signatures for whoever started this worker.
#[derive(Debug)]
pub struct CheckerWorker;

impl CheckerWorker {
    /// Starts to listen and tells so. The worker runs until it is terminated.
    ///
    /// # Panics
    /// Later, on a letter that it can't read. Both workers come from one build, so that is a fault
    /// of the build; the node worker hears of it.
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
            answers.send(&FromChecker::Checked { id, held });
        });
        // It hears as long as the worker lives.
        core::mem::forget(ear);
        node.send(&FromChecker::Ready);
    }
}
