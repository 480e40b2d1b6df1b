//! The newest blocks, more of them than a snapshot has.

use api::{BlockSummary, command};
use yew::prelude::*;

use crate::identity::Same;
use crate::node::{Query, use_query};
use crate::state::{ChainVersion, Head};

/// Number of older blocks that are asked for at a time. The node reads whole blocks for them.
const STEP: u32 = 10;
/// Maximum number of blocks.
const MAX_BLOCKS: usize = 100;

/// Returns up to 100 of the newest blocks, newest first, without the genesis block. Those that the
/// snapshot does not have are read in steps.
#[hook]
pub(crate) fn use_newest(head: &Same<Head>) -> Vec<BlockSummary> {
    let older = use_state(Vec::<BlockSummary>::new);
    // After a new block, the blocks that were read before still connect to those of the snapshot.
    let lowest = (head.blocks.last()).map_or(0, |block| block.height);
    let joined: Vec<BlockSummary> = (head.blocks.iter())
        .chain(older.iter().filter(|block| block.height < lowest))
        .scan(None, |above: &mut Option<u32>, block| {
            let follows = above.is_none_or(|height| height == block.height + 1);
            *above = Some(block.height);
            follows.then_some(block)
        })
        .filter(|block| block.height > 0)
        .take(MAX_BLOCKS)
        .cloned()
        .collect();
    let bottom = joined.last().map_or(0, |block| block.height);
    let is_complete = joined.len() >= MAX_BLOCKS || bottom <= 1;
    // A complete list asks for nothing, since the version of its command does not change.
    let from = if is_complete { 0 } else { bottom - 1 };
    let count = if is_complete { 0 } else { STEP };
    let version = ChainVersion {
        tip: primitives::BlockHash::ZERO,
        waiting: 0,
        account: 0,
    };
    let query = use_query(command::Blocks { from, count }, version);
    {
        // The snapshot's blocks are kept, too, since a new block pushes the oldest one out of the
        // snapshot.
        let kept = joined.clone();
        let older = older.setter();
        let found = match query {
            Query::Found(blocks) if !is_complete => blocks,
            _ => Vec::new(),
        };
        use_effect_with(found, move |found| {
            if !found.is_empty() {
                let all = kept.into_iter().chain(found.iter().cloned());
                older.set(all.collect());
            }
        });
    }
    joined
}
