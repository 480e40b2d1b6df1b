//! The difficulty rule: each block's target follows from its parent's.
//!
//! `target' = target × 2^((counted − T) / 8T)`, where T is the spec's interval and `counted` is the
//! time that the parent block took by the chain's own clock. It is the relative form of ASERT
//! (aserti3-2d, Bitcoin Cash): a block in no time lowers the target by 8 %, one that takes 9T or
//! more doubles it.
//!
//! **The chain's clock** is what makes single timestamps harmless and long sleeps cheap. It never
//! runs back, and moves with each block to the block's time, but by 9T at most. A clock set ahead
//! by a liar thus moves it by 9T at most, and honest blocks then count nothing until real time has
//! caught up: what was counted too early is paid back exactly (the sum telescopes). Counted time
//! never exceeds the time passed, so no pattern of timestamps makes more blocks than real time has
//! intervals. Where two blocks in a row say that far more time has passed, the chain has slept: the
//! clock moves up to the earlier of the two, and what lies between counts for nothing.
//!
//! **The anchor** is what makes backdated blocks cost something. Whoever mines alone after a pause
//! can date blocks inside it, and each that claims 9T halves the work of the next. Nothing but work
//! tells such a liar from miners who have lost most of their hash rate and wait for their
//! difficulty to fall: if a rule brings 1/k of the hash rate home in R(k) intervals, those miners
//! do the work of R(k)/k blocks meanwhile, and a liar does the same at once. So no rule can ask
//! more for N backdated blocks than R(k)/k + N/k honest ones, for any k. The anchor is a target
//! that follows the blocks' targets: towards a harder one by 1/2^9 of itself in an interval,
//! towards an easier one by 1/2^13, and never past it; one block moves it by what it counts for,
//! but three intervals at most. No target, eased or not, exceeds 2^7 times the anchor. A fall to
//! 1/100 is thus followed as if there were no anchor, one to 1/1000 begins with blocks of 8T. As
//! time moves the anchor and not the number of blocks, slow blocks ease it more, and so blocks are
//! back in time earlier. It is quicker towards harder, so that some 600 honest blocks make up for a
//! night of lies.
//!
//! **Relief.** A block whose own time is 9T and [`Spec::allowed_future`] after the latest of the
//! last eleven may have a target eight times easier, or the ordinary one. The rule goes on from the
//! ordinary target, so nothing of it outlasts the stall; work is counted as done, so a chain of
//! such blocks is no heavier for it. Headers are still checked alone: the time that grants relief
//! is in the header, and bounded by the reader's clock. As the allowed future is what that bound
//! lets a liar invent, nobody can claim relief while the tip is younger than 9T; where it began
//! after 9T already, a tenth of the hash rate with its clocks ahead earned 2.2 times its share.
//!
//! **The choice** was made by mining alone, in intervals of 10 s; `cargo xtask sim difficulty`
//! makes the whole tables again, of which these are the rows that matter.
//!
//! | rule                      | relief | ×100    | ÷100         | stall | 1    | 30 d  | clocks | tenth | liars |
//! |---------------------------|--------|---------|--------------|-------|------|-------|--------|-------|-------|
//! | **this**                  | 390 s  | 66, 13  | 13, 124, 184 | 74    | 1.11 | 377   | 1.21   | 1.00  | 1.01  |
//! | this without relief       | none   | 66, 13  | 13, 177, 487 | 315   | 1.09 | 376   | 1.22   | 0.99  | 1.01  |
//! | this, early relief        | 90 s   | 66, 13  | 14, 77, 114  | 47    | 1.12 | 377   | 1.03   | 2.23  | 1.01  |
//! | this, 64 times easier     | 390 s  | 66, 13  | 13, 115, 160 | 43    | 1.11 | 377   | 1.21   | 1.02  | 1.01  |
//! | this without anchor       | 390 s  | 66, 14  | 13, 124, 183 | 73    | 1.10 | 376   | 1.21   | 1.00  | 1.01  |
//! | half-life 4T, at most 5T  | 390 s  | 33, 7   | 9, 118, 183  | 77    | 1.06 | 370   | 1.71   | 1.01  | 1.01  |
//! | half-life 8T, at most 17T | 390 s  | 66, 14  | 10, 79, 117  | 73    | 1.20 | 392   | 1.23   | 1.01  | 1.01  |
//! | half-life 8T, at most 33T | 390 s  | 66, 14  | 12, 64, 104  | 73    | 1.33 | 425   | 1.24   | 1.01  | 1.01  |
//! | half-life 16T, at most 17T| 390 s  | 130, 30 | 30, 175, 221 | 70    | 1.18 | 392   | 1.07   | 1.00  | 1.01  |
//! | per-block exponential     | none   | 66, 14  | 16, 197, 548 | 315   | 1.04 | 367   | 4.29   | 0.99  | 2.88  |
//! | per-block exponential     | 390 s  | 66, 14  | 16, 147, 214 | 73    | 1.05 | 369   | 4.65   | 0.99  | 2.88  |
//! | ASERT, 8T                 | none   | 66, 13  | 39, 94, 328  | 315   | 3.69 | 23364 | 1.55   | 0.99  | 1.01  |
//! | ASERT, 8T                 | 390 s  | 66, 13  | 12, 64, 99   | 73    | 4.09 | 23400 | 1.53   | 0.99  | 1.01  |
//! | ASERT, 288T (aserti3-2d)  | none   | 2353,563| 669,2491,2582| 380   | 3.78 | 23364 | 1.01   | 0.99  | 1.01  |
//! | LWMA, 60 blocks           | none   | 110, 27 | 76,1231,1611 | 360   | 1.03 | 366   | 1.77   | 0.99  | 1.00  |
//! | LWMA, 60 blocks           | 390 s  | 110, 27 | 76, 835, 961 | 79    | 1.04 | 367   | 1.80   | 1.02  | 1.00  |
//! | LWMA, 20 blocks           | 390 s  | 36, 8   | 26, 301, 396 | 75    | 1.02 | 361   | 2.30   | 1.07  | 0.99  |
//!
//! ×100, ÷100: blocks until the expected interval is within 25 %, and the time that takes in T
//! (median; for ÷100 also what 95 of 100 stay under). stall: longest wait after ÷100, in T, 95 of
//! 100. 1: blocks while a single miner who comes and goes is awake, against one in T. 30 d: blocks
//! in the hour after a sleep of 30 days, 360 being right. clocks: deviation of intervals, in T,
//! with thirty clocks wrong by up to 300 s; 1 is right. tenth: earnings of a hash of a lying tenth.
//! liars: blocks, against one in T, when 60 % or all lie about time, whichever gives more.
//!
//! - ASERT owes the blocks of a sleep: 23,000 in an hour, or four times too many for one miner who
//!   comes and goes.
//! - A plain clamp on differences is pumped up by small steps forward and one back: nearly three
//!   times too many blocks, and honest clocks that are wrong alone slow the chain down to less than
//!   a half.
//! - Windows need up to two hours after ÷100, and wrong clocks make their intervals nearly twice
//!   too long.
//! - A larger clamp makes ÷100 faster and every waking dearer: 20 or 33 % too many blocks for one
//!   miner, against 11.
//! - A shorter half-life pays a hopper more (1.57 times a steady hash, against 1.27) and suffers
//!   from wrong clocks; a longer one takes twice as long after ×100.
//! - Relief more than halves the slowest recoveries and cuts the worst wait to a quarter; nothing
//!   else moves by more than chance. Beyond eight times it gains little, and its price grows: an
//!   old block always grants it, so a header right on one costs an eighth of the work. Its own
//!   children cost all of it again.
//!
//! | anchor: ease, harder, easier | 1 h | 1 d | 30 d | cheapest | night | ÷100     | ÷1000  | ÷100,000 | spike |
//! |------------------------------|-----|-----|------|----------|-------|----------|--------|----------|-------|
//! | none                         | 0.2 | 0.2 | 0.2  | 0.2      | 0.2   | 124, 183 | 1,400  | 115,000  | 4.6   |
//! | 2^8, 2^−9, 2^−14 a block     | 0.8 | 36  | 90   | 37       | 34    | 124, 183 | 72,000 | 9,100,000| 5.6   |
//! | 2^8, 2^−9, 2^−13 a block     | 0.8 | 27  | 42   | 28       | 26    | 124, 183 | 35,000 | 4,400,000| 5.5   |
//! | 2^7, 2^−9, 2^−14 a block     | 1.9 | 72  | 179  | 74       | 69    | 124, 183 | 163,000|18,100,000| 7.5   |
//! | 2^7, 2^−9, 2^−12 a block     | 1.6 | 34  | 39   | 35       | 34    | 124, 183 | 38,000 | 4,200,000| 7.0   |
//! | 2^8, 2^−9, 2^−14 a T, 3T     | 0.9 | 37  | 92   | 25       | 36    | 124, 183 | 39,000 | 3,200,000| 5.0   |
//! | 2^7, 2^−9, 2^−12 a T, 1.5T   | 1.6 | 34  | 39   | 26       | 34    | 124, 183 | 30,000 | 2,900,000| 4.7   |
//! | 2^7, 2^−11, 2^−13 a T, 3T    | 1.6 | 47  | 73   | 25       | 43    | 124, 183 | 31,000 | 2,600,000| 4.6   |
//! | **2^7, 2^−9, 2^−13 a T, 3T** | 1.8 | 56  | 87   | 29       | 53    | 124, 184 | 36,000 | 3,100,000| 6.0   |
//!
//! 1 h, 1 d, 30 d: the price of a block for each interval of such a pause, in blocks as the honest
//! miners before it found them: 360, 8,640 and 259,200 blocks. cheapest: 8,640 blocks within 30 d,
//! once the rest of these was used for making them cheap. night: 8,640 blocks in the tenth night in
//! a row, with 2,880 honest blocks in each day between; a liar with a tenth of the honest hash rate
//! pays the same as one with ten times as much, who is only done earlier. ÷1000 and ÷100,000: T
//! until a block is expected within 1.25T. spike: the mean of a hundred intervals, in T, after a
//! visitor of 1,000 times the hash rate has found 3,000 blocks and left.
//!
//! The bar was a price of 20 for 8,640 blocks however they are come by. Two more rules were left
//! out. A plain mean of the last blocks is diluted by the liar's own, and one weighed by work lets
//! a strong visitor lift it within minutes.
//!
//! **The true price.** A liar who dates blocks inside a pause gets as many as the pause has
//! intervals, no more: what a lone miner would have got who had stayed awake, only cheaper. By the
//! interval, in honest blocks:
//!
//! | T     | 1 h | 1 d | 7 d | 30 d |
//! |-------|-----|-----|-----|------|
//! | 1 s   | 26  | 79  | 79  | 79   |
//! | 10 s  | 1.8 | 56  | 87  | 87   |
//! | 60 s  | 0.2 | 13  | 62  | 87   |
//! | 600 s | 0.0 | 1.1 | 9.7 | 36   |
//!
//! With long intervals a pause has few blocks, and they are nearly free: a day of T = 600 s gives
//! 144 of them for 1.1. Prices rise no further once the anchor has followed the liar down, so a
//! pause of many months is filled for 90. On a chain with authors there is nothing to buy: only
//! they add blocks, and none of them many alone.
//!
//! **What falls short.** The first block after ÷100 still takes up to 74T: without a block nothing
//! tells a stall from a clock ahead, and 30T of it is the future that is allowed. A pool that hops
//! earns a quarter more than by staying, as with every rule here that follows a hundredfold change.
//! A chain whose hash rate falls to less than 1/128 for good has slow blocks for long: to 1/1000,
//! 8T each at first, and 36,000T (four days at T = 10 s) until they are in time again.
//!
//! **Quick chains.** The allowed future follows the interval, at least 60 s. With 600 s for all, a
//! tenth of the miners that dated its blocks that far ahead made blocks 3.0 times as slow at T = 1
//! s and 1.5 times at 5 s; now 1.19 and 1.05 times.
//!
//! **Bounds.** The target never exceeds the chain's `pow_limit` and never falls below 1. The
//! exponent is held in units of 2^−16, the power is aserti3-2d's cubic (error below 0.013 %), which
//! the simulator checks against that rule's public vectors; all of it is integer arithmetic, the
//! same on every platform, and saturates at 2^256 − 1. `tests/vectors/difficulty.json` has chains
//! block by block.

use crate::authority::needs_work;
use crate::spec::Spec;
use ethnum::U256;
use primitives::{CompactTarget, Target, Timestamp};

/// Intervals of deviation that double or halve the target.
const HALF_LIFE: i64 = 8;
/// Most intervals that one block counts for.
const MOST_COUNTED: u32 = 9;
/// Doublings of the target that relief grants.
const RELIEF: i64 = 3;
/// Doublings by which a target may exceed the anchor.
const EASE: u32 = 7;
/// The part of the anchor, as a power of 1/2, by which it becomes harder in an interval.
const HARDER: u32 = 9;
/// The same for easier.
const EASIER: u32 = 13;
/// Most intervals for which one block moves the anchor.
const MOST_ANCHORED: u32 = 3;

/// What the difficulty of the next block follows from: the state of the rule after a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difficulty {
    /// The bits that the next block must have, relief aside.
    pub bits: CompactTarget,
    /// The chain's clock.
    pub clock: Timestamp,
    /// The anchor, a target.
    pub anchor: Target,
}

impl Difficulty {
    /// The state after the genesis block.
    pub fn first(spec: &Spec) -> Self {
        Self {
            bits: spec.bits,
            clock: spec.time,
            anchor: target(spec.bits),
        }
    }

    /// The state after one more block, of time `time`, whose parent's time is `parent`. Constant where blocks prove no work
    /// and where the difficulty is fixed.
    pub fn next(&self, spec: &Spec, parent: Timestamp, time: Timestamp) -> Self {
        if spec.fixed_difficulty || !needs_work(spec) {
            return *self;
        }
        let Tick { clock, counted } = tick(spec.interval, self.clock, parent, time);
        let interval = i64::from(spec.interval);
        let exponent = (i64::from(counted) - interval) * (1 << 16) / (HALF_LIFE * interval);
        let anchor = self.next_anchor(spec.interval, counted);
        let scaled = scale(target(self.bits).value(), exponent);
        Self {
            bits: within(scaled, spec, anchor),
            clock,
            anchor,
        }
    }

    /// The bits that relief grants in place of [`Difficulty::bits`].
    pub fn eased(&self, spec: &Spec) -> CompactTarget {
        if spec.fixed_difficulty {
            return self.bits;
        }
        let scaled = scale(target(self.bits).value(), RELIEF << 16);
        within(scaled, spec, self.anchor)
    }

    /// The easiest bits that the next block could have, however long it took.
    pub fn easiest(&self, spec: &Spec) -> CompactTarget {
        within(U256::MAX, spec, self.anchor)
    }

    /// The anchor after a block that had this state's bits and counted for so many seconds.
    fn next_anchor(&self, interval: u32, counted: u32) -> Target {
        let (target, anchor) = (target(self.bits).value(), self.anchor.value());
        let weight = counted.min(interval.saturating_mul(MOST_ANCHORED));
        // Divided first: the product is below the anchor, which is below 2^256.
        let part = |power: u32| (anchor >> power) / U256::from(interval) * U256::from(weight);
        let moved = if target < anchor {
            target.max(anchor - part(HARDER))
        } else {
            target.min(anchor.saturating_add(part(EASIER)))
        };
        Target::new(moved).unwrap_or(self.anchor)
    }
}

/// The chain's clock after a block, and the seconds that the block counts for, at most nine intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tick {
    clock: Timestamp,
    counted: u32,
}

/// Moves the chain's clock from `before` over a block of time `time` whose parent's time is `parent`.
fn tick(interval: u32, before: Timestamp, parent: Timestamp, time: Timestamp) -> Tick {
    let passed = time.seconds().saturating_sub(before.seconds());
    let counted = passed.min(interval.saturating_mul(MOST_COUNTED));
    let clock = before.saturating_add(counted).max(time.min(parent));
    Tick { clock, counted }
}

/// From when on a block may be eased, the latest of its last eleven ancestors being of this time: what one block counts
/// for has passed then, and a clock that is as far ahead as is allowed does not reach it at once.
pub fn relief(spec: &Spec, latest: Timestamp) -> Timestamp {
    latest
        .saturating_add(spec.interval.saturating_mul(MOST_COUNTED))
        .saturating_add(spec.allowed_future())
}

/// The bits of this target, or of the easiest one allowed.
fn within(target_value: U256, spec: &Spec, anchor: Target) -> CompactTarget {
    let anchored = match anchor.value().leading_zeros() {
        room if room < EASE => U256::MAX,
        _ => anchor.value() << EASE,
    };
    let easiest = anchored.min(target(spec.pow_limit()).value());
    let allowed = target_value.clamp(U256::ONE, easiest);
    Target::new(allowed).unwrap_or(Target::MAX).to_compact()
}

/// The target that accepted bits mean: those of a spec and of headers that follow its rule do.
fn target(bits: CompactTarget) -> Target {
    bits.to_target().unwrap_or(Target::MAX)
}

/// `value × 2^(exponent / 2^16)` as in aserti3-2d, rounded down and saturating at the largest number.
///
/// # Panics
/// Never: the exponent's fraction is positive.
pub fn scale(value: U256, exponent: i64) -> U256 {
    let whole = exponent >> 16;
    let fraction = u64::try_from(exponent & 0xffff).expect("16 bits are never negative");
    // aserti3-2d: 2^x − 1 for 0 ≤ x < 1, in units of 2^−16.
    let power = (195_766_423_245_049 * u128::from(fraction)
        + 971_821_376 * u128::from(fraction).pow(2)
        + 5_127 * u128::from(fraction).pow(3)
        + (1 << 47))
        >> 48;
    let factor = U256::from(power + 65_536);
    // Large values are shifted before they are multiplied: the bits lost are far below the compact form's precision.
    let scaled = if value.leading_zeros() >= 17 {
        (value * factor) >> 16
    } else {
        match (value >> 16u32).checked_mul(factor) {
            Some(product) => product,
            None => return U256::MAX,
        }
    };
    let bits = u32::try_from(whole.unsigned_abs())
        .unwrap_or(u32::MAX)
        .min(255);
    if whole < 0 {
        scaled >> bits
    } else if scaled.leading_zeros() < bits {
        U256::MAX
    } else {
        scaled << bits
    }
}

#[cfg(test)]
mod tests;
