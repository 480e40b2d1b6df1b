//! A request as plain data, and the bounds of its parts.

use crate::Access;

/// The maximum number of bytes of a request's body: a transaction of the maximum relayed weight in
/// hexadecimal has 200,000.
pub const MAX_BODY_BYTES: usize = 1 << 19;

/// The maximum number of bytes of a request's path, and of its query.
pub const MAX_TARGET_BYTES: usize = 2_048;

/// An HTTP request.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The verb, in upper case.
    pub verb: &'a str,
    /// The path below the surface's root, percent-encoded. A slash at either end is ignored.
    pub path: &'a str,
    /// The text after the question mark, percent-encoded; empty if there is none.
    pub query: &'a str,
    /// The header `Content-Type`; `None` if it is missing.
    pub content_type: Option<&'a str>,
    /// The header `If-None-Match`; `None` if it is missing.
    pub if_none_match: Option<&'a str>,
    /// The body; empty if there is none.
    pub body: &'a [u8],
    /// The right of the caller.
    pub access: Access,
    /// Whether the transport can send a [`Stream`](super::Stream).
    pub can_stream: bool,
}

impl<'a> Request<'a> {
    /// A `GET` request without headers by a caller who may read.
    pub const fn get(path: &'a str, query: &'a str) -> Self {
        Self {
            verb: "GET",
            path,
            query,
            content_type: None,
            if_none_match: None,
            body: &[],
            access: Access::Read,
            can_stream: false,
        }
    }

    /// A `POST` request by a caller with this right.
    pub const fn post(
        path: &'a str,
        content_type: &'a str,
        body: &'a [u8],
        access: Access,
    ) -> Self {
        Self {
            verb: "POST",
            path,
            query: "",
            content_type: Some(content_type),
            if_none_match: None,
            body,
            access,
            can_stream: false,
        }
    }
}
