//! The name that the person gives themselves on the open chain.

use api::{ChainReason, Fault, Field, command};
use chain::Store;
use chain::text::{Strictness, first_refused};
use node::{MAX_NAME_CHARACTERS, Request, is_name};
use wire::NameCard;
use wire::limits::MAX_NAME;

use super::Service;
use crate::mining::tagged;
use crate::profile::labels::OwnName;
use crate::profile::open_vault;

impl<S: Store> Service<S> {
    /// Sets or removes the person's own name, and sends it to the peers.
    ///
    /// # Errors
    /// A [`Fault`] if the text may not be a name, if the tag and the block message together are too
    /// long, or if the passphrase is missing or wrong.
    pub(super) fn set_own_name(&mut self, it: &command::SetOwnName) -> Result<(), Fault> {
        let name = typed_name(&it.name)?;
        let own_name = match name {
            "" => None,
            name => {
                let tag = it.tags_blocks.then_some(name);
                tagged(tag, self.block_message.text(), Field::OwnName)?;
                Some(OwnName {
                    card: self.card(name, it.passphrase.as_deref())?,
                    tags_blocks: it.tags_blocks,
                })
            }
        };
        let card = own_name.as_ref().map(|own| Box::new(own.card.clone()));
        self.labels.set_own_name(own_name)?;
        self.note_labels();
        self.request(Request::Name(card));
        self.request(self.block_message.request(self.labels.tag()));
        Ok(())
    }

    /// The card in the profile's file. `None` if there is none, or if the file was damaged and
    /// peers would take the name for a false one.
    pub(super) fn stored_name(&self) -> Option<Box<NameCard>> {
        let card = &self.labels.own_name()?.card;
        let is_sound = is_name(card.name()) && card.is_signed(self.genesis());
        is_sound.then(|| Box::new(card.clone()))
    }

    /// The present card if it has this name; otherwise a new card, which the identity signs.
    fn card(&self, name: &str, passphrase: Option<&str>) -> Result<NameCard, Fault> {
        let present = self.labels.own_name().map(|own| &own.card);
        if let Some(card) = present.filter(|card| card.name() == name) {
            return Ok(card.clone());
        }
        let identity = open_vault(&self.vault, passphrase)?.seed().identity();
        // One identity in 2^32 has no name key on a chain, and the wallet has no other identity.
        let none = || Fault::new("This wallet can have no name on this chain.");
        NameCard::sign(name, &identity, self.genesis()).ok_or_else(none)
    }
}

/// A typed name without the white space around it; may be empty.
fn typed_name(text: &str) -> Result<&str, Fault> {
    let name = text.trim();
    if first_refused(name, Strictness::Name).is_some() {
        return Err(Fault::of(Field::OwnName, ChainReason::HiddenText));
    }
    match name.is_empty() || is_name(name) {
        true => Ok(name),
        false => {
            let (characters, bytes) = (MAX_NAME_CHARACTERS as u64, MAX_NAME as u64);
            Err(Fault::of(
                Field::OwnName,
                ChainReason::NameForm { characters, bytes },
            ))
        }
    }
}
