//! Properties of the pool. `PROPTEST_CASES` sets how many cases are tried; a failure prints its own.

#![allow(clippy::unwrap_used)] // a failing unwrap fails the test

mod audit;
mod life;
mod order;

/// The configuration of a property that costs so many milliseconds a case: few cases unless more are asked for.
fn cases(few: u32) -> proptest::test_runner::Config {
    let asked = std::env::var("PROPTEST_CASES").ok();
    proptest::test_runner::Config {
        cases: asked.and_then(|text| text.parse().ok()).unwrap_or(few),
        failure_persistence: None,
        ..Default::default()
    }
}
