//! The data folder: its lock, the profile and the chains' databases.
//!
//! | path | content |
//! | --- | --- |
//! | `lock` | locked by the process that uses the folder; its number in decimal |
//! | `bans` | the banned addresses and subnets |
//! | `profile` | the profile in the page's format ([`service::Profile`]) |
//! | `chains/GENESIS/chain.redb` | a chain's database |
//! | `chains/GENESIS/opening` | exists while the database is being opened |
//!
//! The lock is one of the operating system, which releases it when the process ends in any way. The
//! profile is replaced as a whole: a crash leaves the old one or the new one.

pub(crate) mod bans;
mod lock;

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api::{ChainReason, Fault, Protection, Reason, Secret};
use native::files;
use primitives::BlockHash;
use service::{Entropy, Keys, Profile, Setup};

pub use native::files::write as replace_file;

use self::bans::Bans;
use self::lock::Lock;
use crate::FolderError;
use crate::random::random;

/// The maximum size of a profile's file in bytes.
const MAX_PROFILE: u64 = 16 << 20;

const _: () = assert!(
    service::MAX_PROFILE_BYTES as u64 <= MAX_PROFILE,
    "a profile is not read again"
);

/// A locked data folder with its profile. Clones share the lock, which is released when the last
/// clone is dropped.
#[derive(Clone)]
pub struct Folder(Arc<Shared>);

struct Shared {
    path: PathBuf,
    profile: Mutex<Profile>,
    bans: Bans,
    is_new: bool,
    _lock: Lock,
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The profile has secrets.
        f.debug_struct("Folder")
            .field("path", &self.0.path)
            .finish_non_exhaustive()
    }
}

impl Folder {
    /// Locks a data folder, which is created if it is missing, and reads its profile. If there is
    /// none, a new profile is written, with fresh words under this passphrase.
    ///
    /// # Errors
    ///
    /// [`FolderError`] if another process has locked the folder, if a file can't be read or
    /// written, or if the passphrase is not that of the profile's vault.
    pub fn open(path: &Path, passphrase: Option<&Secret>) -> Result<Self, FolderError> {
        files::create_folder(path).map_err(|error| FolderError::io(path, error))?;
        let lock = Lock::take(path)?;
        let file = path.join("profile");
        let found = read(&file)?;
        let is_new = found.is_none();
        let profile = match found {
            Some(bytes) => {
                let profile = Profile::from_bytes(&bytes).map_err(|error| {
                    let path = file;
                    FolderError::Profile { path, error }
                })?;
                check_passphrase(&profile, passphrase)?;
                profile
            }
            None => {
                let profile = new_profile(passphrase)?;
                write(&file, &profile)?;
                profile
            }
        };
        Ok(Self(Arc::new(Shared {
            path: path.into(),
            profile: Mutex::new(profile),
            bans: Bans::open(path)?,
            is_new,
            _lock: lock,
        })))
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Whether the profile was made when this folder was opened.
    pub fn is_new(&self) -> bool {
        self.0.is_new
    }

    /// The path of a chain's database.
    pub fn database(&self, genesis: &BlockHash) -> PathBuf {
        self.chain(genesis).join("chain.redb")
    }

    pub(crate) fn bans(&self) -> &Bans {
        &self.0.bans
    }

    /// Reads the profile.
    pub fn profile<T>(&self, read: impl FnOnce(&Profile) -> T) -> T {
        read(&self.lock())
    }

    /// Changes the profile, and writes it before the change takes effect. If it can't be written,
    /// nothing has changed.
    ///
    /// # Errors
    ///
    /// [`FolderError`] if `change` refuses, or if the file can't be written.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut Profile) -> Result<T, Fault>,
    ) -> Result<T, FolderError> {
        let mut present = self.lock();
        let mut changed = present.clone();
        let value = change(&mut changed)?;
        if changed.to_bytes() != present.to_bytes() {
            write(&self.0.path.join("profile"), &changed)?;
            *present = changed;
        }
        Ok(value)
    }

    /// Adds a chain and its relays to the profile, unless the profile has them. Returns the chain's
    /// setup and keys.
    ///
    /// # Errors
    ///
    /// [`FolderError`] if the chain is new and the passphrase is missing or wrong, if a relay's URL
    /// is invalid, or if there are too many chains or relays.
    pub fn enter(
        &self,
        setup: &Setup,
        passphrase: Option<&Secret>,
    ) -> Result<(Setup, Keys), FolderError> {
        self.change(|profile| {
            let chain = Setup::new(setup.spec.clone(), "");
            let genesis = profile.add(chain, passphrase.map(|text| &**text))?;
            for relay in &setup.relays {
                match profile.add_relay(&genesis, relay) {
                    Err(fault) if fault.reason != Reason::from(ChainReason::RelayKnown) => {
                        return Err(fault);
                    }
                    Ok(_) | Err(_) => {}
                }
            }
            if setup.hide_address {
                profile.hide_address(&genesis, true);
            }
            profile.opened(&genesis)
        })
    }

    /// Notes that a chain's database is about to be opened. Returns whether the last opening did
    /// not end: the program was killed or panicked, so the database may be damaged.
    pub(crate) fn begin_opening(&self, genesis: &BlockHash) -> Result<bool, FolderError> {
        let folder = self.chain(genesis);
        files::create_folder(&folder).map_err(|error| FolderError::io(&folder, error))?;
        let mark = folder.join("opening");
        let was_interrupted = mark.exists();
        files::write(&mark, &[]).map_err(|error| FolderError::io(&mark, error))?;
        Ok(was_interrupted)
    }

    /// Notes that the opening of a chain's database has ended, with success or with an error.
    pub(crate) fn end_opening(&self, genesis: &BlockHash) -> Result<(), FolderError> {
        let mark = self.chain(genesis).join("opening");
        files::remove(&mark).map_err(|error| FolderError::io(&mark, error))
    }

    fn chain(&self, genesis: &BlockHash) -> PathBuf {
        self.0.path.join("chains").join(genesis.to_string())
    }

    fn lock(&self) -> MutexGuard<'_, Profile> {
        self.0
            .profile
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl FolderError {
    pub(crate) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            error,
        }
    }
}

/// The bytes of a profile's file; `None` if there is no such file.
fn read(path: &Path) -> Result<Option<Vec<u8>>, FolderError> {
    let length = match std::fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FolderError::io(path, error)),
    };
    if length > MAX_PROFILE {
        let error = io::Error::other(format!("{length} bytes are too long for a profile"));
        return Err(FolderError::io(path, error));
    }
    let bytes = std::fs::read(path).map_err(|error| FolderError::io(path, error))?;
    Ok(Some(bytes))
}

fn write(path: &Path, profile: &Profile) -> Result<(), FolderError> {
    files::write(path, &profile.to_bytes()).map_err(|error| FolderError::io(path, error))
}

fn new_profile(passphrase: Option<&Secret>) -> Result<Profile, FolderError> {
    let mut profile = Profile::new(entropy()?);
    if let Some(passphrase) = passphrase {
        profile.set_passphrase(None, Some(passphrase), entropy()?)?;
    }
    Ok(profile)
}

fn entropy() -> Result<Entropy, FolderError> {
    let error = |error| FolderError::io(Path::new("the system's randomness"), error);
    Ok(Entropy {
        words: random().map_err(error)?,
        salt: random().map_err(error)?,
        nonce: random().map_err(error)?,
    })
}

/// Refuses a wrong passphrase at once, not only when something is signed or sealed.
fn check_passphrase(profile: &Profile, passphrase: Option<&Secret>) -> Result<(), FolderError> {
    let Some(passphrase) = passphrase else {
        return Ok(());
    };
    if profile.protection() == Protection::None {
        tracing::warn!("a passphrase was given, but the profile's words are not encrypted");
    }
    profile.words(Some(passphrase))?;
    Ok(())
}
