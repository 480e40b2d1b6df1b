//! Cheap headers without blocks, from many links at once. Their number is bounded, and the node
//! works as before.

use core::time::Duration;
use node::SyncState;
use sim::flood::{HEAD, Price, Trial};

/// Floods from 1, 4 and 15 links of a node that has two others; `--nocapture` shows the results.
fn trials(price: Price, rate: u64, seed: u64) {
    println!("{HEAD}");
    for (seed, links) in [(seed, 1), (seed + 1, 4), (seed + 2, 15)] {
        let trial = Trial {
            seed,
            price,
            links,
            rate,
            lasts: Duration::from_secs(90),
        };
        let outcome = trial.run();
        println!("{outcome}");
        assert_eq!(outcome.senders, links as usize, "seed {seed}");
        assert_eq!(outcome.state, SyncState::Synced, "seed {seed}");
        let limit = Duration::from_secs(3);
        let is_quick = |time: Option<Duration>| time.is_some_and(|time| time <= limit);
        assert!(is_quick(outcome.payment), "seed {seed}: the payment");
        assert!(is_quick(outcome.block), "seed {seed}: the block");
        assert!(outcome.is_linked, "seed {seed}: a link broke");
        assert_eq!(outcome.after_restart, 0, "seed {seed}");
    }
}

/// At 10^9 hashes a second, 15,000 times the rate of the honest miners.
#[test]
fn floods_of_a_chain_of_few_hashes() {
    trials(Price::SMALL, 10u64.pow(9), 1);
}

/// At 10^12 hashes a second, 146 times the rate of the honest miners.
#[test]
fn floods_of_a_chain_of_many_hashes() {
    trials(Price::LARGE, 10u64.pow(12), 4);
}
