//! Token buckets, which bound rates.

use tokio::time::Instant;

/// A token bucket: holds at most `burst` tokens and gains `rate` of them in a second.
#[derive(Debug)]
pub struct Bucket {
    burst: f64,
    rate: f64,
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    /// A full bucket that gains `rate` tokens in a second.
    pub fn new(burst: u32, rate: u32, now: Instant) -> Self {
        Self::with_rate(burst, rate.into(), now)
    }

    /// A full bucket that gains `rate` tokens in a minute.
    pub fn by_minute(burst: u32, rate: u32, now: Instant) -> Self {
        Self::with_rate(burst, f64::from(rate) / 60.0, now)
    }

    fn with_rate(burst: u32, rate: f64, now: Instant) -> Self {
        Self {
            burst: burst.into(),
            rate,
            tokens: burst.into(),
            filled: now,
        }
    }

    /// Takes `tokens` tokens if the bucket has them. Returns whether it had; if not, none is taken.
    pub fn take(&mut self, tokens: u32, now: Instant) -> bool {
        let enough = self.has(tokens, now);
        if enough {
            self.tokens -= f64::from(tokens);
        }
        enough
    }

    /// Whether there are `tokens` tokens.
    pub fn has(&mut self, tokens: u32, now: Instant) -> bool {
        self.fill(now);
        self.tokens >= tokens.into()
    }

    /// Whether the bucket is full, and so equal to a new one.
    pub fn is_full(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.tokens >= self.burst
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = now;
        self.tokens = (self.tokens + passed * self.rate).min(self.burst);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_up_to_its_burst() {
        let start = Instant::now();
        let mut bucket = Bucket::new(3, 2, start);
        let taken = (0..5).filter(|_| bucket.take(1, start)).count();
        assert_eq!(taken, 3);
        let later = start + Duration::from_millis(500);
        assert!(bucket.take(1, later));
        assert!(!bucket.take(1, later));
        let much_later = start + Duration::from_secs(1_000);
        assert!(!bucket.take(4, much_later));
        assert!(bucket.is_full(much_later));
        assert!(bucket.take(3, much_later));
        assert!(!bucket.is_full(much_later));
    }
}
