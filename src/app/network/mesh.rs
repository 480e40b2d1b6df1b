//! The links of this node as a map: the peers with their pictures, and the blocks and payments that
//! go over the links.

use core::f64::consts::TAU;

use api::{LinkKind, PeerView};
use js_sys::Math;
use yew::prelude::*;

use super::people::{Called, Own};
use super::traffic::{Load, Log, Passage, Way};
use crate::format::{class, fixed};
use crate::identity::Same;
use crate::state::Contacts;
use crate::texts::network as texts;
use crate::ui::drawing::emblem::emblem_parts;

/// Maximum number of peers drawn; more would not be distinguishable.
const MAX_PEERS: usize = 16;
/// Maximum number of characters of a name.
const MAX_SHOWN: usize = 16;
/// The position of this node.
const CENTRE: (f64, f64) = (180.0, 120.0);
/// Distance of the peers from the centre, horizontally and vertically.
const REACH: (f64, f64) = (138.0, 84.0);
/// The length of a link, in the units in which the style moves blocks and payments along it.
const LINK: f64 = 100.0;

/// Properties of `Mesh`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The connected peers.
    pub(crate) peers: Same<Vec<PeerView>>,
    /// The height of the tip.
    pub(crate) height: u32,
    /// This person's public key, in hexadecimal digits.
    pub(crate) own_key: AttrValue,
    /// This person's own name; `None` if there is none.
    #[prop_or_default]
    pub(crate) own_name: Option<AttrValue>,
    /// The names that the person gave to addresses.
    pub(crate) contacts: Contacts,
}

/// This node in the middle with its peers around it. Each block and payment that goes over a link
/// is drawn once; the newest one is also shown as text. The table of peers has the other figures.
#[component]
pub(crate) fn Mesh(props: &Props) -> Html {
    let log = use_mut_ref(Log::default);
    let mut log = log.borrow_mut();
    log.note(&props.peers);
    let own = Own {
        name: props.own_name.as_deref(),
        key: &props.own_key,
    };
    let called = |peer| Called::of(peer, &props.peers, own, &props.contacts);
    let shown = props.peers.len().min(MAX_PEERS);
    let placed: Vec<_> = (props.peers.iter().take(MAX_PEERS).enumerate())
        .map(|(place, peer)| (peer, around(place, shown)))
        .collect();
    // One or two peers are on one line with this node. A single peer and this node are moved to the
    // middle.
    let room = if shown > 2 {
        "0 -10 360 262"
    } else {
        "0 60 360 130"
    };
    let middle = (shown == 1).then(|| format!("translate({} 0)", fixed(REACH.0 / 2.0, 0)));
    html! {
        <div class="map">
            <svg class="mesh" viewBox={room} aria-hidden="true" focusable="false">
                <g transform={middle}>
                { for placed.iter().map(|(peer, at)| link(peer, *at, props.height, &log)) }
                <g transform={format!("translate({} {})", fixed(CENTRE.0 - 21.0, 0), fixed(CENTRE.1 - 21.0, 0))}>
                    <circle class="mesh-you" cx="21" cy="21" r="27" />
                    <g transform="scale(1.75)">{ emblem_parts(&props.own_key) }</g>
                    <text class="mesh-name mesh-you-name" x="21" y="62">{ texts::you() }</text>
                </g>
                { for placed.iter().map(|(peer, at)| node(&peer.name, &called(peer), *at)) }
                </g>
            </svg>
            <p class="hint map-last">{ last(log.last(), |name| {
                let peer = props.peers.iter().find(|peer| peer.name == name);
                peer.map_or_else(|| name.to_owned(), |peer| called(peer).text())
            }) }</p>
        </div>
    }
}

/// A link from the centre to a peer, and the blocks and payments that went over it.
fn link(peer: &PeerView, (x, y): (f64, f64), height: u32, log: &Log) -> Html {
    let behind = (peer.height < height).then_some("mesh-behind");
    let kind = match peer.link {
        LinkKind::Outbound => "mesh-line mesh-out",
        LinkKind::Inbound => "mesh-line mesh-in",
    };
    let (across, down) = (x - CENTRE.0, y - CENTRE.1);
    // These are the browser's functions. Those of Rust would add 4 kB to the page's download.
    let angle = Math::atan2(down, across) / TAU * 360.0;
    let scale = Math::sqrt(across * across + down * down) / LINK;
    let place = format!(
        "translate({} {}) rotate({}) scale({} 1)",
        fixed(CENTRE.0, 1),
        fixed(CENTRE.1, 1),
        fixed(angle, 2),
        fixed(scale, 3)
    );
    // A circle of the right form in the stretched system.
    let unstretched = format!("scale({} 1)", fixed(1.0 / scale, 3));
    html! {
        <g key={peer.name.clone()}>
            <line class={class(kind, behind)} x1={fixed(CENTRE.0, 1)} y1={fixed(CENTRE.1, 1)}
                x2={fixed(x, 1)} y2={fixed(y, 1)} />
            <g transform={place}>
                { for log.passed(&peer.name).map(|(load, way, count)| {
                    let (name, picture) = match load {
                        Load::Block => ("block", html! { <rect class="passing-block" x="-6" y="-6" width="12" height="12" rx="3" /> }),
                        Load::Payment => ("payment", html! { <circle class="passing-payment" r="4.5" /> }),
                    };
                    let (way, class) = match way {
                        Way::In => ("in", "passing passing-in"),
                        Way::Out => ("out", "passing passing-out"),
                    };
                    html! {
                        // Another key makes another element, which moves from the start.
                        <g key={format!("{name} {way} {count}")} {class}>
                            <g transform={unstretched.clone()}>{ picture }</g>
                        </g>
                    }
                }) }
            </g>
        </g>
    }
}

/// A peer with its picture, its name, and the digits of its key in a line of their own.
fn node(visit: &str, person: &Called<'_>, (x, y): (f64, f64)) -> Html {
    let is_above = y < CENTRE.1 - 1.0;
    let (name_at, key_at) = match person.key {
        Some(_) if is_above => ("-18", "-6"),
        None if is_above => ("-6", "-6"),
        _ => ("45", "57"),
    };
    html! {
        <g key={visit.to_owned()} transform={format!("translate({} {})", fixed(x - 15.0, 1), fixed(y - 15.0, 1))}>
            <rect class="mesh-ground" x="-3" y="-3" width="36" height="36" rx="8" />
            <g transform="scale(1.25)">{ emblem_parts(person.pictured) }</g>
            <text class="mesh-name" x="15" y={name_at}>{ shortened(person.name) }</text>
            if let Some(key) = person.key {
                <text class="mesh-name mesh-key" x="15" y={key_at}>{ key }</text>
            }
        </g>
    }
}

/// The beginning of a name, which leaves room for its neighbours. The table of peers has the whole
/// name.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The newest thing that went over a link, in words.
fn last(passage: Option<&Passage>, called: impl Fn(&str) -> String) -> String {
    let Some(Passage { load, way, peer }) = passage else {
        return texts::map_last_none().to_owned();
    };
    let peer = &called(peer);
    match (load, way) {
        (Load::Block, Way::In) => texts::map_block_in(peer),
        (Load::Block, Way::Out) => texts::map_block_out(peer),
        (Load::Payment, Way::In) => texts::map_payment_in(peer),
        (Load::Payment, Way::Out) => texts::map_payment_out(peer),
    }
}

/// The position of one of `all` peers on an ellipse, the first on the left.
fn around(place: usize, all: usize) -> (f64, f64) {
    let angle = TAU * (place as f64 / all as f64 + 0.5);
    (
        CENTRE.0 + REACH.0 * Math::cos(angle),
        CENTRE.1 + REACH.1 * Math::sin(angle),
    )
}
