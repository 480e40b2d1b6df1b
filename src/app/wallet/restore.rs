//! Restoring a wallet from its twelve words.

use api::{Field as Input, Restoration, command};
use browser::typed;
use yew::prelude::*;

use super::replace_dialog::ReplaceDialog;
use super::replaced::Replaced;
use super::saved_words::remember_words_saved;
use crate::node::{typing, use_asking};
use crate::state::use_page;
use crate::ui::alert::alert;
use crate::ui::area::area;
use crate::ui::field::Field;

/// The result of the last restoration.
#[derive(Clone, Copy, PartialEq)]
enum Done {
    Restored,
    Unchanged,
}

/// The form. If the present wallet is used, a dialog asks before it is replaced. Typed words count
/// as written down, because the person has them.
#[component]
pub(crate) fn Restore() -> Html {
    let page = use_page();
    let words = use_state(String::new);
    let passphrase = use_state(String::new);
    let holdings = use_state(|| None::<Vec<api::Holding>>);
    let done = use_state(|| None::<Done>);
    let asking = {
        let (words, passphrase) = (words.setter(), passphrase.setter());
        let (holdings, done) = (holdings.setter(), done.setter());
        use_asking(Callback::from(move |outcome| match outcome {
            Restoration::Replaces { holdings: present } => holdings.set(Some(present)),
            Restoration::Restored { key, unchanged } => {
                words.set(String::new());
                passphrase.set(String::new());
                holdings.set(None);
                done.set(Some(if unchanged {
                    Done::Unchanged
                } else {
                    Done::Restored
                }));
                remember_words_saved(&key);
            }
        }))
    };
    let restore = {
        let ask = asking.ask.clone();
        let (words, passphrase) = (words.clone(), passphrase.clone());
        let done = done.setter();
        Callback::from(move |(agreed, present): (bool, Option<String>)| {
            done.set(None);
            ask.emit(command::Restore {
                words: typed::secret(words.trim()),
                passphrase: (!passphrase.is_empty()).then(|| typed::secret(&passphrase)),
                agreed,
                present: present.map(|text| typed::secret(&text)),
            });
        })
    };
    let onsubmit = {
        let restore = restore.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            restore.emit((false, None));
        })
    };
    let agree = Callback::from(move |present| restore.emit((true, present)));
    let keep = {
        let (holdings, forgive) = (holdings.setter(), asking.forgive.clone());
        Callback::from(move |()| {
            holdings.set(None);
            forgive.emit(());
        })
    };
    let replaced = page.snapshot.as_ref().and_then(|all| all.replaced);
    // Every other error is shown where the person looks: in the dialog while it is open, else in
    // the form.
    let fault = asking.fault_beside(&[Input::Words, Input::Passphrase, Input::PresentPassphrase]);
    html! {
        <>
            <form class="safety-body" {onsubmit}>
                <p>{ "This wallet takes the place of the one in this profile, which is kept for an undo." }</p>
                { area("restore-words", "Twelve words", &words, asking.fault_of(Input::Words),
                    "In their order. Numbers, commas and line ends between them do no harm.",
                    typing(&words, &asking.forgive)) }
                <Field id="restore-passphrase" label="New passphrase (optional)" kind="password"
                    autocomplete="new-password" value={(*passphrase).clone()}
                    oninput={typing(&passphrase, &asking.forgive)} fault={asking.fault_of(Input::Passphrase)}
                    hint="It encrypts the words on this device." />
                if holdings.is_none() {
                    { alert(fault.clone()) }
                }
                <div class="buttons">
                    <button type="submit" class="button" disabled={asking.busy || words.trim().is_empty()}>
                        { "Restore this wallet" }
                    </button>
                    <span role="status">
                        { match *done {
                            Some(Done::Restored) => "Restored.",
                            Some(Done::Unchanged) => "These are this wallet’s words already. Nothing has changed.",
                            None => "",
                        } }
                    </span>
                </div>
            </form>
            if let Some(protection) = replaced {
                <Replaced {protection} />
            }
            if let Some(holdings) = &*holdings {
                <ReplaceDialog holdings={holdings.clone()} busy={asking.busy} {agree} {keep}
                    wrong={asking.fault_of(Input::PresentPassphrase).or(fault)} forgive={asking.forgive.clone()} />
            }
        </>
    }
}
