//! The kinds of failures.

/// The kind of a failure. A surface turns it into a status or an error code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request is malformed, or an argument is missing or invalid.
    Invalid,
    /// There is no such block, transaction, address or method.
    NotFound,
    /// The caller has no right to this.
    Forbidden,
    /// The node's rules refuse it: an invalid transaction, an invalid block, a payment that can't
    /// be made.
    Refused,
    /// This program does not offer it.
    Unsupported,
    /// The node can't answer now. The same call may succeed later.
    Unavailable,
    /// The program is at fault.
    Internal,
}
