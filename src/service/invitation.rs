//! Invitation links. A link holds a chain's whole spec, the URL of its relay, and the URLs of nodes
//! that can be called without a relay.
//!
//! Its form is `PAGE#chain=BASE64URL`, where the payload is
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 1 | version: 2 if there are direct endpoints, otherwise 1 |
//! | CompactSize + n | the spec ([`Spec`]) |
//! | CompactSize + n | the relay's URL, UTF-8, may be empty |
//! | CompactSize + n | version 2 only: the URLs of 1 to 3 direct endpoints ([`signal::endpoint`]), separated by spaces |
//! | 4 | the first bytes of SHA-256d over all of the above |
//!
//! The joining node computes the genesis block from the spec, so it need not trust anybody for the
//! block. The checksum only detects links that were cut off or mistyped. The payload is after the
//! `#`, which browsers never send to a server.

mod link_text;
pub(crate) mod payment_request;

use base64ct::{Base64UrlUnpadded, Encoding};
use chain::{Spec, SpecError};
use primitives::encoding::compact_len;
use primitives::{DecodeError, Encode, Reader, put_bytes, sha256d};
use signal::Endpoint;
use thiserror::Error;

use self::link_text::Payload;

/// The characters of the shortest text that may be a payload without its link: less than the
/// shortest spec has. A shorter text is a word or a name.
const MIN_BARE: usize = 60;

/// The version of a link without direct endpoints.
const VERSION: u8 = 1;
/// The version of a link with direct endpoints. Programs that do not know direct endpoints refuse
/// such a link.
const WITH_ENDPOINTS: u8 = 2;
/// The maximum length of a link in bytes: a spec of at most 64 KiB in base64, and some room for the
/// text around it.
const MAX_TEXT: usize = 100_000;
/// The maximum length of an encoded spec in bytes: a thousand allocations of 28 bytes and a
/// thousand data bytes fit.
const MAX_SPEC: usize = 65_536;
/// The maximum length of a relay's URL in bytes.
pub(crate) const MAX_RELAY: usize = 200;
/// The maximum number of direct endpoints: together with one relay, as many URLs as a chain uses.
pub const MAX_ENDPOINTS: usize = 3;
/// The maximum length of all endpoints' URLs in bytes.
const MAX_ENDPOINTS_TEXT: usize = MAX_ENDPOINTS * (MAX_RELAY + 1);
/// The length of the checksum in bytes.
const CHECKSUM: usize = 4;
/// The text before the payload.
const KEY: &str = "chain=";

/// A chain, the relay where its nodes meet, and nodes that need no relay.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// The chain's settings.
    pub spec: Spec,
    /// The relay's WebSocket URL (`ws://` or `wss://`); empty if the link names none.
    pub relay: String,
    /// The URLs of direct endpoints; at most [`MAX_ENDPOINTS`].
    pub endpoints: Vec<String>,
}

/// Why a text is not an invitation.
#[derive(Debug, Error, PartialEq)]
pub enum InvitationError {
    /// The text is empty.
    #[error("paste the link that a friend sent you")]
    Empty,
    /// The text has neither a payload after `#chain=` nor the form of a payload.
    #[error("that isn’t an invitation link: one has “#chain=” and many letters behind it")]
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
    /// A text is not the URL of a direct endpoint, or there are too many direct endpoints.
    #[error("this link names a node that can’t be called: “{0}”")]
    Endpoint(String),
}

impl Invitation {
    /// The link to a page at `page`, which is a URL without query and fragment.
    pub fn to_link(&self, page: &str) -> String {
        let version = match self.endpoints.is_empty() {
            true => VERSION,
            false => WITH_ENDPOINTS,
        };
        let mut bytes = vec![version];
        put_bytes(&mut bytes, &self.spec.to_bytes());
        put_bytes(&mut bytes, self.relay.as_bytes());
        if version == WITH_ENDPOINTS {
            put_bytes(&mut bytes, self.endpoints.join(" ").as_bytes());
        }
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
        if text.len() < MIN_BARE && !text.contains(KEY) {
            return Err(InvitationError::NoPayload);
        }
        let bytes = checked(&payload)?;
        let body = &bytes[..bytes.len() - CHECKSUM];
        let mut reader = Reader::new(body);
        let version = reader.u8()?;
        if !matches!(version, VERSION | WITH_ENDPOINTS) {
            return Err(InvitationError::Version(version));
        }
        let spec = reader.bytes(MAX_SPEC)?;
        let relay = reader.bytes(MAX_RELAY)?;
        let endpoints = match version {
            WITH_ENDPOINTS => endpoint_urls(&reader.bytes(MAX_ENDPOINTS_TEXT)?)?,
            _ => Vec::new(),
        };
        reader.finish()?;
        Ok(Self {
            spec: Spec::from_bytes(&spec).map_err(|error| match error.needs_other_program() {
                true => InvitationError::OtherProgram(error),
                false => InvitationError::Spec(error),
            })?,
            relay: relay_url(&relay)?,
            endpoints,
        })
    }

    /// The URLs of the relay and the direct endpoints, which a chain uses alike.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &String> {
        let urls = core::iter::once(&self.relay).chain(&self.endpoints);
        urls.filter(|url| !url.is_empty())
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
    let fields = match reader.u8().ok()? {
        WITH_ENDPOINTS => 3,
        _ => 2,
    };
    let mut length = 1 + CHECKSUM;
    let bounds = [MAX_SPEC, MAX_RELAY, MAX_ENDPOINTS_TEXT];
    for max in bounds.into_iter().take(fields) {
        let field = reader.bytes(max).ok()?;
        length += compact_len(field.len() as u64) + field.len();
    }
    letters.get(..(length * 8).div_ceil(6))
}

/// The URLs of direct endpoints, which spaces separate.
fn endpoint_urls(bytes: &[u8]) -> Result<Vec<String>, InvitationError> {
    let text = String::from_utf8_lossy(bytes);
    let wrong = |url: &str| InvitationError::Endpoint(url.to_owned());
    let mut urls = Vec::new();
    for url in text.split(' ') {
        let is_valid = Endpoint::parse(url).is_some() && url.len() <= MAX_RELAY;
        if !is_valid || urls.len() == MAX_ENDPOINTS {
            return Err(wrong(url));
        }
        urls.push(relay_url(url.as_bytes()).map_err(|_| wrong(url))?);
    }
    Ok(urls)
}

/// Checks that a relay's URL can be opened by a page: a WebSocket scheme, a host, no spaces, no
/// user name. It also accepts the URL of a direct endpoint, and the empty text, which means that
/// there is no relay.
pub(crate) fn relay_url(bytes: &[u8]) -> Result<String, InvitationError> {
    let wrong = || InvitationError::Relay(String::from_utf8_lossy(bytes).into_owned());
    let url = core::str::from_utf8(bytes).map_err(|_| wrong())?;
    if url.is_empty() || matches!(Endpoint::parse(url), Some(Endpoint::WebRtc(_))) {
        return Ok(url.to_owned());
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
