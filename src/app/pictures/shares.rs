//! The shares of the miners in the newest blocks.

use api::BlockSummary;
use yew::prelude::*;

use super::maker::Maker;
use super::newest::use_newest;
use crate::format::{self, fixed};
use crate::identity::Same;
use crate::mine::authors;
use crate::state::Head;
use crate::texts::pictures as texts;
use crate::ui::address::address_link;

/// Maximum number of miners that are named. The others are one group.
const MAX_NAMED: usize = 7;

/// Properties of `Shares`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's head.
    pub(crate) head: Same<Head>,
}

/// The shares in the newest blocks, as one bar and as a list.
#[component]
pub(crate) fn Shares(props: &Props) -> Html {
    let newest = use_newest(&props.head);
    let joined: Vec<&BlockSummary> = newest.iter().collect();
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
        Maker::Miner(address) => address_link(address),
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
