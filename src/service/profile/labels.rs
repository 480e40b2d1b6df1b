//! What the person notes about one chain: contacts, payment requests and private notes. The
//! profile's owner stores it with the chain.
//!
//! # Layout
//!
//! | bytes | meaning |
//! | --- | --- |
//! | CompactSize | how many contacts; then for each, in the order of key hashes: |
//! | 20, CompactSize + n | key hash and name, UTF-8 |
//! | CompactSize | how many requests, newest first; then for each: |
//! | 20 | key hash |
//! | 1 + 8 | 1 and the amount in base units, little-endian; or zeros if the payer chooses it |
//! | CompactSize + n, twice | label and message, UTF-8 |
//! | 8 | the time when it was made, in milliseconds since 1970, little-endian |
//! | CompactSize | how many notes, in the order of transaction ids; then for each: |
//! | 32, CompactSize + n | transaction id and note, UTF-8 |
//! | CompactSize | how many frozen coins, in the order of their outpoints; then for each: |
//! | 36 | outpoint |
//!
//! followed by the person's own name: 0 if there is none, or
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 1 | 1, or 2 if the miner's blocks have the name as a tag |
//! | CompactSize + n, 130 | name, UTF-8, with its signature and key ([`NameCard`]) |
//!
//! As with the history, nothing of this is encrypted, so that it can be read while the wallet is
//! locked. The key serves only to sign the name.

pub(crate) mod bip329;
mod encoding;

use std::collections::{BTreeMap, BTreeSet};

use api::{ChainReason, Contact, Fault, Field, PaymentReason, PaymentRequest};
use chain::text::{Strictness, is_visible};
use primitives::address::AddressError;
use primitives::{Amount, Encode as _, KeyHash, Lock, OutPoint, Prefix, Time, Txid, address};
use wire::NameCard;

use crate::invitation::payment_request::{MAX_NAME, MAX_PURPOSE};
use crate::refusal::sentence;

/// The maximum number of contacts: every snapshot for the page has them all.
pub(crate) const MAX_CONTACTS: usize = 200;
/// The maximum number of requests. Each has an address of its own, and the wallet gives out at most
/// [`wallet::GAP_LIMIT`] unused addresses in a row.
pub(crate) const MAX_REQUESTS: usize = 16;
/// The maximum size of all labels of a chain in bytes.
pub(super) const MAX_BYTES: usize = 32_768;

/// The labels on one chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    contacts: BTreeMap<KeyHash, String>,
    requests: Vec<Stored>,
    notes: BTreeMap<Txid, String>,
    frozen: BTreeSet<OutPoint>,
    own_name: Option<OwnName>,
}

/// The person's own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnName {
    pub(crate) card: NameCard,
    /// Whether the miner's blocks have the name as a tag.
    pub(crate) tags_blocks: bool,
}

/// A request that this wallet made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) key: KeyHash,
    pub(crate) amount: Option<Amount>,
    pub(crate) label: String,
    pub(crate) message: String,
    pub(crate) time: Time,
}

impl Stored {
    /// The request in the form in which the payer gets it.
    pub(crate) fn request(&self, prefix: &Prefix) -> PaymentRequest {
        PaymentRequest {
            to: address::encode_key(prefix, self.key),
            amount: self.amount,
            label: self.label.clone(),
            message: self.message.clone(),
        }
    }
}

impl Labels {
    /// The contacts in the order of their names.
    pub(crate) fn contacts(&self, prefix: &Prefix) -> Vec<Contact> {
        let contact = |(key, name): (&KeyHash, &String)| Contact {
            address: address::encode_key(prefix, *key),
            name: name.clone(),
        };
        let mut all: Vec<_> = self.contacts.iter().map(contact).collect();
        all.sort_by_cached_key(|contact| (contact.name.to_lowercase(), contact.address.clone()));
        all
    }

    /// Gives an address a name.
    ///
    /// # Errors
    /// A [`Fault`] if the text is not an address or not a name, if another contact has the name, or
    /// if no room is left.
    pub(crate) fn save_contact(
        &mut self,
        prefix: &Prefix,
        to: &str,
        name: &str,
    ) -> Result<(), Fault> {
        let key = key(prefix, to)?;
        let name = label(name)?;
        if name.is_empty() {
            return Err(Fault::of(Field::Label, PaymentReason::NoName));
        }
        let is_taken = |(other, taken): (&KeyHash, &String)| {
            *other != key && taken.to_lowercase() == name.to_lowercase()
        };
        if self.contacts.iter().any(is_taken) {
            return Err(Fault::of(Field::Label, PaymentReason::NameTaken));
        }
        if self.contacts.len() >= MAX_CONTACTS && !self.contacts.contains_key(&key) {
            let most = MAX_CONTACTS as u64;
            return Err(Fault::new(PaymentReason::ManyContacts { most }));
        }
        self.change(|labels| {
            labels.contacts.insert(key, name);
        })
    }

    /// Removes a contact.
    ///
    /// # Errors
    /// A [`Fault`] if the text is not an address.
    pub(crate) fn remove_contact(&mut self, prefix: &Prefix, to: &str) -> Result<(), Fault> {
        self.contacts.remove(&key(prefix, to)?);
        Ok(())
    }

    /// The requests, newest first.
    pub(crate) fn requests(&self) -> &[Stored] {
        &self.requests
    }

    /// Whether a request has this lock's address.
    pub(crate) fn is_requested(&self, lock: &Lock) -> bool {
        let mut requests = self.requests.iter();
        requests.any(|request| Lock::Key(request.key) == *lock)
    }

    /// Adds a request.
    ///
    /// # Errors
    /// A [`Fault`] if there are [`MAX_REQUESTS`], or if no room is left.
    pub(crate) fn add_request(&mut self, request: Stored) -> Result<(), Fault> {
        if self.requests.len() >= MAX_REQUESTS {
            let most = MAX_REQUESTS as u64;
            return Err(Fault::new(PaymentReason::ManyRequests { most }));
        }
        self.change(|labels| labels.requests.insert(0, request))
    }

    /// Removes a request.
    ///
    /// # Errors
    /// A [`Fault`] if the text is not an address.
    pub(crate) fn remove_request(&mut self, prefix: &Prefix, to: &str) -> Result<(), Fault> {
        let key = key(prefix, to)?;
        self.requests.retain(|request| request.key != key);
        Ok(())
    }

    /// Removes what belongs to a wallet that was replaced: the requests for payments to it, and the
    /// name that its identity signed.
    pub(crate) fn forget_wallet(&mut self) {
        self.requests.clear();
        self.own_name = None;
    }

    /// The person's own name; `None` if there is none.
    pub(crate) const fn own_name(&self) -> Option<&OwnName> {
        self.own_name.as_ref()
    }

    /// The tag of the miner's blocks; `None` if they have none.
    pub(crate) fn tag(&self) -> Option<&str> {
        let own = self.own_name.as_ref()?;
        own.tags_blocks.then(|| own.card.name())
    }

    /// Sets or removes the person's own name.
    ///
    /// # Errors
    /// A [`Fault`] if no room is left.
    pub(crate) fn set_own_name(&mut self, own_name: Option<OwnName>) -> Result<(), Fault> {
        self.change(|labels| labels.own_name = own_name)
    }

    /// The private note on a transaction; `None` if there is none.
    pub(crate) fn note(&self, txid: &Txid) -> Option<&str> {
        self.notes.get(txid).map(String::as_str)
    }

    /// The private notes in the order of their transaction ids.
    pub(crate) fn notes(&self) -> impl Iterator<Item = (&Txid, &str)> {
        self.notes.iter().map(|(txid, note)| (txid, note.as_str()))
    }

    /// Writes a private note on a transaction. An empty text removes it.
    ///
    /// # Errors
    /// A [`Fault`] if the text is too long or misleads, or if no room is left.
    pub(crate) fn set_note(&mut self, txid: Txid, text: &str) -> Result<(), Fault> {
        let text = text_of(text, Field::Message, Strictness::Note, MAX_PURPOSE)?;
        self.change(|labels| {
            match text.is_empty() {
                true => labels.notes.remove(&txid),
                false => labels.notes.insert(txid, text),
            };
        })
    }

    /// The coins that no payment spends.
    pub(crate) fn frozen(&self) -> Vec<OutPoint> {
        self.frozen.iter().copied().collect()
    }

    /// Freezes a coin, or makes it spendable again.
    ///
    /// # Errors
    /// A [`Fault`] if no room is left.
    pub(crate) fn freeze(&mut self, coin: OutPoint, is_frozen: bool) -> Result<(), Fault> {
        self.change(|labels| {
            match is_frozen {
                true => labels.frozen.insert(coin),
                false => labels.frozen.remove(&coin),
            };
        })
    }

    /// Makes a change unless the labels would then take more than [`MAX_BYTES`].
    fn change(&mut self, change: impl FnOnce(&mut Self)) -> Result<(), Fault> {
        let mut changed = self.clone();
        change(&mut changed);
        let length = changed.to_bytes().len();
        if length > MAX_BYTES && length > self.to_bytes().len() {
            return Err(Fault::new(PaymentReason::LabelsFull));
        }
        *self = changed;
        Ok(())
    }
}

/// A typed name: at most [`MAX_NAME`] bytes, may be empty.
///
/// # Errors
/// A [`Fault`] if the text is too long, or if it has a character that hides or misleads.
pub(crate) fn label(text: &str) -> Result<String, Fault> {
    text_of(text, Field::Label, Strictness::Name, MAX_NAME)
}

/// A typed purpose: at most [`MAX_PURPOSE`] bytes, may be empty.
///
/// # Errors
/// As in [`label`].
pub(crate) fn purpose(text: &str) -> Result<String, Fault> {
    text_of(text, Field::Message, Strictness::Note, MAX_PURPOSE)
}

fn text_of(text: &str, field: Field, strictness: Strictness, max: usize) -> Result<String, Fault> {
    let text = text.trim();
    if text.len() > max {
        let (length, most) = (text.len() as u64, max as u64);
        return Err(Fault::of(
            field,
            PaymentReason::TextTooLong { length, most },
        ));
    }
    if !text.is_empty() && !is_visible(text, strictness) {
        return Err(Fault::of(field, ChainReason::HiddenText));
    }
    Ok(text.to_owned())
}

fn key(prefix: &Prefix, text: &str) -> Result<KeyHash, Fault> {
    let key = match address::parse(text, prefix) {
        Ok(Lock::Key(key)) => Ok(key),
        Ok(_) => Err(AddressError::NoPrefix),
        Err(error) => Err(error),
    };
    key.map_err(|error| Fault::of(Field::To, sentence(&error)))
}
