//! Seeded random numbers for jitter, and for choices that need not be unpredictable.

/// The SplitMix64 generator (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
/// 2014). It must not be used for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, or 0 if `end` is 0. The remainder of a division is slightly biased,
    /// which does not matter for jitter.
    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        match end {
            0 => 0,
            end => self.next() % end,
        }
    }

    /// A random element of a slice; `None` if the slice is empty.
    pub(crate) fn choose<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len() as u64);
        from.get(usize::try_from(at).ok()?).copied()
    }

    /// A time between half of `middle` and one and a half times `middle`. Pages that start at the
    /// same moment thus act at different times.
    pub(crate) const fn around(&mut self, middle: u64) -> u64 {
        middle / 2 + self.below(middle + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_splitmix64() {
        // The first outputs for seed 1234567, as Rosetta Code's "Pseudo-random numbers/Splitmix64"
        // lists them.
        let mut dice = Dice::new(1_234_567);
        let wanted = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!([dice.next(), dice.next(), dice.next()], wanted);
    }

    #[test]
    fn jitter_keeps_its_bounds() {
        let mut dice = Dice::new(1);
        for middle in [0, 1, 2, 1_000] {
            for _ in 0..1_000 {
                let time = dice.around(middle);
                assert!((middle / 2..=middle / 2 + middle).contains(&time));
            }
        }
    }
}
