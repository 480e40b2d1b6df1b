//! The names that the person gave to addresses.

use api::Contact;
use yew::prelude::*;

use crate::identity::Same;

/// The contacts on the open chain, in the order of their names. It is cheap to clone and to
/// compare.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contacts(Same<Vec<Contact>>);

impl Contacts {
    /// The contacts in a snapshot. They stay the same if nothing has changed.
    pub(super) fn next(before: Option<&Self>, contacts: Vec<Contact>) -> Self {
        Self(Same::next(before.map(|before| &before.0), contacts))
    }

    /// No contacts.
    pub(crate) fn none() -> Self {
        Self(Same::new(Vec::new()))
    }

    /// These contacts, each an address and a name.
    #[cfg(test)]
    pub(crate) fn of(contacts: &[(&str, &str)]) -> Self {
        let contact = |(address, name): &(&str, &str)| Contact {
            address: (*address).to_owned(),
            name: (*name).to_owned(),
        };
        Self(Same::new(contacts.iter().map(contact).collect()))
    }

    /// The contacts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Contact> {
        self.0.iter()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name of an address; `None` if it is not a contact's.
    pub(crate) fn name(&self, address: &str) -> Option<&str> {
        let contact = self.iter().find(|contact| contact.address == address);
        contact.map(|contact| contact.name.as_str())
    }

    /// The address of the contact with this name, in any case; `None` if there is none.
    pub(crate) fn address(&self, name: &str) -> Option<&str> {
        let name = name.trim().to_lowercase();
        let contact = self
            .iter()
            .find(|contact| contact.name.to_lowercase() == name);
        contact.map(|contact| contact.address.as_str())
    }
}

/// Returns the contacts, for a component below the root.
#[hook]
pub(crate) fn use_contacts() -> Contacts {
    use_context().expect("the root gives every component the contacts")
}
