//! The payee in a text that a person pasted, scanned or opened.

use api::PaymentRequest;
use chain::Spec;
use primitives::address::{self, AddressError};
use primitives::{Encode as _, Prefix};
use wallet::Words;

use super::error::PayeeError;
use super::parameters::{SCHEME, read, unescaped};
use crate::invitation::Invitation;

/// The maximum length of a text in bytes: an invitation link with a request behind it.
const MAX_TEXT: usize = 104_000;
/// The text before the payload of an invitation.
const CHAIN: &str = "chain=";
/// The same in a link that was encoded once more.
const ESCAPED_CHAIN: &str = "%23chain%3D";

/// Reads what a person pasted as a payee: an address of the chain with this spec, or a request in
/// one of its forms. An address is a request without parameters.
///
/// # Errors
/// A [`PayeeError`], whose text is meant for the person.
pub fn read_payee(text: &str, spec: &Spec) -> Result<PaymentRequest, PayeeError> {
    let text = text.trim();
    if text.len() > MAX_TEXT {
        return Err(PayeeError::TooLong);
    }
    let whole = unwrapped(text);
    let text = whole.as_deref().unwrap_or(text);
    if text.contains(&format!("#{CHAIN}")) || text.starts_with(CHAIN) {
        return of_page(text, spec);
    }
    if let Some((scheme, rest)) = scheme(text) {
        return match scheme.as_str() {
            SCHEME => of_uri(rest, &spec.prefix),
            "http" | "https" => Err(PayeeError::Link),
            _ => Err(PayeeError::Scheme(scheme)),
        };
    }
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PayeeError::Hash);
    }
    if text.contains(' ') && Words::parse(text).is_ok() {
        return Err(PayeeError::Words);
    }
    paying(text, &spec.prefix, PaymentRequest::default())
}

/// The request of a link to a page of the chain with this prefix; `None` if the link is an
/// invitation only.
///
/// # Errors
/// A [`PayeeError`] if the request can't be read.
pub(crate) fn of_link(link: &str, prefix: &Prefix) -> Result<Option<PaymentRequest>, PayeeError> {
    let whole = unwrapped(link);
    let Some((_, parameters)) = split(whole.as_deref().unwrap_or(link)) else {
        return Ok(None);
    };
    let (to, request) = read(parameters)?;
    to.map(|to| paying(&to, prefix, request)).transpose()
}

/// A link to a page without the parameters of a request.
pub(crate) fn without_request(link: &str) -> String {
    let link = unwrapped(link).unwrap_or_else(|| link.to_owned());
    match split(&link) {
        Some((invitation, _)) => invitation.to_owned(),
        None => link,
    }
}

/// The request of a link to a page, if it is for this chain.
fn of_page(text: &str, spec: &Spec) -> Result<PaymentRequest, PayeeError> {
    let invitation = Invitation::parse(&without_request(text))?;
    let is_here = invitation.spec.to_bytes() == spec.to_bytes();
    let request = of_link(text, &invitation.spec.prefix)?;
    let name = invitation.spec.name.clone();
    match request {
        Some(request) if is_here => Ok(request),
        Some(_) => Err(PayeeError::OtherChain(name)),
        None => Err(PayeeError::Invitation(name)),
    }
}

fn of_uri(rest: &str, prefix: &Prefix) -> Result<PaymentRequest, PayeeError> {
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    // Programs may add a fragment, which belongs to none of the parameters.
    let rest = rest.split('#').next().unwrap_or_default();
    let (to, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let (_, request) = read(parameters)?;
    paying(to, prefix, request)
}

/// The request to the address in `to`, which is written as the chain writes its addresses.
fn paying(
    to: &str,
    prefix: &Prefix,
    request: PaymentRequest,
) -> Result<PaymentRequest, PayeeError> {
    let lock = address::parse(to, prefix)?;
    let to = address::encode(prefix, &lock).ok_or(AddressError::NoPrefix)?;
    Ok(PaymentRequest { to, ..request })
}

/// Splits a link into the invitation and the parameters behind it; `None` if there are none.
fn split(link: &str) -> Option<(&str, &str)> {
    let start = link.find(CHAIN)?;
    let end = start + link[start..].find('&')?;
    Some((&link[..end], &link[end + 1..]))
}

/// A link that was encoded as a whole, decoded once; `None` if it was not.
fn unwrapped(text: &str) -> Option<String> {
    let is_wrapped = text.contains(ESCAPED_CHAIN) && !text.contains('#');
    is_wrapped.then(|| unescaped(text)).flatten()
}

/// The scheme of a URI in lower case, and what follows its colon; `None` if the text has none.
fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.len() <= 32
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then(|| (scheme.to_ascii_lowercase(), rest))
}
