//! Setting, changing or removing the wallet's passphrase.

use api::{Field as Input, command};
use browser::typed;
use yew::prelude::*;

use crate::node::{typing, use_asking};
use crate::strength::{Strength, strength};
use crate::texts::wallet as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;

/// Properties of `Passphrase`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether the wallet has a passphrase.
    pub(crate) protected: bool,
}

/// The form. A blank new passphrase removes the protection.
#[component]
pub(crate) fn Passphrase(props: &Props) -> Html {
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
                ask.emit(command::SetPassphrase {
                    old: protected.then(|| typed::secret(&old)),
                    new: (!new.is_empty()).then(|| typed::secret(&new)),
                });
            }
        })
    };
    let differs = differs.then(texts::passphrase_differs);
    // The error belongs to the present passphrase, which opens the vault, or else to the new one.
    let fault = asking.fault_of(Input::Passphrase);
    let (old_fault, new_fault) = match props.protected {
        true => (fault, None),
        false => (None, fault),
    };
    let new_hint = props.protected.then(texts::passphrase_blank);
    html! {
        <form class="safety-body" {onsubmit}>
            <p>
                { texts::passphrase_text() }
            </p>
            if props.protected {
                <Field id="old-passphrase" label={texts::passphrase_current()} kind="password"
                    autocomplete="current-password" value={(*old).clone()} oninput={typing(&old, &asking.forgive)}
                    fault={old_fault} />
            }
            <Field id="new-passphrase" label={texts::passphrase_new()} kind="password" autocomplete="new-password"
                value={(*new).clone()} oninput={typing(&new, &asking.forgive)} fault={new_fault} hint={new_hint} />
            <Field id="again-passphrase" label={texts::passphrase_again()} kind="password" autocomplete="new-password"
                value={(*again).clone()} oninput={typing(&again, &asking.forgive)} fault={differs} />
            { strength_note(&new) }
            { alert(asking.fault_beside(&[Input::Passphrase])) }
            <div class="buttons">
                <button type="submit" class="button"
                    disabled={asking.busy || (!props.protected && new.is_empty())}>
                    { texts::passphrase_save() }
                </button>
                <span role="status">{ progress(asking.busy, *done) }</span>
            </div>
        </form>
    }
}

/// How strong the new passphrase is, roughly; nothing while none is typed.
fn strength_note(passphrase: &str) -> Html {
    let strength = strength(passphrase);
    let (class, text) = match strength {
        None => ("", ""),
        Some(Strength::Weak) => ("strength-weak", texts::strength_weak()),
        Some(Strength::Fair) => ("strength-fair", texts::strength_fair()),
        Some(Strength::Strong) => ("strength-strong", texts::strength_strong()),
    };
    html! { <p class={classes!("strength", class)} role="status">{ text }</p> }
}

fn progress(is_busy: bool, is_done: bool) -> &'static str {
    match (is_busy, is_done) {
        (true, _) => texts::passphrase_encrypting(),
        (false, true) => texts::passphrase_saved(),
        (false, false) => "",
    }
}
