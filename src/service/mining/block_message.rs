//! The message in the blocks of this node's miner, and its record in the store.

use api::{Fault, Field};
use chain::{Chain, Store};
use node::{MAX_WORDS, Request};

use super::tag::tagged;
use crate::payload;

/// The store's record of the block message.
const RECORD: &[u8] = b"miner/words";

/// The block message; empty if there is none.
#[derive(Debug, Default)]
pub(crate) struct BlockMessage(String);

impl BlockMessage {
    /// Reads the stored block message. An unreadable record must not prevent the chain from
    /// opening, so it counts as an empty message.
    pub(crate) fn read<S: Store>(chain: &Chain<S>) -> Self {
        let stored = chain.record(RECORD).ok().flatten();
        let stored = stored.filter(|bytes| bytes.len() <= MAX_WORDS);
        let text = stored.as_deref().and_then(payload::readable);
        Self(text.unwrap_or_default().to_owned())
    }

    /// Sets the block message that a person typed, and stores it. The caller passes the
    /// [`request`](Self::request) to the node.
    ///
    /// # Errors
    /// A [`Fault`] if the text is too long, or if it has a character that hides or misleads.
    pub(crate) fn set<S: Store>(&mut self, text: &str, chain: &mut Chain<S>) -> Result<(), Fault> {
        let bytes = payload::block_message(text)?;
        chain.put_record(RECORD, bytes.as_deref());
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        self.0 = text.unwrap_or_default();
        Ok(())
    }

    /// The request that makes the node put the message into its blocks, after the miner's tag if
    /// there is one. Tag and message fit together; otherwise they would have been refused.
    pub(crate) fn request(&self, tag: Option<&str>) -> Request {
        let text = tagged(tag, &self.0, Field::BlockMessage);
        Request::Words(text.unwrap_or_else(|_| self.0.clone()).into_bytes())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}
