//! A fixed computation that shows how much processor time the machine gives at present. It is
//! independent of this project's code.

use crate::work::{Mistake, Work};

/// The number of numbers that the loop processes in parallel. They are so many that a core never
/// waits for a result.
const LANES: usize = 32;
/// Steps in one repetition.
const STEPS: u32 = 1_024;

/// Marsaglia's 32-bit xorshift on many numbers in parallel. As in a search for nonces, a core does
/// as many shifts and exclusive ors at once as it can. The loop slows down if another program takes
/// a part of the core.
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
        // The successor of 1 in other implementations.
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
        // The comparison keeps the compiler from omitting the computation. It never holds, because
        // only 0 has the successor 0.
        if self.0.contains(&0) {
            return Err(Mistake::Loop);
        }
        Ok(())
    }
}
