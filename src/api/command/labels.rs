//! Commands about contacts, payment requests and private notes, which stay on this device.

use serde::{Deserialize, Serialize};

/// Read what a person pasted as a payee: an address, a payment request as a URI (BIP321), or a
/// request's link to a page. Nothing is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadPayee {
    /// The text.
    pub text: String,
}

/// Make a request for a payment to a fresh address, and list it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestPayment {
    /// Coins in decimal notation; empty if the payer chooses the amount.
    pub amount: String,
    /// The payee's name for the payer, at most 64 bytes; empty for none.
    pub label: String,
    /// What the payment is for, at most 256 bytes; empty for none.
    pub message: String,
}

/// List the requests that this wallet made, newest first; at most 16.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requests;

/// Remove a request from the list. The wallet keeps the request's address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemoveRequest {
    /// The request's address.
    pub address: String,
}

/// Give an address a name, in place of an earlier one. The contacts are in
/// [`ChainView::contacts`](crate::ChainView::contacts).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveContact {
    /// The address.
    pub address: String,
    /// The name, at most 64 bytes.
    pub name: String,
}

/// Remove a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemoveContact {
    /// Its address.
    pub address: String,
}

/// Write a private note on a payment, in place of an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetPaymentNote {
    /// The payment's transaction id, in reversed hexadecimal.
    pub txid: String,
    /// The note, at most 256 bytes; empty removes it.
    pub note: String,
}

/// List the wallet's coins, the largest first; at most 1,000.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coins;

/// Freeze a coin, so that no payment spends it, or make it spendable again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FreezeCoin {
    /// The id of the transaction with the coin, in reversed hexadecimal.
    pub txid: String,
    /// The index of the coin among the outputs of the transaction.
    pub index: u32,
    /// Whether it is frozen from now on.
    pub frozen: bool,
}

/// Write the contacts and the private notes as a file that other wallets read (BIP329).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportLabels;

/// Read contacts and private notes from a file of labels (BIP329). A label of the file replaces the
/// present label of the same address, transaction or coin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportLabels {
    /// The file's text, at most 1 MiB.
    pub text: String,
}

/// List the wallet's transactions, newest first, in pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// How many of the newest transactions to leave out.
    pub from: u32,
    /// The maximum number of transactions, at most 1,000.
    pub count: u32,
}
