//! The question before another wallet replaces the present one.

use api::Holding;
use yew::prelude::*;

use super::saved_words::words_are_saved;
use super::words::Words;
use crate::format;
use crate::node::typing;
use crate::state::Profile;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// Properties of `ReplaceDialog`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile, with the present wallet.
    pub(crate) profile: Profile,
    /// The coins of the present wallet, per chain.
    pub(crate) holdings: Vec<Holding>,
    /// Whether the reply to `agree` is pending.
    pub(crate) busy: bool,
    /// Why the replacement was refused, usually because of the present wallet's passphrase.
    pub(crate) wrong: Option<AttrValue>,
    /// Clears the error `wrong`.
    pub(crate) forgive: Callback<()>,
    /// Called to replace the wallet, with the present wallet's passphrase; `None` if the wallet is
    /// not encrypted.
    pub(crate) agree: Callback<Option<String>>,
    /// Called to keep the present wallet.
    pub(crate) keep: Callback<()>,
}

/// The coins of the present wallet on one chain.
fn coins(holding: &Holding) -> Html {
    html! { <strong>{ format::coins(holding.amount, &holding.symbol) }</strong> }
}

/// States the coins of the present wallet, and offers to show its words first.
#[component]
pub(crate) fn ReplaceDialog(props: &Props) -> Html {
    let passphrase = use_state(String::new);
    let showing = use_state(|| false);
    let update = use_force_update();
    let Profile {
        is_protected, key, ..
    } = &props.profile;
    let is_protected = *is_protected;
    let is_saved = words_are_saved(key);
    let onsubmit = {
        let (agree, passphrase) = (props.agree.clone(), passphrase.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            agree.emit(is_protected.then(|| (*passphrase).clone()));
        })
    };
    let keep = props.keep.reform(|_: MouseEvent| ());
    let show = {
        let showing = showing.setter();
        Callback::from(move |_: MouseEvent| showing.set(true))
    };
    let saved = Callback::from(move |()| update.force_update());
    html! {
        <Dialog id="replace" title={texts::replace_title()} onclose={props.keep.clone()}>
            if props.holdings.is_empty() {
                <p>{ texts::replace_empty() }</p>
            } else {
                <p>{ texts::replace_has() }</p>
                <ul>
                    { for props.holdings.iter().map(|holding| html! {
                        <li>{ texts::replace_holding(coins(holding), &holding.name) }</li>
                    }) }
                </ul>
            }
            <p>
                if is_saved {
                    { texts::replace_saved() }
                } else {
                    <strong>{ texts::replace_unsaved() }</strong>
                }
                { common::gap() }{ texts::replace_kept() }
            </p>
            if *showing {
                <Words id="replace-words" protected={is_protected} wallet={key.clone()} {saved} />
            } else {
                <button type="button" class="button" onclick={show}>{ texts::replace_show_words() }</button>
            }
            <form {onsubmit}>
                if is_protected {
                    <Field id="present-passphrase" label={texts::replace_passphrase()} kind="password"
                        autocomplete="current-password" value={(*passphrase).clone()}
                        oninput={typing(&passphrase, &props.forgive)} fault={props.wrong.clone()}
                        hint={texts::replace_passphrase_hint()} />
                } else if let Some(wrong) = &props.wrong {
                    <p class="fault" role="alert">{ wrong }</p>
                }
                <div class="buttons dialog-buttons">
                    <button type="button" class="button" onclick={keep}>{ texts::replace_keep() }</button>
                    <button type="submit" class="button button-main" disabled={props.busy}>{ texts::replace_agree() }</button>
                </div>
            </form>
        </Dialog>
    }
}
