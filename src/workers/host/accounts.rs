//! The commands about the accounts of the wallet on the open chain. The profile keeps the accounts,
//! and the open chain has their wallets.

use api::{Fault, Notice, command};
use node::SyncState;
use primitives::BlockHash;
use service::{NamedAccount, Profile};

use super::Host;
use crate::platform::Platform;

impl<P: Platform> Host<P> {
    pub(super) async fn add_account(&mut self, it: command::AddAccount) -> Result<(), Fault> {
        let passphrase = it.passphrase.as_deref();
        self.add(|profile, genesis| {
            let added = profile.add_account(genesis, &it.name, passphrase)?;
            Ok(vec![added])
        })
        .await
        .map(drop)
    }

    pub(super) async fn watch(&mut self, it: command::Watch) -> Result<(), Fault> {
        self.add(|profile, genesis| {
            let added = profile.watch(genesis, &it.name, &it.descriptor)?;
            Ok(vec![added])
        })
        .await
        .map(drop)
    }

    /// Adds the accounts of the wallet that were used before. Returns their number.
    pub(super) async fn find_accounts(&mut self, passphrase: Option<&str>) -> Result<u32, Fault> {
        self.storage.check_can_change_wallet()?;
        let open = self.chain()?;
        let genesis = open.genesis();
        let mut profile = self.storage.profile.clone();
        let service = self.chain()?.service();
        let is_used = |account: &_| service.is_account_used(account);
        let found = profile.find_accounts(&genesis, passphrase, is_used)?;
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if count > 0 {
            self.take_accounts(profile, found).await?;
        }
        Ok(count)
    }

    /// Adds the accounts of the wallet that were used before, if they were not searched yet since
    /// the open chain was opened or since it was synchronized. Returns whether there were any.
    pub(super) async fn add_used(&mut self) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        let service = open.service();
        let is_synced = service.node().sync_state() == SyncState::Synced;
        let (opened, was_synced) = self.searched;
        if opened == self.opened && (was_synced || !is_synced)
            || self.storage.check_can_change_wallet().is_err()
        {
            return false;
        }
        self.searched = (self.opened, is_synced);
        let mut profile = self.storage.profile.clone();
        let is_used = |account: &_| service.is_account_used(account);
        let added = match profile.add_used(&service.genesis(), is_used) {
            Ok(found) if found.is_empty() => return false,
            Ok(found) => self.take_accounts(profile, found).await,
            Err(fault) => Err(fault),
        };
        if let Err(Fault { reason, .. }) = added {
            self.notify(Notice::Trouble { reason });
        }
        true
    }

    pub(super) async fn choose_account(&mut self, it: command::ChooseAccount) -> Result<(), Fault> {
        let index = it.index as usize;
        self.change(|profile, genesis| profile.choose_account(genesis, index))
            .await?;
        self.chain()?.service().choose_account(index);
        self.changed = true;
        Ok(())
    }

    pub(super) async fn remove_account(&mut self, it: command::RemoveAccount) -> Result<(), Fault> {
        let index = it.index as usize;
        self.change(|profile, genesis| profile.remove_account(genesis, index))
            .await?;
        self.chain()?.service().remove_account(index);
        self.changed = true;
        Ok(())
    }

    /// Adds accounts to the profile as `add` says, and to the open chain.
    async fn add(
        &mut self,
        add: impl FnOnce(&mut Profile, &BlockHash) -> Result<Vec<NamedAccount>, Fault>,
    ) -> Result<(), Fault> {
        self.storage.check_can_change_wallet()?;
        let genesis = self.chain()?.genesis();
        let mut profile = self.storage.profile.clone();
        let added = add(&mut profile, &genesis)?;
        self.take_accounts(profile, added).await
    }

    /// Stores a profile with more accounts, and adds these to the open chain.
    async fn take_accounts(
        &mut self,
        profile: Profile,
        added: Vec<NamedAccount>,
    ) -> Result<(), Fault> {
        let now = self.platform.now();
        self.storage.replace_profile(now, profile).await?;
        self.changed = true;
        for account in added {
            self.chain()?.service().add_account(account)?;
        }
        Ok(())
    }

    /// Changes the profile as `change` says, and stores it.
    async fn change(
        &mut self,
        change: impl FnOnce(&mut Profile, &BlockHash) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.storage.check_can_change_wallet()?;
        let genesis = self.chain()?.genesis();
        let mut profile = self.storage.profile.clone();
        change(&mut profile, &genesis)?;
        let now = self.platform.now();
        self.storage.replace_profile(now, profile).await
    }
}
