//! Making a new wallet with 24 words in place of the present one.

use api::command::WalletSource;
use api::{Fault, Field as Input, Holding, Restoration, command};
use browser::typed;
use yew::prelude::*;

use super::replace_dialog::ReplaceDialog;
use crate::node::{Asking, use_asking};
use crate::state::Profile;
use crate::texts::wallet as texts;
use crate::ui::form::{Form, FormFault, FormHandle, TextField, Values, use_form};

/// The passphrase of the new wallet as it is typed, twice. Blank if it is to have none.
#[derive(Default)]
struct Typed {
    passphrase: String,
    again: String,
}

impl Values for Typed {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        match name {
            Input::Passphrase => Some(&mut self.passphrase),
            Input::PassphraseAgain => Some(&mut self.again),
            _ => None,
        }
    }
}

/// Returns the action that asks for the new wallet, with whether the person has agreed to replace
/// the present one, and that one's passphrase. `is_done` says whether the wallet was made: the
/// typed passphrase is not needed any more then.
#[hook]
fn use_making(
    form: &FormHandle<Typed>,
    asking: &Asking<Restoration>,
    is_done: bool,
) -> Callback<(bool, Option<String>)> {
    {
        let form = form.clone();
        use_effect_with(is_done, move |is_done| {
            if *is_done {
                form.set(|typed| *typed = Typed::default());
            }
        });
    }
    let (form, ask, refuse) = (form.clone(), asking.ask.clone(), asking.refuse.clone());
    Callback::from(move |(agreed, present): (bool, Option<String>)| {
        let values = form.values();
        if values.passphrase != values.again {
            let differs = texts::passphrase_differs();
            return refuse.emit(Fault::of(Input::PassphraseAgain, differs));
        }
        let new = Some(&values.passphrase).filter(|new| !new.is_empty());
        ask.emit(command::Restore {
            source: WalletSource::Fresh,
            passphrase: new.map(|new| typed::secret(new)),
            agreed,
            present: present.as_deref().map(typed::secret),
        });
    })
}

/// Properties of `NewWallet`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile, with the present wallet.
    pub(crate) profile: Profile,
}

/// The form. If the present wallet is in use, a dialog asks before the new one replaces it.
#[component]
pub(crate) fn NewWallet(props: &Props) -> Html {
    let profile = &props.profile;
    let holdings = use_state(|| None::<Vec<Holding>>);
    let done = use_state(|| false);
    let asking = {
        let (holdings, done) = (holdings.setter(), done.setter());
        use_asking(Callback::from(move |outcome| match outcome {
            Restoration::Replaces { holdings: present } => holdings.set(Some(present)),
            Restoration::Restored { .. } => {
                holdings.set(None);
                done.set(true);
            }
        }))
    };
    let onedit = {
        let (done, forgive) = (done.setter(), asking.forgive.clone());
        Callback::from(move |()| {
            done.set(false);
            forgive.emit(());
        })
    };
    let form = use_form(Typed::default, onedit);
    let make = use_making(&form, &asking, *done);
    let onsubmit = make.reform(|()| (false, None));
    let agree = make.reform(|present| (true, present));
    let keep = {
        let (holdings, forgive) = (holdings.setter(), asking.forgive.clone());
        Callback::from(move |()| {
            holdings.set(None);
            forgive.emit(());
        })
    };
    // While the dialog is open, it shows the error.
    let fault = asking.fault.clone().filter(|_| holdings.is_none());
    html! {
        <div class="safety-body">
            <p>{ texts::new_wallet_text() }</p>
            <Form form={form.state()} fault={fault.clone()} refused={fault} {onsubmit}>
                <TextField name={Input::Passphrase} id="new-wallet-passphrase" label={texts::restore_passphrase()}
                    kind="password" autocomplete="new-password" hint={texts::restore_passphrase_hint()} />
                <TextField name={Input::PassphraseAgain} id="new-wallet-again" label={texts::passphrase_again()}
                    kind="password" autocomplete="new-password" />
                <FormFault />
                <div class="buttons">
                    <button type="submit" class="button" disabled={asking.busy}>{ texts::new_wallet_button() }</button>
                    <span role="status">{ if *done { texts::new_wallet_done() } else { "" } }</span>
                </div>
            </Form>
            if let Some(holdings) = &*holdings {
                <ReplaceDialog profile={profile.clone()} holdings={holdings.clone()} busy={asking.busy} {agree} {keep}
                    wrong={asking.fault_of(Input::PresentPassphrase).or_else(|| asking.fault_beside(&[Input::PresentPassphrase]))}
                    forgive={asking.forgive.clone()} />
            }
        </div>
    }
}
