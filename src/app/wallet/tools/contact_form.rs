//! The form that gives an address a name.

use api::{Field as Input, command};
use yew::prelude::*;

use crate::node::use_asking;
use crate::state::use_contacts;
use crate::texts::wallet_tools as texts;
use crate::ui::form::{Form, FormFault, TextField, Values, use_form};

/// Properties of `ContactForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The address to name; without it, the form asks for one.
    #[prop_or_default]
    pub(crate) address: Option<AttrValue>,
}

#[derive(Default)]
struct Naming {
    address: String,
    name: String,
}

impl Values for Naming {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        match name {
            Input::To => Some(&mut self.address),
            Input::Label => Some(&mut self.name),
            _ => None,
        }
    }
}

/// The form. It also replaces the name that an address has.
#[component]
pub(crate) fn ContactForm(props: &Props) -> Html {
    let contacts = use_contacts();
    let given = props.address.clone();
    let saved = use_state(|| false);
    let asking = {
        let saved = saved.setter();
        use_asking(Callback::from(move |(): ()| saved.set(true)))
    };
    let onedit = {
        let (forgive, saved) = (asking.forgive.clone(), saved.setter());
        Callback::from(move |()| {
            forgive.emit(());
            saved.set(false);
        })
    };
    let form = {
        let (given, contacts) = (given.clone(), contacts.clone());
        use_form(
            move || {
                let address = given.as_deref().unwrap_or_default();
                Naming {
                    address: address.to_owned(),
                    name: contacts.name(address).unwrap_or_default().to_owned(),
                }
            },
            onedit,
        )
    };
    {
        let (form, is_open) = (form.clone(), given.is_none());
        use_effect_with(*saved, move |saved| {
            if *saved && is_open {
                form.set(|naming| *naming = Naming::default());
            }
        });
    }
    let onsubmit = {
        let (ask, form) = (asking.ask.clone(), form.clone());
        Callback::from(move |()| {
            let (address, name) = {
                let naming = form.values();
                (naming.address.trim().to_owned(), naming.name.clone())
            };
            ask.emit(command::SaveContact { address, name });
        })
    };
    html! {
        <Form form={form.state()} fault={asking.fault.clone()} refused={asking.fault.clone()} {onsubmit}>
            if given.is_none() {
                <TextField name={Input::To} id="contact-address" label={texts::contact_address()} code=true />
            }
            <TextField name={Input::Label} id="contact-name" label={texts::contact_name()}
                hint={texts::contact_hint()} />
            <FormFault />
            <div class="buttons">
                <button type="submit" class="button" disabled={asking.busy}>{ texts::contact_save() }</button>
                <span role="status">{ if *saved { texts::contact_saved() } else { "" } }</span>
            </div>
        </Form>
    }
}
