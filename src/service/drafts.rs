//! Reviewed transactions, kept until the person agrees to one of them.

use std::collections::VecDeque;

use primitives::Txid;
use wallet::Draft;

/// Drafts kept: a person reviews one payment at a time, and a page shows a preview with each pause
/// in typing.
const MAX_DRAFTS: usize = 16;

/// The drafts of the last reviews, newest last; at most [`MAX_DRAFTS`].
#[derive(Debug, Default)]
pub(crate) struct Drafts(VecDeque<Draft>);

impl Drafts {
    /// Keeps a draft and returns its name: the id of the transaction that it becomes, which fixes
    /// all that is in it.
    pub(crate) fn keep(&mut self, draft: Draft) -> Txid {
        let txid = draft.transaction.txid();
        self.0.retain(|kept| kept.transaction.txid() != txid);
        if self.0.len() == MAX_DRAFTS {
            self.0.pop_front();
        }
        self.0.push_back(draft);
        txid
    }

    /// The draft of this name.
    pub(crate) fn find(&self, txid: &Txid) -> Option<&Draft> {
        self.0.iter().find(|kept| kept.transaction.txid() == *txid)
    }
}
