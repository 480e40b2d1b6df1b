//! The machine's number of cores.

use wasm_bindgen::JsCast;
use web_sys::WorkerGlobalScope;

/// The machine's number of logical cores, as the browser reports it; at least 1. Only for workers.
#[allow(
    clippy::cast_possible_truncation,
    reason = "a cast from a float saturates, and no machine has so many"
)]
pub fn cores() -> usize {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    // Some browsers round the number, and some do not give it.
    let cores = scope.navigator().hardware_concurrency();
    (cores as usize).max(1)
}
