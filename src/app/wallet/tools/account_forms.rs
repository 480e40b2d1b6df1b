//! The forms that add accounts: a further one, those of restored words, and a watched one.

use api::{Field as Input, command};
use browser::typed;
use yew::prelude::*;

use crate::node::{Asking, typing, use_asking};
use crate::texts::common;
use crate::texts::wallet_tools as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;
use crate::ui::form::{AreaField, Form, FormFault, TextField, Values, use_form};

/// Properties of the forms that need the words.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Whether the wallet is encrypted with a passphrase.
    pub(super) is_protected: bool,
}

/// What is typed in a form.
#[derive(Default)]
struct Typed {
    name: String,
    passphrase: String,
    descriptor: String,
}

impl Values for Typed {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        match name {
            Input::Label => Some(&mut self.name),
            Input::Passphrase => Some(&mut self.passphrase),
            Input::Descriptor => Some(&mut self.descriptor),
            _ => None,
        }
    }
}

/// The form of a further account with keys of its own.
#[component]
pub(super) fn AddAccount(props: &Props) -> Html {
    let is_protected = props.is_protected;
    let added = use_state(|| 0_u32);
    let asking = use_adding(&added);
    let form = use_form(Typed::default, asking.forgive.clone());
    {
        let form = form.clone();
        use_effect_with(*added, move |added| {
            if *added > 0 {
                form.set(|typed| *typed = Typed::default());
            }
        });
    }
    let onsubmit = {
        let (ask, form) = (asking.ask.clone(), form.clone());
        Callback::from(move |()| {
            let (name, passphrase) = {
                let typed = form.values();
                (typed.name.clone(), typed::secret(&typed.passphrase))
            };
            let passphrase = is_protected.then_some(passphrase);
            ask.emit(command::AddAccount { name, passphrase });
        })
    };
    html! {
        <Form form={form.state()} fault={asking.fault.clone()} refused={asking.fault.clone()} {onsubmit}>
            <TextField name={Input::Label} id="account-name" label={texts::account_add_name()} hint={texts::account_add_hint()} />
            if is_protected {
                <TextField name={Input::Passphrase} id="account-passphrase" label={common::passphrase()} kind="password"
                    autocomplete="current-password" />
            }
            <FormFault />
            <div class="buttons">
                <button type="submit" class="button" disabled={asking.busy}>{ texts::account_add_button() }</button>
                <span role="status">{ if *added > 0 { texts::account_added() } else { "" } }</span>
            </div>
        </Form>
    }
}

/// The button that finds the accounts of restored words.
#[component]
pub(super) fn FindAccounts(props: &Props) -> Html {
    let is_protected = props.is_protected;
    let passphrase = use_state(String::new);
    let found = use_state(|| None::<u32>);
    let asking = {
        let (found, passphrase) = (found.setter(), passphrase.setter());
        use_asking(Callback::from(move |count| {
            found.set(Some(count));
            passphrase.set(String::new());
        }))
    };
    let onsubmit = {
        let (ask, passphrase) = (asking.ask.clone(), passphrase.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::FindAccounts {
                passphrase: is_protected.then(|| typed::secret(&passphrase)),
            });
        })
    };
    html! {
        <form {onsubmit}>
            <p class="hint">{ texts::accounts_find_text() }</p>
            if is_protected {
                <Field id="find-passphrase" label={texts::accounts_find_passphrase()} kind="password" autocomplete="current-password"
                    value={(*passphrase).clone()} oninput={typing(&passphrase, &asking.forgive)}
                    fault={asking.fault_of(Input::Passphrase)} />
            }
            { alert(asking.fault_beside(&[Input::Passphrase])) }
            <div class="buttons">
                <button type="submit" class="button" disabled={asking.busy}>{ texts::accounts_find() }</button>
                <span role="status">{ for found.iter().map(|count| found_text(*count)) }</span>
            </div>
        </form>
    }
}

fn found_text(count: u32) -> String {
    match count {
        0 => texts::accounts_none_found().to_owned(),
        count => texts::accounts_found(count.into()),
    }
}

/// The form that watches the account of a descriptor.
#[component]
pub(super) fn WatchAccount() -> Html {
    let added = use_state(|| 0_u32);
    let asking = use_adding(&added);
    let form = use_form(Typed::default, asking.forgive.clone());
    {
        let form = form.clone();
        use_effect_with(*added, move |added| {
            if *added > 0 {
                form.set(|typed| *typed = Typed::default());
            }
        });
    }
    let onsubmit = {
        let (ask, form) = (asking.ask.clone(), form.clone());
        Callback::from(move |()| {
            let (name, descriptor) = {
                let typed = form.values();
                (typed.name.clone(), typed.descriptor.trim().to_owned())
            };
            ask.emit(command::Watch { name, descriptor });
        })
    };
    html! {
        <Form form={form.state()} fault={asking.fault.clone()} refused={asking.fault.clone()} {onsubmit}>
            <AreaField name={Input::Descriptor} id="watch-descriptor" label={texts::watch_descriptor()}
                hint={texts::watch_descriptor_hint()} />
            <TextField name={Input::Label} id="watch-name" label={texts::watch_name()} hint={texts::account_add_hint()} />
            <FormFault />
            <div class="buttons">
                <button type="submit" class="button" disabled={asking.busy}>{ texts::watch_button() }</button>
                <span role="status">{ if *added > 0 { texts::watch_done() } else { "" } }</span>
            </div>
        </Form>
    }
}

/// Returns the means to add an account; `added` counts those that were added.
#[hook]
fn use_adding(added: &UseStateHandle<u32>) -> Asking<()> {
    let added = added.clone();
    use_asking(Callback::from(move |()| added.set(*added + 1)))
}
