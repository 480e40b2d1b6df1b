//! Files in the origin private file system (OPFS), and a redb backend on top of them.
//!
//! `FileSystemSyncAccessHandle` reads and writes without promises, as a database needs. It exists
//! in dedicated workers only, and has exclusive access to its file until it is closed. The layout,
//! below the origin's root:
//!
//! ```text
//! profiles/NAME/profile.0, profile.1    the profile file, in two slots
//! profiles/NAME/GENESIS.redb            one database a chain
//! profiles/NAME/opening                 the chain that is being opened
//! ```

use core::cell::{Cell, RefCell};
use core::time::Duration;
use std::io;

use js_sys::Uint8Array;
use litemap::LiteMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, File, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemReadWriteOptions,
    FileSystemSyncAccessHandle, WorkerGlobalScope,
};

use crate::{ProfileName, clock, mark, slots};

/// How long opening a file is retried while its last owner, a worker that has just ended, still
/// holds it: 2.5 seconds were measured.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why files can't be stored or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The page came neither over HTTPS nor from this device. Browsers give such a page no storage.
    #[error("the page came without HTTPS")]
    Insecure,
    /// The browser gives this page no private file system, as in some private windows.
    #[error("the browser gives the page no place to keep files: {0}")]
    Unavailable(String),
    /// A file could not be written: the operation, the file and the browser's reason.
    #[error("{0}")]
    Unwritten(String),
    /// An operation on a file failed.
    #[error("could not {action} {file}: {reason}")]
    Failed {
        /// The operation.
        action: &'static str,
        /// The file.
        file: String,
        /// The browser's reason.
        reason: String,
    },
}

/// The storage that the browser allows the page's origin, in bytes. `None` if the browser does not
/// say. Only for workers.
pub async fn quota() -> Option<u64> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let estimate = scope.navigator().storage().estimate().ok()?;
    let estimate = JsFuture::from(estimate).await.ok()?;
    let quota = js_sys::Reflect::get(&estimate, &"quota".into()).ok()?;
    quota.as_f64().map(whole)
}

/// The folder of one profile.
#[derive(Clone, Debug)]
pub struct Folder(FileSystemDirectoryHandle);

impl Folder {
    /// Opens a profile's folder, and creates it if it is missing. Only for workers.
    ///
    /// # Errors
    /// If the browser has no private file system for this page.
    pub async fn open(profile: &ProfileName) -> Result<Self, StorageError> {
        let unavailable = |error: JsValue| StorageError::Unavailable(describe(&error));
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        let storage = js_sys::Reflect::get(&scope.navigator(), &"storage".into());
        if storage.map_or(true, |storage| storage.is_undefined()) {
            return Err(StorageError::Insecure);
        }
        let root = JsFuture::from(scope.navigator().storage().get_directory());
        let mut folder: FileSystemDirectoryHandle =
            root.await.map_err(unavailable)?.unchecked_into();
        for name in ["profiles", profile.as_str()] {
            let options = FileSystemGetDirectoryOptions::new();
            options.set_create(true);
            let inner = folder.get_directory_handle_with_options(name, &options);
            folder = JsFuture::from(inner)
                .await
                .map_err(unavailable)?
                .unchecked_into();
        }
        Ok(Self(folder))
    }

    /// Reads the newest complete version of the profile file. `None` if there is no profile yet.
    /// This works while another tab owns the folder.
    ///
    /// # Errors
    /// If a file exists and can't be read, or both copies are damaged.
    pub async fn read_profile(&self) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.newest().await?.map(|version| version.body))
    }

    /// Writes the profile file, which is durable when this returns. Only for the owner of the
    /// profile's lock.
    ///
    /// # Errors
    /// If the browser refuses, for lack of space for example. The previous version is then still
    /// there.
    pub async fn write_profile(&self, body: &[u8]) -> Result<(), StorageError> {
        let (slot, sequence) = slots::next(self.newest().await?.as_ref());
        let bytes = slots::encode(sequence, body);
        let name = SLOTS[slot];
        let file = SyncFile::open(&self.0, name).await?;
        let written = (file.set_len(0))
            .and_then(|()| file.write(0, &bytes))
            .and_then(|()| file.flush());
        written.map_err(|error| StorageError::Unwritten(error.to_string()))
    }

    /// Opens the database file of the chain with this genesis hash, and creates it if it is
    /// missing. Only for the owner of the profile's lock.
    ///
    /// # Errors
    /// If the browser refuses, or something else still holds the file.
    pub async fn database(&self, genesis: &str) -> Result<OpfsBackend, StorageError> {
        let name = database_name(genesis);
        if !genesis.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(failed("open", &name, "it is not a genesis hash".into()));
        }
        let file = SyncFile::open(&self.0, &name).await?;
        Ok(OpfsBackend::keep(file))
    }

    /// The size of the database file of the chain with this genesis hash, in bytes; 0 if there is
    /// none.
    ///
    /// # Errors
    /// If the browser does not give the size.
    pub async fn database_size(&self, genesis: &str) -> Result<u64, StorageError> {
        let size = async || -> Result<f64, JsValue> {
            let handle = JsFuture::from(self.0.get_file_handle(&database_name(genesis))).await?;
            let file = handle.unchecked_into::<FileSystemFileHandle>().get_file();
            Ok(JsFuture::from(file).await?.unchecked_into::<File>().size())
        };
        match size().await {
            Ok(size) => Ok(whole(size)),
            Err(error) if is(&error, "NotFoundError") => Ok(0),
            Err(error) => Err(failed("measure", genesis, describe(&error))),
        }
    }

    /// Erases the database file of the chain with this genesis hash, which must be closed. A
    /// missing file is not an error. Only for the owner of the profile's lock.
    ///
    /// # Errors
    /// If the browser refuses, or something still holds the file.
    pub async fn erase_database(&self, genesis: &str) -> Result<(), StorageError> {
        let name = database_name(genesis);
        let erase = async || JsFuture::from(self.0.remove_entry(&name)).await;
        match clock::retry(PATIENCE, is_held, erase).await {
            Err(error) if !is(&error, "NotFoundError") => {
                Err(failed("erase", &name, describe(&error)))
            }
            _ => Ok(()),
        }
    }

    /// Opens the mark “being opened” (see [`crate::mark`]). Returns the genesis hash of the chain
    /// whose opening did not end; `None` if there is none. Only for the owner of the profile's
    /// lock.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn open_mark(&self) -> Result<Option<String>, StorageError> {
        SyncFile::open(&self.0, "opening").await.map(mark::keep)
    }

    async fn newest(&self) -> Result<Option<slots::Newest>, StorageError> {
        let slots = [self.read(SLOTS[0]).await?, self.read(SLOTS[1]).await?];
        let newest = slots::newest([&slots[0], &slots[1]]);
        // The second slot is written only once the first is complete. So one of the two is always
        // complete, unless the very first write was cut off. Any other content may hold a mnemonic,
        // and must not be overwritten.
        if newest.is_none() && !slots.iter().all(|slot| slots::is_blank(slot)) {
            return Err(failed("read", "the profile", "its file is damaged".into()));
        }
        Ok(newest)
    }

    /// Reads a whole file without locking it. A missing file reads as empty.
    async fn read(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        let refused = |error: JsValue| failed("read", name, describe(&error));
        let handle = match JsFuture::from(self.0.get_file_handle(name)).await {
            Ok(handle) => handle.unchecked_into::<FileSystemFileHandle>(),
            Err(error) if is(&error, "NotFoundError") => return Ok(Vec::new()),
            Err(error) => return Err(refused(error)),
        };
        let file = JsFuture::from(handle.get_file()).await.map_err(refused)?;
        let bytes = JsFuture::from(file.unchecked_into::<File>().array_buffer());
        Ok(Uint8Array::new(&bytes.await.map_err(refused)?).to_vec())
    }
}

/// The file name extension of databases.
const DATABASE: &str = ".redb";

fn database_name(genesis: &str) -> String {
    format!("{genesis}{DATABASE}")
}

const SLOTS: [&str; 2] = ["profile.0", "profile.1"];

/// An open file, closed when dropped.
#[derive(Debug)]
pub(crate) struct SyncFile {
    name: String,
    handle: FileSystemSyncAccessHandle,
}

impl SyncFile {
    async fn open(folder: &FileSystemDirectoryHandle, name: &str) -> Result<Self, StorageError> {
        let refused = |error: JsValue| failed("open", name, describe(&error));
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let file = folder.get_file_handle_with_options(name, &options);
        let file: FileSystemFileHandle = JsFuture::from(file)
            .await
            .map_err(refused)?
            .unchecked_into();
        let open = async || JsFuture::from(file.create_sync_access_handle()).await;
        let handle = clock::retry(PATIENCE, is_held, open).await;
        Ok(Self {
            name: name.into(),
            handle: handle.map_err(refused)?.unchecked_into(),
        })
    }

    pub(crate) fn len(&self) -> io::Result<u64> {
        let size = self
            .handle
            .get_size()
            .map_err(|e| self.error("measure", &e))?;
        Ok(whole(size))
    }

    pub(crate) fn set_len(&self, len: u64) -> io::Result<()> {
        let cut = self.handle.truncate_with_f64(offset(len)?);
        cut.map_err(|e| self.error("resize", &e))
    }

    pub(crate) fn read(&self, at: u64, out: &mut [u8]) -> io::Result<()> {
        let mut done = 0;
        while done < out.len() {
            let options = at_offset(at + done as u64)?;
            let rest = &mut out[done..];
            let read = self.handle.read_with_u8_array_and_options(rest, &options);
            match count(read.map_err(|e| self.error("read", &e))?) {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => done += read,
            }
        }
        Ok(())
    }

    pub(crate) fn write(&self, at: u64, data: &[u8]) -> io::Result<()> {
        let mut done = 0;
        while done < data.len() {
            let options = at_offset(at + done as u64)?;
            let rest = &data[done..];
            let wrote = self.handle.write_with_u8_array_and_options(rest, &options);
            match count(wrote.map_err(|e| self.error("write", &e))?) {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                wrote => done += wrote,
            }
        }
        Ok(())
    }

    pub(crate) fn flush(&self) -> io::Result<()> {
        self.handle.flush().map_err(|e| self.error("flush", &e))
    }

    fn error(&self, action: &str, error: &JsValue) -> io::Error {
        if is(error, "QuotaExceededError") {
            return io::Error::other("the browser gives this page no more room");
        }
        // The file of a chain is named after its genesis hash, which means nothing to a person.
        let name = match self.name.strip_suffix(DATABASE) {
            Some(_) => "the chain’s file",
            None => &self.name,
        };
        io::Error::other(format!("could not {action} {name}: {}", describe(error)))
    }
}

impl Drop for SyncFile {
    fn drop(&mut self) {
        self.handle.close();
    }
}

thread_local! {
    /// The open database files of this worker. redb requires a backend that can move between
    /// threads, which a JavaScript object can't. So the backend is a number, and the object stays
    /// here, in the thread that made it.
    static OPEN: RefCell<LiteMap<u64, SyncFile>> = const { RefCell::new(LiteMap::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// A database file for redb.
///
/// It works in the thread that opened it; in any other thread every operation fails. Only one
/// handle can have a file open, so no locks are needed besides those of the browser.
#[derive(Debug)]
pub struct OpfsBackend(u64);

impl OpfsBackend {
    fn keep(file: SyncFile) -> Self {
        let id = NEXT.get();
        NEXT.set(id + 1);
        OPEN.with_borrow_mut(|open| open.insert(id, file));
        Self(id)
    }

    fn with<T>(&self, action: impl FnOnce(&SyncFile) -> io::Result<T>) -> io::Result<T> {
        OPEN.with_borrow(|open| match open.get(&self.0) {
            Some(file) => action(file),
            None => Err(io::Error::other("this database file is closed")),
        })
    }
}

impl redb::StorageBackend for OpfsBackend {
    fn len(&self) -> io::Result<u64> {
        self.with(SyncFile::len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.with(|file| file.read(offset, out))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.with(|file| file.set_len(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.with(SyncFile::flush)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.with(|file| file.write(offset, data))
    }

    fn close(&self) -> io::Result<()> {
        OPEN.with_borrow_mut(|open| open.remove(&self.0));
        Ok(())
    }
}

impl Drop for OpfsBackend {
    fn drop(&mut self) {
        // The file is still in the table only if redb did not close it. When the thread ends, the
        // table may be dropped first.
        let _ = OPEN.try_with(|open| open.borrow_mut().remove(&self.0));
    }
}

fn at_offset(at: u64) -> io::Result<FileSystemReadWriteOptions> {
    let options = FileSystemReadWriteOptions::new();
    options.set_at_f64(offset(at)?);
    Ok(options)
}

/// A position in a file, in bytes, as a JavaScript number.
fn offset(at: u64) -> io::Result<f64> {
    if at >= 1 << 53 {
        return Err(io::Error::other("beyond the end of any file"));
    }
    Ok(at as f64)
}

/// A size in bytes, from a JavaScript number.
#[allow(
    clippy::cast_possible_truncation,
    reason = "sizes are whole numbers below 2^53"
)]
fn whole(size: f64) -> u64 {
    size as u64
}

/// A count of bytes, from a JavaScript number.
#[allow(
    clippy::cast_possible_truncation,
    reason = "whole and no more than was asked for"
)]
fn count(bytes: f64) -> usize {
    bytes as usize
}

fn failed(action: &'static str, file: &str, reason: String) -> StorageError {
    let file = file.into();
    StorageError::Failed {
        action,
        file,
        reason,
    }
}

/// Whether another worker holds the file, which passes when that worker ends.
fn is_held(error: &JsValue) -> bool {
    is(error, "NoModificationAllowedError")
}

fn is(error: &JsValue, name: &str) -> bool {
    let exception = error.dyn_ref::<DomException>();
    exception.is_some_and(|exception| exception.name() == name)
}

/// An exception's name and message.
pub(crate) fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(exception) => format!("{}: {}", exception.name(), exception.message()),
        None => match error.dyn_ref::<js_sys::Error>() {
            Some(error) => error.message().into(),
            None => format!("{error:?}"),
        },
    }
}
