//! What a person notes beside the chain: names of addresses, requests for payments, and private
//! notes on payments. None of this is ever sent to other nodes.

use primitives::{Amount, Time, Txid};
use serde::{Deserialize, Serialize};

/// An address with the name that the person gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The address.
    pub address: String,
    /// The name.
    pub name: String,
}

/// The content of a payment request: a payee, and what the payee asks for (BIP321).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRequest {
    /// The payee's address.
    pub to: String,
    /// The requested amount; `None` if the payer chooses it.
    pub amount: Option<Amount>,
    /// The payee's name; empty if the request has none.
    pub label: String,
    /// What the payment is for; empty if the request does not say.
    pub message: String,
}

/// A request that this wallet made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestRow {
    /// The content.
    pub request: PaymentRequest,
    /// The request as a URI for people on the chain: `tabchain:ADDRESS?…`.
    pub uri: String,
    /// The request as the parameters that follow `&` after an invitation link, for everybody.
    pub parameters: String,
    /// When it was made, in milliseconds since 1970.
    pub time: Time,
    /// The amount that its address received in blocks.
    pub confirmed: Amount,
    /// The amount that its address received in blocks and in payments that wait for a block.
    pub received: Amount,
}

/// An unspent output of the wallet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoinRow {
    /// The transaction that made it.
    pub txid: Txid,
    /// Its index among the outputs of the transaction.
    pub index: u32,
    /// Its amount.
    pub amount: Amount,
    /// The address that it was paid to.
    pub address: String,
    /// The height of its block; `None` if it is unconfirmed.
    pub height: Option<u32>,
    /// The person's private note on the transaction; `None` if there is none.
    pub private_note: Option<String>,
    /// Whether a payment may spend it now.
    pub spendable: bool,
    /// Whether the person has frozen it, so that no payment spends it.
    pub frozen: bool,
}

/// The result of reading a file of labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelsImport {
    /// The number of labels that are new, or that replaced labels.
    pub added: u32,
    /// The number of labels that were left out: their address is of another chain, their text is
    /// too long or misleading, or no room is left.
    pub left_out: u32,
}

impl RequestRow {
    /// Whether `received` pays the request: it is at least the requested amount, or above 0 if the
    /// request names none.
    pub fn is_paid_by(&self, received: Amount) -> bool {
        let wanted = self.request.amount.unwrap_or(Amount::ZERO);
        !received.is_zero() && received >= wanted
    }
}
