//! A chain that was not opened because its stored data may be damaged. The person chooses what to
//! do with it.

use api::{UnopenedView, command};
use yew::prelude::*;

use crate::dom;
use crate::identity::Same;
use crate::node::use_asking;
use crate::reasons::sentence;
use crate::route::Route;
use crate::texts::chains as texts;
use crate::texts::common;
use crate::ui::focus::use_focus_on;
use crate::wallet::words::Words;

/// Properties of `Unopened`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain.
    pub(crate) unopened: Same<UnopenedView>,
    /// Whether the wallet is encrypted with a passphrase.
    pub(crate) is_protected: bool,
    /// The wallet's public key, which identifies it.
    pub(crate) wallet: AttrValue,
}

/// The action that the person is asked to confirm.
#[derive(Clone, Copy, PartialEq)]
enum Question {
    Refetch,
    Remove,
}

impl Question {
    fn text(self) -> &'static str {
        match self {
            Self::Refetch => texts::refetch_question(),
            Self::Remove => texts::remove_question(),
        }
    }

    fn agreement(self) -> &'static str {
        match self {
            Self::Refetch => texts::refetch_agree(),
            Self::Remove => texts::remove_agree(),
        }
    }
}

/// Why the chain is not open, the wallet's words, and the three choices.
#[component]
pub(crate) fn Unopened(props: &Props) -> Html {
    let UnopenedView {
        genesis,
        name,
        reason,
    } = &*props.unopened;
    let question = use_state(|| None::<Question>);
    let asked = use_focus_on(*question);
    let opening = use_asking(Callback::from(|(): ()| dom::go(&Route::Mine.href())));
    let removing = use_asking(Callback::noop());
    let ask_for = |what: Option<Question>| {
        let question = question.setter();
        Callback::from(move |_: MouseEvent| question.set(what))
    };
    let again = {
        let (ask, genesis) = (opening.ask.clone(), genesis.clone());
        Callback::from(move |_: MouseEvent| {
            ask.emit(command::Open {
                genesis: genesis.clone(),
            });
        })
    };
    let agree = {
        let (open, remove) = (opening.ask.clone(), removing.ask.clone());
        let (question, genesis) = (question.clone(), genesis.clone());
        Callback::from(move |_: MouseEvent| {
            let genesis = genesis.clone();
            match *question {
                Some(Question::Refetch) => open.emit(command::Refetch { genesis }),
                Some(Question::Remove) => remove.emit(command::Forget { genesis }),
                None => {}
            }
            question.set(None);
        })
    };
    let busy = opening.busy || removing.busy;
    let fault = opening
        .fault_beside(&[])
        .or_else(|| removing.fault_beside(&[]));
    html! {
        <section class="card unopened" aria-labelledby="unopened-title">
            <h2 id="unopened-title">{ texts::unopened_title(name) }</h2>
            <p>{ sentence(reason) }</p>
            <p>{ texts::unopened_wallet() }</p>
            { words(props) }
            if let Some(question) = *question {
                { question_of(question, &asked, busy, ask_for(None), agree) }
            } else {
                <div class="buttons">
                    <button type="button" class="button button-main" disabled={busy} onclick={again}>
                        { texts::unopened_again() }
                    </button>
                    <button type="button" class="button" disabled={busy} onclick={ask_for(Some(Question::Refetch))}>
                        { texts::unopened_refetch() }
                    </button>
                    <button type="button" class="button" disabled={busy} onclick={ask_for(Some(Question::Remove))}
                        aria-label={texts::unopened_remove_name(name)}>
                        { texts::remove() }
                    </button>
                </div>
            }
            if let Some(fault) = fault {
                <p class="fault" role="alert">{ fault }</p>
            }
        </section>
    }
}

/// The wallet's words, which bring back the coins whatever happens to the chain here.
fn words(props: &Props) -> Html {
    html! {
        <details>
            <summary>{ texts::unopened_words() }</summary>
            <Words id="unopened-words" protected={props.is_protected} wallet={props.wallet.clone()} saved={Callback::noop()} />
        </details>
    }
}

/// The question before blocks are erased.
fn question_of(
    question: Question,
    asked: &NodeRef,
    busy: bool,
    keep: Callback<MouseEvent>,
    agree: Callback<MouseEvent>,
) -> Html {
    html! {
        <div class="known-question">
            <p ref={asked} tabindex="-1">
                <strong>{ question.text() }</strong>
                { common::gap() }{ texts::unopened_consequence() }
            </p>
            <div class="buttons">
                <button type="button" class="button" onclick={keep}>{ texts::remove_keep() }</button>
                <button type="button" class="button" disabled={busy} onclick={agree}>
                    { question.agreement() }
                </button>
            </div>
        </div>
    }
}
