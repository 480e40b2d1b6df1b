//! Data in transactions: data outputs and block messages, as a page shows them and as a person
//! types them.

mod readable;

use api::{Carried, ChainReason, Fault, Field, Meaning};
use chain::height_push;
use node::MAX_WORDS;
use primitives::block::commitment_in;
use primitives::{Height, Lock, Transaction};
use proof::stamp;
use wallet::MAX_DATA;

pub(crate) use readable::readable;

/// The data of a lock; `None` if it is not a data output.
pub(crate) fn of_lock(lock: &Lock) -> Option<Carried> {
    let Lock::Data(bytes) = lock else {
        return None;
    };
    let meaning = match stamp::digest(lock) {
        Some(digest) => Meaning::Stamp(base16ct::lower::encode_string(&digest)),
        None if commitment_in(lock).is_some() => Meaning::Commitment,
        None => meaning(bytes),
    };
    Some(Carried {
        hex: base16ct::lower::encode_string(bytes),
        meaning,
    })
}

/// The block message in a coinbase of this height: the bytes that its script pushes after the
/// height and the extra nonce. `None` if there is none.
pub(crate) fn of_coinbase(coinbase: &Transaction, height: Height) -> Option<Carried> {
    let script = coinbase.inputs.first()?.script.as_slice();
    let behind = pushed(script.strip_prefix(height_push(height).as_slice())?)?.1;
    let (words, _) = pushed(behind)?;
    Some(Carried {
        hex: base16ct::lower::encode_string(words),
        meaning: meaning(words),
    })
}

/// The first text in a transaction's data outputs; `None` if there is none.
pub(crate) fn note_of(transaction: &Transaction) -> Option<String> {
    let outputs = transaction.outputs.iter();
    outputs
        .filter_map(|output| of_lock(&output.lock))
        .find_map(|carried| match carried.meaning {
            Meaning::Text(text) => Some(text),
            _ => None,
        })
}

/// The bytes of a script's first push, and the rest of the script; `None` unless it pushes 1 to
/// [`MAX_WORDS`] bytes.
fn pushed(script: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&length, rest) = script.split_first()?;
    let length = usize::from(length);
    let is_push = (1..=MAX_WORDS).contains(&length);
    is_push.then(|| rest.split_at_checked(length)).flatten()
}

fn meaning(bytes: &[u8]) -> Meaning {
    readable(bytes).map_or(Meaning::Bytes, |text| Meaning::Text(text.to_owned()))
}

/// The data of a note that a person typed; `None` if the text is empty.
///
/// # Errors
/// A [`Fault`] if the text is too long, or if it has a character that hides or misleads.
pub(crate) fn note(text: &str) -> Result<Option<Vec<u8>>, Fault> {
    typed_text(text, MAX_DATA, Field::Note)
}

/// The data of a block message that a person typed; `None` if the text is empty.
///
/// # Errors
/// As in [`note`].
pub(crate) fn block_message(text: &str) -> Result<Option<Vec<u8>>, Fault> {
    typed_text(text, MAX_WORDS, Field::BlockMessage)
}

/// The bytes of a text that a person typed into `field`, without the white space around it; `None`
/// if no bytes are left. More than `max` bytes are an error.
fn typed_text(text: &str, max: usize, field: Field) -> Result<Option<Vec<u8>>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > max {
        let message = format!(
            "This is {} too long: it has {} bytes, and {max} are the most.",
            match text.len() - max {
                1 => "one byte".to_owned(),
                count => format!("{count} bytes"),
            },
            text.len()
        );
        return Err(Fault::of(field, message));
    }
    match readable(text.as_bytes()) {
        Some(text) => Ok(Some(text.as_bytes().to_vec())),
        None => Err(Fault::of(field, ChainReason::HiddenText)),
    }
}
