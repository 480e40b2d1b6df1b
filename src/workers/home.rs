//! What a person keeps on this device: the profile, and one database a chain.

use core::time::Duration;

use api::{Fault, KnownChain, StorageView};
use browser::ProfileName;
use browser::clock;
use browser::entropy::random;
use browser::locks::{self, Ownership, Turn};
use browser::mark;
use browser::opfs::{self, Folder, StorageError};
use primitives::{BlockHash, Time};
use service::{Entropy, Profile};
use store::{RedbError, RedbStore};

use crate::room::Room;
use crate::saving::{Copies, Saving};

/// How long a further tab looks for the profile that the first one is just making.
const PATIENCE: Duration = Duration::from_secs(3);

/// A profile, and where it is kept.
pub(crate) struct Home {
    /// The person's profile. After a change to it comes [`save`](Self::save).
    pub(crate) profile: Profile,
    /// Where data is kept, as long as it can be written.
    storage: StorageView,
    /// What of the profile is still to be written.
    saving: Saving,
    /// What the chains take on this device.
    room: Room,
    /// Why the open chain is kept in memory only, where it is.
    chain_in_memory: Option<String>,
    /// Where files are; none where nothing is kept, or where another tab keeps it.
    folder: Option<Folder>,
    /// Where the other tab keeps them.
    visited: Option<Folder>,
    /// The place in the queue for the profile while another tab keeps it, until somebody waits for
    /// it.
    turn: Option<Turn>,
    /// The chain whose opening did not end when this profile was used last.
    interrupted: Option<String>,
}

/// Why a chain's database is not there.
pub(crate) enum StoreError {
    /// What is saved is damaged or of another version. It is left as it is.
    Unusable(RedbError),
    /// The browser does not give out the file with what is saved.
    Unopened(StorageError),
    /// Not even memory can be had.
    Memory(RedbError),
}

impl Home {
    /// Enters a profile: the one kept on this device, or a fresh one.
    pub(crate) async fn enter(name: &ProfileName) -> Self {
        let folder = match Folder::open(name).await {
            Ok(folder) => folder,
            Err(error) => return Self::in_memory(unavailable(&error)),
        };
        match locks::own(name).await {
            Ownership::Mine => Self::own(folder).await,
            Ownership::OtherTab(turn) => {
                let mut home = Self::visit(&folder).await;
                home.visited = Some(folder);
                home.turn = Some(turn);
                home
            }
            Ownership::Unknown => Self::in_memory(
                "This browser does not say whether another tab uses the same profile, so nothing is kept.".into(),
            ),
        }
    }

    /// This tab owns the files.
    async fn own(folder: Folder) -> Self {
        let kept = match folder.read_profile().await {
            Ok(kept) => kept,
            Err(error) => return Self::unreadable(&error),
        };
        let fresh = kept.is_none();
        let profile = match kept {
            Some(bytes) => match Profile::from_bytes(&bytes) {
                Ok(profile) => profile,
                // What can't be read is left as it is: another version of the program may read it.
                Err(error) => return Self::unreadable(&error),
            },
            None => Profile::new(entropy()),
        };
        // Where it can't be had, an opening that does not end will not be known.
        let interrupted = folder.open_mark().await.unwrap_or_default();
        let mut home = Self {
            folder: Some(folder),
            interrupted,
            ..Self::without_files(profile, StorageView::Durable)
        };
        home.measure().await;
        if fresh {
            home.save().await;
        }
        home
    }

    /// Another tab owns the files; this one reads its profile.
    async fn visit(folder: &Folder) -> Self {
        // It may be made, or rewritten, right now.
        let read = async || match folder.read_profile().await {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) | Err(_) => Err(()),
        };
        let Ok(bytes) = clock::retry(PATIENCE, |()| true, read).await else {
            return Self::in_memory(
                "Another tab of this browser uses this profile, and its wallet can’t be read."
                    .into(),
            );
        };
        match Profile::from_bytes(&bytes) {
            Ok(profile) => Self::without_files(profile, StorageView::OtherTab),
            Err(error) => Self::unreadable(&error),
        }
    }

    fn in_memory(reason: String) -> Self {
        Self::without_files(Profile::new(entropy()), StorageView::Memory { reason })
    }

    fn without_files(profile: Profile, storage: StorageView) -> Self {
        Self {
            profile,
            storage,
            saving: Saving::default(),
            room: Room::default(),
            chain_in_memory: None,
            folder: None,
            visited: None,
            turn: None,
            interrupted: None,
        }
    }

    /// The profile's file is left as it is. There must be some profile in memory, but nothing is
    /// done with it: see [`may_use`](Self::may_use).
    fn unreadable(error: &impl core::fmt::Display) -> Self {
        let reason = format!("This profile’s file was left exactly as it is: {error}.");
        Self::without_files(Profile::new(entropy()), StorageView::Unreadable { reason })
    }

    /// Asks how much room there is, and what each chain takes of it.
    async fn measure(&mut self) {
        let Some(folder) = &self.folder else { return };
        self.room = Room::new(opfs::quota().await);
        for known in self.profile.chains() {
            if let Ok(genesis) = self.profile.find(&known.genesis)
                && let Ok(bytes) = folder.database_size(&known.genesis).await
            {
                self.room.note(genesis, bytes);
            }
        }
    }

    /// What the chains take on this device. Who closes one notes what it took last.
    pub(crate) fn room(&mut self) -> &mut Room {
        &mut self.room
    }

    /// The known chains, and what each takes on this device.
    pub(crate) fn chains(&self) -> Vec<KnownChain> {
        let mut chains = self.profile.chains();
        for chain in &mut chains {
            let bytes = self.profile.find(&chain.genesis);
            let bytes = bytes.map_or(0, |genesis| self.room.bytes(&genesis));
            chain.stored = (bytes > 0).then_some(bytes as f64);
        }
        chains
    }

    /// Refuses what needs a profile where the one that is kept can't be read: what came of it would
    /// be gone with the tab, and seem to be in the profile.
    ///
    /// # Errors
    /// If the profile can't be read.
    pub(crate) fn may_use(&self) -> Result<(), Fault> {
        match &self.storage {
            StorageView::Unreadable { reason } => Err(Fault::new(reason.clone())),
            _ => Ok(()),
        }
    }

    /// The place in the queue for the profile while another tab keeps it: whoever waits for it
    /// calls [`take_over`](Self::take_over) then.
    pub(crate) fn take_turn(&mut self) -> Option<Turn> {
        self.turn.take()
    }

    /// Keeps the profile from now on: the tab that did so has closed. What this one came to know is
    /// added to what is kept.
    ///
    /// # Errors
    /// If what is kept can't be read. The storage's view says so from then on.
    pub(crate) async fn take_over(&mut self) -> Result<(), Fault> {
        let Some(folder) = self.visited.take() else {
            return Err(Fault::new("There is nothing to take over."));
        };
        let kept = Self::own(folder).await;
        if let StorageView::Memory { reason } | StorageView::Unreadable { reason } = &kept.storage {
            let reason = reason.clone();
            self.storage = kept.storage;
            return Err(Fault::new(reason));
        }
        let visitor = core::mem::replace(self, kept);
        self.profile.adopt(visitor.profile);
        self.save().await;
        Ok(())
    }

    /// Whether an opening of this chain did not end; asked once, and said by the chain's being
    /// opened again.
    pub(crate) fn is_interrupted(&self, genesis: &BlockHash) -> bool {
        self.interrupted.as_deref() == Some(genesis.to_string().as_str())
    }

    /// Where data is kept.
    pub(crate) fn storage(&self) -> StorageView {
        let reason = |reason: &str| reason.to_owned();
        match (&self.storage, &self.chain_in_memory, self.failing()) {
            (StorageView::Durable, Some(in_memory), _) => StorageView::Memory {
                reason: reason(in_memory),
            },
            (StorageView::Durable, None, Some(failing)) => StorageView::Failing {
                reason: reason(failing),
            },
            (storage, ..) => storage.clone(),
        }
    }

    /// Why the profile could not be written; none while it is on the device as it is here.
    pub(crate) fn failing(&self) -> Option<&str> {
        self.saving.failing()
    }

    /// When to [try again](Self::try_again) to write the profile.
    pub(crate) fn retry_at(&self) -> Option<Time> {
        self.saving.retry_at()
    }

    /// Refuses what would change the wallet in one tab and not in the one that keeps it.
    ///
    /// # Errors
    /// If another tab keeps the profile.
    pub(crate) fn may_change_wallet(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(
                "Another tab of this browser keeps this wallet. Change it there, or close that tab: this one takes over then.",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses to seal blocks in one tab while another of the same profile may: an author whose
    /// tabs don't know of each other's blocks yet would seal two in place of one.
    ///
    /// # Errors
    /// If another tab keeps the profile.
    pub(crate) fn may_seal(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(
                "Another tab of this browser keeps your key. Make blocks there, or close that tab: this one takes over then.",
            )),
            _ => Ok(()),
        }
    }

    /// Writes the profile where this tab keeps it. Where that fails, the storage's view says so,
    /// and it is tried again.
    pub(crate) async fn save(&mut self) {
        self.saving.want(Copies::Newest);
        self.try_again().await;
    }

    /// Puts a profile with other words, or another passphrase, in place of this one, once it is on
    /// the device. It is written over the version before as well, of which one is kept otherwise:
    /// what the words were before must rest nowhere.
    ///
    /// # Errors
    /// If it can't be written. The profile is the one that it was then.
    pub(crate) async fn replace_profile(&mut self, profile: Profile) -> Result<(), Fault> {
        let before = core::mem::replace(&mut self.profile, profile);
        self.saving.want(Copies::Both);
        if self.try_again().await {
            return Ok(());
        }
        // Nobody knows how far the write came, so the present profile is still to be written.
        self.profile = before;
        let reason = self.failing().unwrap_or_default();
        Err(Fault::new(format!(
            "Nothing was changed, because it can’t be saved: {reason}."
        )))
    }

    /// Writes what is still to be written of the profile. Returns whether the profile as it is now
    /// is on the device, where it is kept there at all.
    pub(crate) async fn try_again(&mut self) -> bool {
        let Some(folder) = &self.folder else {
            return true;
        };
        let bytes = self.profile.to_bytes();
        let write = async || folder.write_profile(&bytes).await;
        self.saving.write(clock::now(), write).await
    }

    /// Erases the database of a chain, which is closed, and makes it unknown.
    ///
    /// # Errors
    /// If the browser refuses. The chain is known still, so that a person can try again.
    pub(crate) async fn forget(&mut self, genesis: &BlockHash) -> Result<(), Fault> {
        if let Some(folder) = &self.folder {
            let erased = folder.erase_database(&genesis.to_string()).await;
            let failed = |error| Fault::new(format!("The chain’s blocks are still here: {error}."));
            erased.map_err(failed)?;
        }
        self.room.note(*genesis, 0);
        self.profile.forget(genesis);
        self.settle_interrupted(genesis);
        self.save().await;
        Ok(())
    }

    /// Erases the database of a chain, which is closed, and keeps the chain known.
    ///
    /// # Errors
    /// If the browser refuses.
    pub(crate) async fn erase(&mut self, genesis: &BlockHash) -> Result<(), Fault> {
        if let Some(folder) = &self.folder {
            let erased = folder.erase_database(&genesis.to_string()).await;
            erased.map_err(|error| {
                Fault::new(format!("The chain’s saved data is still here: {error}."))
            })?;
        }
        self.room.note(*genesis, 0);
        self.settle_interrupted(genesis);
        Ok(())
    }

    fn settle_interrupted(&mut self, genesis: &BlockHash) {
        if self.is_interrupted(genesis) {
            self.interrupted = None;
            mark::opened(None);
        }
    }

    /// The opening of a chain has ended, well or not.
    pub(crate) fn opened(&mut self, genesis: &BlockHash, is_open: bool) {
        if self.folder.is_none() {
            return;
        }
        let genesis = genesis.to_string();
        mark::opened(is_open.then_some(genesis.as_str()));
        self.interrupted
            .take_if(|interrupted| *interrupted == genesis);
    }

    /// Refuses to change in one tab how another keeps a chain.
    ///
    /// # Errors
    /// If another tab keeps the profile.
    pub(crate) fn may_change_chain(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(
                "Another tab of this browser keeps this chain. Do that there, or close that tab: this one takes over then.",
            )),
            _ => Ok(()),
        }
    }

    /// Opens the database of a chain. Where the browser has no room for a new one, the chain is
    /// kept in memory instead: the network still knows it. From now on until
    /// [`opened`](Self::opened) the opening counts as one that did not end.
    ///
    /// # Errors
    /// If what is saved can't be used, or not even a database in memory can be had.
    pub(crate) async fn store(&mut self, genesis: &BlockHash) -> Result<RedbStore, StoreError> {
        self.chain_in_memory = None;
        let Some(folder) = &self.folder else {
            return RedbStore::in_memory().map_err(StoreError::Memory);
        };
        let name = genesis.to_string();
        let is_new = matches!(folder.database_size(&name).await, Ok(0));
        let unsaved = match folder.database(&name).await {
            Ok(backend) => {
                mark::opening(&name);
                // The engine may panic on damage, unless it looks at all bytes first.
                let opened = match self.is_interrupted(genesis) {
                    true => RedbStore::with_checked_backend(backend),
                    false => RedbStore::with_backend(backend),
                };
                match opened {
                    Err(error) if is_new => {
                        // Half a database is not to be taken for a damaged one.
                        let _ = folder.erase_database(&name).await;
                        error.to_string()
                    }
                    opened => return opened.map_err(StoreError::Unusable),
                }
            }
            Err(error) if is_new => error.to_string(),
            Err(error) => return Err(StoreError::Unopened(error)),
        };
        self.chain_in_memory = Some(format!(
            "This chain is in memory only, and gone when this tab closes, because it can’t be saved: {unsaved}. Once there \
             is room on this device, open it again."
        ));
        RedbStore::in_memory().map_err(StoreError::Memory)
    }

    /// Whether the open chain is kept on this device.
    pub(crate) fn is_on_device(&self) -> bool {
        self.folder.is_some() && self.chain_in_memory.is_none()
    }

    /// No chain is open any more.
    pub(crate) fn chain_closed(&mut self) {
        self.chain_in_memory = None;
    }
}

/// Fresh random bytes for a vault.
pub(crate) fn entropy() -> Entropy {
    Entropy {
        words: random(),
        salt: random(),
        nonce: random(),
    }
}

fn unavailable(error: &StorageError) -> String {
    format!("Closing this tab erases chain and wallet: {error}.")
}
