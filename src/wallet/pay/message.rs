//! Signing messages with the wallet's keys. No coin is spent by it.

use crate::pay::draft::SignError;
use crate::wallet::Wallet;
use crate::words::Seed;
use primitives::Lock;
use primitives::signed_message::{MessageError, sign_message};

/// Why a message can't be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignMessageError {
    /// The wallet does not have the key of the address.
    #[error("this address isn’t one of this wallet’s")]
    NotOwn,
    /// The message has a form that is not signed.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The seed is not this wallet's.
    #[error(transparent)]
    Seed(#[from] SignError),
}

impl Wallet {
    /// Signs a message for an address of this wallet ([`primitives::signed_message`]).
    ///
    /// # Errors
    /// If the wallet does not have the address's key, the message is too long, or the seed is not
    /// this wallet's.
    pub fn sign_message(
        &self,
        lock: &Lock,
        message: &str,
        seed: &Seed,
    ) -> Result<String, SignMessageError> {
        let path = self.keys.path(lock).ok_or(SignMessageError::NotOwn)?;
        let key = self.account_key(seed)?.key(path);
        Ok(sign_message(&key, message)?)
    }

    /// The locks whose addresses the person may have told others, at most `max`: the present
    /// receiving address, and those that were paid to, newest first.
    pub fn told_locks(&self, max: usize) -> Vec<Lock> {
        let present = self.receive_lock();
        let paid = self.keys.paid_receive().filter(|lock| *lock != present);
        let paid: Vec<Lock> = paid.take(max.saturating_sub(1)).collect();
        let mut locks = vec![present];
        locks.extend(paid);
        locks
    }
}
