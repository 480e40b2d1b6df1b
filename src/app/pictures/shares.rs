//! The shares of the miners in the newest blocks.

use api::{BlockSummary, command};
use yew::prelude::*;

use super::maker::Maker;
use crate::format::{self, fixed};
use crate::identity::Same;
use crate::mine::authors;
use crate::node::{Query, use_query};
use crate::route::Route;
use crate::state::{ChainVersion, Head};
use crate::texts::pictures as texts;
use crate::ui::links::hash_link;

/// Number of older blocks that are asked for at a time. The node reads whole blocks for them.
const STEP: u32 = 10;
/// Maximum number of blocks that are counted.
const MAX_BLOCKS: usize = 100;
/// Maximum number of miners that are named. The others are one group.
const MAX_NAMED: usize = 7;

/// Properties of `Shares`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's head.
    pub(crate) head: Same<Head>,
}

/// The shares as one bar and as a list. The blocks that the snapshot does not have are read in
/// steps.
#[component]
pub(crate) fn Shares(props: &Props) -> Html {
    let head = &props.head;
    let older = use_state(Vec::<BlockSummary>::new);
    // After a new block, the blocks read before still join the snapshot's.
    let lowest = (head.blocks.last()).map_or(0, |block| block.height);
    let joined: Vec<&BlockSummary> = (head.blocks.iter())
        .chain(older.iter().filter(|block| block.height < lowest))
        .scan(None, |above: &mut Option<u32>, block| {
            let follows = above.is_none_or(|height| height == block.height + 1);
            *above = Some(block.height);
            follows.then_some(block)
        })
        .filter(|block| block.height > 0)
        .take(MAX_BLOCKS)
        .collect();
    let bottom = joined.last().map_or(0, |block| block.height);
    let is_complete = joined.len() >= MAX_BLOCKS || bottom <= 1;
    // A complete list asks for nothing, since the version of its command does not change.
    let from = if is_complete { 0 } else { bottom - 1 };
    let count = if is_complete { 0 } else { STEP };
    let version = ChainVersion {
        tip: primitives::BlockHash::ZERO,
        waiting: 0,
    };
    let query = use_query(command::Blocks { from, count }, version);
    {
        // The snapshot's blocks are kept, too, since a new block pushes the last one out of it.
        let kept: Vec<BlockSummary> = joined.iter().map(|block| (*block).clone()).collect();
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
    drawn(&shares(&joined), joined.len())
}

/// Makers with the number of their blocks.
#[derive(Debug, Default, PartialEq)]
struct Counted {
    /// The makers that made more than one block, or are known otherwise; the most blocks first.
    named: Vec<(Maker, usize)>,
    /// The blocks of miners that made no other block with the same address.
    single: usize,
    /// The blocks of further makers.
    others: usize,
}

/// Counts the makers. A miner with a new address in each block can't be told from several miners.
fn shares(blocks: &[&BlockSummary]) -> Counted {
    let mut counted: Vec<(Maker, usize)> = Vec::new();
    for block in blocks {
        let maker = Maker::of(block);
        match counted.iter_mut().find(|(known, _)| *known == maker) {
            Some((_, count)) => *count += 1,
            None => counted.push((maker, 1)),
        }
    }
    counted.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let mut shares = Counted::default();
    for (maker, count) in counted {
        match maker {
            Maker::Unknown => shares.others += count,
            Maker::Miner(_) if count == 1 => shares.single += 1,
            _ if shares.named.len() < MAX_NAMED => shares.named.push((maker, count)),
            _ => shares.others += count,
        }
    }
    shares
}

fn drawn(shares: &Counted, all: usize) -> Html {
    if all == 0 {
        return Html::default();
    }
    let part = |count: usize| count as f64 / all as f64;
    let single = (shares.single > 0).then_some(("kind-none is-hatched", shares.single));
    let others = (shares.others > 0).then_some(("kind-none", shares.others));
    let named = (shares.named.iter()).map(|(maker, count)| (maker.class(), *count));
    let mut left = 0.0;
    let pieces = named.chain(single).chain(others).map(|(class, count)| {
        let (x, width) = (left, part(count) * 600.0);
        left += width;
        html! { <rect {class} x={fixed(x, 1)} width={fixed((width - 2.0).max(1.0), 1)} height="24" /> }
    });
    let pieces: Vec<Html> = pieces.collect();
    let row = |picture: Html, name: Html, count: usize| {
        html! {
            <li class="share">
                <span class="named">{ picture }<span class="named-text">{ name }</span></span>
                <span class="numbers">{ format::percent(part(count)) }</span>
            </li>
        }
    };
    html! {
        <figure class="chart">
            <figcaption>{ texts::shares(all as u64) }</figcaption>
            <svg class="share-bar" viewBox="0 0 600 24" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                { pieces }
            </svg>
            <ul class="share-list" aria-label={texts::shares_title()}>
                { for shares.named.iter().map(|(maker, count)| row(square(maker.class(), maker), name(maker), *count)) }
                if shares.single > 0 {
                    { row(swatch("kind-none is-hatched"), html! { texts::shares_single() }, shares.single) }
                }
                if shares.others > 0 {
                    { row(swatch("kind-none"), html! { texts::shares_others() }, shares.others) }
                }
            </ul>
        </figure>
    }
}

/// The colour of a maker, and the maker's picture.
fn square(class: &'static str, maker: &Maker) -> Html {
    html! { <>{ swatch(class) }{ maker.picture() }</> }
}

fn swatch(class: &'static str) -> Html {
    html! {
        <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            <rect {class} width="12" height="12" rx="3" />
        </svg>
    }
}

fn name(maker: &Maker) -> Html {
    match maker {
        Maker::You => html! { texts::you() },
        Maker::Author(author) => html! { authors::name(None, *author) },
        Maker::Miner(address) => hash_link(Route::Address, address, None),
        Maker::Unknown => Html::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::maker::tests::block;
    use super::*;

    #[test]
    fn makers_are_counted_and_single_addresses_are_one_group() {
        let blocks = [
            block(7, Some("a"), false),
            block(6, Some("b"), true),
            block(5, Some("c"), false),
            block(4, Some("a"), false),
            block(3, Some("d"), true),
            block(2, Some("a"), false),
            block(1, None, false),
        ];
        let counted = shares(&blocks.iter().collect::<Vec<_>>());
        let wanted = Counted {
            named: vec![(Maker::Miner("a".into()), 3), (Maker::You, 2)],
            single: 1,
            others: 1,
        };
        assert_eq!(counted, wanted);
    }

    #[test]
    fn few_makers_are_named() {
        let names: Vec<String> = (0..20).map(|number| format!("m{number:02}")).collect();
        let blocks: Vec<BlockSummary> = (0..60)
            .map(|height| block(height, Some(&names[height as usize % 20]), false))
            .collect();
        let counted = shares(&blocks.iter().collect::<Vec<_>>());
        assert_eq!(counted.named.len(), MAX_NAMED);
        assert_eq!((counted.single, counted.others), (0, 39));
    }
}
