//! An open file of the origin private file system, read and written without promises.

use core::time::Duration;
use std::io;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions,
    FileSystemReadWriteOptions, FileSystemSyncAccessHandle,
};

use super::StorageError;
use crate::clock;
use crate::js_error::{describe, is};

/// How long opening a file is retried while its last owner, a worker that has just ended, still
/// holds it. Up to 2.5 seconds were measured.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The file name extension of databases.
pub(super) const DATABASE: &str = ".redb";

/// An open file, closed when dropped.
#[derive(Debug)]
pub(super) struct SyncFile {
    name: String,
    handle: FileSystemSyncAccessHandle,
}

impl SyncFile {
    /// Opens a file of this folder, and creates it if it is missing.
    pub(super) async fn open(
        folder: &FileSystemDirectoryHandle,
        name: &str,
    ) -> Result<Self, StorageError> {
        let refused = |error: JsValue| StorageError::failed("open", name, describe(&error));
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

    pub(super) fn len(&self) -> io::Result<u64> {
        let size = self
            .handle
            .get_size()
            .map_err(|e| self.error("measure", &e))?;
        Ok(whole(size))
    }

    pub(super) fn set_len(&self, len: u64) -> io::Result<()> {
        let cut = self.handle.truncate_with_f64(offset(len)?);
        cut.map_err(|e| self.error("resize", &e))
    }

    pub(super) fn read(&self, at: u64, out: &mut [u8]) -> io::Result<()> {
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

    pub(super) fn write(&self, at: u64, data: &[u8]) -> io::Result<()> {
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

    pub(super) fn flush(&self) -> io::Result<()> {
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
pub(super) fn whole(size: f64) -> u64 {
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

/// Whether the error is that another worker holds the file. The error passes when that worker ends.
pub(super) fn is_held(error: &JsValue) -> bool {
    is(error, "NoModificationAllowedError")
}
