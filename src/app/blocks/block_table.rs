//! A list of blocks that can be extended back to the genesis block.

use api::{BlockSummary, command};
use yew::prelude::*;

use crate::format::{self, class};
use crate::identity::Same;
use crate::mine::authors;
use crate::node::use_asking;
use crate::pictures::maker::Maker;
use crate::route::Route;
use crate::state::Head;
use crate::texts::blocks as texts;
use crate::ui::address::address_link;
use crate::ui::alert::alert;
use crate::ui::links::hash_link;
use crate::ui::moment::moment;
use crate::ui::table::{Column, Row, table, text};

/// Number of blocks requested at a time.
const BLOCKS_PER_STEP: u32 = 30;

/// Properties of `BlockTable`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The intended seconds between blocks.
    pub(crate) interval: u32,
    /// The chain's head.
    pub(crate) head: Same<Head>,
    /// Whether only the authors in a list make blocks.
    pub(crate) has_authors: bool,
}

/// The list, newest first, with a button that loads older blocks.
#[component]
pub(crate) fn BlockTable(props: &Props) -> Html {
    let older = use_state(Vec::<BlockSummary>::new);
    let asking = {
        let older = older.clone();
        use_asking(Callback::from(move |blocks: Vec<BlockSummary>| {
            let mut all = (*older).clone();
            all.extend(blocks);
            older.set(all);
        }))
    };
    // The newest blocks change while older ones are listed. The older blocks that were fetched
    // before may then overlap with the newest ones, or belong to a branch that is no longer the
    // best. Older blocks that do not connect to the newest ones are dropped and fetched again.
    let newest = &props.head.blocks;
    let lowest = newest.last().map_or(0, |block| block.height);
    let joined: Vec<&BlockSummary> = newest
        .iter()
        .chain(older.iter().filter(|block| block.height < lowest))
        .scan(None, |above: &mut Option<u32>, block| {
            let follows = above.is_none_or(|height| height == block.height + 1);
            *above = Some(block.height);
            follows.then_some(block)
        })
        .collect();
    let bottom = joined.last().map_or(0, |block| block.height);
    let more = (bottom > 0).then(|| {
        let (ask, older) = (asking.ask.clone(), older.clone());
        let kept: Vec<BlockSummary> = joined
            .iter()
            .skip(newest.len())
            .map(|block| (*block).clone())
            .collect();
        let onclick = Callback::from(move |_: MouseEvent| {
            older.set(kept.clone());
            ask.emit(command::Blocks {
                from: bottom - 1,
                count: BLOCKS_PER_STEP,
            });
        });
        html! {
            <button type="button" class="button" disabled={asking.busy} {onclick}>{ texts::older() }</button>
        }
    });
    let maker: fn() -> &'static str = match props.has_authors {
        true => texts::author,
        false => texts::miner,
    };
    let rows = joined.into_iter().map(|block| row(block, props.interval));
    html! {
        <>
            { table(texts::title(), Some("block-rows"), &columns(maker), rows.collect()) }
            { alert(asking.fault_beside(&[])) }
            { more }
        </>
    }
}

/// The columns. `maker` gives the heading of the column that names who made a block.
const fn columns(maker: fn() -> &'static str) -> [Column; 6] {
    [
        Column::text(texts::height),
        Column::text(texts::time),
        Column::number(texts::payments),
        Column::number(texts::full),
        Column::hash(maker),
        Column::hash(texts::hash),
    ]
}

/// The part of the block that is filled, as a bar in its maker's colour and in per cent.
fn fullness(block: &BlockSummary) -> Html {
    let width = format::fixed(f64::from(block.fullness.clamp(0.0, 1.0)) * 40.0, 1);
    html! {
        <span class="full">
            <svg class={class("full-bar", Some(Maker::of(block).class()))} viewBox="0 0 40 8" aria-hidden="true"
                focusable="false">
                <rect class="full-ground" width="40" height="8" rx="4" />
                <rect class="full-level" {width} height="8" rx="4" />
            </svg>
            { format::percent(block.fullness.into()) }
        </span>
    }
}

fn row(block: &BlockSummary, interval: u32) -> Row {
    let hash = block.hash.to_string();
    let miner = match (block.author, &block.miner, block.mine) {
        (_, _, true) => html! { <span class="chip chip-mine">{ texts::you() }</span> },
        (Some(author), ..) => html! { authors::name(None, author) },
        (None, Some(address), false) => address_link(address),
        (None, None, false) if block.cut => html! { texts::not_kept() },
        (None, None, false) => html! { "—" },
    };
    let height = format::grouped(block.height.into());
    let miner = html! {
        <span class="named">
            { Maker::of(block).picture() }
            <span class="named-text">
                { miner }
                if let Some(tag) = block.tag.as_ref().filter(|_| !block.mine) {
                    <bdi class="said tag" title={texts::tag_title()}>{ tag }</bdi>
                }
                if let Some(message) = &block.message {
                    <bdi class="said" title={message.clone()}>{ message }</bdi>
                }
            </span>
        </span>
    };
    Row {
        key: hash.clone(),
        cells: vec![
            html! { <a href={Route::Block(hash.clone()).href()}>{ height }</a> },
            moment(block.time, interval),
            text(format::grouped(block.transactions.saturating_sub(1).into())),
            fullness(block),
            miner,
            hash_link(Route::Block, &hash, None),
        ],
    }
}
