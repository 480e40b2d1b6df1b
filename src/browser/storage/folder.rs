//! The folder of one profile in the origin private file system (OPFS).

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    WorkerGlobalScope,
};

use super::sync_file::{DATABASE, PATIENCE, SyncFile, is_held, whole};
use super::{OpfsBackend, StorageError, mark, slots};
use crate::js_error::{describe, is};
use crate::{ProfileName, clock};

/// The storage that the browser allows the page's origin, in bytes. `None` if the browser does not
/// report it. Only for workers.
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
        if !scope.is_secure_context() {
            return Err(StorageError::Insecure);
        }
        // Some browsers have no such file system, whatever the page: WebKitGTK, for example.
        let has = |object: &JsValue, name: &str| {
            let member = js_sys::Reflect::get(object, &name.into());
            member.ok().filter(|member| !member.is_undefined())
        };
        let storage = has(&scope.navigator(), "storage");
        if storage.and_then(|it| has(&it, "getDirectory")).is_none() {
            let reason = "it has no private file system".into();
            return Err(StorageError::Unavailable(reason));
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
            return Err(StorageError::failed(
                "open",
                &name,
                "it is not a genesis hash".into(),
            ));
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
            Err(error) => Err(StorageError::failed("measure", genesis, describe(&error))),
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
                Err(StorageError::failed("erase", &name, describe(&error)))
            }
            _ => Ok(()),
        }
    }

    /// Opens the mark “being opened” (see [`mark`]). Returns the genesis hash of the chain whose
    /// opening did not end; `None` if there is none. Only for the owner of the profile's lock.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn open_mark(&self) -> Result<Option<String>, StorageError> {
        SyncFile::open(&self.0, "opening").await.map(mark::keep)
    }

    async fn newest(&self) -> Result<Option<slots::Newest>, StorageError> {
        let slots = [self.read(SLOTS[0]).await?, self.read(SLOTS[1]).await?];
        let newest = slots::newest([&slots[0], &slots[1]]);
        // The second slot is first written when the first one is complete, so one of the two is
        // always complete, unless the very first write was cut off. If neither slot is complete and
        // one is not blank, that slot may hold the only copy of a mnemonic, and must not be
        // overwritten.
        if newest.is_none() && !slots.iter().all(|slot| slots::is_blank(slot)) {
            return Err(StorageError::failed(
                "read",
                "the profile",
                "its file is damaged".into(),
            ));
        }
        Ok(newest)
    }

    /// Reads a whole file without locking it. A missing file reads as empty.
    async fn read(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        let refused = |error: JsValue| StorageError::failed("read", name, describe(&error));
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

fn database_name(genesis: &str) -> String {
    format!("{genesis}{DATABASE}")
}

const SLOTS: [&str; 2] = ["profile.0", "profile.1"];
