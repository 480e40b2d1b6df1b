//! Saving an encrypted backup of the wallet.

use api::{Fault, Field as Input, FileBytes, command};
use browser::typed;
use yew::prelude::*;

use crate::dom;
use crate::node::use_asking;
use crate::texts::wallet as texts;
use crate::ui::form::{Form, FormFault, TextField, Values, use_form};

/// The passphrase as it is typed.
#[derive(Default)]
struct Typed {
    passphrase: String,
    /// The new passphrase, typed a second time.
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

/// Properties of `Backup`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether the wallet has a passphrase.
    pub(crate) protected: bool,
    /// The wallet's public key, which names the file.
    pub(crate) wallet: AttrValue,
}

/// The form that saves the backup. The wallet's passphrase encrypts the file, or else a new one
/// that is typed twice. The page gets the encrypted file only.
#[component]
pub(crate) fn Backup(props: &Props) -> Html {
    let protected = props.protected;
    let saved = use_state(|| false);
    let asking = {
        let saved = saved.setter();
        let name = props.wallet.get(..8).unwrap_or_default();
        let name = format!("wallet-{name}.tabvault");
        use_asking(Callback::from(move |file: FileBytes| {
            saved.set(dom::save(&name, &file.0));
        }))
    };
    let onedit = {
        let (saved, forgive) = (saved.setter(), asking.forgive.clone());
        Callback::from(move |()| {
            saved.set(false);
            forgive.emit(());
        })
    };
    let form = use_form(Typed::default, onedit);
    let onsubmit = {
        let (form, ask, refuse) = (form.clone(), asking.ask.clone(), asking.refuse.clone());
        Callback::from(move |()| {
            let typed = form.values();
            if !protected && typed.passphrase != typed.again {
                let differs = texts::passphrase_differs();
                return refuse.emit(Fault::of(Input::PassphraseAgain, differs));
            }
            ask.emit(command::Backup {
                passphrase: typed::secret(&typed.passphrase),
            });
        })
    };
    let (label, autocomplete) = match protected {
        true => (texts::words_passphrase(), "current-password"),
        false => (texts::backup_passphrase(), "new-password"),
    };
    html! {
        <div class="safety-body">
            <p>{ texts::backup_text() }</p>
            <Form form={form.state()} fault={asking.fault.clone()} refused={asking.fault.clone()} {onsubmit}>
                <TextField name={Input::Passphrase} id="backup-passphrase" {label} kind="password" {autocomplete} />
                if !protected {
                    <TextField name={Input::PassphraseAgain} id="backup-again" label={texts::backup_again()}
                        kind="password" {autocomplete} />
                }
                <FormFault />
                <div class="buttons">
                    <button type="submit" class="button" disabled={asking.busy}>{ texts::backup_save() }</button>
                    <span role="status">{ if *saved { texts::passphrase_saved() } else { "" } }</span>
                </div>
            </Form>
        </div>
    }
}
