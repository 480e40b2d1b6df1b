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
    /// The node refuses the content: an invalid transaction or block, or a payment that it can't
    /// make.
    Refused,
    /// The program around the node does not offer this.
    Unsupported,
    /// The node can't answer now. The same call may succeed later.
    Unavailable,
    /// A bug: the request is fine.
    Internal,
}
