//! Why a call has no answer.

use api::Fault;
use chain::StorageError;

use crate::kind::Kind;
use crate::reasons::kind_of;

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The kind.
    pub kind: Kind,
    /// A sentence that names what is wrong and where.
    pub message: String,
    /// Bitcoin Core's error code; `None` if the code follows from the kind.
    pub code: Option<i32>,
}

impl Failure {
    /// A failure of this kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
        }
    }

    /// The same failure with Bitcoin Core's code.
    #[must_use]
    pub fn with_code(self, code: i32) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }

    /// The argument is missing.
    pub fn missing(name: &str) -> Self {
        let message = format!("the argument `{name}` is missing");
        // RPC_MISC_ERROR, as for every wrong number of arguments.
        Self::new(Kind::Invalid, message).with_code(-1)
    }

    /// The argument has another type. `what` continues the sentence "the argument is not …".
    pub fn wrong_type(name: &str, what: &str) -> Self {
        // RPC_TYPE_ERROR.
        Self::invalid(name, &format!("is not {what}")).with_code(-3)
    }

    /// The argument is invalid. `why` continues the sentence "the argument …".
    pub fn invalid(name: &str, why: &str) -> Self {
        Self::new(Kind::Invalid, format!("the argument `{name}` {why}"))
    }

    /// The block, transaction, address or method does not exist here.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// A bug: the request is fine.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::new(kind_of(&fault), fault.to_string())
    }
}

impl<E: core::error::Error> From<StorageError<E>> for Failure {
    fn from(error: StorageError<E>) -> Self {
        Self::new(Kind::Unavailable, format!("the store failed: {error}"))
    }
}
