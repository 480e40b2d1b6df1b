//! The thread of a checker.

use std::sync::mpsc::Receiver;

use pools::checkers::{FromChecker, ToChecker};
use primitives::true_claims;

/// Verifies batches until the pool ends the thread.
pub(super) fn run(orders: &Receiver<ToChecker>, emit: &dyn Fn(FromChecker)) -> Result<(), String> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| format!("there is no randomness: {error}"))?;
    emit(FromChecker::Ready);
    while let Ok(ToChecker { id, claims }) = orders.recv() {
        let count = true_claims(&claims, &seed);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        emit(FromChecker::Verified { id, count });
    }
    Ok(())
}
