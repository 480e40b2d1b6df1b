//! The links of this node as a picture.

use core::f64::consts::TAU;

use api::{LinkKind, PeerView};
use js_sys::Math;
use yew::prelude::*;

use crate::format::{class, fixed};
use crate::texts::network as texts;

/// Maximum number of peers drawn; more would not be distinguishable.
const MAX_PEERS: usize = 16;
/// Half of the drawing's width and height.
const CENTRE: (u32, u32) = (180, 110);
/// Distance of the peers from the centre, horizontally and vertically.
const REACH: (f64, f64) = (132.0, 82.0);

/// This node in the middle with its peers around it. `height` is the height of the tip. The table
/// of peers states the same as text.
pub(crate) fn mesh(peers: &[PeerView], height: u32) -> Html {
    let shown = peers.len().min(MAX_PEERS);
    let places = peers.iter().take(MAX_PEERS).enumerate();
    let placed: Vec<(&PeerView, f64, f64)> = places
        .map(|(place, peer)| {
            let (x, y) = around(place, shown);
            (peer, x, y)
        })
        .collect();
    let lines = placed.iter().map(|(peer, x, y)| {
        let behind = (peer.height < height).then_some("mesh-behind");
        let kind = match peer.link {
            LinkKind::Outbound => "mesh-line mesh-out",
            LinkKind::Inbound => "mesh-line mesh-in",
        };
        html! {
            <line class={class(kind, behind)}
                x1={CENTRE.0.to_string()} y1={CENTRE.1.to_string()} x2={fixed(*x, 1)} y2={fixed(*y, 1)} />
        }
    });
    let nodes = placed.iter().map(|(peer, x, y)| {
        html! {
            <g key={peer.name.clone()} transform={format!("translate({} {})", fixed(*x, 1), fixed(*y, 1))}>
                <circle class="mesh-node" r="9" />
                <text class="mesh-name" y={if *y < f64::from(CENTRE.1) { "-16" } else { "24" }}>{ &peer.name }</text>
            </g>
        }
    });
    html! {
        <svg class="mesh" viewBox="0 0 360 230" aria-hidden="true" focusable="false">
            { for lines }
            <circle class="mesh-you" cx={CENTRE.0.to_string()} cy={CENTRE.1.to_string()} r="17" />
            <text class="mesh-you-name" x={CENTRE.0.to_string()} y={(CENTRE.1 + 4).to_string()}>{ texts::you() }</text>
            { for nodes }
        </svg>
    }
}

/// The position of one of `all` peers on an ellipse, the first on the left.
fn around(place: usize, all: usize) -> (f64, f64) {
    let angle = TAU * (place as f64 / all as f64 + 0.5);
    // These are the browser's functions. Those of Rust would add 4 kB to the page's download.
    (
        f64::from(CENTRE.0) + REACH.0 * Math::cos(angle),
        f64::from(CENTRE.1) + REACH.1 * Math::sin(angle),
    )
}
