//! Files that a person selects in the page. They are never written. A long file is read piece by
//! piece.

use js_sys::Uint8Array;
use primitives::Sha256Stream;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use crate::js_error::describe;

/// The number of bytes that are read and hashed in one step. This is a few milliseconds of work, so
/// that the page stays responsive.
const PIECE: f64 = 1_048_576.0;

/// Why a file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The browser does not let the page read it.
    #[error("it can’t be read: {0}")]
    Unreadable(String),
    /// It is larger than the limit.
    #[error("it has {found} MB, and at most {most} MB are read here")]
    TooLarge {
        /// Its size in units of 2^20 bytes, rounded up.
        found: u64,
        /// The limit, in the same units.
        most: u64,
    },
}

/// The SHA-256 of a file of any size, read piece by piece. `progress` receives the fraction that is
/// done, and returns whether to continue. `None` if `progress` returned false.
///
/// # Errors
/// If the file can't be read, or changed meanwhile.
pub async fn sha256(
    file: &File,
    mut progress: impl FnMut(f64) -> bool,
) -> Result<Option<[u8; 32]>, FileError> {
    let size = file.size();
    let mut hash = Sha256Stream::default();
    let mut at = 0.0;
    while at < size {
        let end = (at + PIECE).min(size);
        hash.update(&piece(file, at, end).await?);
        at = end;
        if !progress(at / size) {
            return Ok(None);
        }
    }
    Ok(Some(hash.finish()))
}

/// Reads a whole file of at most `most` bytes.
///
/// # Errors
/// If it is larger, or can't be read.
pub async fn read(file: &File, most: usize) -> Result<Vec<u8>, FileError> {
    let size = file.size();
    if size > most as f64 {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size is whole and not negative"
        )]
        let found = (size / 1_048_576.0).ceil() as u64;
        let most = most as u64 >> 20;
        return Err(FileError::TooLarge { found, most });
    }
    piece(file, 0.0, size).await
}

/// Reads the first `most` bytes of a file, or all of a shorter one.
///
/// # Errors
/// If it can't be read.
pub async fn beginning(file: &File, most: usize) -> Result<Vec<u8>, FileError> {
    piece(file, 0.0, file.size().min(most as f64)).await
}

async fn piece(file: &Blob, from: f64, to: f64) -> Result<Vec<u8>, FileError> {
    let unreadable = |error| FileError::Unreadable(describe(&error));
    let slice = file.slice_with_f64_and_f64(from, to).map_err(unreadable)?;
    let buffer = JsFuture::from(slice.array_buffer())
        .await
        .map_err(unreadable)?;
    Ok(Uint8Array::new(buffer.unchecked_ref()).to_vec())
}
