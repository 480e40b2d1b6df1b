//! Branches beside the chain: blocks that were replaced, drawn below the chain that replaced them.

use api::{BranchDocument, command};
use primitives::BlockHash;
use yew::prelude::*;

use crate::format::fixed;
use crate::node::{Query, use_query};
use crate::route::Route;
use crate::state::ChainVersion;
use crate::texts::common;
use crate::texts::pictures as texts;

/// Number of newest blocks after which a branch is shown.
const NEWEST: u32 = 100;
/// The distance between two blocks, the side of a block, and the height of a line of blocks.
const STEP: f64 = 44.0;
const SIDE: f64 = 26.0;
const LINE: f64 = 40.0;

/// Properties of `Branches`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The hash of the tip: branches are looked up again when it changes.
    pub(crate) tip: BlockHash,
}

/// The branches of the newest blocks; nothing if there are none.
#[component]
pub(crate) fn Branches(props: &Props) -> Html {
    let version = ChainVersion {
        tip: props.tip,
        waiting: 0,
        account: 0,
    };
    let query = use_query(command::Branches { newest: NEWEST }, version);
    match query {
        Query::Found(branches) if !branches.is_empty() => html! {
            <section class="card" aria-labelledby="branches-title">
                <h2 id="branches-title">{ texts::branches() }</h2>
                <p class="hint">{ texts::branches_hint() }</p>
                <ul class="branches">
                    { for branches.iter().map(|branch| html! { <li key={branch.fork}>{ one(branch) }</li> }) }
                </ul>
            </section>
        },
        _ => Html::default(),
    }
}

/// A branch: the chain as a line of blocks, and the branch's blocks below it. Links to the blocks
/// say the same as text.
fn one(branch: &BranchDocument) -> Html {
    // The block before the fork, one block of the chain beside each of the branch, and one more.
    let beside = branch.blocks.len();
    let across = |place: usize| place as f64 * STEP;
    let width = across(beside + 2) - (STEP - SIDE);
    let height = LINE + SIDE + 2.0;
    let square = |class: &'static str, place: usize, y: f64| {
        html! {
            <rect {class} x={fixed(across(place) + 1.0, 1)} y={fixed(y + 1.0, 1)} rx="6"
                width={fixed(SIDE - 2.0, 1)} height={fixed(SIDE - 2.0, 1)} />
        }
    };
    let middle = SIDE / 2.0;
    let (left, right) = (fixed(SIDE, 1), fixed(width - SIDE, 1));
    let first = fixed(STEP + 1.0, 1);
    let last = fixed(across(beside), 1);
    let (upper, lower) = (fixed(middle, 1), fixed(LINE + middle, 1));
    html! {
        <div class="branch">
            <svg class="branch-art" viewBox={format!("0 0 {} {}", fixed(width, 0), fixed(height, 0))}
                aria-hidden="true" focusable="false" width={fixed(width, 0)} height={fixed(height, 0)}>
                <path class="branch-line" d={format!("M{left} {upper}H{right}")} />
                <path class="branch-off" d={format!("M{left} {upper}C{first} {upper} {left} {lower} {first} {lower}H{last}")} />
                { for (0..beside + 2).map(|place| square("branch-kept", place, 0.0)) }
                { for (1..=beside).map(|place| square("branch-lost", place, LINE)) }
            </svg>
            <div>
                <p>{ texts::branch(&common::blocks(branch.length.into()), branch.fork.into()) }</p>
                <ul class="branch-list">
                    { for branch.blocks.iter().map(|block| html! {
                        <li>
                            if block.stored {
                                <a href={Route::Block(block.hash.to_string()).href()}>
                                    { texts::branch_block(block.height.into()) }
                                </a>
                            } else {
                                { texts::branch_missing(block.height.into()) }
                            }
                        </li>
                    }) }
                </ul>
            </div>
        </div>
    }
}
