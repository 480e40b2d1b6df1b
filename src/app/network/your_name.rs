//! The name that the person chooses for themselves.

use api::{Field as Input, OwnName, command};
use browser::typed;
use yew::prelude::*;

use crate::node::{typing, use_asking};
use crate::texts::common;
use crate::texts::network as texts;
use crate::ui::alert::alert;
use crate::ui::drawing::emblem::emblem;
use crate::ui::field::Field;

/// Properties of `YourName`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The name that the node has now; `None` for none.
    pub(crate) kept: Option<OwnName>,
    /// This person's public key, in hexadecimal digits.
    pub(crate) own_key: AttrValue,
    /// Whether the wallet is encrypted with a passphrase, which is then needed to sign the name.
    pub(crate) is_protected: bool,
}

/// The form for the name, and the choice whether blocks have it.
#[component]
pub(crate) fn YourName(props: &Props) -> Html {
    let kept = props.kept.as_ref();
    let kept_name = kept.map_or_else(String::new, |own| own.name.clone());
    let tags_blocks = kept.is_some_and(|own| own.tags_blocks);
    let text = use_state(|| kept_name.clone());
    let passphrase = use_state(String::new);
    {
        let (text, passphrase) = (text.setter(), passphrase.setter());
        use_effect_with(kept_name.clone(), move |name| {
            text.set(name.clone());
            passphrase.set(String::new());
        });
    }
    let asking = use_asking(Callback::noop());
    let is_kept = text.trim() == kept_name;
    let is_signed = props.is_protected && !is_kept && !text.trim().is_empty();
    let onsubmit = {
        let (ask, text, passphrase) = (asking.ask.clone(), text.clone(), passphrase.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::SetOwnName {
                name: (*text).clone(),
                tags_blocks,
                passphrase: is_signed.then(|| typed::secret(&passphrase)),
            });
        })
    };
    let onchange = {
        let (ask, name) = (asking.ask.clone(), kept_name.clone());
        Callback::from(move |_: Event| {
            ask.emit(command::SetOwnName {
                name: name.clone(),
                tags_blocks: !tags_blocks,
                passphrase: None,
            });
        })
    };
    html! {
        <section class="card" aria-labelledby="own-name-title">
            <h2 id="own-name-title" class="named">{ emblem(&props.own_key) }{ texts::own_name_title() }</h2>
            <form {onsubmit}>
                <Field id="own-name" label={texts::own_name()} value={(*text).clone()} autocomplete="nickname"
                    oninput={typing(&text, &asking.forgive)} fault={asking.fault_of(Input::OwnName)}
                    hint={texts::own_name_hint()}>
                    <button type="submit" class="button" disabled={asking.busy || is_kept}>{ texts::own_name_save() }</button>
                </Field>
                if is_signed {
                    <Field id="own-name-passphrase" label={common::passphrase()} kind="password"
                        autocomplete="current-password" value={(*passphrase).clone()}
                        oninput={typing(&passphrase, &asking.forgive)} fault={asking.fault_of(Input::Passphrase)} />
                }
            </form>
            <span role="status" class="hint">
                if is_kept && kept.is_some() {
                    { texts::own_name_told() }
                }
            </span>
            if kept.is_some() {
                <label class="check">
                    <input type="checkbox" checked={tags_blocks} disabled={asking.busy}
                        aria-describedby="own-name-tag-hint" {onchange} />
                    <span>{ texts::own_name_tag() }</span>
                </label>
                <p class="hint" id="own-name-tag-hint">{ texts::own_name_tag_hint() }</p>
            }
            { alert(asking.fault_beside(&[Input::OwnName, Input::Passphrase])) }
        </section>
    }
}
