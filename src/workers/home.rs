//! What a person keeps on this device: the profile, and one database a chain.

use core::time::Duration;

use api::{Fault, StorageView};
use browser::ProfileName;
use browser::clock;
use browser::entropy::random;
use browser::locks::{self, Ownership};
use browser::opfs::{Folder, StorageError};
use primitives::BlockHash;
use service::{Entropy, Profile};
use store::{RedbError, RedbStore};

/// How often and how long apart a further tab looks for the profile that the first one is just making.
const PATIENCE: (u32, Duration) = (30, Duration::from_millis(100));

/// A profile, and where it is kept.
pub(crate) struct Home {
    /// The person's profile. After a change to it comes [`save`](Self::save).
    pub(crate) profile: Profile,
    storage: StorageView,
    /// Where files are; none where nothing is kept, or where another tab keeps it.
    folder: Option<Folder>,
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
            Ownership::OtherTab => Self::visit(&folder).await,
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
        let mut home = Self {
            profile,
            storage: StorageView::Durable,
            folder: Some(folder),
        };
        if fresh {
            // Where it fails, the storage's view says so from now on.
            let _ = home.save().await;
        }
        home
    }

    /// Another tab owns the files; this one reads its profile.
    async fn visit(folder: &Folder) -> Self {
        let (tries, pause) = PATIENCE;
        for _ in 0..tries {
            match folder.read_profile().await {
                Ok(Some(bytes)) => {
                    return match Profile::from_bytes(&bytes) {
                        Ok(profile) => Self {
                            profile,
                            storage: StorageView::OtherTab,
                            folder: None,
                        },
                        Err(error) => Self::unreadable(&error),
                    };
                }
                // It is being made, or rewritten, right now.
                Ok(None) | Err(_) => clock::sleep(pause).await,
            }
        }
        Self::in_memory(
            "Another tab of this browser uses this profile, and its wallet can't be read.".into(),
        )
    }

    fn in_memory(reason: String) -> Self {
        Self {
            profile: Profile::new(entropy()),
            storage: StorageView::Memory { reason },
            folder: None,
        }
    }

    /// The profile's file is left as it is. There must be some profile in memory, but nothing is done with it: see
    /// [`may_use`](Self::may_use).
    fn unreadable(error: &impl core::fmt::Display) -> Self {
        let reason = format!("This profile’s file was left exactly as it is: {error}.");
        Self {
            profile: Profile::new(entropy()),
            storage: StorageView::Unreadable { reason },
            folder: None,
        }
    }

    /// Refuses what needs a profile where the one that is kept can't be read: what came of it would be gone with the
    /// tab, and seem to be in the profile.
    ///
    /// # Errors
    /// If the profile can't be read.
    pub(crate) fn may_use(&self) -> Result<(), Fault> {
        match &self.storage {
            StorageView::Unreadable { reason } => Err(Fault::new(reason.clone())),
            StorageView::Durable | StorageView::OtherTab | StorageView::Memory { .. } => Ok(()),
        }
    }

    /// Where data is kept.
    pub(crate) fn storage(&self) -> &StorageView {
        &self.storage
    }

    /// Refuses what would change the wallet in one tab and not in the one that keeps it.
    ///
    /// # Errors
    /// If another tab keeps the profile.
    pub(crate) fn may_change_wallet(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(
                "Another tab of this browser keeps this wallet. Change it there, or close that tab and load this page again.",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses to seal blocks in one tab while another of the same profile may: an author whose tabs don't know of each
    /// other's blocks yet would seal two in place of one.
    ///
    /// # Errors
    /// If another tab keeps the profile.
    pub(crate) fn may_seal(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(
                "Another tab of this browser keeps your key. Make blocks there, or close that tab and load this page again.",
            )),
            _ => Ok(()),
        }
    }

    /// Writes the profile where this tab keeps it.
    ///
    /// # Errors
    /// If the browser refuses. The storage's view says so from then on.
    pub(crate) async fn save(&mut self) -> Result<(), Fault> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let bytes = self.profile.to_bytes();
        folder.write_profile(&bytes).await.map_err(|error| {
            let reason = format!("This browser can't save any more: {error}.");
            self.storage = StorageView::Memory {
                reason: reason.clone(),
            };
            Fault::new(reason)
        })
    }

    /// Writes the profile over the version before as well, of which one is kept otherwise: after a change of the wallet's
    /// words or passphrase, what they were before must rest nowhere.
    ///
    /// # Errors
    /// As for [`save`](Self::save).
    pub(crate) async fn save_over(&mut self) -> Result<(), Fault> {
        self.save().await?;
        self.save().await
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
        self.profile.forget(genesis);
        self.save().await
    }

    /// Refuses to change in one tab how another keeps a chain.
    ///
    /// # Errors
    /// If another tab keeps the profile.
    pub(crate) fn may_change_chain(&self) -> Result<(), Fault> {
        match self.storage {
            StorageView::OtherTab => Err(Fault::new(
                "Another tab of this browser keeps this chain. Do that there, or close that tab and load this page again.",
            )),
            _ => Ok(()),
        }
    }

    /// Opens the database of a chain. One that can't be opened is left as it is, and the chain kept in memory instead:
    /// the network still knows it.
    ///
    /// # Errors
    /// If not even a database in memory can be had.
    pub(crate) async fn store(&mut self, genesis: &BlockHash) -> Result<RedbStore, RedbError> {
        if let Some(folder) = &self.folder {
            let opened = match folder.database(&genesis.to_string()).await {
                Ok(backend) => RedbStore::with_backend(backend).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match opened {
                Ok(store) => return Ok(store),
                Err(error) => {
                    let reason = format!("This chain's saved data can't be opened: {error}.");
                    self.storage = StorageView::Memory { reason };
                }
            }
        }
        RedbStore::in_memory()
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
    format!("Chain and wallet are gone when this tab closes: {error}.")
}
