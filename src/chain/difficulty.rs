//! The difficulty rule: each block's target follows from its parent's.
//!
//! `target' = target × 2^((counted − T) / 8T)`, where T is the spec's interval and `counted` is the
//! time that the parent block took by the chain's own clock. This rule is the relative form of
//! ASERT (aserti3-2d, Bitcoin Cash): a block that takes no time lowers the target by 8 %, and one
//! that takes 9T or more doubles it.
//!
//! **The chain's clock** makes single false timestamps harmless and limits the effect of long
//! pauses. It never runs backwards. It moves with each block to the block's time, but by 9T at
//! most. A timestamp far ahead therefore moves it by 9T at most, and later honest blocks count no
//! time until real time has caught up. The total is then the same as without the false timestamp.
//! Counted time never exceeds the time passed, so no pattern of timestamps makes more blocks than
//! real time has intervals. If two blocks in a row show that far more time has passed, the chain
//! has paused: the clock moves to the earlier of the two times, and the time in between is not
//! counted.
//!
//! **The anchor** makes backdated blocks cost something. A miner who mines alone after a pause can
//! date blocks inside it, and each block that claims 9T halves the work of the next. Only work
//! distinguishes such an attacker from miners who have lost most of their hash rate and wait for
//! the difficulty to fall: if a rule recovers from a fall to 1/k of the hash rate within R(k)
//! intervals, those miners do the work of R(k)/k blocks meanwhile, and an attacker can do that work
//! at once. So no rule can demand more for N backdated blocks than the work of R(k)/k + N/k honest
//! blocks, for any k. The anchor is a target that follows the blocks' targets: towards a harder one
//! by 1/2^9 of itself in an interval, towards an easier one by 1/2^13, and never past it. Of the
//! time that a block counts, at most three intervals move the anchor. No target, eased or not,
//! exceeds 2^7 times the anchor. A fall to 1/100 is thus followed as if there were no anchor; a
//! fall to 1/1000 begins with blocks of 8T. The anchor moves with time and not with the number of
//! blocks, so slow blocks ease it more, and the interval recovers earlier. The anchor moves faster
//! towards harder targets, so that some 600 honest blocks make up for a night of backdating.
//!
//! **Relief.** A block whose time is at least 9T plus [`Spec::allowed_future`] after the latest
//! time of its last eleven ancestors may have a target eight times easier, or the ordinary one. The
//! next target follows from the ordinary one, so relief has no effect after the stall. An eased
//! block counts the work of its own target, so it adds less work to the chain. Headers can still be
//! checked alone: the time that allows relief is in the header, and bounded by the verifier's
//! clock. Since a false timestamp can be ahead by the allowed future, relief can't be claimed while
//! the tip is less than 9T old. If relief began after 9T already, miners with a tenth of the hash
//! rate and with clocks ahead would earn 2.2 times their share.
//!
//! **The choice** is based on simulated mining with intervals of 10 s. `cargo xtask sim difficulty`
//! computes the full tables, of which these are the important rows.
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
//! ×100, ÷100: blocks until the expected interval is within 25 %, and the time until then in T
//! (median; for ÷100 also the bound for 95 of 100). stall: longest wait after ÷100, in T, 95 of
//! 100. 1: blocks while a single miner who comes and goes is mining, against one in T. 30 d: blocks
//! in the hour after a pause of 30 days; 360 are right. clocks: deviation of intervals, in T, with
//! thirty clocks wrong by up to 300 s; 1 is right. tenth: earnings of a hash by a tenth of the
//! miners with false timestamps. liars: blocks, against one in T, when 60 % or all use false
//! timestamps, whichever gives more.
//!
//! - ASERT makes up for the blocks of a pause: 23,000 in an hour, or four times too many for a
//!   single miner who comes and goes.
//! - With a plain clamp on differences, attackers gain time by small steps forward and one back:
//!   nearly three times too many blocks. Wrong clocks of honest miners alone make the chain less
//!   than a quarter as fast.
//! - Means over windows (LWMA) need up to 4.5 hours after ÷100, and wrong clocks make their
//!   intervals 1.8 to 2.3 times as long.
//! - A larger clamp makes ÷100 faster, and gives more blocks after each pause: 20 or 33 % too many
//!   for a single miner, against 11.
//! - With a shorter half-life, a pool hopper earns more (1.57 times as much for a hash as a steady
//!   miner, against 1.27), and wrong clocks do more harm. A longer half-life takes twice as long
//!   after ×100.
//! - Relief more than halves the slowest recoveries and cuts the worst wait to a quarter; no other
//!   value differs by more than chance. Relief of more than eight times gains little, and its price
//!   grows: an old block always allows relief, so a header on top of one costs an eighth of the
//!   work. The children of that header cost the full work again.
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
//! 1 h, 1 d, 30 d: the price of backdating a block for each interval of such a pause (360, 8,640
//! and 259,200 blocks), in blocks of the honest miners before the pause. cheapest: 8,640 blocks
//! within 30 d, after the rest of the 30 d was used to make them cheap. night: 8,640 blocks in the
//! tenth night in a row, with 2,880 honest blocks in each day between; an attacker with a tenth of
//! the honest hash rate pays the same as one with ten times as much, who only finishes earlier.
//! ÷1000 and ÷100,000: T until a block is expected within 1.25T. spike: the mean of a hundred
//! intervals, in T, after a visitor of 1,000 times the hash rate has found 3,000 blocks and left.
//!
//! The requirement was a price of 20 for 8,640 blocks however they are made. Two more rules for the
//! anchor were rejected. A plain mean of the last blocks is diluted by the attacker's own blocks.
//! With a mean weighted by work, a strong visitor can change the anchor within minutes.
//!
//! **The true price.** An attacker who dates blocks inside a pause gets as many as the pause has
//! intervals, no more: as many as a lone miner would have found without a pause, only at a lower
//! price. The price by the interval, in honest blocks:
//!
//! | T     | 1 h | 1 d | 7 d | 30 d |
//! |-------|-----|-----|-----|------|
//! | 1 s   | 26  | 79  | 79  | 79   |
//! | 10 s  | 1.8 | 56  | 87  | 87   |
//! | 60 s  | 0.2 | 13  | 62  | 87   |
//! | 600 s | 0.0 | 1.1 | 9.7 | 36   |
//!
//! With long intervals a pause has few blocks, and they are nearly free: a day of T = 600 s gives
//! 144 of them for 1.1. Prices stop rising once the anchor has followed the attacker's targets, so
//! the blocks of a pause of many months cost 90. On a chain with authors, strangers can't add
//! blocks, and a single author can't add many.
//!
//! **Limitations.** The first block after ÷100 still takes up to 74T: without a block nothing
//! distinguishes a stall from a clock that is ahead, and 30T of it is the allowed future. A pool
//! that hops earns a quarter more than by staying, as with every rule here that follows a
//! hundredfold change. A chain whose hash rate falls to less than 1/128 forever has slow blocks for
//! a long time: after a fall to 1/1000, 8T each at first, and 36,000T (four days at T = 10 s) until
//! they are in time again.
//!
//! **Short intervals.** The allowed future follows the interval, at least 60 s. With 600 s for all
//! intervals, a tenth of the miners, who date their blocks that far ahead, make all blocks 3.0
//! times as slow at T = 1 s and 1.5 times at 5 s; with this rule 1.19 and 1.05 times.
//!
//! **Bounds.** The target never exceeds the chain's `pow_limit` and never falls below 1. The
//! exponent is in units of 2^−16, and the power is aserti3-2d's cubic (error below 0.013 %), which
//! the simulator checks against that rule's public vectors. All of it is integer arithmetic, the
//! same on every platform, and saturates at 2^256 − 1. `tests/vectors/difficulty.json` has chains
//! block by block.

use crate::authority::needs_work;
use crate::spec::Spec;
use ethnum::U256;
use primitives::{CompactTarget, Target, Timestamp};

/// The deviation, in intervals, that doubles or halves the target.
const HALF_LIFE_INTERVALS: i64 = 8;
/// The maximum number of intervals that one block counts for.
const MAX_COUNTED_INTERVALS: u32 = 9;
/// How many times easier an eased target is, as a power of 2.
const RELIEF_LOG2: i64 = 3;
/// How many times easier than the anchor a target may be, as a power of 2.
const MAX_EASE_LOG2: u32 = 7;
/// The part of the anchor, as a power of 1/2, by which it becomes harder in an interval.
const HARDER_SHIFT: u32 = 9;
/// The part of the anchor, as a power of 1/2, by which it becomes easier in an interval.
const EASIER_SHIFT: u32 = 13;
/// The maximum number of intervals by which one block moves the anchor.
const MAX_ANCHOR_INTERVALS: u32 = 3;

/// The state of the rule after a block, from which the next block's difficulty follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difficulty {
    /// The bits of the next block without relief.
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

    /// The state after another block with this time and this parent's time. The state never changes
    /// if blocks need not prove work, or if the difficulty is fixed.
    pub fn next(&self, spec: &Spec, parent: Timestamp, time: Timestamp) -> Self {
        if spec.fixed_difficulty || !needs_work(spec) {
            return *self;
        }
        let Tick { clock, counted } = tick(spec.interval, self.clock, parent, time);
        let interval = i64::from(spec.interval);
        let exponent =
            (i64::from(counted) - interval) * (1 << 16) / (HALF_LIFE_INTERVALS * interval);
        let anchor = self.next_anchor(spec.interval, counted);
        let scaled = scale(target(self.bits).value(), exponent);
        Self {
            bits: within(scaled, spec, anchor),
            clock,
            anchor,
        }
    }

    /// The eased bits, which relief allows instead of [`Difficulty::bits`].
    pub fn eased(&self, spec: &Spec) -> CompactTarget {
        if spec.fixed_difficulty {
            return self.bits;
        }
        let scaled = scale(target(self.bits).value(), RELIEF_LOG2 << 16);
        within(scaled, spec, self.anchor)
    }

    /// The easiest possible bits of the next block, however long it takes.
    pub fn easiest(&self, spec: &Spec) -> CompactTarget {
        within(U256::MAX, spec, self.anchor)
    }

    /// The anchor after a block with this state's bits that counts for `counted` seconds.
    fn next_anchor(&self, interval: u32, counted: u32) -> Target {
        let (target, anchor) = (target(self.bits).value(), self.anchor.value());
        let weight = counted.min(interval.saturating_mul(MAX_ANCHOR_INTERVALS));
        // The division comes first, so that the product is below the anchor, which is below 2^256.
        let part = |power: u32| (anchor >> power) / U256::from(interval) * U256::from(weight);
        let moved = if target < anchor {
            target.max(anchor - part(HARDER_SHIFT))
        } else {
            target.min(anchor.saturating_add(part(EASIER_SHIFT)))
        };
        Target::new(moved).unwrap_or(self.anchor)
    }
}

/// The chain's clock after a block, and the seconds that the block counts for, at most nine
/// intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tick {
    clock: Timestamp,
    counted: u32,
}

/// Moves the chain's clock from `before` by a block with this time and this parent's time.
fn tick(interval: u32, before: Timestamp, parent: Timestamp, time: Timestamp) -> Tick {
    let passed = time.seconds().saturating_sub(before.seconds());
    let counted = passed.min(interval.saturating_mul(MAX_COUNTED_INTERVALS));
    let clock = before.saturating_add(counted).max(time.min(parent));
    Tick { clock, counted }
}

/// The earliest time of an eased block, where `latest` is the latest time of its last eleven
/// ancestors. By then the maximum time that one block counts has passed since `latest`, even if a
/// clock is ahead by the allowed future.
pub fn relief_time(spec: &Spec, latest: Timestamp) -> Timestamp {
    latest
        .saturating_add(spec.interval.saturating_mul(MAX_COUNTED_INTERVALS))
        .saturating_add(spec.allowed_future())
}

/// The bits of this target, or of the easiest allowed target if this one is easier.
fn within(target_value: U256, spec: &Spec, anchor: Target) -> CompactTarget {
    let anchored = match anchor.value().leading_zeros() {
        room if room < MAX_EASE_LOG2 => U256::MAX,
        _ => anchor.value() << MAX_EASE_LOG2,
    };
    let easiest = anchored.min(target(spec.pow_limit()).value());
    let allowed = target_value.clamp(U256::ONE, easiest);
    Target::new(allowed).unwrap_or(Target::MAX).to_compact()
}

/// The target of bits that were checked: those of a spec, and of headers that obey the rule.
fn target(bits: CompactTarget) -> Target {
    bits.to_target().unwrap_or(Target::MAX)
}

/// `value × 2^(exponent / 2^16)` as in aserti3-2d, rounded down and saturating at the largest
/// number.
///
/// # Panics
/// Never: the exponent's fraction is not negative.
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
    // Large values are shifted before they are multiplied: the bits lost are far below the compact
    // form's precision.
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
