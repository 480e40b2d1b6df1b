//! The map of the mempool: one rectangle a payment, as large as its weight, the best paying first,
//! in the colour of the block that it will be in.

use api::{MAP_BLOCKS, MapPayment, PoolMapDocument, command};
use primitives::Amount;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::format::{self, class, fixed};
use crate::node::{Query, use_query};
use crate::reasons::sentence;
use crate::route::Route;
use crate::state::ChainVersion;
use crate::texts::common;
use crate::texts::pictures as texts;
use crate::texts::ui;
use crate::ui::drawing::kind::kind_class;
use crate::ui::drawing::squarify::{Area, squarify};
use crate::ui::links::hash_link;

/// The map in its own units; it is stretched to the room that it has.
const ROOM: Area = Area {
    x: 0.0,
    y: 0.0,
    width: 600.0,
    height: 220.0,
};
/// Maximum number of one's own payments that are listed.
const MAX_OWN: usize = 20;

/// Properties of `PoolMap`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// The chain's version.
    pub(crate) version: ChainVersion,
}

/// The map, the blocks to come, and the blocks that one's own payments will be in.
#[component]
pub(crate) fn PoolMap(props: &Props) -> Html {
    let query = use_query(command::PoolMap, props.version);
    match query {
        Query::Loading => html! { <p class="hint" role="status">{ ui::looking_up() }</p> },
        Query::Failed(fault) => {
            html! { <p class="fault" role="alert">{ sentence(&fault.reason) }</p> }
        }
        Query::Found(map) if map.payments.is_empty() => {
            html! { <p class="empty">{ texts::map_empty() }</p> }
        }
        Query::Found(map) => html! { <Map {map} symbol={props.symbol.clone()} /> },
    }
}

#[derive(Properties, PartialEq)]
struct MapProps {
    map: PoolMapDocument,
    symbol: AttrValue,
}

/// The map with content. The Tab key reaches one of its payments, and the arrow keys the others.
#[component]
fn Map(props: &MapProps) -> Html {
    let (map, symbol) = (&props.map, &props.symbol);
    let at = use_state(|| 0_usize);
    let picture = use_node_ref();
    let count = map.payments.len();
    let current = (*at).min(count - 1);
    let onkeydown = {
        let (at, picture) = (at.setter(), picture.clone());
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().to_ascii_lowercase().as_str() {
                "arrowright" | "arrowdown" => (current + 1).min(count - 1),
                "arrowleft" | "arrowup" => current.saturating_sub(1),
                "home" => 0,
                "end" => count - 1,
                _ => return,
            };
            event.prevent_default();
            at.set(next);
            focus_on(&picture, next);
        })
    };
    let sizes: Vec<f64> = map.payments.iter().map(|it| f64::from(it.weight)).collect();
    let areas = squarify(&sizes, ROOM);
    let tiles = map.payments.iter().zip(areas).enumerate();
    let tiles = tiles.map(|(place, (payment, area))| tile(payment, area, symbol, place == current));
    let all = map.payments.len() as u64 + u64::from(map.rest.0);
    html! {
        <figure class="chart">
            <figcaption>{ texts::map_text(all) }</figcaption>
            <svg class="pool-map" viewBox="0 0 600 220" preserveAspectRatio="none" role="group"
                aria-label={texts::map()} aria-describedby="map-keys" ref={picture} {onkeydown}>
                { for tiles }
            </svg>
            <p class="visually-hidden" id="map-keys">{ texts::map_keys() }</p>
            { legend(map) }
            if map.rest.0 > 0 {
                <p class="hint">{ texts::map_rest(map.rest.0.into()) }</p>
            }
            { own(map, symbol) }
        </figure>
    }
}

/// Moves the focus to one of the map's payments.
fn focus_on(picture: &NodeRef, place: usize) {
    let Some(picture) = picture.cast::<web_sys::Element>() else {
        return;
    };
    let tiles = picture.children();
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    if let Some(tile) = tiles.item(place) {
        // Links in SVG have the same method.
        let tile: &HtmlElement = tile.unchecked_ref();
        let _ = tile.focus();
    }
}

fn tile(payment: &MapPayment, area: Area, symbol: &str, is_current: bool) -> Html {
    let txid = payment.txid.to_string();
    let label = label(payment, symbol);
    let mine = payment.mine.then_some("is-own");
    let tabindex = if is_current { "0" } else { "-1" };
    // A narrow gap between neighbours.
    let (width, height) = ((area.width - 1.5).max(0.5), (area.height - 1.5).max(0.5));
    html! {
        <a key={txid.clone()} class={class("tile", mine)} href={Route::Transaction(txid).href()}
            aria-label={label.clone()} {tabindex}>
            <title>{ label }</title>
            <rect class={block_class(payment.block)} x={fixed(area.x, 1)} y={fixed(area.y, 1)}
                width={fixed(width, 1)} height={fixed(height, 1)} rx="3" />
        </a>
    }
}

fn label(payment: &MapPayment, symbol: &str) -> String {
    let txid = payment.txid.to_string();
    let short = txid.get(..8).unwrap_or_default();
    let (fee, rate) = (format::coins(payment.fee, symbol), rate(payment, symbol));
    match payment.mine {
        true => texts::map_own(&short, &fee, &rate, &place(payment.block)),
        false => texts::map_payment(&short, &fee, &rate, &place(payment.block)),
    }
}

/// The fee rate for 1,000 virtual bytes, which have 4,000 weight units.
fn rate(payment: &MapPayment, symbol: &str) -> String {
    let rate = Amount::from_units(payment.rate.saturating_mul(4)).unwrap_or(Amount::MAX);
    texts::map_rate(&format::coins(rate, symbol))
}

/// The block that a payment will be in.
fn place(block: u8) -> String {
    match block {
        0 => texts::map_next().to_owned(),
        _ if usize::from(block) + 1 >= MAP_BLOCKS => texts::map_later().to_owned(),
        _ => texts::map_after(u64::from(block) + 1),
    }
}

/// The colour of a block to come.
fn block_class(block: u8) -> &'static str {
    /// An order in which neighbours differ also for people who don't see all colours.
    const KINDS: [u8; MAP_BLOCKS] = [0, 2, 1, 6, 3, 7];
    kind_class(KINDS.get(usize::from(block)).copied().unwrap_or(7))
}

/// The blocks to come with their colours.
fn legend(map: &PoolMapDocument) -> Html {
    let block = |(number, block): (u8, &api::MapBlock)| {
        let payments = common::payments(block.payments.into());
        let full = format::percent(f64::from(block.fullness));
        html! {
            <li class="named">
                <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
                    <rect class={block_class(number)} width="12" height="12" rx="3" />
                </svg>
                <span>
                    <strong>{ place(number) }</strong>{ " " }
                    <span class="hint">{ texts::map_block(&payments, &full) }</span>
                </span>
            </li>
        }
    };
    html! { <ul class="map-legend">{ for (0..).zip(&map.blocks).map(block) }</ul> }
}

/// The blocks that one's own payments will be in.
fn own(map: &PoolMapDocument, symbol: &str) -> Html {
    let own: Vec<&MapPayment> = map
        .payments
        .iter()
        .filter(|it| it.mine)
        .take(MAX_OWN)
        .collect();
    if own.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <p class="map-yours" id="map-yours">{ texts::map_yours() }</p>
            <ul class="map-own" aria-labelledby="map-yours">
                { for own.into_iter().map(|payment| {
                    let link = hash_link(Route::Transaction, &payment.txid.to_string(), None);
                    let fee = format::coins(payment.fee, symbol);
                    html! {
                        <li>
                            <span class="map-own-link">{ texts::map_yours_where(&place(payment.block), link) }</span>
                            <span class="hint">{ texts::map_yours_amount(&fee, &rate(payment, symbol)) }</span>
                        </li>
                    }
                }) }
            </ul>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_payment_is_told_in_words() {
        assert_eq!(place(0), "Next block");
        assert_eq!(place(1), "In 2 blocks");
        assert_eq!(place(u8::try_from(MAP_BLOCKS).unwrap() - 1), "Later");
        assert_eq!(place(u8::MAX), "Later");
    }
}
