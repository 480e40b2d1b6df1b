//! Properties of the pool. `PROPTEST_CASES` sets how many cases are tried; a failure prints its
//! own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod audit;
mod life;
mod order;

/// How many cases of a property are tried where nobody asks for more.
fn cases(few: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases: few,
        failure_persistence: None,
        ..Default::default()
    }
}
