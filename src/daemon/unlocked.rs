//! The wallet's passphrase, while a program has unlocked the wallet.

use core::time::Duration;

use api::Secret;
use primitives::Time;

/// The wallet's passphrase, while a program has unlocked the wallet. It is wiped from memory when
/// its time is over.
#[derive(Default)]
pub(crate) struct Unlocked(Option<Kept>);

struct Kept {
    passphrase: Secret,
    /// When the wallet is locked again, on the wall clock.
    until: Time,
    /// The same on a clock that can't be set: the wall clock may be set back.
    ticks: Duration,
}

impl Unlocked {
    /// Keeps the passphrase until this time. `ticks` is the present time of a clock that can't be
    /// set.
    pub(crate) fn keep(&mut self, passphrase: Secret, now: Time, ticks: Duration, until: Time) {
        self.0 = Some(Kept {
            passphrase,
            until,
            ticks: ticks.saturating_add(until.since(now)),
        });
    }

    /// Forgets the passphrase now.
    pub(crate) fn forget(&mut self) {
        self.0 = None;
    }

    /// Forgets the passphrase if its time is over.
    pub(crate) fn expire(&mut self, now: Time, ticks: Duration) {
        let is_over = |kept: &mut Kept| now >= kept.until || ticks >= kept.ticks;
        self.0.take_if(is_over);
    }

    /// The passphrase; `None` if the wallet is locked.
    pub(crate) fn passphrase(&self) -> Option<Secret> {
        self.0.as_ref().map(|kept| kept.passphrase.clone())
    }

    /// When the wallet is locked again; `None` if it is locked.
    pub(crate) fn until(&self) -> Option<Time> {
        self.0.as_ref().map(|kept| kept.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn unlocked() -> Unlocked {
        let mut unlocked = Unlocked::default();
        let passphrase = Secret::from("secret");
        unlocked.keep(passphrase, Time(50_000), SECOND * 7, Time(60_000));
        unlocked
    }

    #[test]
    fn the_passphrase_is_kept_until_its_time() {
        let mut unlocked = unlocked();
        unlocked.expire(Time(59_999), SECOND * 16);
        assert_eq!(unlocked.passphrase().as_deref(), Some("secret"));
        assert_eq!(unlocked.until(), Some(Time(60_000)));
        unlocked.expire(Time(60_000), SECOND * 16);
        assert!(unlocked.passphrase().is_none() && unlocked.until().is_none());
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_prolong_the_unlocking() {
        let mut unlocked = unlocked();
        unlocked.expire(Time(0), SECOND * 17);
        assert!(unlocked.passphrase().is_none());
    }

    #[test]
    fn the_passphrase_can_be_forgotten_at_once() {
        let mut unlocked = unlocked();
        unlocked.forget();
        assert!(unlocked.passphrase().is_none());
    }
}
