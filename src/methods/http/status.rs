//! HTTP's statuses: the status of each kind of failure, and the names of the statuses.

use crate::Kind;

/// The HTTP status of a failure.
pub const fn status_of(kind: Kind) -> u16 {
    match kind {
        Kind::Invalid => 400,
        Kind::Forbidden => 403,
        Kind::NotFound => 404,
        Kind::Refused => 422,
        Kind::Internal => 500,
        Kind::Unsupported => 501,
        Kind::Unavailable => 503,
    }
}

/// The name of a status (RFC 9110) that this crate gives.
pub(crate) const fn name(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}
