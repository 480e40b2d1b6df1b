//! The length of a run's measurements.

use serde::Serialize;

/// How long to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Effort {
    /// Whether it is the short run, for a first look.
    pub(crate) quick: bool,
    /// The rounds for contenders that can be compared in less than a second: many short ones.
    pub(crate) close: Rounds,
    /// The rounds for all others, some of which take a tenth of a second per repetition.
    pub(crate) wide: Rounds,
    /// The number of blocks of the chain that is joined; 0 if joining is not measured.
    pub(crate) joined: u32,
}

/// How long contenders work in turn. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Rounds {
    /// The number of rounds that count.
    pub(crate) count: u32,
    /// How long each contender works in each round.
    pub(crate) slice: u32,
    /// How long each contender works before the rounds.
    pub(crate) warm_up: u32,
}

impl Effort {
    pub(crate) const FULL: Self = Self {
        quick: false,
        close: Rounds {
            count: 60,
            slice: 60,
            warm_up: 1_000,
        },
        wide: Rounds {
            count: 9,
            slice: 400,
            warm_up: 400,
        },
        joined: 10_000,
    };
    pub(crate) const QUICK: Self = Self {
        quick: true,
        close: Rounds {
            count: 10,
            slice: 40,
            warm_up: 400,
        },
        wide: Rounds {
            count: 3,
            slice: 100,
            warm_up: 100,
        },
        joined: 0,
    };
}
