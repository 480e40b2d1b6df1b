//! Showing the wallet's twelve words.

use api::{Field as Input, Secret, command};
use browser::typed;
use yew::prelude::*;

use super::saved_words::remember_words_saved;
use super::words_check::WordsCheck;
use crate::node::{typing, use_asking};
use crate::texts::wallet as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;
use crate::ui::focus::use_focus_on;

/// Properties of `Words`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Prefix of the ids of the elements.
    pub(crate) id: &'static str,
    /// Whether the wallet has a passphrase.
    pub(crate) protected: bool,
    /// The wallet's public key, which identifies it.
    pub(crate) wallet: AttrValue,
    /// Called when the person has shown that the words are written down.
    pub(crate) saved: Callback<()>,
}

/// The words, shown after a click and, if the wallet has a passphrase, after the passphrase.
#[component]
pub(crate) fn Words(props: &Props) -> Html {
    let words = use_state(|| None::<AttrValue>);
    // Whether the person has written the words down and is asked for some of them.
    let checking = use_state(|| false);
    let checked = use_focus_on(checking.then_some(()));
    let passphrase = use_state(String::new);
    let asking = {
        let (words, passphrase) = (words.setter(), passphrase.setter());
        use_asking(Callback::from(move |text: Secret| {
            words.set(Some(text.to_string().into()));
            passphrase.set(String::new());
        }))
    };
    let onsubmit = {
        let (ask, passphrase, protected) =
            (asking.ask.clone(), passphrase.clone(), props.protected);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::ShowWords {
                passphrase: protected.then(|| typed::secret(&passphrase)),
            });
        })
    };
    let hide = {
        let words = words.setter();
        Callback::from(move |_: MouseEvent| words.set(None))
    };
    let check = |is_checking: bool| {
        let checking = checking.setter();
        Callback::from(move |_: MouseEvent| checking.set(is_checking))
    };
    let done = use_state(|| false);
    let onright = {
        let (words, checking, done) = (words.setter(), checking.setter(), done.setter());
        let (wallet, saved) = (props.wallet.clone(), props.saved.clone());
        Callback::from(move |()| {
            remember_words_saved(&wallet);
            words.set(None);
            checking.set(false);
            done.set(true);
            saved.emit(());
        })
    };
    html! {
        <div class="safety-body">
            <p ref={checked} tabindex="-1">
                { texts::words_text() }
            </p>
            if let (Some(words), true) = (&*words, *checking) {
                <WordsCheck id={props.id} {words} {onright} onback={check(false)} />
            } else if let Some(text) = &*words {
                { listed(text, check(true), hide) }
            } else {
                <form {onsubmit}>
                    if props.protected {
                        <Field id={format!("{}-passphrase", props.id)} label={texts::words_passphrase()}
                            kind="password" autocomplete="current-password" value={(*passphrase).clone()}
                            oninput={typing(&passphrase, &asking.forgive)}
                            fault={asking.fault_of(Input::Passphrase)} />
                    }
                    { alert(asking.fault_beside(if props.protected { &[Input::Passphrase] } else { &[] })) }
                    <div class="buttons">
                        <button type="submit" class="button" disabled={asking.busy}>{ texts::words_show() }</button>
                        <span role="status">{ if *done { texts::check_right() } else { "" } }</span>
                    </div>
                </form>
            }
        </div>
    }
}

/// The words, and the buttons for the time after reading them.
fn listed(text: &str, check: Callback<MouseEvent>, hide: Callback<MouseEvent>) -> Html {
    html! {
        <>
            <ol class="words" aria-label={texts::safety_words()}>
                { for text.split_whitespace().map(|word| html! { <li>{ word.to_owned() }</li> }) }
            </ol>
            <div class="buttons">
                <button type="button" class="button button-main" onclick={check}>{ texts::words_saved() }</button>
                <button type="button" class="button button-quiet" onclick={hide}>{ texts::words_hide() }</button>
            </div>
        </>
    }
}
