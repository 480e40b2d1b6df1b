//! The miner's page.

use api::{Command, Field as Input, Reply};
use yew::prelude::*;

use crate::components::fact::Fact;
use crate::components::heading::Heading;
use crate::components::rewards::{Rewards, earned};
use crate::components::storage_note::StorageNote;
use crate::dom;
use crate::format;
use crate::node::use_asking;
use crate::state::{Action, Chain, share, use_page};

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The miner's page.
#[component]
pub(crate) fn Mine(props: &Props) -> Html {
    let chain = &props.chain;
    html! {
        <>
            <Heading title="Mine" />
            <StorageNote storage={chain.storage().clone()} />
            <div class="columns">
                <div class="stack">
                    <Controls chain={chain.clone()} />
                    <Explanation interval={chain.interval} />
                </div>
                <Found chain={chain.clone()} />
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ExplanationProps {
    interval: u32,
}

/// What mining is, for who wants to know.
#[component]
fn Explanation(props: &ExplanationProps) -> Html {
    html! {
        <details class="card explain">
            <summary>{ "What mining does" }</summary>
            <p>
                { "Mining gathers the waiting payments into a block and looks for a number that gives the block a \
                   hash below the target. The only way to find one is to try, so a hash below the target proves work." }
            </p>
            <p>
                { "Whoever finds a block is paid new coins and its fees. The target moves with everyone’s speed, so \
                   that a block comes about every " }
                { format::span(props.interval.into()) }
                { "." }
            </p>
        </details>
    }
}

/// Start, stop, and how much of the processor.
#[component]
fn Controls(props: &Props) -> Html {
    let chain = &props.chain;
    let page = use_page();
    let asking = use_asking(Callback::from(|_: Reply| ()));
    let most = dom::cores();
    let mining = chain.is_mining();
    let toggle = {
        let (ask, cores) = (asking.ask.clone(), if mining { 0 } else { page.cores });
        Callback::from(move |_: MouseEvent| ask.emit(Command::Mine { cores }))
    };
    let oninput = {
        let (page, ask) = (page.clone(), asking.ask.clone());
        Callback::from(move |event: InputEvent| {
            let cores = dom::input_text(&event).parse().unwrap_or(1);
            page.dispatch(Action::Cores(cores));
            if mining {
                ask.emit(Command::Mine { cores });
            }
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
            <div class={classes!("rate", mining.then_some("is-mining"))}>
                <p class="rate-human" aria-hidden="true">{ format::hash_rate(rate) }</p>
                <p class="rate-plain">
                    <output aria-label="Hash rate" aria-live="off">{ format!("{rate:.0}") }</output>
                    <span>{ " hashes per second" }</span>
                </p>
            </div>
            <button type="button" disabled={asking.busy} onclick={toggle}
                class={classes!("button", "button-large", if mining { "button-stop" } else { "button-main" })}>
                { name }
            </button>
            <div class="field cores">
                <label for="cores">{ "Cores" }</label>
                <div class="field-row">
                    <input id="cores" type="range" min="1" max={most.to_string()} step="1"
                        value={page.cores.to_string()} aria-describedby="cores-hint" {oninput} />
                    <span class="numbers cores-count" aria-hidden="true">{ format!("{} of {most}", page.cores) }</span>
                </div>
                <p class="hint" id="cores-hint">{ "Fewer keep the device cool. Changes take effect at once." }</p>
            </div>
            if let Some(fault) = asking.fault_of(Input::Cores).or_else(|| asking.fault_beside(&[Input::Cores])) {
                <p class="fault" role="alert">{ fault }</p>
            }
        </section>
    }
}

/// What to expect, and what came of it.
#[component]
fn Found(props: &Props) -> Html {
    let chain = &props.chain;
    let mining = &chain.mining;
    let (rewards, sum) = earned(chain);
    let least = if chain.wallet.more_history {
        "at least "
    } else {
        ""
    };
    html! {
        <section class="card" aria-labelledby="found-title">
            <h2 id="found-title">{ "Found" }</h2>
            <dl class="facts">
                <Fact name="You find a block about every">
                    if mining.hash_rate > 0.0 {
                        { format::span(chain.difficulty / mining.hash_rate) }
                    } else {
                        { "—" }
                    }
                </Fact>
                <Fact name="Your part of all mining">
                    if mining.hash_rate > 0.0 {
                        { format::percent(share(mining, chain.difficulty, chain.interval)) }
                    } else {
                        { "—" }
                    }
                </Fact>
                <Fact name="Hashes a block takes">{ "about " }{ format::hashes(chain.difficulty) }</Fact>
                <Fact name="A block pays">{ format::coins(chain.reward, &chain.symbol) }{ " and its fees" }</Fact>
                <Fact name="Found since you opened the chain">
                    { format::count(mining.found.into(), "block", "blocks") }
                </Fact>
                <Fact name="Earned in all">{ least }{ format::coins(sum, &chain.symbol) }</Fact>
            </dl>
            if rewards == 0 {
                <p class="empty">{ "Your blocks will be listed here." }</p>
            } else {
                <Rewards chain={chain.clone()} />
            }
        </section>
    }
}
