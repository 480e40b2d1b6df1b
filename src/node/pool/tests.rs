//! Properties of the pool. `PROPTEST_CASES` sets the number of cases; a failure prints its case.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod audit;
mod life;
mod order;

/// The number of cases of a property, unless `PROPTEST_CASES` is set.
fn cases(few: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases: few,
        failure_persistence: None,
        ..Default::default()
    }
}
