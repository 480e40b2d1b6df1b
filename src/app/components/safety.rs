//! Keeping the wallet safe: its words, its passphrase, and getting it back.

use api::{Command, Field as Input, Reply};
use yew::prelude::*;

use super::field::Field;
use crate::dom;
use crate::node::use_asking;
use crate::state::Chain;

/// Remembers that the person has the words on paper.
const WORDS_SAVED: &str = "words-saved";

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The wallet asks for a passphrase.
    pub(crate) protected: bool,
    /// Called when the words were saved.
    pub(crate) saved: Callback<()>,
}

/// Whether the person said that the words are on paper.
pub(crate) fn words_are_saved() -> bool {
    dom::recall(WORDS_SAVED).is_some()
}

/// One plain sentence under the balance while coins can be lost or taken; nothing once they can't.
pub(crate) fn warning(chain: &Chain, saved: bool) -> Option<&'static str> {
    match (chain.is_protected(), saved) {
        (true, true) => None,
        (false, true) => {
            Some("No passphrase is set: whoever uses this browser can spend these coins.")
        }
        (true, false) => Some(
            "Your twelve words are not written down yet: without them, a lost browser means lost coins.",
        ),
        (false, false) => Some(
            "No passphrase is set and the twelve words are not written down yet: anyone at this browser can spend these coins, and losing it loses them.",
        ),
    }
}

/// The three things to do, each behind its own disclosure.
#[component]
pub(crate) fn Safety(props: &Props) -> Html {
    html! {
        <section class="card safety" aria-labelledby="safety">
            <h2 id="safety" tabindex="-1">{ "Keep it safe" }</h2>
            <details>
                <summary>{ "Your twelve words" }</summary>
                <Words protected={props.protected} saved={props.saved.clone()} />
            </details>
            <details>
                <summary>{ if props.protected { "Change the passphrase" } else { "Set a passphrase" } }</summary>
                <Passphrase protected={props.protected} />
            </details>
            <details>
                <summary>{ "Restore a wallet from its words" }</summary>
                <Restore saved={props.saved.clone()} />
            </details>
        </section>
    }
}

#[component]
fn Words(props: &Props) -> Html {
    let words = use_state(|| None::<String>);
    let passphrase = use_state(String::new);
    let asking = {
        let (words, passphrase) = (words.setter(), passphrase.setter());
        use_asking(Callback::from(move |reply| {
            if let Reply::Words(text) = reply {
                words.set(Some(text));
                passphrase.set(String::new());
            }
        }))
    };
    let onsubmit = {
        let (ask, passphrase, protected) =
            (asking.ask.clone(), passphrase.clone(), props.protected);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(Command::ShowWords {
                passphrase: protected.then(|| (*passphrase).clone()),
            });
        })
    };
    let hide = {
        let words = words.setter();
        Callback::from(move |_: MouseEvent| words.set(None))
    };
    let keep = {
        let (words, saved) = (words.setter(), props.saved.clone());
        Callback::from(move |_: MouseEvent| {
            dom::remember(WORDS_SAVED, "yes");
            words.set(None);
            saved.emit(());
        })
    };
    html! {
        <div class="safety-body">
            <p>
                { "These words are the wallet: on any device they bring back every coin. Write them on paper. \
                   Whoever reads them can spend everything, so show them to nobody." }
            </p>
            if let Some(text) = &*words {
                <ol class="words" aria-label="Your twelve words">
                    { for text.split_whitespace().map(|word| html! { <li>{ word }</li> }) }
                </ol>
                <div class="buttons">
                    <button type="button" class="button button-main" onclick={keep}>{ "I have written them down" }</button>
                    <button type="button" class="button button-quiet" onclick={hide}>{ "Hide the words" }</button>
                </div>
            } else {
                <form {onsubmit}>
                    if props.protected {
                        <Field id="words-passphrase" label="Passphrase for the words" kind="password"
                            autocomplete="current-password" value={(*passphrase).clone()}
                            oninput={typing(&passphrase, &asking.forgive)} fault={asking.fault_of(Input::Passphrase)} />
                    }
                    if let Some(fault) = asking.fault_beside(if props.protected { &[Input::Passphrase] } else { &[] }) {
                        <p class="fault" role="alert">{ fault }</p>
                    }
                    <button type="submit" class="button" disabled={asking.busy}>{ "Show the words" }</button>
                </form>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PassphraseProps {
    protected: bool,
}

#[component]
fn Passphrase(props: &PassphraseProps) -> Html {
    let old = use_state(String::new);
    let new = use_state(String::new);
    let again = use_state(String::new);
    let differs = use_state(|| false);
    let done = use_state(|| false);
    let asking = {
        let fields = [old.setter(), new.setter(), again.setter()];
        let done = done.setter();
        use_asking(Callback::from(move |_| {
            for field in &fields {
                field.set(String::new());
            }
            done.set(true);
        }))
    };
    let onsubmit = {
        let (ask, protected) = (asking.ask.clone(), props.protected);
        let (old, new, again) = (old.clone(), new.clone(), again.clone());
        let (differs, done) = (differs.setter(), done.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            done.set(false);
            differs.set(*new != *again);
            if *new == *again {
                ask.emit(Command::SetPassphrase {
                    old: protected.then(|| (*old).clone()),
                    new: (!new.is_empty()).then(|| (*new).clone()),
                });
            }
        })
    };
    let differs = differs.then_some(AttrValue::Static(
        "The two are not the same: type it once more.",
    ));
    html! {
        <form class="safety-body" {onsubmit}>
            <p>
                { "The words rest on this device encrypted under the passphrase, and each payment asks for it. \
                   It can’t be recovered: if you forget it, only the words help." }
            </p>
            if props.protected {
                <Field id="old-passphrase" label="Present passphrase" kind="password" autocomplete="current-password"
                    value={(*old).clone()} oninput={typing(&old, &asking.forgive)}
                    fault={asking.fault_of(Input::Passphrase)} />
            }
            <Field id="new-passphrase" label="New passphrase" kind="password" autocomplete="new-password"
                value={(*new).clone()} oninput={typing(&new, &asking.forgive)}
                fault={if props.protected { None } else { asking.fault_of(Input::Passphrase) }}
                hint={props.protected.then_some("Leave it empty to remove the protection.")} />
            <Field id="again-passphrase" label="New passphrase again" kind="password" autocomplete="new-password"
                value={(*again).clone()} oninput={typing(&again, &asking.forgive)} fault={differs} />
            if let Some(fault) = asking.fault_beside(&[Input::Passphrase]) {
                <p class="fault" role="alert">{ fault }</p>
            }
            <div class="buttons">
                <button type="submit" class="button"
                    disabled={asking.busy || (!props.protected && new.is_empty())}>
                    { "Save the passphrase" }
                </button>
                <span role="status">
                    if asking.busy {
                        { "Encrypting…" }
                    } else if *done {
                        { "Saved." }
                    }
                </span>
            </div>
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct RestoreProps {
    saved: Callback<()>,
}

#[component]
fn Restore(props: &RestoreProps) -> Html {
    let words = use_state(String::new);
    let passphrase = use_state(String::new);
    let done = use_state(|| false);
    let asking = {
        let (words, passphrase, done) = (words.setter(), passphrase.setter(), done.setter());
        let saved = props.saved.clone();
        use_asking(Callback::from(move |_| {
            words.set(String::new());
            passphrase.set(String::new());
            done.set(true);
            // Who typed the words has them.
            dom::remember(WORDS_SAVED, "yes");
            saved.emit(());
        }))
    };
    let onsubmit = {
        let ask = asking.ask.clone();
        let (words, passphrase) = (words.clone(), passphrase.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(Command::Restore {
                words: words.trim().to_owned(),
                passphrase: (!passphrase.is_empty()).then(|| (*passphrase).clone()),
            });
        })
    };
    html! {
        <form class="safety-body" {onsubmit}>
            <p>
                <strong>{ "This replaces the wallet of this profile. " }</strong>
                { "Write down its twelve words first if it holds any coins." }
            </p>
            <Field id="restore-words" label="Twelve words" value={(*words).clone()} code=true
                oninput={typing(&words, &asking.forgive)} fault={asking.fault_of(Input::Words)}
                hint="In their order, with spaces between them." />
            <Field id="restore-passphrase" label="Passphrase from now on" kind="password" autocomplete="new-password"
                value={(*passphrase).clone()} oninput={typing(&passphrase, &asking.forgive)}
                fault={asking.fault_of(Input::Passphrase)} hint="Leave it empty for none." />
            if let Some(fault) = asking.fault_beside(&[Input::Words, Input::Passphrase]) {
                <p class="fault" role="alert">{ fault }</p>
            }
            <div class="buttons">
                <button type="submit" class="button" disabled={asking.busy || words.is_empty()}>
                    { "Restore this wallet" }
                </button>
                <span role="status">
                    if *done {
                        { "Restored." }
                    }
                </span>
            </div>
        </form>
    }
}

/// Takes new text into a field's state, and forgets the error about the old one.
fn typing(state: &UseStateHandle<String>, forgive: &Callback<()>) -> Callback<String> {
    let (state, forgive) = (state.setter(), forgive.clone());
    Callback::from(move |text| {
        state.set(text);
        forgive.emit(());
    })
}
