//! The messages between a Tabchain node and its users: the commands that a person or a program may
//! send, the replies, and the state that a page shows.
//!
//! The crate has plain data only: it depends on no chain, no node and no platform. The page
//! exchanges these types with its node worker. Every other client (an HTTP API, a command line)
//! uses the same types. An error is a code with values ([`Reason`]) and one sentence that all
//! clients show.
//!
//! There are three kinds of messages:
//!
//! - a [`Command`] is one request, answered by exactly one [`Answer`] of its type, or refused with
//!   a [`Fault`];
//! - a [`Snapshot`] is the whole state that a page shows, sent whenever it has changed;
//! - a [`Notice`] reports something that happened once.
//!
//! The module [`risk`] computes how many confirmations to wait for, as in Bitcoin's paper. It needs
//! no node.
//!
//! Amounts are in base units ([`Amount`](primitives::Amount), 8 decimals, at most 2^53−1, so exact
//! in JavaScript). Times of blocks are in seconds since 1970, times of clocks in milliseconds since
//! 1970. Hashes are written as in Bitcoin: reversed hexadecimal.

pub mod command;
mod connection;
mod document;
mod fault;
mod invitation;
mod labels;
mod new_chain;
mod payment;
mod proof;
mod provenance;
mod query;
mod reason;
mod reply;
pub mod risk;
mod secret;
mod signalling_views;
mod snapshot;
mod texts;

pub use command::{ChainCommand, Command, ProfileCommand, Request, reply};
pub use connection::{
    AttemptView, CandidatesView, Connection, ConnectionView, Obstacle, Progress, RelayEntry,
    RelayView,
};
pub use document::{
    AddressDocument, BlockDocument, BranchBlock, BranchDocument, Carried, Found, InputDocument,
    MAP_BLOCKS, MAX_BLOCK_TRANSACTIONS, MAX_BRANCH_BLOCKS, MAX_BRANCHES, MAX_MAP_PAYMENTS,
    MAX_OWN_MAP_PAYMENTS, MAX_STATISTICS, MapBlock, MapPayment, Meaning, OutputDocument, OwnCoins,
    PoolMapDocument, StatisticsDocument, StatisticsPoint, TransactionDocument,
};
pub use fault::{Fault, Field};
pub use invitation::{InvitationDocument, Known};
pub use labels::{CoinRow, Contact, LabelsImport, PaymentRequest, RequestRow};
pub use new_chain::{EmptyBlocksChoice, Makers, NewChain, Share};
pub use payment::{
    AutoLock, Bumped, FeeOption, Holding, Pace, Replaced, Replacement, Restoration, Review,
    ReviewedCoin, ReviewedPayee,
};
pub use proof::{
    Evidence, FileBytes, Here, MAX_PROOF_BYTES, MAX_RECEIPT_TEXT, MessageReview, MessageVerdict,
    OwnAddress, OwnAddressKind, ProofQuestion, SealedDocument, Signed, StampReview, StampRow,
    Stamps, VerdictDocument,
};
pub use provenance::{
    MAX_HISTORY_TRANSACTIONS, OriginDocument, ProvenanceCheck, ProvenanceDocument, ProvenanceKind,
    ProvenanceNode, ProvenanceSource, SourcePlace, WalkProgress,
};
pub use query::{
    BalanceDocument, BalancesDocument, ConfirmationsDocument, KnownNode, NodeDocument,
    WaitingDocument, WaitingTransaction,
};
pub use reason::{
    ChainReason, ExplorerReason, Notation, PaymentReason, ProofReason, Reason, SettingReason,
    StorageReason,
};
pub use reply::{Answer, Reply, Sent};
pub use secret::Secret;
pub use snapshot::{
    AccountView, AuthorView, AuthorityView, BlockSummary, ChainView, Failure, HistoryKind,
    HistoryRow, JOINED_CHAIN_BYTES, KeptView, KnownChain, LEAST_WHOLE_BLOCKS, LinkKind, MiningView,
    Notice, OwnName, PeerView, PersonView, PoolView, Protection, Snapshot, Standing, StorageView,
    SyncView, TrafficView, UnopenedView, WalletView,
};
pub use texts::Sentences;
