//! What a person or a program may ask of a Tabchain node, and what it shows.
//!
//! Plain data and nothing else: no chain, no node, no platform. The page speaks these types with
//! its node worker; whoever else talks to a node (an HTTP API, a command line) speaks the same
//! ones, so every surface says the same thing in the same words.
//!
//! The conversation has three kinds of sentences:
//!
//! - a [`Command`] asks for one thing and is answered by exactly one [`Reply`] or [`Fault`];
//! - a [`Snapshot`] is the whole state that a person sees at a glance, sent whenever it changed;
//! - a [`Notice`] tells of something that happened once and is worth a moment's attention.
//!
//! Beside them stands [`risk`], the paper's calculation of how long to wait, which needs no node at
//! all.
//!
//! Amounts are base units ([`Amount`](primitives::Amount), 8 decimals, at most 2^53−1, so exact in
//! JavaScript); times of blocks are seconds, clocks are milliseconds since 1970; hashes are written
//! as Bitcoin writes them, reversed hexadecimal.

mod command;
mod connection;
mod document;
mod fault;
mod invitation;
mod new_chain;
mod proof;
mod provenance;
mod query;
pub mod risk;
mod secret;
mod snapshot;

pub use command::{Command, Holding, Replaced, Replacement, Reply, Review};
pub use connection::{
    AttemptView, CandidatesView, Connection, ConnectionView, Obstacle, Progress, RelayEntry,
    RelayView,
};
pub use document::{
    AddressDocument, BlockDocument, Carried, Found, InputDocument, Meaning, OutputDocument,
    TransactionDocument,
};
pub use fault::{Fault, Field};
pub use invitation::{InvitationDocument, Known};
pub use new_chain::{EmptyBlocksChoice, Makers, NewChain, Share};
pub use proof::{
    Evidence, FileBytes, Here, MAX_PROOF_BYTES, MAX_RECEIPT_TEXT, ProofQuestion, SealedDocument,
    StampReview, StampRow, Stamps, VerdictDocument,
};
pub use provenance::{
    OriginDocument, ProvenanceCheck, ProvenanceDocument, ProvenanceKind, ProvenanceNode,
    ProvenanceSource, SourcePlace, WalkProgress,
};
pub use query::{
    BalanceDocument, BalancesDocument, ConfirmationsDocument, KnownNode, NodeDocument,
    WaitingDocument, WaitingTransaction,
};
pub use secret::Secret;
pub use snapshot::{
    AuthorView, AuthorityView, BlockSummary, ChainView, Failure, HistoryKind, HistoryRow,
    JOINED_CHAIN_BYTES, KeptView, KnownChain, LEAST_WHOLE_BLOCKS, LinkKind, MiningView, Notice,
    PeerView, PoolView, Protection, Snapshot, Standing, StorageView, SyncView, UnopenedView,
    WalletView,
};
