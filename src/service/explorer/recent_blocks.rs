//! The list of the newest blocks, which every snapshot has.

use std::collections::VecDeque;

use api::BlockSummary;
use chain::{Chain, StorageError, Store};
use primitives::{Block, Height};
use wallet::Wallet;

use super::block_summary::SummarySource;

/// The maximum number of blocks of the list: a few more than fit on a wide screen.
const MAX_RECENT: usize = 30;

/// The newest blocks of the best chain, newest first; at most [`MAX_RECENT`].
#[derive(Debug, Default)]
pub(crate) struct RecentBlocks {
    blocks: VecDeque<BlockSummary>,
    /// Whether the list no longer matches the best chain.
    is_stale: bool,
}

impl RecentBlocks {
    /// Reads the list from the chain.
    ///
    /// # Errors
    /// If the store can't be read.
    pub(crate) fn read<S: Store>(
        chain: &Chain<S>,
        wallet: &Wallet,
    ) -> Result<Self, StorageError<S::Error>> {
        let mut recent = Self::default();
        recent.fill(chain, wallet)?;
        Ok(recent)
    }

    /// Puts a connected block at the front. If its parent is not the first block of the list, the
    /// next [`refresh`](Self::refresh) reads the list from the chain.
    pub(crate) fn connected<S: Store>(
        &mut self,
        height: Height,
        block: &Block,
        chain: &Chain<S>,
        wallet: &Wallet,
    ) {
        let first = self.blocks.front();
        let fits = first.is_some_and(|first| first.hash == block.header.previous);
        if !fits || self.is_stale {
            self.is_stale = true;
            return;
        }
        let source = SummarySource::of(block);
        self.blocks
            .push_front(source.summary(height, chain.spec(), wallet));
        self.blocks.truncate(MAX_RECENT);
    }

    /// Makes the next [`refresh`](Self::refresh) read the list, since a block was disconnected.
    pub(crate) const fn disconnected(&mut self) {
        self.is_stale = true;
    }

    /// Reads the list from the chain if the list no longer matches the best chain.
    ///
    /// # Errors
    /// If the store can't be read. The list is then shorter until a block is disconnected.
    pub(crate) fn refresh<S: Store>(
        &mut self,
        chain: &Chain<S>,
        wallet: &Wallet,
    ) -> Result<(), StorageError<S::Error>> {
        match core::mem::take(&mut self.is_stale) {
            true => self.fill(chain, wallet),
            false => Ok(()),
        }
    }

    /// The list for the snapshot.
    pub(crate) fn view(&self) -> Vec<BlockSummary> {
        self.blocks.iter().cloned().collect()
    }

    /// The height of the newest block in the list that an author sealed; `None` if there is none.
    pub(crate) fn last_height_of(&self, author: u16) -> Option<u32> {
        let mut blocks = self.blocks.iter();
        let last = blocks.find(|block| block.author == Some(author))?;
        Some(last.height)
    }

    fn fill<S: Store>(
        &mut self,
        chain: &Chain<S>,
        wallet: &Wallet,
    ) -> Result<(), StorageError<S::Error>> {
        self.blocks.clear();
        let mut height = Some(chain.tip().height);
        while let Some(at) = height.filter(|_| self.blocks.len() < MAX_RECENT) {
            let Some(hash) = chain.hash_at(at) else { break };
            let Some(block) = chain.block(&hash)? else {
                break;
            };
            let source = SummarySource::of(&block);
            self.blocks
                .push_back(source.summary(at, chain.spec(), wallet));
            height = at.checked_sub(1);
        }
        Ok(())
    }
}
