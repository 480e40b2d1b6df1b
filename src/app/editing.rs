//! A new chain's settings while a person types them.

use api::{Fault, Field, NewChain};
use yew::prelude::*;

use crate::node::fault_of;

/// The settings, and what the node said about them.
#[derive(Clone, PartialEq)]
pub(crate) struct Editing {
    /// The settings as they stand in the form.
    pub(crate) chain: UseStateHandle<NewChain>,
    /// Why the node refused them.
    pub(crate) fault: Option<Fault>,
    /// Forgets the refusal, once something else is typed.
    pub(crate) forgive: Callback<()>,
}

impl Editing {
    /// What is wrong with one setting.
    pub(crate) fn fault_of(&self, field: Field) -> Option<AttrValue> {
        fault_of(self.fault.as_ref(), field)
    }

    /// Writes what was typed into a text of the settings.
    pub(crate) fn typing(&self, text: fn(&mut NewChain) -> &mut String) -> Callback<String> {
        self.writing(move |chain, typed| *text(chain) = typed)
    }

    /// Writes what was typed or chosen into the settings.
    pub(crate) fn writing<T: 'static>(
        &self,
        write: impl Fn(&mut NewChain, T) + 'static,
    ) -> Callback<T> {
        let (chain, forgive) = (self.chain.clone(), self.forgive.clone());
        Callback::from(move |input| {
            let mut changed = (*chain).clone();
            write(&mut changed, input);
            chain.set(changed);
            forgive.emit(());
        })
    }
}
