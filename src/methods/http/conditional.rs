//! Conditional requests and caching (RFC 9110, RFC 9111).

use primitives::sha256;

use super::{Request, Response};
use crate::Args;

/// How long clients and proxies may cache an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// The answer may change, so a cached copy is revalidated before each use. The `ETag` is the
    /// first half of the body's SHA-256.
    Revalidate,
    /// The answer never changes. The `ETag` is the value of the argument with this name, a hash.
    Immutable(&'static str),
}

/// Adds `ETag` and `Cache-Control`. If the caller has the body already, the response is a 304
/// without it.
pub(super) fn apply(
    response: Response,
    caching: Caching,
    args: &Args,
    request: &Request<'_>,
) -> Response {
    let hash = match caching {
        Caching::Revalidate => None,
        Caching::Immutable(name) => args.maybe_text(name).ok().flatten(),
    };
    let (tag, control) = match hash {
        Some(hash) => (
            format!("\"{}\"", hash.to_ascii_lowercase()),
            "public, max-age=31536000, immutable",
        ),
        None => (digest(&response.body), "no-cache"),
    };
    let is_known = request.if_none_match.is_some_and(|known| has(known, &tag));
    let response = response.with("ETag", tag).with("Cache-Control", control);
    match is_known {
        false => response,
        true => Response {
            status: 304,
            body: Vec::new(),
            ..response
        },
    }
}

/// The first half of the body's SHA-256 as an entity tag.
fn digest(body: &[u8]) -> String {
    let hash = sha256(body);
    format!("\"{}\"", base16ct::lower::encode_string(&hash[..16]))
}

/// Whether a list of entity tags has this one, by weak comparison.
fn has(known: &str, tag: &str) -> bool {
    let mut listed = known.split(',').map(str::trim);
    listed.any(|other| other == "*" || other.strip_prefix("W/").unwrap_or(other) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_one_by_one() {
        assert!(has("\"a\", W/\"b\"", "\"b\""));
        assert!(has("*", "\"b\""));
        assert!(!has("\"bb\"", "\"b\""));
        assert!(!has("", "\"b\""));
    }
}
