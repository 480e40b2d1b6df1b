//! The miner's controls.

use api::{Command, Field as Input};
use yew::prelude::*;

use super::alert::alert;
use super::cores::cores;
use crate::format::{self, class};
use crate::node::use_asking;
use crate::state::{Chain, use_page};

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// Start, stop, and how much of the processor.
#[component]
pub(crate) fn MiningControls(props: &Props) -> Html {
    let chain = &props.chain;
    let page = use_page();
    let asking = use_asking(Callback::noop());
    let mining = chain.is_mining();
    let toggle = {
        let (ask, cores) = (asking.ask.clone(), if mining { 0 } else { page.cores });
        Callback::from(move |_: MouseEvent| {
            ask.emit(Command::Mine {
                cores,
                passphrase: None,
            });
        })
    };
    let rate = chain.mining.hash_rate;
    let name = if mining {
        "Stop mining"
    } else {
        "Start mining"
    };
    html! {
        <section class="card miner" aria-labelledby="miner-title">
            <h2 id="miner-title" class="visually-hidden">{ "Miner" }</h2>
            <div class={class("rate", mining.then_some("is-mining"))}>
                <p class="rate-human" aria-hidden="true">{ format::hash_rate(rate) }</p>
                <p class="rate-plain">
                    <output aria-label="Hash rate" aria-live="off">{ format::fixed(rate, 0) }</output>
                    <span>{ " hashes per second" }</span>
                </p>
            </div>
            <button type="button" disabled={asking.busy} onclick={toggle}
                class={if mining { "button button-large button-stop" } else { "button button-large button-main" }}>
                { name }
            </button>
            { cores(&page, mining, &asking.ask) }
            { alert(asking.fault_of(Input::Cores).or_else(|| asking.fault_beside(&[Input::Cores]))) }
        </section>
    }
}
