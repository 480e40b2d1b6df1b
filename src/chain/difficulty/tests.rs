//! The difficulty of the next block, and the price of backdated blocks for an attacker.

use super::*;
use crate::params::EASIEST;
use crate::spec::SpecDraft;
use proptest::prelude::*;

const T: u32 = 10;

/// A spec with the easiest possible `pow_limit`.
fn spec(interval: u32) -> Spec {
    let draft = SpecDraft {
        interval,
        pow_limit: Some(EASIEST),
        ..SpecDraft::default()
    };
    draft.build().unwrap()
}

const START: Timestamp = Timestamp(1_700_000_000);

/// The state of a chain whose blocks have each taken one interval for a long time.
fn settled(bits: CompactTarget) -> Difficulty {
    Difficulty {
        bits,
        clock: START,
        anchor: target(bits),
    }
}

fn next_bits(interval: u32, parent: CompactTarget, counted: u32) -> CompactTarget {
    let time = START.saturating_add(counted);
    settled(parent).next(&spec(interval), START, time).bits
}

const BITS: CompactTarget = CompactTarget(0x1c0f_ffff);

fn ratio(from: CompactTarget, to: CompactTarget) -> f64 {
    to.to_target().unwrap().value().as_f64() / from.to_target().unwrap().value().as_f64()
}

#[test]
fn single_blocks_change_the_target_as_specified() {
    assert_eq!(next_bits(T, BITS, T), BITS);
    assert_eq!(ratio(BITS, next_bits(T, BITS, 9 * T)), 2.0);
    let fastest = ratio(BITS, next_bits(T, BITS, 0));
    assert!((fastest - 2f64.powf(-0.125)).abs() < 2e-4, "{fastest}");
    assert_eq!(next_bits(T, EASIEST, 9 * T), EASIEST);
    assert_eq!(
        next_bits(T, CompactTarget(0x0101_0000), 0).bits(),
        0x0101_0000
    );
    for interval in [1, 7, 86_400] {
        assert_eq!(ratio(BITS, next_bits(interval, BITS, 9 * interval)), 2.0);
    }
}

proptest! {
    #[test]
    fn the_target_changes_by_nearly_the_exact_power(mantissa in 0x8000u32..0x7f_ffff, size in 10u32..30, counted in 0u32..90) {
        let bits = CompactTarget(size << 24 | mantissa);
        let got = ratio(bits, next_bits(T, bits, counted));
        let wanted = 2f64.powf((f64::from(counted) - f64::from(T)) / (8.0 * f64::from(T)));
        // The tolerance covers the rounding of the exponent, of the power, and of a mantissa of at
        // least 15 bits.
        prop_assert!((got / wanted - 1.0).abs() < 2e-4, "{got} {wanted}");
    }

    /// Whatever the timestamps, the counted time never exceeds the difference between the latest
    /// timestamp and the start. The clock never runs backwards, and is never ahead of all
    /// timestamps.
    #[test]
    fn counted_time_never_exceeds_the_time_passed(steps in proptest::collection::vec(-600i64..600, 1..200)) {
        let start = Timestamp(1_700_000_000);
        let (mut clock, mut parent, mut latest, mut total) = (start, start, start, 0u64);
        for step in steps {
            let time = Timestamp(u32::try_from(i64::from(parent.seconds()) + step).unwrap());
            let next = tick(T, clock, parent, time);
            latest = latest.max(time);
            prop_assert!(next.clock >= clock && next.clock <= latest);
            total += u64::from(next.counted);
            prop_assert!(total <= u64::from(latest.seconds() - start.seconds()));
            (clock, parent) = (next.clock, time);
        }
    }

    /// After a single false timestamp of any size, the clock and the counted time are in the end
    /// the same as without it.
    #[test]
    fn a_single_false_timestamp_has_no_lasting_effect(lie in -100i64..600, after in 61usize..80) {
        let start = Timestamp(1_700_000_000);
        let run = |lie: i64| {
            let (mut clock, mut parent, mut total) = (start, start, 0u32);
            for n in 1..=20 + after {
                let mut time = start.saturating_add(u32::try_from(n).unwrap() * T);
                if n == 20 {
                    time = Timestamp(u32::try_from(i64::from(time.seconds()) + lie).unwrap());
                }
                let next = tick(T, clock, parent, time);
                total += next.counted;
                (clock, parent) = (next.clock, time);
            }
            (clock, total)
        };
        prop_assert_eq!(run(lie), run(0));
    }

    /// Whatever the timestamps, bits are in canonical form and within bounds, and one block moves
    /// the anchor by at most three intervals, towards the block's target, and not past it.
    #[test]
    fn the_state_stays_within_its_bounds(steps in proptest::collection::vec(-1000i64..3000, 1..400), interval in 1u32..100, size in 0x1bu32..0x20) {
        let draft = SpecDraft { interval, bits: CompactTarget(size << 24 | 0xf_ffff), ..SpecDraft::default() };
        let spec = draft.build().unwrap();
        let (mut state, mut parent) = (Difficulty::first(&spec), spec.time);
        for step in steps {
            let time = Timestamp(u32::try_from(i64::from(parent.seconds()) + step).unwrap());
            let next = state.next(&spec, parent, time);
            for bits in [next.bits, next.eased(&spec), next.easiest(&spec)] {
                let found = target(bits);
                prop_assert_eq!(found.to_compact(), bits);
                prop_assert!(found <= target(spec.pow_limit()));
                prop_assert!(found.value() >> MAX_EASE_LOG2 <= next.anchor.value());
            }
            prop_assert!(target(next.eased(&spec)) >= target(next.bits));
            prop_assert!(target(next.easiest(&spec)) >= target(next.eased(&spec)));
            let (before, after) = (state.anchor.value(), next.anchor.value());
            let aim = target(state.bits).value();
            prop_assert!(after >= before.min(aim) && after <= before.max(aim));
            prop_assert!(after >= before - (before >> HARDER_SHIFT) * 3);
            prop_assert!(after <= before + (before >> EASIER_SHIFT) * 3);
            (state, parent) = (next, time);
        }
    }

    /// However hard the target has become, late blocks ease it to `pow_limit` and never make it
    /// harder. No fall of the hash rate stops a chain forever.
    #[test]
    fn late_blocks_ease_a_chain_to_its_pow_limit(doublings in 1u32..40) {
        let spec = SpecDraft::default().build().unwrap();
        let hard = target(spec.bits).value() >> doublings;
        let mut state = settled(Target::new(hard).unwrap().to_compact());
        let mut time = START;
        let mut blocks = 0;
        while state.bits != spec.pow_limit() {
            let (parent, before) = (time, target(state.bits));
            time = time.saturating_add(9 * T);
            state = state.next(&spec, parent, time);
            prop_assert!(target(state.bits) >= before);
            blocks += 1;
            // The anchor doubles in ln 2 × 2^13 intervals, and a block counts at most three of
            // them.
            prop_assert!(blocks <= 50 + (doublings + 1) * 1_900, "{}", blocks);
        }
    }
}

/// Simulates a lone attacker who dates blocks inside a pause as cheaply as possible. The pause has
/// `intervals` intervals. In the first `early` of them, blocks are three intervals apart once the
/// difficulty has fallen. Returns the number of blocks, and their price in blocks from before the
/// pause.
fn price(interval: u32, intervals: u32, early: u32) -> (u32, f64) {
    let spec = spec(interval);
    let mut state = settled(BITS);
    let (mut time, mut blocks, mut price) = (START, 0, 0.0);
    let end = START.saturating_add(intervals * interval);
    let cheap = START.saturating_add(early * interval);
    loop {
        let over = ratio(state.bits, state.easiest(&spec));
        let (apart, bits) = if over > 4.0 {
            // A block with relief, as early as it is allowed.
            let late = u32::try_from(relief_time(&spec, time).since(time)).unwrap();
            (late, state.eased(&spec))
        } else if over > 1.1 {
            (9 * interval, state.bits)
        } else if time < cheap {
            (3 * interval, state.bits)
        } else {
            (interval + u32::from(over > 1.001), state.bits)
        };
        let parent = time;
        time = time.saturating_add(apart);
        if time > end {
            return (blocks, price);
        }
        state = state.next(&spec, parent, time);
        blocks += 1;
        price += ratio(bits, BITS);
    }
}

/// The anchor exists for this bound. Without it, the blocks of a day are nearly free.
#[test]
fn a_day_of_backdated_blocks_costs_more_than_twenty() {
    let (blocks, day) = price(T, 8_640, 0);
    assert!(blocks > 8_300, "{blocks}");
    assert!((35.0..45.0).contains(&day), "{day}");
    // It does not help either to use the rest of a month for making these blocks cheap.
    for early in [10_000, 50_000, 150_000, 250_000] {
        let (_, month) = price(T, 259_200, early);
        assert!(month > 20.0, "{early}: {month}");
    }
    // An hour has few blocks, and so has a day with long intervals. Their price is low.
    let (blocks, hour) = price(T, 360, 0);
    assert!((1.0..3.0).contains(&hour), "{blocks}: {hour}");
    let (blocks, day) = price(600, 144, 0);
    assert!((0.5..2.0).contains(&day), "{blocks}: {day}");
}

#[test]
fn a_fixed_difficulty_never_changes() {
    let draft = SpecDraft {
        fixed_difficulty: true,
        ..SpecDraft::default()
    };
    let spec = draft.build().unwrap();
    let state = Difficulty::first(&spec);
    for took in [0, 1, 10, 100_000] {
        let next = state.next(&spec, START, START.saturating_add(took));
        assert_eq!((next.bits, next.eased(&spec)), (spec.bits, spec.bits));
    }
}

/// A simulation of mining with a hash rate that changes over time.
struct Simulation {
    seed: u64,
    now: f64,
    spec: Spec,
    state: Difficulty,
    parent: Timestamp,
}

impl Simulation {
    fn new(seed: u64) -> Self {
        Self {
            seed,
            now: f64::from(START.seconds()),
            spec: spec(T),
            state: settled(BITS),
            parent: START,
        }
    }

    /// A random number from 0 to 1, without 1 (splitmix64).
    fn random(&mut self) -> f64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Finds a block at `rate` hashes per second. Returns the seconds that this took.
    fn block(&mut self, rate: f64) -> f64 {
        let work = self.state.bits.to_target().unwrap().work().to_f64();
        let took = -(1.0 - self.random()).ln() * work / rate;
        self.now += took;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "trials end long before 2106"
        )]
        let time = Timestamp(self.now as u32);
        self.state = self.state.next(&self.spec, self.parent, time);
        self.parent = time;
        took
    }

    /// Finds blocks at `rate` hashes per second. Returns the mean of the seconds for a block.
    fn mean(&mut self, rate: f64, blocks: u32) -> f64 {
        (0..blocks).map(|_| self.block(rate)).sum::<f64>() / f64::from(blocks)
    }
}

fn base_rate() -> f64 {
    BITS.to_target().unwrap().work().to_f64() / f64::from(T)
}

#[test]
fn a_steady_hash_rate_gives_the_target_interval() {
    for seed in 0..5 {
        let mut sim = Simulation::new(seed);
        sim.mean(base_rate(), 200);
        let mean = sim.mean(base_rate(), 5000);
        // The bounded counted time and whole seconds make the mean deviate a little. The simulator
        // measures the rule more precisely.
        assert!((8.5..11.5).contains(&mean), "seed {seed}: {mean}");
    }
}

#[test]
fn the_difficulty_follows_a_hundredfold_change_of_the_hash_rate() {
    for seed in 0..20 {
        let mut sim = Simulation::new(seed);
        sim.mean(base_rate(), 200);
        let rise = sim.mean(base_rate() * 100.0, 150) * 150.0;
        assert!(rise > 400.0, "seed {seed}: 150 blocks within {rise} s");
        let mean = sim.mean(base_rate() * 100.0, 500);
        assert!((7.0..13.0).contains(&mean), "seed {seed}: {mean}");
        let fall = sim.mean(base_rate(), 20) * 20.0;
        assert!(fall < 10_000.0, "seed {seed}: 20 blocks took {fall} s");
        let mean = sim.mean(base_rate(), 500);
        assert!((7.0..13.0).contains(&mean), "seed {seed}: {mean}");
    }
}

#[test]
fn no_burst_of_blocks_follows_a_long_pause() {
    for seed in 0..20 {
        let mut sim = Simulation::new(seed);
        sim.mean(base_rate(), 300);
        let before = sim.state.bits;
        sim.now += 30.0 * 86_400.0;
        sim.mean(base_rate(), 3);
        let eased = ratio(before, sim.state.bits);
        assert!(eased < 16.0, "seed {seed}: {eased} times easier");
        let took = sim.mean(base_rate(), 50) * 50.0;
        assert!(took > 150.0, "seed {seed}: 50 blocks within {took} s");
    }
}
