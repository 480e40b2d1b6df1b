//! The data folder: its lock, the profile and the chains' databases.
//!
//! | path | content |
//! | --- | --- |
//! | `lock` | locked by the process that uses the folder; names it |
//! | `profile` | the profile in the page's format ([`service::Profile`]) |
//! | `chains/GENESIS/chain.redb` | a chain's database |

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{Fault, Secret};
use primitives::BlockHash;
use service::Profile;

use crate::FolderError;

/// A locked data folder with its profile. Clones share the lock, which is released when the last
/// clone is dropped.
#[derive(Clone, Debug)]
pub struct Folder(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    path: PathBuf,
}

impl Folder {
    /// Locks a data folder, which is created if it is missing, and reads its profile. If there is
    /// none, a new profile is written, with fresh words under this passphrase.
    ///
    /// # Errors
    ///
    /// [`FolderError`].
    pub fn open(path: &Path, passphrase: Option<&Secret>) -> Result<Self, FolderError> {
        let _ = passphrase;
        Ok(Self(Arc::new(Shared { path: path.into() })))
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The path of a chain's database.
    pub fn database(&self, genesis: &BlockHash) -> PathBuf {
        let chain = self.0.path.join("chains").join(genesis.to_string());
        chain.join("chain.redb")
    }

    /// Reads the profile.
    pub fn profile<T>(&self, read: impl FnOnce(&Profile) -> T) -> T {
        let _ = read;
        unreachable!("the skeleton has no profile")
    }

    /// Changes the profile, and writes it before the change takes effect. If it can't be written,
    /// nothing has changed.
    ///
    /// # Errors
    ///
    /// [`FolderError`] if `change` refuses, or the file can't be written.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut Profile) -> Result<T, Fault>,
    ) -> Result<T, FolderError> {
        let _ = change;
        unreachable!("the skeleton has no profile")
    }
}
