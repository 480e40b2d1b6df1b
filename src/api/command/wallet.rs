//! Commands that change the open chain, or prepare a change: payments, stamps, pruning.

use primitives::Amount;
use serde::{Deserialize, Serialize};

use crate::{AutoLock, Pace, Replacement, Secret};

/// Request the chain's grant for this wallet, paid to a fresh address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant;

/// Make a fresh receiving address. The answer is the address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewAddress;

/// Review a payment without making it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The payee's address.
    pub to: String,
    /// Coins in decimal notation, or `max` for all spendable coins.
    pub amount: String,
    /// The public note that goes with the payment; empty for none.
    pub note: String,
    /// How soon it should be in a block. JSON may leave it out.
    #[serde(default)]
    pub pace: Pace,
    /// Further payees, at most 20. JSON may leave them out.
    #[serde(default)]
    pub more: Vec<FurtherPayee>,
    /// The coins that it spends: each of them, and no other one. If there are none, the node
    /// selects coins. JSON may leave them out.
    #[serde(default)]
    pub coins: Vec<ChosenCoin>,
}

/// A coin of the wallet that a person has chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenCoin {
    /// The id of the transaction that made it, in reversed hexadecimal.
    pub txid: String,
    /// The index of the output.
    pub index: u32,
}

/// A payment's second or later payee.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FurtherPayee {
    /// The payee's address.
    pub to: String,
    /// Coins in decimal notation.
    pub amount: String,
}

/// Review the replacement of an unconfirmed payment of this wallet by one with a higher fee
/// (BIP125).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewReplacement {
    /// The id of the unconfirmed payment, in reversed hexadecimal.
    pub txid: String,
    /// The purpose of the replacement.
    pub how: Replacement,
}

/// Review a payment of this wallet to itself that spends an unconfirmed payment from somebody else,
/// with a fee for both, so that both are confirmed sooner (child pays for parent).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewBump {
    /// The id of the unconfirmed payment, in reversed hexadecimal.
    pub txid: String,
}

/// Sign and send exactly the payment that a review showed, after the person has agreed to it. If
/// the payment can't be made as it was shown, the command is refused and nothing is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Send {
    /// The [`Review::draft`](crate::Review::draft). A node keeps its last few drafts.
    pub draft: String,
    /// The wallet's passphrase; `None` if it has none, or is unlocked
    /// ([`WalletView::is_unlocked`](crate::WalletView::is_unlocked)).
    pub passphrase: Option<Secret>,
}

/// Set when the wallet locks itself, until the chain is closed. An unlocked wallet is locked at
/// once by [`AutoLock::EachPayment`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetAutoLock {
    /// When it locks itself.
    pub after: AutoLock,
}

/// Note that the person has given some input, so that an unlocked wallet stays unlocked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteInput;

/// Lock the wallet now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lock;

/// Set the block message: the text that this node's miner puts into its blocks, also after a
/// restart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetBlockMessage {
    /// Text of at most 75 bytes without hidden characters; empty for no message.
    pub text: String,
}

/// Show the fee for stamping a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewStamp {
    /// The file's SHA-256, hexadecimal.
    pub sha256: String,
}

/// Stamp a file: put its SHA-256 on the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamp {
    /// The file's SHA-256, hexadecimal.
    pub sha256: String,
    /// The fee that the review showed. If the fee would be higher, nothing is signed.
    pub fee: Amount,
    /// The wallet's passphrase; as in [`Send`].
    pub passphrase: Option<Secret>,
}

/// List the files that this wallet has stamped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamps;

/// Keep only the newest blocks in full, and prune the older ones. Only other nodes can give back
/// pruned data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prune {
    /// The number of newest blocks, at least 288; `None` keeps every block from now on.
    pub newest: Option<String>,
}

/// Put a signed transaction into the mempool and announce it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// Its bytes with witnesses (BIP144), hexadecimal.
    pub transaction: String,
}

/// Set the person's own name on this chain, which peers receive, or remove it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetOwnName {
    /// The name, at most 32 characters and 64 bytes; empty for none.
    pub name: String,
    /// Whether the blocks of this node's miner have the name as a tag.
    pub tags_blocks: bool,
    /// The wallet's passphrase, needed to sign another name; `None` if the wallet has none, or if
    /// the name stays.
    pub passphrase: Option<Secret>,
}

/// Make the blocks of this wallet's miner recognisable to others, or stop doing so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetRecognised {
    /// Whether all blocks pay to one address from now on. Otherwise each pays to a fresh one.
    pub on: bool,
}

/// List the addresses of this wallet that others may know, as [`SignMessage`] can sign for: the
/// present one, those that were paid to, newest first, and at the end the identity's. At most 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnAddresses;

/// Review a message before it is signed. Nothing is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewMessage {
    /// One of this wallet's addresses.
    pub address: String,
    /// The message, of which every character counts; at most 4,096 bytes.
    pub message: String,
}

/// Sign a message (BIP322) after the person has agreed to it. The answer is the signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignMessage {
    /// One of this wallet's addresses.
    pub address: String,
    /// The message, as the review showed it.
    pub message: String,
    /// The wallet's passphrase; `None` if it has none.
    pub passphrase: Option<Secret>,
}

/// Check the signature of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckMessage {
    /// The address of the person who is said to have signed it, of any chain.
    pub address: String,
    /// The message, of which every character counts.
    pub message: String,
    /// The signature, base64.
    pub signature: String,
}

/// Write the public keys of the account that is shown as a text, from which others can watch it:
/// a descriptor. Anyone who has it sees all payments of the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Descriptor;
