//! Files that outlive the tab, in the origin private file system (OPFS), with one owner per
//! profile.
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

mod backend;
mod error;
mod folder;
pub mod locks;
pub mod mark;
pub mod slots;
mod sync_file;

pub use backend::OpfsBackend;
pub use error::StorageError;
pub use folder::{Folder, quota};
