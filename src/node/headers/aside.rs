//! Headers of one branch that has too little work yet to go into the chain.

use chain::HeaderContext;
use primitives::{BlockHash, Header, Work};

/// Headers set aside for one peer: 10 MB, a week at ten seconds a block. Nodes that were apart for
/// longer find together when one of them starts anew.
pub(super) const MAX_ASIDE: usize = 1 << 16;
/// Headers set aside for all peers together: 20 MB.
pub(super) const MAX_ALL_ASIDE: usize = 1 << 17;

/// The branch of one peer that is set aside.
#[derive(Debug, Default)]
pub(super) struct Aside {
    headers: Vec<Header>,
    /// What headers on top of the branch are held to; none where nothing is set aside.
    context: Option<HeaderContext>,
}

impl Aside {
    /// Headers that are set aside.
    pub(super) fn len(&self) -> usize {
        self.headers.len()
    }

    /// Whether no branch is set aside.
    pub(super) const fn is_empty(&self) -> bool {
        self.context.is_none()
    }

    /// The work of the branch.
    pub(super) fn work(&self) -> Option<Work> {
        self.context.as_ref().map(|context| context.work)
    }

    /// What a header on this parent is held to, where the branch ends with the parent; otherwise
    /// the branch is forgotten.
    pub(super) fn take_context(&mut self, parent: &BlockHash) -> Option<HeaderContext> {
        let context = self.context.take();
        let context = context.filter(|context| context.hash == *parent);
        if context.is_none() {
            self.clear();
        }
        context
    }

    /// Adds headers, the last of which has this context; gives the length from now on where that is
    /// too long, and adds nothing then.
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

    /// Takes the branch, with these headers on top.
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
