//! Tracks whether the profile's file is up to date, and when a failed write is tried again.

use core::fmt::Display;
use core::time::Duration;

use primitives::Time;

/// The time between two attempts to write. The node waits for the same time before it writes a
/// chain again.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The number of writes that are still to be done, and the outcome of the last attempt.
#[derive(Debug, Default)]
pub(crate) struct Saving {
    /// The number of versions that are still to be written, one after the other. Each replaces the
    /// older of the two stored versions.
    versions: u8,
    failure: Option<Failure>,
}

#[derive(Debug)]
struct Failure {
    reason: String,
    retry_at: Time,
}

/// How many of the two stored versions must hold the current profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copies {
    /// Only the newest version. The previous one may remain stored.
    Newest = 1,
    /// Both versions. The previous content must not remain stored.
    Both = 2,
}

impl Saving {
    /// Notes that the profile has changed.
    pub(crate) fn want(&mut self, copies: Copies) {
        self.versions = self.versions.max(copies as u8);
    }

    /// Writes the versions that are still to be written. `write` writes one version and returns
    /// once it is durable. Returns whether the current profile is durable. After a failure, the
    /// next call continues where this one stopped.
    pub(crate) async fn write<E: Display>(
        &mut self,
        now: Time,
        mut write: impl AsyncFnMut() -> Result<(), E>,
    ) -> bool {
        let mut is_durable = self.versions == 0;
        while self.versions > 0 {
            if let Err(error) = write().await {
                self.failure = Some(Failure {
                    reason: error.to_string(),
                    retry_at: now + RETRY_AFTER,
                });
                return is_durable;
            }
            is_durable = true;
            self.versions -= 1;
        }
        self.failure = None;
        is_durable
    }

    /// Why the last attempt failed; `None` if it succeeded or there was none.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.as_ref().map(|failure| failure.reason.as_str())
    }

    /// Makes the next attempt due at once, if the last one failed.
    pub(crate) fn retry_at_once(&mut self, now: Time) {
        if let Some(failure) = &mut self.failure {
            failure.retry_at = now;
        }
    }

    /// When to try again; `None` if the last attempt did not fail.
    pub(crate) fn retry_at(&self) -> Option<Time> {
        self.failure.as_ref().map(|failure| failure.retry_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use browser::storage::slots;
    use core::cell::RefCell;
    use futures_util::FutureExt as _;

    /// The two slots of a profile's file, on a simulated device that can fail.
    #[derive(Default)]
    struct Device {
        slots: RefCell<[Vec<u8>; 2]>,
        /// The number of bytes of a slot that can be written; `None` for no limit.
        room: RefCell<Option<usize>>,
    }

    impl Device {
        fn write(&self, body: &[u8]) -> Result<(), &'static str> {
            let mut kept = self.slots.borrow_mut();
            let (slot, sequence) = slots::next(slots::newest([&kept[0], &kept[1]]).as_ref());
            let bytes = slots::encode(sequence, body);
            let room = self.room.borrow().unwrap_or(bytes.len());
            kept[slot] = bytes[..room.min(bytes.len())].to_vec();
            match room < bytes.len() {
                true => Err("no space is left"),
                false => Ok(()),
            }
        }

        fn newest(&self) -> Option<Vec<u8>> {
            let kept = self.slots.borrow();
            slots::newest([&kept[0], &kept[1]]).map(|version| version.body)
        }

        fn holds(&self, body: &[u8]) -> bool {
            let mut kept = self.slots.borrow().clone().into_iter();
            kept.any(|slot| slot.windows(body.len()).any(|part| part == body))
        }
    }

    fn write(saving: &mut Saving, now: u64, device: &Device, body: &[u8]) -> bool {
        let written = saving.write(Time(now), async || device.write(body));
        written.now_or_never().expect("the device answers at once")
    }

    #[test]
    fn a_failed_write_is_repeated_when_writing_works_again() {
        let (device, mut saving) = (Device::default(), Saving::default());
        saving.want(Copies::Newest);
        assert!(write(&mut saving, 0, &device, b"first"));
        assert_eq!((saving.failure(), saving.retry_at()), (None, None));

        // The write stops after any number of bytes. The previous version is still there, and a
        // retry is scheduled.
        for room in 0..slots::encode(2, b"second").len() {
            device.room.replace(Some(room));
            saving.want(Copies::Newest);
            assert!(!write(&mut saving, 1_000, &device, b"second"));
            assert_eq!(saving.failure(), Some("no space is left"));
            assert_eq!(saving.retry_at(), Some(Time(6_000)));
            assert_eq!(device.newest().as_deref(), Some(b"first".as_slice()));
        }
        // The retry writes changes that were made meanwhile, without a further request.
        device.room.replace(None);
        assert!(write(&mut saving, 6_000, &device, b"third"));
        assert_eq!((saving.failure(), saving.retry_at()), (None, None));
        assert_eq!(device.newest().as_deref(), Some(b"third".as_slice()));
        let unused = saving.write(Time(7_000), async || Err("nothing is left to be written"));
        assert_eq!(unused.now_or_never(), Some(true));
    }

    #[test]
    fn both_versions_are_overwritten_however_often_that_fails() {
        let (device, mut saving) = (Device::default(), Saving::default());
        for _ in 0..2 {
            saving.want(Copies::Newest);
            write(&mut saving, 0, &device, b"old words");
        }
        saving.want(Copies::Both);
        device.room.replace(Some(20));
        assert!(!write(&mut saving, 0, &device, b"new words"));
        // A later request for one version does not cancel the request for both.
        saving.want(Copies::Newest);
        device.room.replace(None);
        assert!(write(&mut saving, 5_000, &device, b"new words"));
        assert!(!device.holds(b"old words") && saving.failure().is_none());

        // Only one of two versions can be written. The profile is durable then, and the other
        // version is still to be written.
        saving.want(Copies::Both);
        let mut attempts = 0;
        let written = saving.write(Time(0), async || {
            attempts += 1;
            match attempts {
                1 => device.write(b"newest words"),
                _ => Err("no space is left"),
            }
        });
        assert_eq!(written.now_or_never(), Some(true));
        assert!(saving.failure().is_some() && device.holds(b"new words"));
        assert!(write(&mut saving, 5_000, &device, b"newest words"));
        assert!(!device.holds(b"new words") && saving.failure().is_none());
    }
}
