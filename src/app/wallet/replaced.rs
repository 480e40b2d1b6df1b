//! The wallet that the present one replaced, which is stored so that the replacement can be undone.

use api::{Field as Input, Protection, command};
use browser::typed;
use yew::prelude::*;

use crate::node::{typing, use_asking};
use crate::texts::wallet as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;

/// Properties of `Replaced`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether the stored words are encrypted.
    pub(crate) protection: Protection,
}

/// Restores the replaced wallet, or erases it after a second press.
#[component]
pub(crate) fn Replaced(props: &Props) -> Html {
    let is_protected = props.protection == Protection::Passphrase;
    let passphrase = use_state(String::new);
    let doubting = use_state(|| false);
    let asking = {
        let (passphrase, doubting) = (passphrase.setter(), doubting.setter());
        use_asking(Callback::from(move |(): ()| {
            passphrase.set(String::new());
            doubting.set(false);
        }))
    };
    let onsubmit = {
        let (ask, passphrase) = (asking.ask.clone(), passphrase.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::UndoRestore {
                passphrase: is_protected.then(|| typed::secret(&passphrase)),
            });
        })
    };
    let doubt = |doubts: bool| {
        let doubting = doubting.setter();
        Callback::from(move |_: MouseEvent| doubting.set(doubts))
    };
    let erase = {
        let ask = asking.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::ForgetReplaced))
    };
    let shown: &[Input] = if is_protected {
        &[Input::Passphrase]
    } else {
        &[]
    };
    html! {
        <form class="safety-body" {onsubmit}>
            <p>
                { if is_protected { texts::replaced_protected() } else { texts::replaced_open() } }
            </p>
            if is_protected {
                <Field id="replaced-passphrase" label={texts::replaced_passphrase()} kind="password"
                    autocomplete="current-password" value={(*passphrase).clone()}
                    oninput={typing(&passphrase, &asking.forgive)} fault={asking.fault_of(Input::Passphrase)} />
            }
            { alert(asking.fault_beside(shown)) }
            <div class="buttons">
                <button type="submit" class="button" disabled={asking.busy}>{ texts::replaced_undo() }</button>
                if *doubting {
                    <button type="button" class="button" onclick={doubt(false)}>{ texts::replaced_keep() }</button>
                    <button type="button" class="button" disabled={asking.busy} onclick={erase}>
                        { texts::replaced_erase_agree() }
                    </button>
                } else {
                    <button type="button" class="button button-quiet" onclick={doubt(true)}>{ texts::replaced_erase() }</button>
                }
            </div>
        </form>
    }
}
