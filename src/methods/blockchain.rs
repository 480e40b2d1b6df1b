//! The whole chain: as pages, or as one body that is made block by block.

use chain::Store;
use primitives::{BlockHash, Height};

use crate::{Answer, Call, Failure, Kind};

/// The number of blocks in a page if the caller names none and the transport can't stream.
const PAGE: u32 = 10;
/// The maximum number of blocks in a page.
const MAX_PAGE: u32 = 100;

/// The bytes after which a part of the stream ends. A part exceeds them by one block at most.
const PART_BYTES: usize = 1 << 16;
/// The maximum number of blocks in a part: some milliseconds of work.
const PART_BLOCKS: usize = 16;

/// The beginning of the document, and its end after the last block.
const BEGIN: &[u8] = b"{\"blocks\":[";
const END: &[u8] = b"],\"next\":null}";

/// A page of blocks.
pub(crate) fn page<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let from = call.args.maybe_number::<u32>("from")?.unwrap_or(0);
    let count = match call.args.maybe_number("count")?.unwrap_or(PAGE) {
        count @ 1..=MAX_PAGE => count,
        _ => return Err(Failure::invalid("count", "is not between 1 and 100")),
    };
    let mut body = Writer::begun();
    let end = from.saturating_add(count);
    for height in from..end {
        match call.service.node().chain().hash_at(Height(height)) {
            Some(hash) => body.push(call, hash)?,
            None if height == from => return Err(absent()),
            None => break,
        }
    }
    let next = call.service.node().chain().hash_at(Height(end));
    let blocks = body.finish(next.map(|_| end));
    serde_json::from_slice(&blocks)
        .map(Answer::Json)
        .map_err(|error| Failure::internal(error.to_string()))
}

/// The rest of a chain that is sent as one body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Blockchain {
    /// The height of the next block.
    next: Height,
    /// The hash of the last block that was written; `None` if none was.
    previous: Option<BlockHash>,
}

impl Blockchain {
    /// The chain upwards from the height in the argument `from`.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the chain has no block there.
    pub(crate) fn begin<S: Store>(call: &Call<'_, S>) -> Result<Self, Failure> {
        let next = Height(call.args.maybe_number("from")?.unwrap_or(0));
        match call.service.node().chain().hash_at(next) {
            Some(_) => Ok(Self {
                next,
                previous: None,
            }),
            None => Err(absent()),
        }
    }

    /// The next part of the body, and the rest; `None` after the last part.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the chain has switched to a branch without the last block that was written,
    /// or if the store fails.
    pub(crate) fn proceed<S: Store>(
        mut self,
        call: &mut Call<'_, S>,
    ) -> Result<(Vec<u8>, Option<Self>), Failure> {
        let mut part = match self.previous {
            None => Writer::begun(),
            Some(_) => Writer::continued(),
        };
        for _ in 0..PART_BLOCKS {
            let chain = call.service.node().chain();
            if self.previous.is_some_and(|hash| !chain.is_active(&hash)) {
                return Err(Failure::new(
                    Kind::Unavailable,
                    "the chain switched to another branch while it was sent",
                ));
            }
            let Some(hash) = chain.hash_at(self.next) else {
                return Ok((part.finish(None), None));
            };
            part.push(call, hash)?;
            self.previous = Some(hash);
            self.next = self.next.next();
            if part.bytes.len() >= PART_BYTES {
                break;
            }
        }
        Ok((part.bytes, Some(self)))
    }
}

/// Writes the document.
struct Writer {
    bytes: Vec<u8>,
    /// Whether the next block is the first of the document.
    is_first: bool,
}

impl Writer {
    fn begun() -> Self {
        Self {
            bytes: BEGIN.to_vec(),
            is_first: true,
        }
    }

    const fn continued() -> Self {
        Self {
            bytes: Vec::new(),
            is_first: false,
        }
    }

    fn push<S: Store>(&mut self, call: &mut Call<'_, S>, hash: BlockHash) -> Result<(), Failure> {
        if !core::mem::take(&mut self.is_first) {
            self.bytes.push(b',');
        }
        let block = call.service.block(hash, 0)?;
        serde_json::to_writer(&mut self.bytes, &block)
            .map_err(|error| Failure::internal(error.to_string()))
    }

    fn finish(mut self, next: Option<u32>) -> Vec<u8> {
        match next {
            None => self.bytes.extend_from_slice(END),
            Some(next) => {
                let end = format!("],\"next\":{next}}}");
                self.bytes.extend_from_slice(end.as_bytes());
            }
        }
        self.bytes
    }
}

fn absent() -> Failure {
    Failure::not_found("the chain has no block at this height")
}
