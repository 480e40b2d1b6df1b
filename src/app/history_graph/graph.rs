//! A coin history as a picture. Each box is a transaction and links to its page. Each line stands
//! for the coins that one transaction spends from another.

use api::{ProvenanceCheck, ProvenanceDocument, ProvenanceNode};
use yew::prelude::*;

use super::layers::{BOX, Line, MAX_DRAWN_TRANSACTIONS, Placed, What, layout};
use super::steps::{payee, signatures};
use crate::format::{self, fixed};
use crate::route::Route;
use crate::state::{Contacts, use_contacts};
use crate::texts::history_graph as texts;

/// Widths of the widest line and of the thinnest line that is still visible.
const WIDEST: f64 = 9.0;
const THINNEST: f64 = 1.5;
/// Number of characters of an amount that always fit into a box.
const LONG: usize = 17;
/// Number of characters of a title that always fit into a box.
const LONG_TITLE: usize = 26;

/// Properties of `OriginGraph`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin history.
    pub(crate) document: ProvenanceDocument,
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
}

/// The picture, which scrolls on its own. The list of steps states the same as text.
#[component]
pub(crate) fn OriginGraph(props: &Props) -> Html {
    let contacts = use_contacts();
    let nodes = &props.document.nodes;
    let picture = use_memo(nodes.clone(), |nodes| layout(nodes));
    let (width, height) = (fixed(picture.size.0, 0), fixed(picture.size.1, 0));
    html! {
        <>
            <div class="origin-frame" tabindex="0" role="region" aria-label={texts::picture()}>
                <svg class="origin-graph" viewBox={format!("0 0 {width} {height}")} {width}
                    {height} role="group" aria-label={texts::picture_steps()}>
                    { for picture.lines.iter().map(line) }
                    { for picture.boxes.iter().map(|placed| drawn(placed, nodes, &contacts, &props.symbol)) }
                </svg>
            </div>
            if nodes.len() > MAX_DRAWN_TRANSACTIONS {
                <p class="hint">{ texts::picture_newest(MAX_DRAWN_TRANSACTIONS as u64, nodes.len() as u64) }</p>
            }
        </>
    }
}

fn line(line: &Line) -> Html {
    let (from, to) = (line.from, line.to);
    let middle = f64::midpoint(from.0, to.0);
    let width = (line.share * WIDEST).max(THINNEST);
    let (from_x, from_y) = (fixed(from.0, 1), fixed(from.1, 1));
    let (to_x, to_y, middle) = (fixed(to.0, 1), fixed(to.1, 1), fixed(middle, 1));
    html! {
        <>
            <path class="origin-line" stroke-width={fixed(width, 1)}
                d={format!("M{from_x} {from_y}C{middle} {from_y} {middle} {to_y} {to_x} {to_y}")} />
            if let Some(amount) = line.label {
                <text class="origin-amount" x={fixed(to.0 - 8.0, 1)} y={fixed(to.1 - 7.0, 1)} aria-hidden="true">
                    { amount.to_string() }
                </text>
            }
        </>
    }
}

fn drawn(placed: &Placed, nodes: &[ProvenanceNode], contacts: &Contacts, symbol: &str) -> Html {
    let transform = format!(
        "translate({} {})",
        fixed(placed.at.0, 1),
        fixed(placed.at.1, 1)
    );
    match &placed.what {
        What::Node(place) => {
            let payee = payee(&nodes[*place], contacts);
            node(&nodes[*place], *place, payee, transform, symbol)
        }
        What::Ahead(coins) => {
            let coins = texts::older_coins((*coins).into());
            end(transform, texts::not_looked(), coins)
        }
        What::Missing(reason) => end(transform, texts::not_here(), shortened(reason)),
    }
}

fn node(
    node: &ProvenanceNode,
    place: usize,
    payee: Option<&str>,
    transform: String,
    symbol: &str,
) -> Html {
    let txid = node.txid.to_string();
    let is_origin = node.sources.is_empty();
    let mut class = vec!["origin-box"];
    class.extend(is_origin.then_some("is-origin"));
    class.extend((place == 0).then_some("is-start"));
    class.extend(matches!(node.check, ProvenanceCheck::Wrong { .. }).then_some("is-wrong"));
    let class = class.join(" ");
    let amount = node.amount.map(|amount| format::coins(amount, symbol));
    let amount = amount.unwrap_or_default();
    // The text is compressed if it would be wider than its box.
    let length = (amount.chars().count() > LONG).then(|| fixed(BOX.0 - 22.0, 1));
    let what = match payee {
        Some(name) => texts::step_to(&kind(node), &short_name(name)),
        None => kind(node).to_owned(),
    };
    let title = match node.height {
        Some(height) => texts::node_block(&what, height.into()),
        None => texts::node_waiting(&what),
    };
    let title_length = (title.chars().count() > LONG_TITLE).then(|| fixed(BOX.0 - 22.0, 1));
    let mark = match &node.check {
        ProvenanceCheck::Right if is_origin => String::new(),
        ProvenanceCheck::Right => texts::mark_right(&signatures(node)),
        ProvenanceCheck::Wrong { .. } => texts::mark_wrong().to_owned(),
        ProvenanceCheck::Unchecked => texts::mark_unchecked().to_owned(),
    };
    html! {
        <a key={txid.clone()} {class} href={Route::Transaction(txid).href()} aria-label={format!("{amount} {title} {mark}").trim_end().to_owned()} {transform}>
            <rect class="origin-body" width={fixed(BOX.0, 1)} height={fixed(BOX.1, 1)} rx="9" />
            <text class="origin-title" x="11" y="24" textLength={length} lengthAdjust="spacingAndGlyphs">{ amount }</text>
            // Blanks are not drawn, but separate the words for screen readers.
            { " " }
            <text class="origin-words" x="11" y="44" textLength={title_length} lengthAdjust="spacingAndGlyphs">{ title }</text>
            { " " }
            <text class="origin-check" x={fixed(BOX.0 - 11.0, 1)} y={fixed(BOX.1 + 13.0, 1)}>{ mark }</text>
        </a>
    }
}

/// The beginning of a contact's name, as far as it fits into a box beside the kind and the block.
fn short_name(name: &str) -> String {
    const FITS: usize = 12;
    match name.char_indices().nth(FITS) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", &name[..end]),
    }
}

/// The beginning of a reason, as far as it fits into a box. The list of steps has it in full.
fn shortened(reason: &str) -> String {
    const FITS: usize = 24;
    match reason.char_indices().nth(FITS) {
        None => reason.to_owned(),
        Some((end, _)) => format!("{}…", &reason[..end]),
    }
}

fn kind(node: &ProvenanceNode) -> &'static str {
    match node.kind {
        api::ProvenanceKind::Payment => texts::payment(),
        api::ProvenanceKind::Reward => texts::reward(),
        api::ProvenanceKind::Allocation => texts::first_coins(),
        api::ProvenanceKind::Grant => texts::grant(),
    }
}

fn end(transform: String, title: &'static str, words: String) -> Html {
    html! {
        <g class="origin-end" {transform}>
            <rect class="origin-body" width={fixed(BOX.0, 1)} height={fixed(BOX.1, 1)} rx="9" />
            <text class="origin-title" x="11" y="24">{ title }</text>
            <text class="origin-words" x="11" y="44">{ words }</text>
        </g>
    }
}
