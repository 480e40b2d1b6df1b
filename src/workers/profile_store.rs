//! Storage on this device: the profile, and one database per chain.

mod budget;
pub(crate) mod disk;
mod saving;

use api::{Fault, KnownChain, Reason, StorageReason, StorageView};
use browser::ProfileName;
use browser::storage::locks::{self, Ownership, Turn};
use browser::storage::{Folder, StorageError};
use primitives::{BlockHash, Time};
use service::{Entropy, Profile};
use store::{RedbError, RedbStore};

use budget::StorageBudget;
use disk::Disk;
use saving::{Copies, Saving};

/// A profile, and the state of its storage.
pub(crate) struct ProfileStore<D> {
    /// The person's profile. After a change to it, [`save`](Self::save) must be called.
    pub(crate) profile: Profile,
    /// The storage that is used while writing works. [`view`](Self::view) also includes failures.
    storage: StorageView,
    /// The writes of the profile that are still to be done.
    saving: Saving,
    /// The bytes that the chains take on this device.
    budget: StorageBudget,
    /// The reason why the open chain is in memory only; `None` if it is not.
    chain_in_memory: Option<String>,
    /// The profile's folder; `None` if nothing is stored, or if another tab owns the profile.
    folder: Option<D>,
    /// The profile's folder while another tab owns it.
    other_tabs_folder: Option<D>,
    /// The position in the queue for the profile while another tab owns it, until
    /// [`take_turn`](Self::take_turn) takes it.
    turn: Option<Turn>,
    /// The genesis hash of the chain that was being opened when the profile was last in use, if
    /// that opening did not end.
    interrupted: Option<String>,
}

/// Why a chain's database can't be opened.
pub(crate) enum DatabaseError {
    /// The saved data is damaged or of another version. It is left as it is.
    Unusable(RedbError),
    /// The browser does not open the file with the saved data.
    Unopened(StorageError),
    /// A database in memory can't be created either.
    Memory(RedbError),
}

impl ProfileStore<Folder> {
    /// Loads the profile with this name from this device, or creates it. If nothing can be stored,
    /// the profile is in memory only. `entropy` is for the vault of a new profile.
    pub(crate) async fn enter(name: &ProfileName, entropy: Entropy, now: Time) -> Self {
        let folder = match Folder::open(name).await {
            Ok(folder) => folder,
            Err(error) => return Self::in_memory(entropy, unavailable(&error).into()),
        };
        match locks::own(name).await {
            Ownership::Mine => Self::own(folder, entropy, now).await,
            Ownership::OtherTab(turn) => {
                let mut store = Self::read_only(folder, entropy).await;
                store.turn = Some(turn);
                store
            }
            Ownership::Unknown => Self::in_memory(entropy, StorageReason::OwnerUnknown.into()),
        }
    }
}

impl<D: Disk> ProfileStore<D> {
    /// Loads the profile from a folder that this tab owns.
    pub(crate) async fn own(folder: D, entropy: Entropy, now: Time) -> Self {
        let kept = match folder.read_profile().await {
            Ok(kept) => kept,
            Err(error) => return Self::unreadable(entropy, &error),
        };
        let fresh = kept.is_none();
        let profile = match kept {
            Some(bytes) => match Profile::from_bytes(&bytes) {
                Ok(profile) => profile,
                // A profile that can't be read is left as it is: another version of the program may
                // read it.
                Err(error) => return Self::unreadable(entropy, &error),
            },
            None => Profile::new(entropy),
        };
        let interrupted = folder.interrupted().await;
        let mut store = Self {
            folder: Some(folder),
            interrupted,
            ..Self::without_files(profile, StorageView::Durable)
        };
        store.measure().await;
        if fresh {
            store.save(now).await;
        }
        store
    }

    /// Reads the profile from a folder that another tab owns.
    pub(crate) async fn read_only(folder: D, entropy: Entropy) -> Self {
        let read = folder.read_others_profile().await;
        let mut store = match read.as_deref().map(Profile::from_bytes) {
            None => Self::in_memory(entropy, StorageReason::OtherTabsProfile.into()),
            Some(Ok(profile)) => Self::without_files(profile, StorageView::OtherTab),
            Some(Err(error)) => Self::unreadable(entropy, &error),
        };
        store.other_tabs_folder = Some(folder);
        store
    }

    /// A new profile that nothing stores, for this reason.
    pub(crate) fn in_memory(entropy: Entropy, reason: Reason) -> Self {
        Self::without_files(Profile::new(entropy), StorageView::Memory { reason })
    }

    fn without_files(profile: Profile, storage: StorageView) -> Self {
        Self {
            profile,
            storage,
            saving: Saving::default(),
            budget: StorageBudget::default(),
            chain_in_memory: None,
            folder: None,
            other_tabs_folder: None,
            turn: None,
            interrupted: None,
        }
    }

    /// Leaves the profile's file as it is. The profile in memory is a placeholder that is not used:
    /// see [`check_can_use`](Self::check_can_use).
    fn unreadable(entropy: Entropy, error: &impl core::fmt::Display) -> Self {
        let reason = Reason::from(StorageReason::ProfileUnreadable {
            error: error.to_string(),
        });
        Self::without_files(Profile::new(entropy), StorageView::Unreadable { reason })
    }

    /// Measures the available room and the size of each chain's database.
    async fn measure(&mut self) {
        let Some(folder) = &self.folder else { return };
        self.budget = StorageBudget::new(folder.quota().await);
        for known in self.profile.chains(|_| 0) {
            if let Ok(genesis) = self.profile.find(&known.genesis)
                && let Ok(bytes) = folder.database_size(&known.genesis).await
            {
                self.budget.note(genesis, bytes);
            }
        }
    }

    /// The bytes that the chains take on this device. The caller must note a chain's size here when
    /// it closes the chain.
    pub(crate) fn budget(&mut self) -> &mut StorageBudget {
        &mut self.budget
    }

    /// The known chains, each with the bytes that it takes on this device.
    pub(crate) fn chains(&self) -> Vec<KnownChain> {
        self.profile.chains(|genesis| self.budget.bytes(genesis))
    }

    /// Checks that the stored profile could be read, before a command that needs it. Otherwise
    /// changes would seem to be in the profile, and be lost when the tab closes.
    ///
    /// # Errors
    /// If the profile can't be read.
    pub(crate) fn check_can_use(&self) -> Result<(), Fault> {
        match &self.storage {
            StorageView::Unreadable { reason } => Err(Fault::new(reason.clone())),
            _ => Ok(()),
        }
    }

    /// Whether this tab owns the profile, so that no other tab writes to it.
    pub(crate) const fn is_owned(&self) -> bool {
        self.folder.is_some()
    }

    /// Whether another tab owns the profile.
    pub(crate) const fn is_other_tabs(&self) -> bool {
        self.other_tabs_folder.is_some()
    }

    /// Takes this tab's position in the queue for the profile; `None` if no other tab owns the
    /// profile, or if the position was taken before. When it is this tab's turn,
    /// [`take_over`](Self::take_over) must be called.
    pub(crate) fn take_turn(&mut self) -> Option<Turn> {
        self.turn.take()
    }

    /// Takes over the profile from the tab that owned it and has closed. Chains that only this
    /// tab's copy of the profile has are added to the stored profile.
    ///
    /// # Errors
    /// If there is nothing to take over, or if the stored profile can't be read, which `view()`
    /// reports from then on.
    pub(crate) async fn take_over(&mut self, entropy: Entropy, now: Time) -> Result<(), Fault> {
        let Some(folder) = self.other_tabs_folder.take() else {
            return Err(Fault::new(StorageReason::NothingToTakeOver));
        };
        let kept = Self::own(folder, entropy, now).await;
        if let StorageView::Memory { reason } | StorageView::Unreadable { reason } = &kept.storage {
            let reason = reason.clone();
            self.storage = kept.storage;
            return Err(Fault::new(reason));
        }
        let visitor = core::mem::replace(self, kept);
        self.profile.adopt(visitor.profile);
        self.save(now).await;
        Ok(())
    }

    /// Whether the last attempt to open this chain did not end. Opening, erasing or forgetting the
    /// chain resets this.
    pub(crate) fn is_interrupted(&self, genesis: &BlockHash) -> bool {
        self.interrupted.as_deref() == Some(genesis.to_string().as_str())
    }

    /// The storage that is used, and whether writing fails.
    pub(crate) fn view(&self) -> StorageView {
        match (&self.storage, &self.chain_in_memory, self.failure()) {
            (StorageView::Durable, Some(in_memory), _) => StorageView::Memory {
                reason: in_memory.as_str().into(),
            },
            (StorageView::Durable, None, Some(failure)) => StorageView::Failing {
                reason: failure.to_owned(),
            },
            (storage, ..) => storage.clone(),
        }
    }

    /// Why the profile could not be written; `None` if the last attempt succeeded.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.saving.failure()
    }

    /// Makes the next attempt to write the profile due at once, if the last one failed.
    pub(crate) fn retry_at_once(&mut self, now: Time) {
        self.saving.retry_at_once(now);
    }

    /// When to [try again](Self::retry) to write the profile; `None` if no retry is due.
    pub(crate) fn retry_at(&self) -> Option<Time> {
        self.saving.retry_at()
    }

    /// Checks that this tab may change the wallet. Only the tab that owns the profile may, because
    /// it would not notice a change by another tab.
    ///
    /// # Errors
    /// If another tab owns the profile.
    pub(crate) fn check_can_change_wallet(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(StorageReason::OtherTabsWallet)),
            _ => Ok(()),
        }
    }

    /// Checks that this tab may seal blocks. If two tabs of the same profile sealed, they could
    /// seal two blocks of the same height before one knows the other's block.
    ///
    /// # Errors
    /// If another tab owns the profile.
    pub(crate) fn check_can_seal(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(StorageReason::OtherTabsKey)),
            _ => Ok(()),
        }
    }

    /// Writes the profile if this tab owns it. If that fails, [`view`](Self::view) reports it, and
    /// the caller must call [`retry`](Self::retry) at [`retry_at`](Self::retry_at).
    pub(crate) async fn save(&mut self, now: Time) {
        self.saving.want(Copies::Newest);
        self.retry(now).await;
    }

    /// Replaces the profile by one with another mnemonic or another passphrase, once the new one is
    /// durable. Both stored versions are overwritten, because the old mnemonic must not remain on
    /// the device.
    ///
    /// # Errors
    /// If the new profile can't be written. The present profile then stays in use.
    pub(crate) async fn replace_profile(
        &mut self,
        now: Time,
        profile: Profile,
    ) -> Result<(), Fault> {
        let before = core::mem::replace(&mut self.profile, profile);
        self.saving.want(Copies::Both);
        if self.retry(now).await {
            return Ok(());
        }
        // The failed write may have left anything in the file, so the present profile is still to
        // be written.
        self.profile = before;
        let error = self.failure().unwrap_or_default().to_owned();
        Err(Fault::new(StorageReason::NotChanged { error }))
    }

    /// Writes the profile if that is still to be done. Returns whether the present profile is
    /// durable. Returns true if this tab does not store the profile.
    pub(crate) async fn retry(&mut self, now: Time) -> bool {
        let Some(folder) = &self.folder else {
            return true;
        };
        let bytes = self.profile.to_bytes();
        let write = async || folder.write_profile(&bytes).await;
        self.saving.write(now, write).await
    }

    /// Erases the database of a chain, which must be closed, and removes the chain from the
    /// profile.
    ///
    /// # Errors
    /// If the browser refuses. The chain then remains in the profile, so that a person can try
    /// again.
    pub(crate) async fn forget(&mut self, now: Time, genesis: &BlockHash) -> Result<(), Fault> {
        if let Some(folder) = &self.folder {
            let erased = folder.erase_database(&genesis.to_string()).await;
            erased.map_err(|error| {
                let error = error.to_string();
                Fault::new(StorageReason::BlocksStay { error })
            })?;
        }
        self.budget.note(*genesis, 0);
        self.profile.forget(genesis);
        self.settle_interrupted(genesis);
        self.save(now).await;
        Ok(())
    }

    /// Erases the database of a chain, which must be closed. The chain remains in the profile.
    ///
    /// # Errors
    /// If the browser refuses.
    pub(crate) async fn erase(&mut self, genesis: &BlockHash) -> Result<(), Fault> {
        if let Some(folder) = &self.folder {
            let erased = folder.erase_database(&genesis.to_string()).await;
            erased.map_err(|error| {
                let error = error.to_string();
                Fault::new(StorageReason::DataStays { error })
            })?;
        }
        self.budget.note(*genesis, 0);
        self.settle_interrupted(genesis);
        Ok(())
    }

    fn settle_interrupted(&mut self, genesis: &BlockHash) {
        if self.is_interrupted(genesis) {
            self.interrupted = None;
            self.note_opened(None);
        }
    }

    /// Notes that the opening of a chain has ended, and whether it succeeded.
    pub(crate) fn opened(&mut self, genesis: &BlockHash, is_open: bool) {
        if !is_open {
            self.chain_in_memory = None;
        }
        let genesis = genesis.to_string();
        self.note_opened(is_open.then_some(genesis.as_str()));
        self.interrupted
            .take_if(|interrupted| *interrupted == genesis);
    }

    fn note_opened(&self, genesis: Option<&str>) {
        if let Some(folder) = &self.folder {
            folder.note_opened(genesis);
        }
    }

    /// Checks that this tab may change how a chain is stored.
    ///
    /// # Errors
    /// If another tab owns the profile.
    pub(crate) fn check_can_change_chain(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(StorageReason::OtherTabsChain)),
            _ => Ok(()),
        }
    }

    /// Opens the database of a chain. If a new database can't be stored, the chain is in memory
    /// instead, since peers still have its blocks. Until [`opened`](Self::opened) is called, this
    /// counts as an attempt that did not end.
    ///
    /// # Errors
    /// If the saved data can't be used, or if a database in memory can't be created.
    pub(crate) async fn open_database(
        &mut self,
        genesis: &BlockHash,
    ) -> Result<RedbStore, DatabaseError> {
        self.chain_in_memory = None;
        let Some(folder) = &self.folder else {
            return RedbStore::in_memory().map_err(DatabaseError::Memory);
        };
        let name = genesis.to_string();
        let is_new = matches!(folder.database_size(&name).await, Ok(0));
        let is_checked = self.is_interrupted(genesis);
        let unsaved = match folder.open_database(&name, is_checked).await {
            Ok(Err(error)) if is_new => {
                // An incomplete new database is erased, so that it does not count as a damaged one
                // later.
                let _ = folder.erase_database(&name).await;
                error.to_string()
            }
            Ok(opened) => return opened.map_err(DatabaseError::Unusable),
            Err(error) if is_new => error.to_string(),
            Err(error) => return Err(DatabaseError::Unopened(error)),
        };
        self.chain_in_memory = Some(format!(
            "This chain is in memory only, and gone when this tab closes, because it can’t be saved: {unsaved}. Once there \
             is room on this device, open it again."
        ));
        RedbStore::in_memory().map_err(DatabaseError::Memory)
    }

    /// Whether chains are stored on this device, and the open chain is not in memory only.
    pub(crate) fn is_on_device(&self) -> bool {
        self.folder.is_some() && self.chain_in_memory.is_none()
    }

    /// Notes that the open chain has been closed.
    pub(crate) fn chain_closed(&mut self) {
        self.chain_in_memory = None;
        self.note_opened(None);
    }
}

fn unavailable(error: &StorageError) -> String {
    format!("Closing this tab erases chain and wallet: {error}.")
}

#[cfg(test)]
mod tests;
