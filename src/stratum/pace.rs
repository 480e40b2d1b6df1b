//! The pace at which a miner finds shares, and the difficulty for the wanted pace.

use primitives::Time;

use crate::difficulty::Difficulty;

/// The wanted time between two shares of a miner, in seconds.
const SECONDS_A_SHARE: f64 = 5.0;
/// The number of shares after which the difficulty is adapted.
const SHARES: u32 = 12;
/// The seconds after which the difficulty is adapted even with fewer shares.
const SECONDS: f64 = 60.0;
/// The most that the difficulty changes in one step, as an exponent of two.
const MAX_STEP: f64 = 3.0;

/// The shares since the last change of the difficulty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    since: Time,
    shares: u32,
}

impl Pace {
    pub(crate) const fn new(now: Time) -> Self {
        Self {
            since: now,
            shares: 0,
        }
    }

    /// Counts a share.
    pub(crate) const fn add(&mut self) {
        self.shares = self.shares.saturating_add(1);
    }

    /// The difficulty at which the miner would find shares at the wanted pace; `None` if there are
    /// too few shares so far, or if the present difficulty is right.
    pub(crate) fn judge(&mut self, now: Time, present: Difficulty) -> Option<Difficulty> {
        let seconds = now.since(self.since).as_secs_f64();
        if self.shares < SHARES && seconds < SECONDS {
            return None;
        }
        // A miner without shares counts as if it had found half of one.
        let shares = f64::from(self.shares).max(0.5);
        *self = Self::new(now);
        let ratio = shares * SECONDS_A_SHARE / seconds.max(0.001);
        let step = ratio.log2().clamp(-MAX_STEP, MAX_STEP);
        // A ratio between a half and two is right.
        #[expect(clippy::cast_possible_truncation, reason = "it is between -3 and 3")]
        let step = step.trunc() as i32;
        let wanted = present.times_two_to(step);
        (wanted != present).then_some(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difficulty_follows_the_shares() {
        let present = Difficulty::at_most(1.0).unwrap();
        let judged = |shares: u32, millis: u64| {
            let mut pace = Pace::new(Time(0));
            for _ in 0..shares {
                pace.add();
            }
            pace.judge(Time(millis), present).map(Difficulty::number)
        };
        assert_eq!(judged(11, 1_000), None, "too few to judge by");
        assert_eq!(judged(12, 60_000), None, "as wanted");
        assert_eq!(judged(12, 15_000), Some(4.0));
        assert_eq!(judged(12, 10), Some(8.0), "at most eightfold");
        assert_eq!(judged(3, 60_000), Some(0.25));
        assert_eq!(judged(0, 60_000), Some(0.125));
    }
}
