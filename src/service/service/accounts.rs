//! The accounts of the wallet: which one is shown, further ones, and what needs one's own words.

use api::{ChainCommand, ChainReason, Fault, HistoryRow};
use chain::Store;
use primitives::Amount;
use wallet::{AccountPublic, Descriptor, Wallet};

use super::Service;
use crate::profile::NamedAccount;
use crate::profile::accounts::LOOKED_UP;
use crate::refusal::storage;

impl<S: Store> Service<S> {
    /// Shows another account from now on. Does nothing if there is no such account. The caller then
    /// drains [`poll`](Self::poll).
    pub fn choose_account(&mut self, index: usize) {
        let (sync, wallet) = (&mut self.wallet_sync, &mut self.wallet);
        if self.accounts.choose(index, sync, wallet) {
            // The drafts spend coins of the account that was shown before.
            self.payments.forget_drafts();
            self.wallet.freeze(self.labels.frozen());
            self.read_recent();
        }
        self.outputs.touch();
    }

    /// Adds an account, whose wallet then reads the chain. If it was watched and is the person's
    /// own now, it only changes its kind.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the store fails.
    pub fn add_account(&mut self, account: NamedAccount) -> Result<(), Fault> {
        self.is_write_due = true;
        let (accounts, chain) = (&mut self.accounts, self.node.chain_mut());
        let added = accounts.add_or_own(chain, account, &self.wallet);
        added.map_err(|error| storage(&error))?;
        self.outputs.touch();
        Ok(())
    }

    /// Removes an account. If it was shown, account 0 is shown from now on.
    pub fn remove_account(&mut self, index: usize) {
        if self.accounts.chosen() == index {
            self.choose_account(0);
        }
        self.is_write_due = true;
        let chain = self.node.chain_mut();
        let removed = self.accounts.remove(index, chain, &self.wallet);
        if let Err(error) = removed {
            self.trouble(storage(&error).reason);
        }
        self.outputs.touch();
    }

    /// Whether one of an account's first keys had a payment on the best chain.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the store fails.
    pub fn is_account_used(&self, account: &AccountPublic) -> Result<bool, Fault> {
        let chain = self.node.chain();
        let tip = self.tip_height();
        for lock in account.first_locks(LOOKED_UP) {
            let total = chain.total(&lock, tip).map_err(|error| storage(&error))?;
            // `None`: the lock has too many payments to add up.
            if total.is_none_or(|total| total.received() > Amount::ZERO) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The wallets of all accounts.
    pub(super) fn wallets(&self) -> impl Iterator<Item = &Wallet> {
        [&self.wallet].into_iter().chain(self.accounts.others())
    }

    /// The descriptor of the account that is shown.
    pub(super) fn descriptor(&self) -> String {
        let descriptor = Descriptor {
            genesis: self.genesis(),
            account: self.wallet.account().clone(),
        };
        descriptor.to_string()
    }

    /// Notes on rows of the history that they can't be sped up, if that needs keys which are not
    /// here.
    pub(super) fn limit_rows(&self, rows: &mut [HistoryRow]) {
        let is_watched = self.accounts.is_watched();
        for row in rows {
            row.replaceable &= !is_watched;
            row.bumpable &= !is_watched;
        }
    }

    /// Refuses a command that needs the keys of the account that is shown, if that is only watched.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says so.
    pub(super) fn check_can_sign(&self, command: &ChainCommand) -> Result<(), Fault> {
        use ChainCommand as Of;
        let needs_keys = matches!(
            command,
            Of::Review(_)
                | Of::ReviewReplacement(_)
                | Of::ReviewBump(_)
                | Of::Send(_)
                | Of::Grant
                | Of::ReviewStamp(_)
                | Of::Stamp(_)
                | Of::ReviewMessage(_)
                | Of::SignMessage(_)
        );
        match needs_keys && self.accounts.is_watched() {
            true => Err(Fault::new(ChainReason::WatchOnly)),
            false => Ok(()),
        }
    }

    /// Reads the newest blocks again, to see which of them pay the account that is shown.
    fn read_recent(&mut self) {
        match crate::explorer::RecentBlocks::read(self.node.chain(), &self.wallet) {
            Ok(recent) => self.recent = recent,
            Err(error) => self.trouble(storage(&error).reason),
        }
    }
}
