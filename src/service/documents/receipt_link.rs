//! Receipts as links: the text of a QR code, which a person may also paste.
//!
//! The text after the `#` of the page's address is `receipt=` and, in base64url, a version byte,
//! the [`Receipt`] and the first four bytes of the SHA-256d of both. By the checksum, a receipt
//! with a lost or wrong character is not mistaken for a forged one.

use api::MAX_RECEIPT_TEXT;
use base64ct::{Base64UrlUnpadded, Encoding};
use primitives::{Decode, Encode, sha256d};
use proof::Receipt;
use thiserror::Error;

const VERSION: u8 = 1;
/// The length of the checksum in bytes.
const CHECKSUM: usize = 4;
/// The text before the receipt's bytes.
const KEY: &str = "receipt=";

/// Why a text is not a receipt. The messages are meant for the person who pasted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum ReceiptError {
    /// The text is empty.
    #[error("paste the receipt’s text: it is a link with “receipt=” in it")]
    Empty,
    /// The text is longer than any receipt.
    #[error("this text is too long for a short receipt")]
    TooLong,
    /// The text has a character that is not in base64url, or the checksum does not match.
    #[error("this receipt is damaged or cut off: copy all of it again")]
    Damaged,
    /// Another version of the program wrote the receipt.
    #[error(
        "this receipt has format {0}, which this program does not know: reload the page to get the newest one"
    )]
    Version(u8),
}

/// The link to a page at `page`, which is a URL without query and fragment.
pub(super) fn to_link(receipt: &Receipt, page: &str) -> String {
    let mut bytes = vec![VERSION];
    receipt.encode(&mut bytes);
    let sum = sha256d(&bytes);
    bytes.extend_from_slice(&sum[..CHECKSUM]);
    format!("{page}#{KEY}{}", Base64UrlUnpadded::encode_string(&bytes))
}

/// Parses a link, or the text after its `receipt=`. Spaces and line breaks in the text are ignored.
pub(super) fn parse(text: &str) -> Result<Receipt, ReceiptError> {
    if text.len() > MAX_RECEIPT_TEXT {
        return Err(ReceiptError::TooLong);
    }
    let letters: String = text.split_whitespace().collect();
    let payload = letters
        .rsplit_once(KEY)
        .map_or(letters.as_str(), |(_, payload)| payload);
    if payload.is_empty() {
        return Err(ReceiptError::Empty);
    }
    let damaged = |_| ReceiptError::Damaged;
    let bytes = Base64UrlUnpadded::decode_vec(payload).map_err(damaged)?;
    let (body, sum) = bytes
        .split_at_checked(bytes.len().wrapping_sub(CHECKSUM))
        .ok_or(ReceiptError::Damaged)?;
    if sha256d(body)[..CHECKSUM] != *sum {
        return Err(ReceiptError::Damaged);
    }
    match body.split_first() {
        Some((&VERSION, bytes)) => Receipt::from_bytes(bytes).map_err(|_| ReceiptError::Damaged),
        Some((&other, _)) => Err(ReceiptError::Version(other)),
        None => Err(ReceiptError::Damaged),
    }
}
