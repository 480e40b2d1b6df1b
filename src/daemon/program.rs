//! What the methods of a node need to know of the program around it.

use core::time::Duration;

use tokio::sync::watch;

use crate::Folder;
use crate::unlocked::Unlocked;

/// What the methods of [`methods::Host`] need to know of the program.
pub(crate) struct Program {
    /// When the node was started, by [`native::clock::ticks`].
    pub(crate) started: Duration,
    /// Becomes true when somebody asks the program to stop.
    pub(crate) stopping: watch::Sender<bool>,
    pub(crate) folder: Folder,
    pub(crate) unlocked: Unlocked,
}
