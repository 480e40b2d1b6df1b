//! The answers to commands, as they are sent back from a node.

use serde::{Deserialize, Serialize};

use crate::{
    AddressDocument, BalanceDocument, BalancesDocument, BlockDocument, BlockSummary,
    BranchDocument, CoinRow, ConfirmationsDocument, FileBytes, Found, HistoryRow,
    InvitationDocument, KnownNode, LabelsImport, MessageReview, MessageVerdict, NodeDocument,
    OwnAddress, OwnCoins, PaymentRequest, PoolMapDocument, ProvenanceDocument, RequestRow,
    Restoration, Review, Secret, StampReview, Stamps, StatisticsDocument, TransactionDocument,
    VerdictDocument, WaitingDocument,
};

/// The answer to a [`Command`](crate::Command).
pub trait Answer: Into<Reply> {
    /// Takes the answer out of a reply. `None` if the reply holds an answer of another type, which
    /// no node sends.
    fn from_reply(reply: Reply) -> Option<Self>;
}

/// The result of sending a transaction: it is in the node's mempool and is announced to peers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its transaction id, reversed hexadecimal.
    pub txid: String,
}

/// Declares [`Reply`], and each of its types as an answer.
macro_rules! replies {
    ($($(#[$doc:meta])* $variant:ident($answer:ty),)*) => {
        /// Any answer, as it is sent back.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Reply {
            $($(#[$doc])* $variant($answer),)*
        }

        $(
            impl From<$answer> for Reply {
                fn from(answer: $answer) -> Self {
                    Self::$variant(answer)
                }
            }

            impl Answer for $answer {
                fn from_reply(reply: Reply) -> Option<Self> {
                    match reply {
                        Reply::$variant(answer) => Some(answer),
                        _ => None,
                    }
                }
            }
        )*
    };
}

replies! {
    /// The command was carried out, and there is no further result.
    Done(()),
    /// Text: an address, a link, or a chain's settings as JSON.
    Text(String),
    /// A number.
    Number(u32),
    /// The wallet's words. They are secret, and should be shown and then dropped.
    Words(Secret),
    /// An address with its balance and transactions.
    Address(AddressDocument),
    /// The review of a payment.
    Review(Review),
    /// The content of an invitation link.
    Invitation(Box<InvitationDocument>),
    /// A transaction was sent.
    Sent(Sent),
    /// The result of restoring a wallet.
    Restoration(Restoration),
    /// The result of a search.
    Found(Found),
    /// A block.
    Block(Box<BlockDocument>),
    /// A transaction.
    Transaction(Box<TransactionDocument>),
    /// Blocks.
    Blocks(Vec<BlockSummary>),
    /// The coin history of a transaction.
    Provenance(Box<ProvenanceDocument>),
    /// The fee for stamping a file.
    StampReview(StampReview),
    /// Stamped files.
    Stamps(Stamps),
    /// A file.
    File(FileBytes),
    /// The result of checking a proof.
    Verdict(Box<VerdictDocument>),
    /// Transactions in the mempool.
    Waiting(WaitingDocument),
    /// The balance of an address.
    Balance(BalanceDocument),
    /// The balances of addresses.
    Balances(BalancesDocument),
    /// The number of confirmations of a transaction.
    Confirmations(ConfirmationsDocument),
    /// The state of the node.
    Node(NodeDocument),
    /// Connected nodes.
    Nodes(Vec<KnownNode>),
    /// The content of a payment request.
    PaymentRequest(PaymentRequest),
    /// A request that this wallet made.
    Request(RequestRow),
    /// The requests that this wallet made.
    Requests(Vec<RequestRow>),
    /// Transactions of the wallet.
    History(Vec<HistoryRow>),
    /// The result of reading a file of labels.
    LabelsImport(LabelsImport),
    /// Coins of the wallet.
    Coins(Vec<CoinRow>),
    /// Figures of the chain.
    Statistics(StatisticsDocument),
    /// The mempool as a map.
    PoolMap(PoolMapDocument),
    /// Branches beside the best chain.
    Branches(Vec<BranchDocument>),
    /// The wallet's coins in a transaction.
    OwnParts(OwnCoins),
    /// Addresses of the wallet.
    OwnAddresses(Vec<OwnAddress>),
    /// The review of a message.
    MessageReview(MessageReview),
    /// The result of checking a signed message.
    MessageVerdict(MessageVerdict),
}
