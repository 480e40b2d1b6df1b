//! The parameters of a request, as text.

use api::PaymentRequest;
use chain::text::{Strictness, is_visible};
use primitives::Amount;

use super::error::PayeeError;

/// The scheme of the short form.
pub(super) const SCHEME: &str = "tabchain";
/// The parameter for the address in a link to a page.
const PAY: &str = "pay";
const AMOUNT: &str = "amount";
const LABEL: &str = "label";
const MESSAGE: &str = "message";
/// The beginning of the names of parameters that must be understood.
const REQUIRED: &str = "req-";

/// The maximum length of a name in bytes.
pub(crate) const MAX_NAME: usize = 64;
/// The maximum length of a purpose in bytes.
pub(crate) const MAX_PURPOSE: usize = 256;

/// The short form of a request.
pub fn request_uri(request: &PaymentRequest) -> String {
    let parameters = written(request);
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("{SCHEME}:{}{mark}{}", request.to, parameters.join("&"))
}

/// The parameters that make an invitation link a request, without the `&` before them.
pub fn request_parameters(request: &PaymentRequest) -> String {
    let mut all = vec![format!("{}={}", PAY, request.to)];
    all.extend(written(request));
    all.join("&")
}

/// The parameters of a request except the address, each as `NAME=VALUE`.
fn written(request: &PaymentRequest) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(amount) = request.amount {
        all.push(format!("{AMOUNT}={amount}"));
    }
    for (name, text) in [(LABEL, &request.label), (MESSAGE, &request.message)] {
        if !text.is_empty() {
            all.push(format!("{name}={}", escaped(text)));
        }
    }
    all
}

/// Reads parameters into a request. The address in a parameter is not read here, but returned as it
/// stands; `None` if there is none.
pub(super) fn read(text: &str) -> Result<(Option<String>, PaymentRequest), PayeeError> {
    let mut request = PaymentRequest::default();
    let (mut to, mut label, mut message) = (None, None, None);
    for parameter in text.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            PAY => once(&mut to, value.to_owned(), PAY)?,
            AMOUNT => once(&mut request.amount, amount(value)?, AMOUNT)?,
            LABEL => once(
                &mut label,
                visible(value, LABEL, Strictness::Name, MAX_NAME)?,
                LABEL,
            )?,
            MESSAGE => once(
                &mut message,
                visible(value, MESSAGE, Strictness::Note, MAX_PURPOSE)?,
                MESSAGE,
            )?,
            _ if name.starts_with(REQUIRED) => {
                // The name is shown, so it must not mislead.
                let is_short = name.len() <= MAX_NAME && name.bytes().all(|b| b.is_ascii_graphic());
                let name = if is_short { name } else { REQUIRED.to_owned() };
                return Err(PayeeError::Required(name));
            }
            _ => {}
        }
    }
    request.label = label.unwrap_or_default();
    request.message = message.unwrap_or_default();
    Ok((to, request))
}

fn once<T>(place: &mut Option<T>, value: T, name: &'static str) -> Result<(), PayeeError> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(PayeeError::Twice(name)),
    }
}

/// An amount in BIP321's notation: digits, and a point if there are decimals.
fn amount(text: &str) -> Result<Amount, PayeeError> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let amount = text.parse().ok().filter(|_| is_plain);
    amount.ok_or_else(|| {
        let shown = text.chars().filter(char::is_ascii_graphic).take(24);
        PayeeError::Amount(shown.collect())
    })
}

/// A percent-encoded text that may be shown; empty if the value is empty.
fn visible(
    value: &str,
    name: &'static str,
    strictness: Strictness,
    max: usize,
) -> Result<String, PayeeError> {
    let text = unescaped(value).filter(|text| text.len() <= max);
    let text = text.filter(|text| text.is_empty() || is_visible(text, strictness));
    text.ok_or(PayeeError::Text(name))
}

/// Encodes all bytes but RFC 3986's unreserved characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Decodes percent-encoded UTF-8; `None` if an escape is not complete or the bytes are not UTF-8.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2)?;
        let digits = core::str::from_utf8(digits).ok()?;
        // A sign would be read as part of a number.
        let are_digits = digits.bytes().all(|b| b.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| are_digits)?);
        rest = behind;
    }
    String::from_utf8(bytes).ok()
}
