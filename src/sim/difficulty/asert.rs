//! ASERT (aserti3-2d of Bitcoin Cash): the target depends on how far the chain is ahead of or
//! behind a schedule, which is fixed at its start.

use chain::difficulty::scale;
use primitives::{CompactTarget, Target};

/// A schedule: one block in each interval, from an anchor on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// Seconds between blocks.
    pub(crate) interval: i64,
    /// The deviation from the schedule, in seconds, that doubles or halves the target.
    pub(crate) half_life: i64,
    /// The anchor block's bits.
    pub(crate) bits: CompactTarget,
    /// The easiest bits.
    pub(crate) limit: CompactTarget,
}

impl Schedule {
    /// The bits of a block whose parent is `height` blocks above the anchor and `time` seconds
    /// after the anchor's parent.
    pub(crate) fn next_bits(&self, height: i64, time: i64) -> CompactTarget {
        let anchor = self.bits.to_target().expect("the anchor has a target");
        let limit = self.limit.to_target().expect("the limit is a target");
        let exponent = (time - self.interval * (height + 1)) * (1 << 16) / self.half_life;
        let scaled = scale(anchor.value(), exponent);
        Target::new(scaled.min(limit.value()))
            .or(Target::new(1u8.into()))
            .expect("one is a target")
            .to_compact()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows (height above the anchor, seconds since the anchor's parent, bits) of the public
    /// vectors, which are part of Bitcoin Cash Node (contrib/testgen, qa-assets:
    /// test_vectors/aserti3-2d).
    fn check(bits: u32, rows: &[(i64, i64, u32)]) {
        let schedule = Schedule {
            interval: 600,
            half_life: 2 * 86_400,
            bits: CompactTarget(bits),
            limit: CompactTarget(0x1d00_ffff),
        };
        for (height, time, wanted) in rows {
            let found = schedule.next_bits(*height, *time);
            assert_eq!(found.bits(), *wanted, "height {height}, time {time}");
        }
    }

    #[test]
    fn run_1_steady_at_the_limit() {
        check(
            0x1d00_ffff,
            &[
                (1, 1200, 0x1d00_ffff),
                (2, 1800, 0x1d00_ffff),
                (10, 6600, 0x1d00_ffff),
            ],
        );
    }

    #[test]
    fn run_3_steady_at_the_smallest_target() {
        check(
            0x0101_0000,
            &[(1, 1200, 0x0101_0000), (10, 6600, 0x0101_0000)],
        );
    }

    #[test]
    fn run_4_doubling_from_the_smallest_target() {
        check(
            0x0101_0000,
            &[
                (1, 174_000, 0x0102_0000),
                (7, 1_214_400, 0x0200_8000),
                (31, 5_376_000, 0x0500_8000),
                (63, 10_924_800, 0x0900_8000),
                (127, 22_022_400, 0x1100_8000),
                (222, 38_495_400, 0x1c40_0000),
                (223, 38_668_800, 0x1d00_8000),
                (224, 38_842_200, 0x1d00_ffff),
                (225, 39_015_600, 0x1d00_ffff),
            ],
        );
    }

    #[test]
    fn run_5_halving_from_the_limit() {
        check(
            0x1d00_ffff,
            &[
                (1, 0, 0x1d00_fec5),
                (289, 0, 0x1c7f_62c0),
                (577, 0, 0x1c3f_b160),
                (865, 0, 0x1c1f_d8b0),
                (29_665, 0, 0x1001_fd8b),
                (60_193, 0, 0x027f_6200),
                (62_209, 0, 0x0200_fe00),
                (62_497, 0, 0x017f_0000),
                (63_937, 0, 0x0103_0000),
                (64_225, 0, 0x0101_0000),
                (64_513, 0, 0x0101_0000),
            ],
        );
    }

    #[test]
    fn run_7_a_rising_hash_rate() {
        check(
            0x1802_aee8,
            &[
                (1, 1200, 0x1802_aee8),
                (2, 1310, 0x1802_ad91),
                (8, 7099, 0x1802_b39c),
                (100, 20_372, 0x1802_4899),
                (200, 24_359, 0x1801_d2e0),
                (306, 27_058, 0x1801_6dc1),
                (400, 28_367, 0x1801_253b),
                (500, 29_563, 0x1800_e793),
                (600, 30_769, 0x1800_b6f5),
                (636, 31_014, 0x1800_a7ee),
            ],
        );
    }

    #[test]
    fn run_8_a_falling_hash_rate() {
        check(
            0x1802_aee8,
            &[
                (11, 9595, 0x1802_b58d),
                (21, 33_606, 0x1802_e994),
                (50, 96_281, 0x1803_7de7),
                (100, 333_916, 0x1808_07f0),
                (186, 1_078_358, 0x1900_8158),
                (249, 2_101_636, 0x191a_522b),
                (300, 3_021_970, 0x1a03_a5c8),
                (350, 3_912_900, 0x1a73_4b80),
                (351, 3_950_808, 0x1b00_85ea),
                (400, 4_883_769, 0x1b13_9eeb),
                (450, 6_069_321, 0x1c07_e59a),
                (483, 6_930_238, 0x1d00_e688),
                (484, 6_993_399, 0x1d00_ffff),
                (500, 7_462_933, 0x1d00_ffff),
            ],
        );
    }

    #[test]
    fn runs_9_and_10_blocks_of_300_and_900_seconds() {
        check(
            0x1802_aee8,
            &[
                (1, 900, 0x1802_ae16),
                (2, 1200, 0x1802_ad44),
                (3, 1500, 0x1802_ac71),
                (5, 2100, 0x1802_aacd),
                (10, 3600, 0x1802_a6b7),
                // Run 10 begins here.
                (1, 1500, 0x1802_afbb),
                (2, 2400, 0x1802_b08f),
                (3, 3300, 0x1802_b166),
                (6, 6000, 0x1802_b3e5),
                (10, 9600, 0x1802_b73d),
            ],
        );
    }
}
