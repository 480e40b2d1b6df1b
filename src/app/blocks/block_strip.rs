//! The newest blocks as a strip of pictures, starting with the next block.

use api::{BlockSummary, PoolView};
use yew::prelude::*;

use super::block_card::{Kind, block_card};
use crate::format::{self, class};
use crate::identity::Same;
use crate::pictures::maker::Maker;
use crate::route::Route;
use crate::state::Head;
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::moment::Age;

/// Number of blocks in the strip.
const SHOWN: usize = 12;

/// Properties of `BlockStrip`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The intended seconds between blocks.
    pub(crate) interval: u32,
    /// The chain's head.
    pub(crate) head: Same<Head>,
    /// The mempool.
    pub(crate) pool: PoolView,
}

/// The strip, which scrolls sideways on its own. It is a component because its pictures have many
/// squares, which change with a block only.
#[component]
pub(crate) fn BlockStrip(props: &Props) -> Html {
    let Props { head, pool, .. } = props;
    let blocks = head.blocks.iter().take(SHOWN).map(|block| {
        html! { <li key={block.hash.to_string()}>{ picture(block) }</li> }
    });
    let waiting = pool.transactions;
    // The blocks that were there at first do not move. Each later one slides in. The two names of
    // the animation alternate, so that it starts anew.
    let first = use_memo((), |()| head.tip);
    let slides = match head.height % 2 {
        _ if *first == head.tip => None,
        0 => Some("slides-even"),
        _ => Some("slides-odd"),
    };
    html! {
        <ol class={class("block-strip", slides)} aria-label={texts::strip()} tabindex="0">
            <li key="next">
                <div class="block-item">
                    { block_card(Kind::Next, waiting, next_fullness(head, pool)) }
                    <span class="block-height">{ texts::strip_next() }</span>
                    <span class="block-words">{ texts::strip_waiting(waiting.into()) }</span>
                    <span class="block-words">
                        { texts::strip_interval(&format::short_span(props.interval.into())) }
                    </span>
                </div>
            </li>
            { for blocks }
        </ol>
    }
}

fn picture(block: &BlockSummary) -> Html {
    let payments = block.transactions.saturating_sub(1);
    let maker = Maker::of(block);
    html! {
        <a class="block-item" href={Route::Block(block.hash.to_string()).href()}>
            { block_card(Kind::Made(maker.class()), block.transactions, block.fullness) }
            <span class="block-height">
                { maker.picture() }
                <span class="visually-hidden">{ texts::strip_block() }{ " " }</span>
                { format::grouped(block.height.into()) }
                if block.mine {
                    <span class="chip chip-mine">{ texts::yours() }</span>
                }
            </span>
            <span class="block-words">{ common::payments(payments.into()) }</span>
            <span class="block-words"><Age time={block.time} /></span>
            if let Some(tag) = block.tag.as_ref().filter(|_| !block.mine) {
                <span class="block-words block-message" title={tag.clone()}>
                    <span class="visually-hidden">{ texts::strip_tag() }{ " " }</span>
                    <bdi class="tag">{ tag }</bdi>
                </span>
            }
            if let Some(message) = &block.message {
                <span class="block-words block-message" title={message.clone()}>
                    <span class="visually-hidden">{ texts::strip_message() }{ " " }</span>
                    <bdi>{ message }</bdi>
                </span>
            }
        </a>
    }
}

/// How full the next block would be now, 0 to 1. The chain's weight limit is computed from the
/// weight and the fullness of any block.
fn next_fullness(head: &Head, pool: &PoolView) -> f32 {
    let known = head.blocks.iter().find(|block| block.fullness > 0.0);
    known.map_or(0.0, |block| {
        let limit = block.weight as f32 / block.fullness;
        (pool.weight as f32 / limit).min(1.0)
    })
}
