//! Errors of storage.

/// Why files can't be stored or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The page came neither over HTTPS nor from this device. Browsers give such a page no storage.
    #[error("the page came without HTTPS")]
    Insecure,
    /// The browser gives this page no private file system, as in some private windows, or has none.
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

impl StorageError {
    pub(super) fn failed(action: &'static str, file: &str, reason: String) -> Self {
        let file = file.into();
        Self::Failed {
            action,
            file,
            reason,
        }
    }
}
