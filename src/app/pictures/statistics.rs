//! The statistics of the chain: charts of block times, difficulty, coins issued and miners' shares.

use api::command;
use yew::prelude::*;

use super::charts::{coins_issued, difficulty, times};
use super::shares::Shares;
use crate::dom;
use crate::identity::Same;
use crate::node::{Query, use_query};
use crate::reasons::sentence;
use crate::state::{ChainVersion, Head, Rules};
use crate::texts::pictures as texts;
use crate::texts::ui;

/// Number of newest blocks of the shorter range.
const NEWEST: u32 = 100;

/// Properties of `Statistics`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The chain's head.
    pub(crate) head: Same<Head>,
    /// The chain's version.
    pub(crate) version: ChainVersion,
    /// Whether blocks prove work, so that they have a difficulty.
    pub(crate) has_work: bool,
}

/// The section, folded up at first: nothing is read from the store before a person opens it.
#[component]
pub(crate) fn Statistics(props: &Props) -> Html {
    let opened = use_state(|| false);
    let ontoggle = {
        let opened = opened.setter();
        Callback::from(move |event: Event| opened.set(dom::is_unfolded(&event)))
    };
    html! {
        <details class="card statistics" {ontoggle}>
            <summary>{ texts::statistics() }</summary>
            if *opened {
                <Charts rules={props.rules.clone()} head={props.head.clone()} version={props.version}
                    has_work={props.has_work} />
            }
        </details>
    }
}

/// The charts of the range that the person chose.
#[component]
fn Charts(props: &Props) -> Html {
    let all = use_state(|| false);
    let newest = if *all { 0 } else { NEWEST };
    // Payments in the mempool change none of these figures.
    let version = ChainVersion {
        waiting: 0,
        account: 0,
        ..props.version
    };
    let query = use_query(command::Statistics { newest }, version);
    let range = |name: &'static str, chosen: bool| {
        let pressed = (*all == chosen).to_string();
        let all = all.setter();
        let onclick = Callback::from(move |_: MouseEvent| all.set(chosen));
        html! { <button type="button" class="button" aria-pressed={pressed} {onclick}>{ name }</button> }
    };
    let rules = &props.rules;
    let charts = match query {
        Query::Loading => html! { <p class="hint" role="status">{ ui::looking_up() }</p> },
        Query::Failed(fault) => {
            html! { <p class="fault" role="alert">{ sentence(&fault.reason) }</p> }
        }
        Query::Found(found) if found.points.len() < 2 => {
            html! { <p class="empty">{ texts::too_few() }</p> }
        }
        Query::Found(found) => html! {
            <>
                { times(&found.points, rules.interval) }
                if props.has_work {
                    { difficulty(&found.points) }
                }
                { coins_issued(&found.points, &rules.symbol) }
            </>
        },
    };
    html! {
        <>
            <div class="buttons" role="group" aria-label={texts::range()}>
                { range(texts::range_newest(), false) }
                { range(texts::range_all(), true) }
            </div>
            <div class="charts">
                { charts }
                <Shares head={props.head.clone()} />
            </div>
        </>
    }
}
