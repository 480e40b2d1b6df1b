//! Why a text is not a payee.

use primitives::address::AddressError;
use thiserror::Error;

use crate::invitation::InvitationError;

/// Why a text is not a payee.
#[derive(Debug, Error, PartialEq)]
pub enum PayeeError {
    /// The address is not one of this chain.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The text is longer than any request.
    #[error("this is too long to be an address or a request")]
    TooLong,
    /// The text is the mnemonic of a wallet.
    #[error("these are the words of a wallet, not an address: show them to nobody")]
    Words,
    /// The text is the hash of a transaction or of a block.
    #[error("this is the id of a transaction or a block, not an address")]
    Hash,
    /// The text is a link with a scheme that is not Tabchain's.
    #[error("this is a “{0}:” link, and coins of this chain can’t be sent to it")]
    Scheme(String),
    /// The text is a link to a page, and names no payee.
    #[error("this link names no payee: ask for an address or a payment request")]
    Link,
    /// The text is an invitation to this or another chain, and names no payee.
    #[error(
        "this is an invitation to the chain “{0}”, not an address: ask for an address or a payment request"
    )]
    Invitation(String),
    /// The text is a request for coins of another chain.
    #[error("this request is for coins of the chain “{0}”: open that chain to pay it")]
    OtherChain(String),
    /// The invitation of a request can't be read.
    #[error(transparent)]
    BadLink(#[from] InvitationError),
    /// The request has a required parameter that this program does not know.
    #[error(
        "this request needs “{0}”, which this program does not know: ask for another request, or for the address alone"
    )]
    Required(String),
    /// A parameter occurs twice, so the request has two readings.
    #[error("this request has more than one “{0}”: ask for another request")]
    Twice(&'static str),
    /// The amount is not in the notation of requests.
    #[error("this request has an amount that can’t be read, “{0}”: ask for another request")]
    Amount(String),
    /// The text of a parameter is too long, is not encoded as it must be, or misleads.
    #[error("this request has a “{0}” that can’t be shown: ask for another request")]
    Text(&'static str),
}
