//! One of the chains that this profile knows, to be opened or removed.

use api::{Standing, command};
use yew::prelude::*;

use crate::node::use_asking;
use crate::route::Route;
use crate::texts::chains as texts;
use crate::texts::common;
use crate::ui::focus::use_focus_on;
use crate::ui::heading;
use crate::{dom, format};

/// Properties of `KnownChain`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain.
    pub(crate) chain: api::KnownChain,
    /// The height and the coins of the chain; `None` if it is not open.
    pub(crate) open: Option<Standing>,
}

/// The chain's name and figures, and the buttons that open and remove it.
#[component]
pub(crate) fn KnownChain(props: &Props) -> Html {
    let Props {
        chain,
        open: standing,
    } = props;
    let is_open = standing.is_some();
    let doubting = use_state(|| false);
    let question = use_focus_on(doubting.then_some(()));
    let opening = use_asking(Callback::from(|(): ()| dom::go(&Route::Mine.href())));
    // The entry disappears with its chain, and so does the list if it has no other entry.
    let removing = use_asking(Callback::from(|(): ()| dom::focus_id(heading::ID)));
    let remove_button = use_node_ref();
    let genesis = chain.genesis.clone();
    let open = {
        let (ask, genesis, is_open) = (opening.ask.clone(), genesis.clone(), is_open);
        Callback::from(move |_: MouseEvent| match is_open {
            true => dom::go(&Route::Mine.href()),
            false => ask.emit(command::Open {
                genesis: genesis.clone(),
            }),
        })
    };
    let doubt = {
        let doubting = doubting.setter();
        Callback::from(move |_: MouseEvent| doubting.set(true))
    };
    let keep = {
        let (doubting, remove_button) = (doubting.setter(), remove_button.clone());
        Callback::from(move |_: MouseEvent| {
            doubting.set(false);
            dom::focus(&remove_button);
        })
    };
    let remove = {
        let ask = removing.ask.clone();
        Callback::from(move |_: MouseEvent| {
            ask.emit(command::Forget {
                genesis: genesis.clone(),
            });
        })
    };
    let fault = opening
        .fault_beside(&[])
        .or_else(|| removing.fault_beside(&[]));
    html! {
        <li class="known">
            { about(chain, *standing) }
            <span class="buttons">
                <button type="button" class="button" disabled={opening.busy || chain.refusal.is_some()} onclick={open}
                    aria-label={texts::open_name(&chain.name)}>
                    { texts::open() }
                </button>
                <button type="button" class="button" ref={remove_button} disabled={removing.busy}
                    aria-expanded={doubting.to_string()} onclick={doubt}
                    aria-label={texts::remove_name(&chain.name)}>
                    { texts::remove() }
                </button>
            </span>
            if let Some(refusal) = &chain.refusal {
                <p class="known-question">{ refusal }</p>
            }
            if *doubting {
                { question_of(&question, &keep, &remove, removing.busy) }
            }
            if let Some(fault) = fault {
                <p class="fault known-question" role="alert">{ fault }</p>
            }
        </li>
    }
}

/// The chain's name and figures. `open` is its present height and coins; `None` if it is not open.
fn about(chain: &api::KnownChain, open: Option<Standing>) -> Html {
    let is_open = open.is_some();
    html! {
        <>
            <span class="known-name">
                <strong>{ &chain.name }</strong>
                <span class="symbol">{ &chain.symbol }</span>
                if is_open {
                    <span class="chip">{ texts::open_now() }</span>
                }
            </span>
            <span class="known-about">
                <span class="hash known-genesis" title={chain.genesis.clone()}>{ &chain.genesis }</span>
                if let Some(bytes) = chain.stored {
                    <span class="known-standing">{ texts::known_stored(&format::bytes(bytes)) }</span>
                }
                if let Some(standing) = open.or(chain.standing) {
                    <span class="known-standing">
                        <span>{ format::coins(standing.worth, &chain.symbol) }</span>
                        <span>{ common::block(standing.height.into()) }</span>
                        if !is_open {
                            <span>{ texts::known_last_open(&format::clock_date_time(standing.time)) }</span>
                        }
                    </span>
                }
            </span>
        </>
    }
}

/// The question before the chain is removed.
fn question_of(
    question: &NodeRef,
    keep: &Callback<MouseEvent>,
    remove: &Callback<MouseEvent>,
    busy: bool,
) -> Html {
    html! {
        <div class="known-question">
            <p ref={question} tabindex="-1">
                <strong>{ texts::remove_question() }</strong>
                { common::gap() }{ texts::remove_consequence() }
            </p>
            <div class="buttons">
                <button type="button" class="button" onclick={keep}>{ texts::remove_keep() }</button>
                <button type="button" class="button" disabled={busy} onclick={remove}>
                    { texts::remove_agree() }
                </button>
            </div>
        </div>
    }
}
