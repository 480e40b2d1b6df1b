//! The commands: requests to a node, each with the type of its answer.
//!
//! Each command is a struct. Its text fields hold what a person typed: the node checks each text,
//! and refuses an invalid one with a [`Fault`] that names the field. [`ProfileCommand`] holds the
//! commands that the owner of the profile carries out, and [`ChainCommand`] those that the open
//! chain carries out. On the way to the node every command is a [`Request`], and every answer a
//! [`Reply`].

mod explorer;
mod labels;
mod pictures;
mod profile;
mod wallet;

use serde::{Deserialize, Serialize};

pub use explorer::{
    Address, Balance, Balances, Block, BlockAt, BlockCount, Blocks, Confirmations, Node, Nodes,
    Prove, Provenance, Receipt, Search, Settings, Transaction, Waiting,
};
pub use labels::{
    Coins, ExportLabels, FreezeCoin, History, ImportLabels, ReadPayee, RemoveContact,
    RemoveRequest, RequestPayment, Requests, SaveContact, SetPaymentNote,
};
pub use pictures::{Branches, OwnParts, PoolMap, Statistics};
pub use profile::{
    AddAccount, AddRelay, Backup, Check, ChooseAccount, FindAccounts, Forget, ForgetReplaced,
    HideAddress, Invitation, Join, Leave, MAX_BACKUP_BYTES, Mine, Open, Refetch, RemoveAccount,
    RemoveRelay, Restore, SetPassphrase, ShowWords, Start, StartFrom, TryAgain, UndoRestore,
    WalletSource, Watch,
};
pub use wallet::{
    CheckMessage, ChosenCoin, Descriptor, FurtherPayee, Grant, Lock, NewAddress, NoteInput,
    OwnAddresses, Prune, Push, Review, ReviewBump, ReviewMessage, ReviewReplacement, ReviewStamp,
    Send, SetAutoLock, SetBlockMessage, SetOwnName, SetRecognised, SignMessage, Stamp, Stamps,
};

use crate::reply::{Answer, Reply, Sent};
use crate::{
    AddressDocument, BalanceDocument, BalancesDocument, BlockDocument, BlockSummary,
    BranchDocument, CoinRow, ConfirmationsDocument, Fault, FileBytes, Found, HistoryRow,
    InvitationDocument, KnownNode, LabelsImport, MessageReview, MessageVerdict, NodeDocument,
    OwnAddress, OwnCoins, PaymentRequest, PoolMapDocument, ProvenanceDocument, RequestRow,
    Restoration, Secret, StampReview, StatisticsDocument, TransactionDocument, VerdictDocument,
    WaitingDocument,
};

/// A request to a node. It is answered with an [`Answer`](Self::Answer) or refused with a
/// [`Fault`].
pub trait Command: Into<Request> {
    /// The type of the answer.
    type Answer: Answer;
}

/// Any command, as it is sent to a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// A command to the owner of the profile.
    Profile(ProfileCommand),
    /// A command to the open chain.
    Chain(ChainCommand),
}

impl Request {
    /// Whether the node stores nothing and sends no [`Snapshot`](crate::Snapshot) after the
    /// command. True for reading commands, which a page may send often. False for a command that
    /// changes something, and for a reading command that a person gives one at a time, such as
    /// [`Prove`]: a snapshot after that does no harm.
    pub const fn is_question(&self) -> bool {
        match self {
            Self::Profile(command) => command.is_question(),
            Self::Chain(command) => command.is_question(),
        }
    }
}

/// Converts the outcome of the command `C` to the form in which it is sent back. The types make
/// sure that a command gets an answer of its own type.
///
/// # Errors
/// The error in `outcome`.
pub fn reply<C: Command>(outcome: Result<C::Answer, Fault>) -> Result<Reply, Fault> {
    outcome.map(Into::into)
}

/// Declares the enum of the commands that one receiver carries out, with the type of each answer.
macro_rules! commands {
    (
        $(#[$doc:meta])* $enum:ident in $request:ident:
        $($command:ident $(($body:ident))? -> $answer:ty,)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum $enum {
            $(
                #[doc = concat!("See [`", stringify!($command), "`](struct@", stringify!($command), ").")]
                $command $(($body))?,
            )*
        }

        $(
            impl Command for $command {
                type Answer = $answer;
            }

            impl From<$command> for Request {
                #[allow(unused_variables, reason = "a command without fields")]
                fn from(command: $command) -> Self {
                    Self::$request($enum::$command $(($body::from(command)))?)
                }
            }
        )*
    };
}

commands! {
    /// A command to the owner of the profile, who knows all chains and opens one of them.
    ProfileCommand in Profile:
    Start(Start) -> (),
    StartFrom(StartFrom) -> (),
    Invitation(Invitation) -> Box<InvitationDocument>,
    Join(Join) -> (),
    Open(Open) -> (),
    Leave -> (),
    Forget(Forget) -> (),
    Refetch(Refetch) -> (),
    AddRelay(AddRelay) -> (),
    RemoveRelay(RemoveRelay) -> (),
    HideAddress(HideAddress) -> (),
    TryAgain -> (),
    Mine(Mine) -> (),
    ShowWords(ShowWords) -> Secret,
    SetPassphrase(SetPassphrase) -> (),
    Backup(Backup) -> FileBytes,
    Restore(Restore) -> Restoration,
    UndoRestore(UndoRestore) -> (),
    ForgetReplaced -> (),
    Check(Check) -> Box<VerdictDocument>,
    AddAccount(AddAccount) -> (),
    FindAccounts(FindAccounts) -> u32,
    Watch(Watch) -> (),
    ChooseAccount(ChooseAccount) -> (),
    RemoveAccount(RemoveAccount) -> (),
}

commands! {
    /// A command to the open chain.
    ChainCommand in Chain:
    Settings -> String,
    Grant -> Sent,
    Prune(Prune) -> (),
    NewAddress -> String,
    Review(Review) -> crate::Review,
    ReviewReplacement(ReviewReplacement) -> crate::Review,
    Send(Send) -> Sent,
    Search(Search) -> Found,
    Block(Block) -> Box<BlockDocument>,
    Transaction(Transaction) -> Box<TransactionDocument>,
    Address(Address) -> AddressDocument,
    SetBlockMessage(SetBlockMessage) -> (),
    SetRecognised(SetRecognised) -> (),
    ReviewStamp(ReviewStamp) -> StampReview,
    Stamp(Stamp) -> Sent,
    Stamps -> crate::Stamps,
    Prove(Prove) -> FileBytes,
    Receipt(Receipt) -> String,
    Blocks(Blocks) -> Vec<BlockSummary>,
    Provenance(Provenance) -> Box<ProvenanceDocument>,
    Push(Push) -> Sent,
    Waiting(Waiting) -> WaitingDocument,
    Balance(Balance) -> BalanceDocument,
    Balances(Balances) -> BalancesDocument,
    Confirmations(Confirmations) -> ConfirmationsDocument,
    BlockCount -> u32,
    BlockAt(BlockAt) -> Box<BlockDocument>,
    Node -> NodeDocument,
    Nodes -> Vec<KnownNode>,
    ReadPayee(ReadPayee) -> PaymentRequest,
    RequestPayment(RequestPayment) -> RequestRow,
    Requests -> Vec<RequestRow>,
    RemoveRequest(RemoveRequest) -> (),
    SaveContact(SaveContact) -> (),
    RemoveContact(RemoveContact) -> (),
    SetPaymentNote(SetPaymentNote) -> (),
    History(History) -> Vec<HistoryRow>,
    ReviewBump(ReviewBump) -> crate::Review,
    ExportLabels -> String,
    Coins -> Vec<CoinRow>,
    FreezeCoin(FreezeCoin) -> (),
    ImportLabels(ImportLabels) -> LabelsImport,
    Statistics(Statistics) -> StatisticsDocument,
    PoolMap -> PoolMapDocument,
    Branches(Branches) -> Vec<BranchDocument>,
    OwnParts(OwnParts) -> OwnCoins,
    SetOwnName(SetOwnName) -> (),
    OwnAddresses -> Vec<OwnAddress>,
    ReviewMessage(ReviewMessage) -> MessageReview,
    SignMessage(SignMessage) -> String,
    CheckMessage(CheckMessage) -> MessageVerdict,
    Descriptor -> String,
    SetAutoLock(SetAutoLock) -> (),
    NoteInput -> (),
    Lock -> (),
}

impl ProfileCommand {
    /// As [`Request::is_question`].
    pub const fn is_question(&self) -> bool {
        match self {
            Self::Invitation(_) => true,
            Self::Start(_)
            | Self::StartFrom(_)
            | Self::Join(_)
            | Self::Open(_)
            | Self::Leave
            | Self::Forget(_)
            | Self::Refetch(_)
            | Self::AddRelay(_)
            | Self::RemoveRelay(_)
            | Self::HideAddress(_)
            | Self::TryAgain
            | Self::Mine(_)
            | Self::ShowWords(_)
            | Self::SetPassphrase(_)
            | Self::Backup(_)
            | Self::Restore(_)
            | Self::UndoRestore(_)
            | Self::ForgetReplaced
            | Self::AddAccount(_)
            | Self::FindAccounts(_)
            | Self::Watch(_)
            | Self::ChooseAccount(_)
            | Self::RemoveAccount(_)
            | Self::Check(_) => false,
        }
    }

    /// Whether the command opens a chain that the profile may not know yet.
    pub const fn opens_new_chain(&self) -> bool {
        matches!(self, Self::Start(_) | Self::StartFrom(_) | Self::Join(_))
    }

    /// Returns the command with the wallet's passphrase if it opens a chain that the profile may
    /// not know yet; returns it unchanged otherwise.
    pub fn unlocked(mut self, passphrase: Secret) -> Self {
        match &mut self {
            Self::Start(command) => command.passphrase = Some(passphrase),
            Self::StartFrom(command) => command.passphrase = Some(passphrase),
            Self::Join(command) => command.passphrase = Some(passphrase),
            _ => {}
        }
        self
    }
}

impl ChainCommand {
    /// As [`Request::is_question`].
    pub const fn is_question(&self) -> bool {
        // Every command is named here, so that a new one does not compile before it is named.
        match self {
            Self::Review(_)
            | Self::ReviewReplacement(_)
            | Self::Search(_)
            | Self::Block(_)
            | Self::Transaction(_)
            | Self::Address(_)
            | Self::Blocks(_)
            | Self::Provenance(_)
            | Self::Settings
            | Self::Waiting(_)
            | Self::Balance(_)
            | Self::Balances(_)
            | Self::Confirmations(_)
            | Self::BlockCount
            | Self::BlockAt(_)
            | Self::Node
            | Self::Nodes
            | Self::Statistics(_)
            | Self::PoolMap
            | Self::Branches(_)
            | Self::OwnParts(_)
            | Self::ReadPayee(_)
            | Self::Requests
            | Self::History(_)
            | Self::ReviewBump(_)
            | Self::ExportLabels
            | Self::OwnAddresses
            | Self::ReviewMessage(_)
            | Self::SignMessage(_)
            | Self::CheckMessage(_)
            | Self::Descriptor
            | Self::NoteInput
            | Self::Coins => true,
            Self::Grant
            | Self::Prune(_)
            | Self::NewAddress
            | Self::Send(_)
            | Self::SetBlockMessage(_)
            | Self::SetRecognised(_)
            | Self::SetOwnName(_)
            | Self::ReviewStamp(_)
            | Self::Stamp(_)
            | Self::Stamps
            | Self::Prove(_)
            | Self::Receipt(_)
            | Self::Push(_)
            | Self::RequestPayment(_)
            | Self::RemoveRequest(_)
            | Self::SaveContact(_)
            | Self::RemoveContact(_)
            | Self::SetPaymentNote(_)
            | Self::ImportLabels(_)
            | Self::SetAutoLock(_)
            | Self::Lock
            | Self::FreezeCoin(_) => false,
        }
    }
}
