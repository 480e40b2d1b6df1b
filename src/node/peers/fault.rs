//! The reasons for which a link is closed.

use chain::{Rule, TransactionRule};
use primitives::{BlockHash, Txid};
use wire::{Command, MessageError};

/// What a peer did or failed to do, for which its link is closed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Bytes that are not a message.
    #[error("sent bytes that are not a message: {0}")]
    Malformed(#[from] MessageError),
    /// A message before the handshake was complete, or a second handshake.
    #[error("sent {0:?} out of turn")]
    OutOfTurn(Command),
    /// It is on another chain.
    #[error("is on another chain, that of genesis block {0}")]
    OtherChain(BlockHash),
    /// Its protocol version is too old for this node.
    #[error("speaks protocol {0}, which is too old")]
    OldProtocol(u32),
    /// The link leads back to this node.
    #[error("is this node itself")]
    Myself,
    /// A header that breaks a rule.
    #[error("sent header {block}, which breaks a rule: {rule}")]
    InvalidHeader {
        /// The header's hash.
        block: BlockHash,
        /// The rule.
        rule: Rule,
    },
    /// Headers that do not form a chain, or many announcements in a row without a known parent.
    #[error("sent headers that do not follow each other")]
    UnconnectedHeaders,
    /// A long branch of headers that never comes near the work of the best chain.
    #[error("sent {0} headers of too little work")]
    HeaderFlood(usize),
    /// A block that breaks a rule.
    #[error("sent block {block}, which breaks a rule: {rule}")]
    InvalidBlock {
        /// The block's hash.
        block: BlockHash,
        /// The rule.
        rule: Rule,
    },
    /// A transaction that an honest node does not relay.
    #[error("sent transaction {txid}, which breaks a rule: {rule}")]
    InvalidTransaction {
        /// The transaction.
        txid: Txid,
        /// The rule.
        rule: TransactionRule,
    },
    /// It sent or requested more in a short time than an honest node does.
    #[error("sent or asked for too much in a short time")]
    Flood,
    /// It did not complete the handshake in time.
    #[error("did not complete the handshake in time")]
    NoHandshake,
    /// It did not answer a ping in time.
    #[error("gave no sign of life")]
    Silent,
    /// It repeatedly did not deliver what it claims to have.
    #[error("did not deliver what it claims to have")]
    Withholding,
    /// It reads too slowly: this many bytes were unsent.
    #[error("reads too slowly: {0} bytes queued")]
    TooSlow(usize),
    /// It has only its newest blocks, and its slot is needed for a peer that has older ones.
    #[error("keeps only its newest blocks, while older ones are wanted")]
    OnlyNewest,
    /// Its slot was needed for another peer.
    #[error("had to make place for another peer")]
    Evicted,
    /// No slot was free.
    #[error("came when all places were taken")]
    NoRoom,
}

impl Fault {
    /// Whether an honest, working node never does this. Other faults may be due to chance or the
    /// network, and the peer may connect again.
    pub const fn is_violation(&self) -> bool {
        match self {
            Self::Malformed(_)
            | Self::OutOfTurn(_)
            | Self::InvalidHeader { .. }
            | Self::UnconnectedHeaders
            | Self::HeaderFlood(_)
            | Self::InvalidBlock { .. }
            | Self::InvalidTransaction { .. }
            | Self::Flood => true,
            Self::OtherChain(_)
            | Self::OldProtocol(_)
            | Self::Myself
            | Self::NoHandshake
            | Self::Silent
            | Self::Withholding
            | Self::TooSlow(_)
            | Self::OnlyNewest
            | Self::Evicted
            | Self::NoRoom => false,
        }
    }
}
