//! Prints the results of floods of cheap headers against a node (see [`sim::flood`]).

use core::time::Duration;
use sim::flood::{HEAD, Price, Trial};

/// Prints the table of outcomes. With the argument `true`, the table has only floods of a minute on
/// the chain of 2^16 hashes a block, both unscaled and scaled.
fn main() {
    let is_true = std::env::args().nth(1).as_deref() == Some("true");
    println!("{HEAD}");
    let true_work = Price {
        true_work: true,
        ..Price::SMALL
    };
    let trials: &[(Price, u64)] = match is_true {
        true => &[(true_work, 10u64.pow(9)), (Price::SMALL, 10u64.pow(9))],
        false => &[
            (Price::SMALL, 10u64.pow(9)),
            (Price::SMALL, 10u64.pow(12)),
            (Price::LARGE, 10u64.pow(10)),
            (Price::LARGE, 10u64.pow(12)),
        ],
    };
    for (price, rate) in trials {
        for (seed, links) in [(1, 1), (2, 4), (3, 15)] {
            let trial = Trial {
                seed,
                price: *price,
                links,
                rate: *rate,
                lasts: Duration::from_secs(if is_true { 60 } else { 600 }),
            };
            println!("{}", trial.run());
        }
    }
}
