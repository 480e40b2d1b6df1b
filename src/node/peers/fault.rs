//! The reasons for which a link is closed.

use chain::{Rule, TransactionRule};
use primitives::{BlockHash, Txid};
use signal::Offence;
use wire::{Command, MessageError};

/// The reason for which a peer's link is closed. Its text continues a sentence that begins with the
/// peer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The peer sent bytes that are not a message.
    #[error("sent bytes that are not a message: {0}")]
    Malformed(#[from] MessageError),
    /// The peer sent a message before the handshake was complete, or a second handshake.
    #[error("sent {0:?} out of turn")]
    OutOfTurn(Command),
    /// The peer is on another chain.
    #[error("is on another chain, that of genesis block {0}")]
    OtherChain(BlockHash),
    /// The peer's protocol version is too old for this node.
    #[error("speaks protocol {0}, which is too old")]
    OldProtocol(u32),
    /// The link leads back to this node.
    #[error("is this node itself")]
    Myself,
    /// The peer sent a header that breaks a rule.
    #[error("sent header {block}, which breaks a rule: {rule}")]
    InvalidHeader {
        /// The header's hash.
        block: BlockHash,
        /// The rule.
        rule: Rule,
    },
    /// The peer sent headers that do not form a chain, or many announcements in a row whose parents
    /// are unknown.
    #[error("sent headers that do not follow each other")]
    UnconnectedHeaders,
    /// The peer sent a long branch of headers with far less work than the best chain.
    #[error("sent {0} headers of too little work")]
    HeaderFlood(usize),
    /// The peer sent a block that breaks a rule.
    #[error("sent block {block}, which breaks a rule: {rule}")]
    InvalidBlock {
        /// The block's hash.
        block: BlockHash,
        /// The rule.
        rule: Rule,
    },
    /// The peer sent a transaction that an honest node does not relay.
    #[error("sent transaction {txid}, which breaks a rule: {rule}")]
    InvalidTransaction {
        /// The transaction.
        txid: Txid,
        /// The rule.
        rule: TransactionRule,
    },
    /// The peer sent a name whose signatures are not valid for its key on this link.
    #[error("told a name with a wrong signature")]
    FalseName,
    /// The peer sent or requested more in a short time than an honest node does.
    #[error("sent or requested too much in a short time")]
    Flood,
    /// The peer did not complete the handshake in time.
    #[error("did not complete the handshake in time")]
    NoHandshake,
    /// The peer did not answer a ping in time.
    #[error("did not answer a ping in time")]
    Silent,
    /// The peer repeatedly did not deliver the headers or blocks that it claims to have.
    #[error("did not deliver the headers or blocks that it claims to have")]
    Withholding,
    /// The peer reads too slowly: this many bytes were unsent.
    #[error("reads too slowly: {0} bytes queued")]
    TooSlow(usize),
    /// A block that was being sent to the peer can't be read any more: it was pruned, or the store
    /// failed.
    #[error("was being sent a block that this node can't read any more")]
    LostBlock,
    /// The peer has only its newest blocks, and its slot is needed for a peer that has older ones.
    #[error("has only its newest blocks, while older ones are needed")]
    OnlyNewest,
    /// The peer's slot was needed for another peer.
    #[error("lost its slot to another peer")]
    Evicted,
    /// No slot was free for the peer.
    #[error("connected when no slot was free")]
    NoRoom,
}

impl Fault {
    /// The offence, for the mesh's record; an honest, working node commits none. `None` for faults
    /// that may be due to chance or the network: the peer may connect again.
    pub const fn offence(&self) -> Option<Offence> {
        Some(match self {
            Self::Malformed(_) => Offence::Malformed,
            Self::OutOfTurn(_) => Offence::OutOfTurn,
            Self::InvalidHeader { .. } | Self::UnconnectedHeaders | Self::HeaderFlood(_) => {
                Offence::Headers
            }
            Self::InvalidBlock { .. } => Offence::Block,
            Self::InvalidTransaction { .. } => Offence::Transaction,
            Self::FalseName => Offence::Name,
            Self::Flood => Offence::Flood,
            Self::OtherChain(_)
            | Self::OldProtocol(_)
            | Self::Myself
            | Self::NoHandshake
            | Self::Silent
            | Self::Withholding
            | Self::TooSlow(_)
            | Self::LostBlock
            | Self::OnlyNewest
            | Self::Evicted
            | Self::NoRoom => return None,
        })
    }
}
