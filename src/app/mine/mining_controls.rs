//! Starting and stopping the miner.

use api::{Field as Input, MiningView, command};
use yew::prelude::*;

use super::alone_dialog::use_alone_dialog;
use super::cores::cores;
use crate::format::{self, class};
use crate::node::use_asking;
use crate::state::{WakeLock, use_session};
use crate::texts::common;
use crate::texts::mine as texts;
use crate::ui::alert::alert;

/// Properties of `MiningControls`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The miner.
    pub(crate) mining: MiningView,
    /// Whether this profile joined the chain, and no block of another node has come yet.
    pub(crate) unmet: bool,
    /// The height of the block that is searched for.
    pub(crate) next: u32,
    /// Whether the wallet has just found its first block on this chain.
    pub(crate) is_first: bool,
}

/// The button that starts and stops mining, the hash rate, and the number of cores.
#[component]
pub(crate) fn MiningControls(props: &Props) -> Html {
    let session = use_session();
    let asking = use_asking(Callback::noop());
    let mining = props.mining.cores > 0;
    let mine = {
        let ask = asking.ask.clone();
        let cores = if mining { 0 } else { session.cores };
        Callback::from(move |()| {
            ask.emit(command::Mine {
                cores,
                passphrase: None,
            });
        })
    };
    let (toggle, dialog) = use_alone_dialog(!mining && props.unmet, mine);
    let toggle = toggle.reform(|_: MouseEvent| ());
    let rate = props.mining.hash_rate;
    let name = if mining {
        texts::stop()
    } else {
        texts::start()
    };
    html! {
        <section class="card miner" aria-labelledby="miner-title">
            <h2 id="miner-title" class="visually-hidden">{ texts::miner() }</h2>
            <div class={class("rate", mining.then_some("is-mining"))}>
                <p class="rate-human" aria-hidden="true">{ format::hash_rate(rate) }</p>
                <p class="rate-plain">
                    <output aria-label={common::hash_rate()} aria-live="off">{ format::fixed(rate, 0) }</output>
                    <span>{ " " }{ common::hashes_per_second() }</span>
                </p>
                { first_block(props.is_first, mining, props.next) }
            </div>
            <button type="button" disabled={asking.busy} onclick={toggle}
                class={if mining { "button button-large button-stop" } else { "button button-large button-main" }}>
                { name }
            </button>
            { cores(&session, mining, &asking.ask) }
            { wake_lock_hint(mining, session.wake_lock) }
            { alert(asking.fault_of(Input::Cores).or_else(|| asking.fault_beside(&[Input::Cores]))) }
            { dialog }
        </section>
    }
}

/// One line about the miner's work, or about its first block if it has just found that. The line is
/// always there, so that nothing moves when its text changes. The squares fly once, behind the
/// figures, and take no clicks.
fn first_block(is_first: bool, mining: bool, next: u32) -> Html {
    html! {
        <>
            <p class={class("rate-news", is_first.then_some("is-first"))} role="status">
                if is_first {
                    { texts::first_block() }
                }
            </p>
            <p class="rate-news" aria-hidden={(is_first || !mining).to_string()}>
                if mining && !is_first {
                    { texts::searching(next.into()) }
                }
            </p>
            if is_first {
                <span class="rate-squares" aria-hidden="true">{ for (0..SQUARES).map(|_| html! { <i /> }) }</span>
            }
        </>
    }
}

/// Number of squares that fly when the first block is found.
const SQUARES: u32 = 12;

/// States whether the screen is kept on; renders nothing if this node does not mine or the page is
/// not in view.
fn wake_lock_hint(mining: bool, lock: WakeLock) -> Html {
    let words = match lock {
        _ if !mining => return Html::default(),
        WakeLock::Released => return Html::default(),
        WakeLock::Held => texts::screen_on(),
        WakeLock::Refused => texts::screen_off(),
    };
    html! { <p class="hint">{ words }</p> }
}
