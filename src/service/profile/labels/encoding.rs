//! The labels as bytes, in the layout that the module [`labels`](super) describes.

use std::collections::{BTreeMap, BTreeSet};

use primitives::{
    Amount, Decode, DecodeError, Encode, KeyHash, OutPoint, Reader, Time, Txid, put_bytes,
    put_compact,
};

use wire::NameCard;

use super::{Labels, MAX_BYTES, MAX_CONTACTS, MAX_REQUESTS, OwnName, Stored};

/// The least bytes of a note: its transaction id and the length of the text.
const LEAST_NOTE: usize = 33;
/// The bytes of a frozen coin.
const FROZEN: usize = 36;

impl Encode for Labels {
    fn encode(&self, out: &mut Vec<u8>) {
        put_compact(out, self.contacts.len() as u64);
        for (key, name) in &self.contacts {
            key.encode(out);
            put_bytes(out, name.as_bytes());
        }
        put_compact(out, self.requests.len() as u64);
        for request in &self.requests {
            request.encode(out);
        }
        put_compact(out, self.notes.len() as u64);
        for (txid, note) in &self.notes {
            txid.encode(out);
            put_bytes(out, note.as_bytes());
        }
        put_compact(out, self.frozen.len() as u64);
        for coin in &self.frozen {
            coin.encode(out);
        }
        match &self.own_name {
            None => out.push(0),
            Some(own) => {
                out.push(1 + u8::from(own.tags_blocks));
                own.card.encode(out);
            }
        }
    }
}

impl Decode for Labels {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut labels = Self::read_without_name(reader)?;
        let tags_blocks = match reader.u8()? {
            0 => return Ok(labels),
            1 => false,
            2 => true,
            _ => return Err(reader.invalid("an own name begins with 0, 1 or 2")),
        };
        let card = NameCard::decode(reader)?;
        labels.own_name = Some(OwnName { card, tags_blocks });
        Ok(labels)
    }
}

impl Labels {
    /// Reads labels without the person's own name, as in an earlier format of the profile.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not labels.
    pub(crate) fn read_without_name(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut contacts = BTreeMap::new();
        for _ in 0..reader.length(MAX_CONTACTS)? {
            let key = KeyHash::decode(reader)?;
            in_order(reader, contacts.last_key_value(), &key)?;
            contacts.insert(key, text(reader)?);
        }
        let mut requests = Vec::new();
        for _ in 0..reader.length(MAX_REQUESTS)? {
            requests.push(Stored::decode(reader)?);
        }
        let mut notes = BTreeMap::new();
        for _ in 0..reader.length(MAX_BYTES / LEAST_NOTE)? {
            let txid = Txid::decode(reader)?;
            in_order(reader, notes.last_key_value(), &txid)?;
            notes.insert(txid, text(reader)?);
        }
        let mut frozen = BTreeSet::new();
        for _ in 0..reader.length(MAX_BYTES / FROZEN)? {
            let coin = OutPoint::decode(reader)?;
            in_order(reader, frozen.last().map(|last| (last, &())), &coin)?;
            frozen.insert(coin);
        }
        Ok(Self {
            contacts,
            requests,
            notes,
            frozen,
            own_name: None,
        })
    }
}

impl Encode for Stored {
    fn encode(&self, out: &mut Vec<u8>) {
        self.key.encode(out);
        out.push(u8::from(self.amount.is_some()));
        self.amount.unwrap_or(Amount::ZERO).encode(out);
        put_bytes(out, self.label.as_bytes());
        put_bytes(out, self.message.as_bytes());
        out.extend_from_slice(&self.time.millis().to_le_bytes());
    }
}

impl Decode for Stored {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let key = KeyHash::decode(reader)?;
        let has_amount = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(reader.invalid("whether a request has an amount is 0 or 1")),
        };
        let amount = Amount::decode(reader)?;
        if !has_amount && !amount.is_zero() {
            return Err(reader.invalid("a request without an amount has zeros in its place"));
        }
        Ok(Self {
            key,
            amount: has_amount.then_some(amount),
            label: text(reader)?,
            message: text(reader)?,
            time: Time(reader.u64()?),
        })
    }
}

/// Checks that each key is greater than the one before, so that the same labels are always the same
/// bytes.
fn in_order<K: Ord, V>(
    reader: &Reader<'_>,
    last: Option<(&K, &V)>,
    next: &K,
) -> Result<(), DecodeError> {
    match last.is_none_or(|(last, _)| last < next) {
        true => Ok(()),
        false => Err(reader.invalid("labels are in order")),
    }
}

fn text(reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    String::from_utf8(reader.bytes(MAX_BYTES)?).map_err(|_| reader.invalid("a text is UTF-8"))
}
