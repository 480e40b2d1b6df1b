//! Signed messages: what is shown before one is signed, and the result of checking one.

use serde::{Deserialize, Serialize};

/// An address of the wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAddress {
    /// The address.
    pub address: String,
    /// Its purpose.
    pub kind: OwnAddressKind,
}

/// The purpose of an address of the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnAddressKind {
    /// The present receiving address.
    Present,
    /// A receiving address that was paid to.
    Paid,
    /// The address of the person's identity, which has the same key on every chain.
    Identity,
}

/// A message that may be signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageReview {
    /// The address, as it is written on this chain.
    pub address: String,
    /// The number in Unicode of the first character that hides or misleads; `None` if there is
    /// none.
    pub hidden: Option<u32>,
}

/// The result of checking a signed message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageVerdict {
    /// Who signed it.
    pub signed: Signed,
    /// The number in Unicode of the first character of the message that hides or misleads; `None`
    /// if there is none.
    pub hidden: Option<u32>,
}

/// Who signed a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signed {
    /// The owner of the address signed exactly this message.
    ByOwner,
    /// The signature is that of the owner of another address.
    ByOther,
    /// The owner of the address did not sign this message.
    Not,
}
