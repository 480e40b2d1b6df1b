//! Invitation links. A link holds a chain's whole spec and the URL of its relay.
//!
//! Its form is `PAGE#chain=BASE64URL`, where the payload is
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 1 | version, 1 |
//! | CompactSize + n | the spec ([`Spec`]) |
//! | CompactSize + n | the relay's URL, UTF-8, may be empty |
//! | 4 | the first bytes of SHA-256d over all of the above |
//!
//! The joining node computes the genesis block from the spec, so it need not trust anybody for the
//! block. The checksum only detects links that were cut off or mistyped. The payload is after the
//! `#`, which browsers never send to a server.

mod link_text;

use base64ct::{Base64UrlUnpadded, Encoding};
use chain::{Spec, SpecError};
use primitives::encoding::compact_len;
use primitives::{DecodeError, Encode, Reader, put_bytes, sha256d};
use thiserror::Error;

use self::link_text::Payload;

/// The version that this program writes and reads.
const VERSION: u8 = 1;
/// The maximum length of a link in bytes: a spec of at most 64 KiB in base64, and some room for the
/// text around it.
const MAX_TEXT: usize = 100_000;
/// The maximum length of an encoded spec in bytes: a thousand allocations of 28 bytes and a
/// thousand data bytes fit.
const MAX_SPEC: usize = 65_536;
/// The maximum length of a relay's URL in bytes.
pub(crate) const MAX_RELAY: usize = 200;
/// The length of the checksum in bytes.
const CHECKSUM: usize = 4;
/// The text before the payload.
const KEY: &str = "chain=";

/// A chain and the relay where its nodes meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// The chain's settings.
    pub spec: Spec,
    /// The relay's WebSocket URL (`ws://` or `wss://`); empty if the link names none.
    pub relay: String,
}

/// Why a text is not an invitation.
#[derive(Debug, Error, PartialEq)]
pub enum InvitationError {
    /// The text is empty.
    #[error("paste the link that a friend sent you")]
    Empty,
    /// There is no payload after `#chain=`.
    #[error("this is not an invitation link: nothing stands behind “#chain=”")]
    NoPayload,
    /// The text is longer than any link.
    #[error("this link is too long: {length} characters; at most {MAX_TEXT} are allowed")]
    TooLong {
        /// The number of characters.
        length: usize,
    },
    /// The payload has a character that is not in base64url.
    #[error(
        "this isn’t an invitation link, or it is damaged (character {at} after “chain=”): copy the whole link again"
    )]
    Alphabet {
        /// The position in the payload, from 1.
        at: usize,
    },
    /// The checksum does not match.
    #[error("this link is damaged or cut off: copy the whole link again")]
    Checksum,
    /// Another version of the program wrote the link.
    #[error(
        "this link has format {0}, which this program does not know: reload the page to get the newest one"
    )]
    Version(u8),
    /// The payload does not have the layout of the module's documentation.
    #[error("this link can’t be read: {0}")]
    Layout(#[from] DecodeError),
    /// The chain needs an older or a newer program.
    #[error("this link can’t be used here: {0}")]
    OtherProgram(SpecError),
    /// The chain's spec is out of bounds.
    #[error("this link describes a chain that can’t exist: {0}")]
    Spec(SpecError),
    /// The relay is not a WebSocket URL.
    #[error("this link names a relay that is not a ws:// or wss:// address: “{0}”")]
    Relay(String),
}

impl Invitation {
    /// The link to a page at `page`, which is a URL without query and fragment.
    pub fn to_link(&self, page: &str) -> String {
        let mut bytes = vec![VERSION];
        put_bytes(&mut bytes, &self.spec.to_bytes());
        put_bytes(&mut bytes, self.relay.as_bytes());
        let sum = sha256d(&bytes);
        bytes.extend_from_slice(&sum[..CHECKSUM]);
        format!("{page}#{KEY}{}", Base64UrlUnpadded::encode_string(&bytes))
    }

    /// Parses a link or only its payload, even if a messenger or a mail program has altered the
    /// text. The checksum decides which characters belong to the payload.
    ///
    /// # Errors
    ///
    /// An [`InvitationError`], whose text is meant for the person who pasted the link.
    pub fn parse(text: &str) -> Result<Self, InvitationError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvitationError::Empty);
        }
        if text.len() > MAX_TEXT {
            return Err(InvitationError::TooLong {
                length: text.chars().count(),
            });
        }
        let payload = link_text::payload(text, KEY).ok_or(InvitationError::NoPayload)?;
        let bytes = checked(&payload)?;
        let body = &bytes[..bytes.len() - CHECKSUM];
        let mut reader = Reader::new(body);
        match reader.u8()? {
            VERSION => {}
            other => return Err(InvitationError::Version(other)),
        }
        let spec = reader.bytes(MAX_SPEC)?;
        let relay = reader.bytes(MAX_RELAY)?;
        reader.finish()?;
        Ok(Self {
            spec: Spec::from_bytes(&spec).map_err(|error| match error.needs_other_program() {
                true => InvitationError::OtherProgram(error),
                false => InvitationError::Spec(error),
            })?,
            relay: relay_url(&relay)?,
        })
    }
}

/// The bytes of a payload, including the valid checksum at their end. Characters after the payload
/// are ignored.
fn checked(payload: &Payload) -> Result<Vec<u8>, InvitationError> {
    let letters = &payload.letters;
    let whole = Base64UrlUnpadded::decode_vec(letters);
    if let Some(bytes) = whole.as_ref().ok().filter(|bytes| is_sealed(bytes)) {
        return Ok(bytes.clone());
    }
    let shorter = own_letters(letters).and_then(|own| Base64UrlUnpadded::decode_vec(own).ok());
    if let Some(bytes) = shorter.filter(|bytes| is_sealed(bytes)) {
        return Ok(bytes);
    }
    match whole {
        Ok(_) if !payload.is_stopped => Err(InvitationError::Checksum),
        Ok(_) => Err(InvitationError::Alphabet {
            at: letters.len() + 1,
        }),
        Err(_) => Err(InvitationError::Alphabet {
            at: letters.len() + usize::from(payload.is_stopped),
        }),
    }
}

fn is_sealed(bytes: &[u8]) -> bool {
    let body = bytes.split_at_checked(bytes.len().wrapping_sub(CHECKSUM));
    body.is_some_and(|(body, sum)| sha256d(body)[..CHECKSUM] == *sum)
}

/// The characters that belong to a payload, by the lengths of its fields; `None` if there are too
/// few characters.
fn own_letters(letters: &str) -> Option<&str> {
    let groups = letters.get(..letters.len() / 4 * 4)?;
    let bytes = Base64UrlUnpadded::decode_vec(groups).ok()?;
    let mut reader = Reader::new(&bytes);
    reader.u8().ok()?;
    let mut length = 1 + CHECKSUM;
    for max in [MAX_SPEC, MAX_RELAY] {
        let field = reader.bytes(max).ok()?;
        length += compact_len(field.len() as u64) + field.len();
    }
    letters.get(..(length * 8).div_ceil(6))
}

/// Checks that a relay's URL can be opened by a page: a WebSocket scheme, a host, no spaces, no
/// user name. An empty URL is accepted and means that there is no relay.
pub(crate) fn relay_url(bytes: &[u8]) -> Result<String, InvitationError> {
    let wrong = || InvitationError::Relay(String::from_utf8_lossy(bytes).into_owned());
    let url = core::str::from_utf8(bytes).map_err(|_| wrong())?;
    if url.is_empty() {
        return Ok(String::new());
    }
    let rest = url
        .strip_prefix("wss://")
        .or_else(|| url.strip_prefix("ws://"))
        .ok_or_else(wrong)?;
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let plain = url
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte));
    if host.is_empty() || host.contains('@') || !plain {
        return Err(wrong());
    }
    Ok(url.to_owned())
}
