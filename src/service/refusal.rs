//! Refusals that several parts share: errors as sentences for a person, and texts that are not
//! transaction ids.

use api::{ExplorerReason, Fault, Field, StorageReason};
use primitives::Txid;

/// An error's message as a sentence. The message begins in lower case and has no full stop; the
/// sentence begins with a capital letter and ends with a full stop.
pub(crate) fn sentence(error: &impl core::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_ascii_uppercase().to_string())
        .unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", letters.as_str())
}

/// The refusal for a store that can't be read.
pub(crate) fn storage(error: &impl core::fmt::Display) -> Fault {
    Fault::new(StorageReason::ChainUnreadable {
        error: error.to_string(),
    })
}

/// Parses a transaction id that a person typed into `field`. `field` is `None` if nobody typed it.
///
/// # Errors
/// A [`Fault`] if it is not a transaction id.
pub(crate) fn parse_txid(text: &str, field: Option<Field>) -> Result<Txid, Fault> {
    text.trim().parse().map_err(|_| Fault {
        field,
        ..Fault::new(ExplorerReason::NotTxid)
    })
}
