//! What says how much of a processor this machine gives at the moment, apart from any program of
//! ours.

use crate::{Mistake, Work};

/// Numbers that go through the loop side by side: so many that a core never has to wait for one of
/// them.
const LANES: usize = 32;
/// Steps of a repetition.
const STEPS: u32 = 1_024;

/// Marsaglia's xorshift of 32 bits, of many numbers side by side: shifts and exclusive ors, as many
/// at once as a core can do, as in a search for nonces. It slows down where something else takes
/// part of the core.
pub struct Loop([u32; LANES]);

impl Default for Loop {
    fn default() -> Self {
        let mut seed = 0;
        Self([(); LANES].map(|()| {
            seed += 1;
            seed
        }))
    }
}

impl Loop {
    fn step(&mut self) {
        for lane in &mut self.0 {
            *lane = xorshift(*lane);
        }
    }
}

fn xorshift(mut x: u32) -> u32 {
    x ^= x << 13;
    x ^= x >> 17;
    x ^ (x << 5)
}

impl Work for Loop {
    fn check(&mut self) -> Result<(), Mistake> {
        let mut fresh = Self::default();
        fresh.step();
        let wanted = Self::default().0.map(xorshift);
        // The number that follows 1, as others have it.
        if fresh.0 == wanted && fresh.0[0] == 270_369 {
            return Ok(());
        }
        Err(Mistake::Loop)
    }

    fn pieces(&self) -> u32 {
        STEPS
    }

    fn run(&mut self, repetitions: u32) -> Result<(), Mistake> {
        for _ in 0..repetitions {
            for _ in 0..STEPS {
                self.step();
            }
        }
        // What is looked at has to be worked out; no number but 0 leads to 0.
        if self.0.contains(&0) {
            return Err(Mistake::Loop);
        }
        Ok(())
    }
}
