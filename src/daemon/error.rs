//! Why a node can't be started, asked or stopped.

use std::io;
use std::path::PathBuf;

use api::Fault;
use service::ProfileError;
use store::RedbError;
use thiserror::Error;

/// Why a data folder can't be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// A file or folder can't be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// Another process has locked the folder.
    #[error("{}: the data folder is in use by {holder}", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// The process that holds the lock, as text.
        holder: String,
    },
    /// The profile's file can't be read. It was left as it is.
    #[error("{}: {error}", path.display())]
    Profile {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: ProfileError,
    },
    /// The profile refuses a change, for example because of a wrong passphrase or too many chains.
    #[error("the profile refuses the change: {}", refusal(.0))]
    Refused(#[from] Fault),
}

/// Why a node can't be started. Nothing was changed, except that a new folder may have been
/// created.
#[derive(Debug, Error)]
pub enum StartError {
    /// The data folder can't be used, or its profile refuses the chain.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The chain's database can't be opened. It was left as it is.
    #[error("{}: {error}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: Box<RedbError>,
    },
    /// The chain can't be opened on its database. It was left as it is.
    #[error("{}: {error}", path.display())]
    Chain {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: Box<service::OpenError<RedbError>>,
    },
    /// The engine of the database panicked on its bytes, so they are damaged. They were left as
    /// they are. The next start verifies all of them first.
    #[error("{}: the database is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The network's sockets can't be opened.
    #[error(transparent)]
    Network(#[from] native::network::NetworkError),
    /// The direct endpoint's certificate can't be read or made.
    #[error(transparent)]
    Endpoint(#[from] native::network::IdentityError),
    /// The node can't mine or seal as the settings want.
    #[error("mining: {0}")]
    Mining(String),
    /// The text may not be a person's name, or the passphrase that is needed to sign it is missing
    /// or wrong.
    #[error("the node's name: {0}")]
    Name(String),
    /// The operating system refuses a thread or randomness.
    #[error("the system refuses {what}: {error}")]
    System {
        /// The thread or the randomness that was refused.
        what: &'static str,
        /// The cause.
        error: io::Error,
    },
    /// The node's thread ended while it opened the chain. The log has the reason.
    #[error("the node ended while it opened the chain")]
    Ended,
}

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AskError {
    /// [`MAX_QUESTIONS`](crate::MAX_QUESTIONS) questions wait already. The same question may be
    /// answered later.
    #[error("the node is busy: too many questions wait")]
    Busy,
    /// The node has stopped.
    #[error("the node has stopped")]
    Stopped,
}

/// Why a node did not stop properly.
#[derive(Debug, Error)]
pub enum StopError {
    /// The last changes could not be written.
    #[error("the last changes could not be written: {0}")]
    Unwritten(String),
    /// The node's thread panicked. Changes that it had reported as written are on the disk.
    #[error("the node's thread ended by a panic")]
    Panicked,
    /// The node did not end in time. Changes that it had reported as written are on the disk.
    #[error("the node did not end within {seconds} s")]
    Late {
        /// The seconds that the program waited for it.
        seconds: u64,
    },
}

/// A refusal of the profile, as text.
fn refusal(fault: &Fault) -> String {
    match fault.needs_passphrase() {
        true => "its passphrase is missing or wrong".to_owned(),
        false => fault.to_string(),
    }
}
