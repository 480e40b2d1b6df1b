//! Headers of a branch that has too little work yet to be put into the chain.

use chain::HeaderContext;
use primitives::{BlockHash, Header, Work};

/// The maximum number of headers set aside for one peer: 10 MB, or a week at ten seconds a block.
/// Nodes that were apart for longer find the common chain when one of them starts again from the
/// genesis block.
pub(super) const MAX_ASIDE: usize = 1 << 16;
/// The maximum number of headers set aside for all peers: 20 MB.
pub(super) const MAX_ALL_ASIDE: usize = 1 << 17;

/// The branch set aside for one peer.
#[derive(Debug, Default)]
pub(super) struct Aside {
    headers: Vec<Header>,
    /// The context of the next header of the branch. `None` if no branch is set aside.
    context: Option<HeaderContext>,
}

impl Aside {
    /// The number of headers set aside.
    pub(super) fn len(&self) -> usize {
        self.headers.len()
    }

    /// Whether no branch is set aside.
    pub(super) const fn is_empty(&self) -> bool {
        self.context.is_none()
    }

    /// The work of the branch. `None` if no branch is set aside.
    pub(super) fn work(&self) -> Option<Work> {
        self.context.as_ref().map(|context| context.work)
    }

    /// Takes the context of the next header, if the branch ends with `parent`. Otherwise returns
    /// `None` and forgets the branch.
    pub(super) fn take_context(&mut self, parent: &BlockHash) -> Option<HeaderContext> {
        let context = self.context.take();
        let context = context.filter(|context| context.hash == *parent);
        if context.is_none() {
            self.clear();
        }
        context
    }

    /// Adds headers. `context` is the context for a child of the last one.
    ///
    /// # Errors
    /// The length that the branch would have, if that exceeds [`MAX_ASIDE`]. Nothing is added then.
    pub(super) fn extend(
        &mut self,
        headers: Vec<Header>,
        context: HeaderContext,
    ) -> Result<(), usize> {
        let length = self.headers.len() + headers.len();
        if length > MAX_ASIDE {
            return Err(length);
        }
        self.headers.extend(headers);
        self.context = Some(context);
        Ok(())
    }

    /// Takes the branch, with `headers` added on top.
    pub(super) fn take_with(&mut self, headers: Vec<Header>) -> Vec<Header> {
        let mut branch = core::mem::take(&mut self.headers);
        branch.extend(headers);
        branch
    }

    /// Forgets the branch.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
