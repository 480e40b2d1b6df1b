//! The handle by which the rest of the program talks to a node.

use core::fmt;
use std::sync::Arc;

use methods::Call;
use primitives::BlockHash;
use store::RedbStore;
use tokio::sync::{broadcast, oneshot};

use crate::inbox::Questions;
use crate::{AskError, Event};

/// The handle by which the rest of the program talks to a node. Clones talk to the same node.
#[derive(Clone)]
pub struct Handle {
    genesis: BlockHash,
    inbox: Arc<dyn Questions>,
    events: broadcast::WeakSender<Event>,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("genesis", &self.genesis)
            .finish_non_exhaustive()
    }
}

impl Handle {
    pub(crate) fn new(
        genesis: BlockHash,
        inbox: Arc<dyn Questions>,
        events: broadcast::WeakSender<Event>,
    ) -> Self {
        Self {
            genesis,
            inbox,
            events,
        }
    }

    /// Runs a function on the node's thread, and drives the node afterwards. The answer comes after
    /// that: the question's changes are on the disk then, unless the store fails. `Call::args` is
    /// empty unless `question` sets it. If the future is dropped before the question begins, the
    /// question never runs: a caller that gave up waiting for a payment may order it again.
    ///
    /// # Errors
    ///
    /// [`AskError`].
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Call<'_, RedbStore>) -> T + Send + 'static,
    ) -> Result<T, AskError> {
        let (sender, answer) = oneshot::channel();
        self.inbox.ask(Box::new(move |call| {
            if sender.is_closed() {
                return Box::new(|| {});
            }
            let value = question(call);
            Box::new(move || {
                // Nobody may wait for the answer any more.
                let _ = sender.send(value);
            })
        }))?;
        answer.await.map_err(|_| AskError::Stopped)
    }

    /// The events from now on. At most [`MAX_EVENTS`](crate::MAX_EVENTS) wait; a reader that is
    /// further behind gets `RecvError::Lagged` with the number that it has missed. After the end of
    /// the node, the reader gets `RecvError::Closed`.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        match self.events.upgrade() {
            Some(events) => events.subscribe(),
            // The sender is dropped here, so the receiver is closed.
            None => broadcast::channel(1).1,
        }
    }

    /// The genesis hash, which names the chain.
    pub const fn genesis(&self) -> BlockHash {
        self.genesis
    }
}
