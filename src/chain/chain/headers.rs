//! Accepting headers.

use super::Chain;
use crate::check::header::HeaderContext;
use crate::error::{BlockError, HeaderError};
use crate::index::Status;
use crate::rule::Rule;
use crate::store::schema::{HeaderRow, Number, StoredFlags};
use crate::store::{Batch, Store};
use primitives::{BlockHash, Header, Timestamp};

/// The result of accepting headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadersAccepted {
    /// The number of headers that were new.
    pub added: usize,
    /// The last header, new or known; `None` if there were no headers.
    pub last: Option<BlockHash>,
}

impl<S: Store> Chain<S> {
    /// Accepts headers. Each must be the child of a known header or of an earlier one in the list.
    /// A header is in memory only, until its block or the block of a descendant is accepted (see
    /// [`Chain::retain_headers`]). `now` is the node's clock.
    ///
    /// # Errors
    /// The error of the first rejected header. The headers before it stay accepted.
    pub fn accept_headers(
        &mut self,
        headers: &[Header],
        now: Timestamp,
    ) -> Result<HeadersAccepted, HeaderError> {
        let mut accepted = HeadersAccepted::default();
        let mut context = None;
        let mut result = Ok(());
        for header in headers {
            match self.accept_header(header, now, &mut context) {
                Ok((hash, new)) => {
                    accepted.added += usize::from(new);
                    accepted.last = Some(hash);
                }
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        result.map(|()| accepted)
    }

    /// Drops the pending headers (see [`Chain::pending_headers`]) except `tips` and their
    /// ancestors. Returns the number of dropped headers. A dropped header is unknown again.
    pub fn retain_headers(&mut self, tips: &[BlockHash]) -> usize {
        let numbers = tips.iter().filter_map(|tip| self.index.number(tip));
        let numbers: Vec<Number> = numbers.collect();
        self.index.retain_pending(&numbers)
    }

    fn accept_header(
        &mut self,
        header: &Header,
        now: Timestamp,
        context: &mut Option<HeaderContext>,
    ) -> Result<(BlockHash, bool), HeaderError> {
        let block = header.hash();
        if let Some(number) = self.index.number(&block) {
            if self.index.entry(number).status == Status::Invalid {
                let rule = Rule::KnownInvalid;
                return Err(HeaderError::Invalid { block, rule });
            }
            return Ok((block, false));
        }
        let previous = header.previous;
        let parent = self
            .index
            .number(&previous)
            .ok_or(HeaderError::Orphan { previous })?;
        let invalid = |rule| HeaderError::Invalid { block, rule };
        if self.index.entry(parent).status == Status::Invalid {
            return Err(invalid(Rule::InvalidParent { parent: previous }));
        }
        let above = match context.take() {
            Some(context) if context.hash == previous => context,
            _ => self.index.context(parent),
        };
        above.check(&self.spec, header, now).map_err(invalid)?;
        let child = above.extend(&self.spec, header);
        self.index.insert_pending(header, &child, parent);
        *context = Some(child);
        Ok((block, true))
    }

    /// Records a header and its ancestors. Returns the header's new number, and the rows of the
    /// headers that were pending.
    pub(super) fn record_header(&mut self, number: Number) -> (Number, Batch) {
        let mut rows = Batch::default();
        let mut last = number;
        for recorded in self.index.record(number) {
            let row = HeaderRow {
                header: self.index.entry(recorded).header,
                flags: StoredFlags::default(),
            };
            rows.put_header(recorded, &row);
            last = recorded;
        }
        (last, rows)
    }

    /// Checks a block's header if it is new. Returns the number of its parent and the context of
    /// the parent's children.
    pub(super) fn check_header_of(
        &self,
        header: &Header,
        block: BlockHash,
        known: Option<Number>,
        now: Timestamp,
    ) -> Result<(Number, HeaderContext), BlockError<S::Error>> {
        let invalid = |rule| BlockError::Invalid { block, rule };
        match known.map(|number| self.index.entry(number)) {
            Some(entry) if entry.status == Status::Invalid => {
                return Err(invalid(Rule::KnownInvalid));
            }
            Some(entry) if entry.is_stored() => return Err(BlockError::Known),
            _ => {}
        }
        let previous = header.previous;
        let parent = self
            .index
            .number(&previous)
            .ok_or(BlockError::Orphan { previous })?;
        if self.index.entry(parent).status == Status::Invalid {
            return Err(invalid(Rule::InvalidParent { parent: previous }));
        }
        let above = self.index.context(parent);
        if known.is_none() {
            above.check(&self.spec, header, now).map_err(invalid)?;
        }
        Ok((parent, above))
    }
}
