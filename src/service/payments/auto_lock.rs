//! The words of a wallet with a passphrase between two payments, and when they are forgotten.

use core::time::Duration;

use api::{AutoLock, Fault};
use primitives::Time;
use wallet::{Protection, Vault, Words};

use crate::profile::open_vault;

/// The words while the wallet is unlocked. They are wiped from memory when it locks.
///
/// The caller gives the time. A clock that was set back locks the wallet, so that it can't stay
/// unlocked for longer than the person has chosen.
#[derive(Default)]
pub(crate) struct Unlocking {
    after: AutoLock,
    unlocked: Option<Unlocked>,
}

struct Unlocked {
    words: Words,
    /// When the person gave input last.
    input: Time,
}

impl Unlocking {
    /// Sets when the wallet locks itself.
    pub(crate) fn set(&mut self, after: AutoLock) {
        self.after = after;
        if after == AutoLock::EachPayment {
            self.lock();
        }
    }

    /// Returns the words: those of the unlocked wallet, or else those in the vault, which are then
    /// kept until the wallet locks itself. Words without a passphrase are never kept.
    ///
    /// # Errors
    /// A [`Fault`] if the wallet is locked, and the passphrase is missing or wrong.
    pub(crate) fn words(
        &mut self,
        vault: &Vault,
        passphrase: Option<&str>,
        now: Time,
    ) -> Result<Words, Fault> {
        if passphrase.is_none()
            && let Some(unlocked) = &self.unlocked
        {
            return Ok(unlocked.words.clone());
        }
        let words = open_vault(vault, passphrase)?;
        let is_kept =
            vault.protection() == Protection::Passphrase && self.after != AutoLock::EachPayment;
        self.unlocked = is_kept.then(|| Unlocked {
            words: words.clone(),
            input: now,
        });
        Ok(words)
    }

    /// Notes input of the person, which has not come before the last one.
    pub(crate) fn note_input(&mut self, now: Time) {
        if let Some(unlocked) = &mut self.unlocked {
            unlocked.input = now;
        }
    }

    /// Locks the wallet if its time is over. Returns whether it was locked by that.
    pub(crate) fn expire(&mut self, now: Time) -> bool {
        let is_over = match &self.unlocked {
            Some(unlocked) => now < unlocked.input || now >= self.locks_at(),
            None => false,
        };
        if is_over {
            self.lock();
        }
        is_over
    }

    /// Locks the wallet.
    pub(crate) fn lock(&mut self) {
        self.unlocked = None;
    }

    /// Whether the wallet is unlocked.
    pub(crate) const fn is_unlocked(&self) -> bool {
        self.unlocked.is_some()
    }

    /// When the wallet locks itself unless the person gives input; [`Time::NEVER`] if it does not.
    pub(crate) fn locks_at(&self) -> Time {
        match (&self.unlocked, self.after) {
            (Some(unlocked), AutoLock::AfterMinutes(minutes)) => {
                unlocked.input + Duration::from_secs(u64::from(minutes) * 60)
            }
            _ => Time::NEVER,
        }
    }
}
