//! The handle by which the rest of the program talks to a node.

use primitives::BlockHash;
use store::RedbStore;
use tokio::sync::broadcast;

use crate::{AskError, Event};

/// The number of questions that may wait. Programs that ask more often are told [`AskError::Busy`].
pub const MAX_QUESTIONS: usize = 256;

/// The handle by which the rest of the program talks to a node. Clones talk to the same node.
#[derive(Clone, Debug)]
pub struct Handle {
    genesis: BlockHash,
    events: broadcast::Sender<Event>,
}

impl Handle {
    /// Runs a function on the node's thread, and drives the node afterwards. The caller's arguments
    /// are in `Call::args` if `question` sets them. Nothing waits for the answer if the future is
    /// dropped, but the question may run nevertheless.
    ///
    /// # Errors
    ///
    /// [`AskError`].
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut methods::Call<'_, RedbStore>) -> T + Send + 'static,
    ) -> Result<T, AskError> {
        let _ = question;
        Err(AskError::Stopped)
    }

    /// The events from now on. At most [`MAX_EVENTS`](crate::MAX_EVENTS) wait; a reader that is
    /// further behind gets `RecvError::Lagged` with the number that it has missed.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// The genesis hash, which names the chain.
    pub const fn genesis(&self) -> BlockHash {
        self.genesis
    }
}
