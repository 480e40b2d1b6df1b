//! Getting a wallet back from its words.

use api::{Command, Field as Input};
use browser::typed;
use yew::prelude::*;

use super::alert::alert;
use super::field::Field;
use super::safety::remember_words_saved;
use crate::node::{typing, use_asking};

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Called when it is restored: who typed the words has them.
    pub(crate) saved: Callback<()>,
}

/// The form.
#[component]
pub(crate) fn Restore(props: &Props) -> Html {
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
            remember_words_saved();
            saved.emit(());
        }))
    };
    let onsubmit = {
        let ask = asking.ask.clone();
        let (words, passphrase) = (words.clone(), passphrase.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(Command::Restore {
                words: typed::secret(words.trim()),
                passphrase: (!passphrase.is_empty()).then(|| typed::secret(&passphrase)),
                agreed: true,
                present: None,
            });
        })
    };
    html! {
        <form class="safety-body" {onsubmit}>
            <p>
                <strong>{ "This replaces the wallet of this profile. " }</strong>
                { "Write down its twelve words first if it holds any coins." }
            </p>
            { Field::new("restore-words", "Twelve words", &words)
                .code().oninput(typing(&words, &asking.forgive)).fault(asking.fault_of(Input::Words))
                .hint("In their order, with spaces between them.").show() }
            { Field::new("restore-passphrase", "Passphrase from now on", &passphrase)
                .kind("password").autocomplete("new-password").oninput(typing(&passphrase, &asking.forgive))
                .fault(asking.fault_of(Input::Passphrase)).hint("Leave it empty for none.").show() }
            { alert(asking.fault_beside(&[Input::Words, Input::Passphrase])) }
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
