//! The drafts of reviewed payments, kept until the person agrees to one of them.

use std::collections::VecDeque;

use primitives::Txid;
use wallet::Draft;

/// The maximum number of drafts. A person reviews one payment at a time, but a page asks for a
/// review at each pause in typing.
const MAX_DRAFTS: usize = 16;

/// The drafts of the last reviews, newest last; at most [`MAX_DRAFTS`].
#[derive(Debug, Default)]
pub(super) struct Drafts(VecDeque<Draft>);

impl Drafts {
    /// Keeps a draft under the id of its transaction, which commits to the whole content.
    pub(super) fn keep(&mut self, draft: Draft) {
        let txid = draft.transaction.txid();
        self.0.retain(|kept| kept.transaction.txid() != txid);
        if self.0.len() == MAX_DRAFTS {
            self.0.pop_front();
        }
        self.0.push_back(draft);
    }

    /// The draft with this transaction id; `None` if it is not kept any more.
    pub(super) fn find(&self, txid: &Txid) -> Option<&Draft> {
        self.0.iter().find(|kept| kept.transaction.txid() == *txid)
    }
}
