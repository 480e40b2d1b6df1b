//! Why a link is closed.

use chain::{Rule, TransactionRule};
use primitives::{BlockHash, Txid};
use wire::{Command, MessageError};

/// What a peer did, or failed to do, that cost it its link.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Bytes that are no message.
    #[error("sent bytes that are no message: {0}")]
    Malformed(#[from] MessageError),
    /// A message before the handshake was through, or a second handshake.
    #[error("sent {0:?} out of turn")]
    OutOfTurn(Command),
    /// It is on another chain.
    #[error("is on another chain, that of genesis block {0}")]
    OtherChain(BlockHash),
    /// It speaks a protocol that this node does not speak any more.
    #[error("speaks protocol {0}, which is too old")]
    OldProtocol(u32),
    /// The node has called itself.
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
    /// Headers that are no chain, or don't follow from what was asked.
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
    /// A transaction that no honest node passes on.
    #[error("sent transaction {txid}, which breaks a rule: {rule}")]
    InvalidTransaction {
        /// The transaction.
        txid: Txid,
        /// The rule.
        rule: TransactionRule,
    },
    /// More than any honest node sends or asks for in the time.
    #[error("sent or asked for too much in a short time")]
    Flood,
    /// It did not complete the handshake in time.
    #[error("did not complete the handshake in time")]
    NoHandshake,
    /// It gave no sign of life for too long.
    #[error("gave no sign of life")]
    Silent,
    /// It did not deliver what it claims to have, time after time.
    #[error("did not deliver what it claims to have")]
    Withholding,
    /// It does not take what it is sent.
    #[error("reads too slowly: {0} bytes queued")]
    TooSlow(usize),
    /// It keeps only its newest blocks, and its place is wanted for somebody who has the older
    /// ones.
    #[error("keeps only its newest blocks, while older ones are wanted")]
    OnlyNewest,
    /// Its place was wanted for another peer.
    #[error("had to make place for another peer")]
    Evicted,
    /// All places for peers are taken.
    #[error("came when all places were taken")]
    NoRoom,
}

impl Fault {
    /// Whether no honest, working node does this. Otherwise chance or the network may be to blame,
    /// and the peer is welcome again.
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
