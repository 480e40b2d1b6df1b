//! The commands, and what answers each of them.

use primitives::Amount;
use serde::{Deserialize, Serialize};

use crate::{
    AddressDocument, BalanceDocument, BalancesDocument, BlockDocument, BlockSummary,
    ConfirmationsDocument, FileBytes, Found, InvitationDocument, KnownNode, NewChain, NodeDocument,
    ProofQuestion, ProvenanceDocument, Secret, StampReview, Stamps, TransactionDocument,
    VerdictDocument, WaitingDocument,
};

/// One thing asked of a node. Text fields carry what a person typed; the node checks them and
/// answers a wrong one with a [`Fault`](crate::Fault) that names the field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Start a new chain and open it. Answered by [`Reply::Opened`].
    ///
    /// This and every other command that opens a chain for the first time needs the wallet's words:
    /// where they are locked and no passphrase comes along, it is refused with
    /// [`Fault::needs_passphrase`](crate::Fault::needs_passphrase).
    Start {
        /// What the person filled in.
        settings: Box<NewChain>,
        /// The wallet's passphrase, where it has one.
        passphrase: Option<Secret>,
    },
    /// Start the chain of a settings file and open it; whoever has the same file gets the same
    /// chain. Answered by [`Reply::Opened`].
    StartFrom {
        /// The file's text: JSON, as [`Command::Settings`] gives it.
        settings: String,
        /// As for [`Start`](Self::Start).
        passphrase: Option<Secret>,
    },
    /// The open chain's settings as a file. Answered by [`Reply::Settings`].
    Settings,
    /// Ask the chain for the coins that it gives a newcomer once, to a fresh address. Answered by
    /// [`Reply::Sent`].
    Grant,
    /// What an invitation link describes; nothing is opened, kept or changed. Answered by
    /// [`Reply::Invitation`].
    Invitation {
        /// The whole link, or just what stands behind its `#`, as a messenger may have left it.
        link: String,
    },
    /// Join the chain that an invitation link describes, which a person has agreed to. Answered by
    /// [`Reply::Opened`].
    Join {
        /// The whole link, or just what stands behind its `#`.
        link: String,
        /// As for [`Start`](Self::Start).
        passphrase: Option<Secret>,
        /// On a chain that this profile keeps already: call the link's relay from now on, too.
        add_relay: bool,
    },
    /// Open a chain that this profile already keeps. Answered by [`Reply::Opened`].
    Open {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// Close the open chain and go back to the list of chains. Answered by [`Reply::Done`].
    Leave,
    /// Forget a chain: close it if it is open, and erase its blocks from this device. Its link
    /// brings the chain back, and the words its coins. Answered by [`Reply::Done`].
    Forget {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// Erase the blocks of a chain on this device, and fetch them anew from others: for a chain
    /// whose saved data is damaged. Answered by [`Reply::Opened`].
    Refetch {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// Use this relay for the open chain, too, from now on; at most 4 are used. Answered by
    /// [`Reply::Done`].
    AddRelay {
        /// Its WebSocket URL.
        url: String,
    },
    /// Use this relay of the open chain no longer. Answered by [`Reply::Done`].
    RemoveRelay {
        /// Its WebSocket URL, as the snapshot has it.
        url: String,
    },
    /// Whether the open chain's links go through TURN servers only, so that peers do not see this
    /// device's addresses. Links are opened anew. Answered by [`Reply::Done`].
    HideAddress {
        /// They do.
        hide: bool,
    },
    /// Call lost relays and peers out of reach at once, without waiting. Answered by
    /// [`Reply::Done`].
    TryAgain,
    /// Mine on this many cores from now on; `0` stops. On a chain with authors, seal blocks from
    /// now on, searching on this many cores where work is proven too. Answered by [`Reply::Done`].
    Mine {
        /// How many workers search at the same time.
        cores: u32,
        /// The wallet's passphrase, where it has one and sealing starts; nothing else needs it.
        passphrase: Option<Secret>,
    },
    /// Keep only the newest blocks whole from now on, and cut the others down to what is still
    /// needed. What is cut can only be had again from others. Answered by [`Reply::Done`].
    Keep {
        /// How many, at least 288; none keeps every block that comes from now on.
        newest: Option<String>,
    },
    /// Show a fresh receiving address. Answered by [`Reply::Address`].
    NewAddress,
    /// What a payment would be, to the last unit, without making it. Answered by [`Reply::Review`].
    Review {
        /// The payee's address.
        to: String,
        /// Coins in decimal notation, or `max` for all that can be spent.
        amount: String,
        /// What everybody is to read with it; empty for nothing.
        note: String,
    },
    /// What it would cost to replace a waiting payment of this wallet by one with a higher fee
    /// (BIP125). Answered by [`Reply::Review`].
    ReviewReplacement {
        /// The id of the waiting payment, reversed hexadecimal.
        txid: String,
        /// What for.
        how: Replacement,
    },
    /// Sign and send exactly what a review showed, which a person has agreed to. Answered by
    /// [`Reply::Sent`], or refused where it can't be made as it was shown: then nothing is signed.
    Send {
        /// The [`Review::draft`]. A node remembers its last few reviews.
        draft: String,
        /// The wallet's passphrase, where it has one.
        passphrase: Option<Secret>,
    },
    /// The twelve words. Answered by [`Reply::Words`].
    ShowWords {
        /// The wallet's passphrase, where it has one.
        passphrase: Option<Secret>,
    },
    /// Set, change or remove the passphrase. Answered by [`Reply::Done`].
    SetPassphrase {
        /// The present one, where the wallet has one.
        old: Option<Secret>,
        /// The new one; none removes the protection.
        new: Option<Secret>,
    },
    /// Replace this profile's wallet by the one of these words. Answered by [`Reply::Restored`], or
    /// by [`Reply::Replaces`] where the present wallet is used and the person has not agreed to
    /// replace it.
    Restore {
        /// Twelve BIP39 words.
        words: Secret,
        /// A passphrase to protect them with from now on.
        passphrase: Option<Secret>,
        /// The person has seen what is replaced.
        agreed: bool,
        /// The present wallet's passphrase, where it has one.
        present: Option<Secret>,
    },
    /// Bring back the wallet that was replaced last, and keep the present one in its place.
    /// Answered by [`Reply::Done`].
    UndoRestore {
        /// The passphrase of the wallet that comes back, where it has one.
        passphrase: Option<Secret>,
    },
    /// Erase the wallet that was replaced last. Answered by [`Reply::Done`].
    ForgetReplaced,
    /// Look for a height, a block hash, a transaction id or an address. Answered by
    /// [`Reply::Found`].
    Search {
        /// What the person typed.
        text: String,
    },
    /// One block. Answered by [`Reply::Block`].
    Block {
        /// Its hash, reversed hexadecimal.
        hash: String,
    },
    /// One transaction, confirmed or waiting. Answered by [`Reply::Transaction`].
    Transaction {
        /// Its id, reversed hexadecimal.
        txid: String,
    },
    /// What the chain knows of an address. Answered by [`Reply::Address`].
    Address {
        /// The address.
        address: String,
    },
    /// Put these words into the blocks that this node finds, from now on and after the next start;
    /// empty for none. Answered by [`Reply::Done`].
    SetWords {
        /// At most 75 bytes that can be shown as text.
        text: String,
    },
    /// What stamping a file would cost. Answered by [`Reply::StampReview`].
    ReviewStamp {
        /// The file's SHA-256, hexadecimal.
        sha256: String,
    },
    /// Stamp a file: put its SHA-256 on the chain. Answered by [`Reply::Sent`].
    Stamp {
        /// The file's SHA-256, hexadecimal.
        sha256: String,
        /// The fee that its review showed: nothing is signed where it would be higher.
        fee: Amount,
        /// The wallet's passphrase, where it has one.
        passphrase: Option<Secret>,
    },
    /// The files that this wallet has stamped. Answered by [`Reply::Stamps`].
    Stamps,
    /// A proof of a confirmed transaction, to be checked anywhere. Answered by [`Reply::Proof`].
    Prove {
        /// Its id, reversed hexadecimal.
        txid: String,
    },
    /// A short receipt of a confirmed transaction, for somebody on the chain. Answered by
    /// [`Reply::Receipt`].
    Receipt {
        /// The transaction's id, reversed hexadecimal.
        txid: String,
    },
    /// Check a proof or a receipt; no chain need be open for one that is whole. Answered by
    /// [`Reply::Verdict`].
    Check(Box<ProofQuestion>),
    /// Blocks of the best chain, newest first. Answered by [`Reply::Blocks`].
    Blocks {
        /// The height of the first one wanted; more than the tip's means the tip.
        from: u32,
        /// How many at most; a node gives no more than 100.
        count: u32,
    },
    /// Where a transaction's coins come from. Answered by [`Reply::Provenance`].
    ///
    /// The node checks a little with each question, some 30 milliseconds' work, so that it stays
    /// responsive: ask the same again until the answer's progress is another than
    /// [`Checking`](crate::WalkProgress::Checking). Who stops asking has stopped the checking; a
    /// node keeps the last few walks, so that asking again goes on where it was.
    Provenance {
        /// The transaction's id, reversed hexadecimal.
        txid: String,
        /// Which of its outputs; none for all of them.
        output: Option<u32>,
        /// Visit at most so many transactions; a node visits no more than 2,000, and at least one.
        most: u32,
    },
    /// Put a finished transaction into the pool and tell the network. Answered by [`Reply::Sent`].
    Push {
        /// Its bytes with witnesses (BIP144), hexadecimal.
        transaction: String,
    },
    /// The transactions that wait for a block. Answered by [`Reply::Waiting`].
    Waiting {
        /// Only those after this id; none begins.
        after: Option<String>,
        /// How many at most, 1 to 100.
        count: u32,
    },
    /// What an address holds at a number of confirmations. Answered by [`Reply::Balance`].
    Balance {
        /// The address.
        address: String,
        /// Count transactions that have at least so many, both what they pay and what they spend; 0
        /// counts those that wait, too.
        confirmations: u32,
    },
    /// What all addresses hold that begin alike and have ever been used. Answered by
    /// [`Reply::Balances`].
    Balances {
        /// What they begin with, the chain's own prefix included.
        beginning: String,
        /// As for [`Balance`](Self::Balance).
        confirmations: u32,
        /// Only those after this address; none begins.
        after: Option<String>,
        /// How many at most, 1 to 100.
        count: u32,
    },
    /// How deep a transaction lies. Answered by [`Reply::Confirmations`].
    Confirmations {
        /// Its id, reversed hexadecimal.
        txid: String,
    },
    /// How many blocks the best chain has, the genesis block included. Answered by
    /// [`Reply::BlockCount`].
    BlockCount,
    /// The best chain's block at a height; the genesis block has 0. Answered by [`Reply::Block`].
    BlockAt {
        /// The height.
        height: u32,
    },
    /// The node itself: that it runs, and on what chain. Answered by [`Reply::Node`].
    Node,
    /// The nodes that it is connected with. Answered by [`Reply::Nodes`].
    Nodes,
}

impl Command {
    /// Whether it opens a chain that the profile may not know yet.
    pub const fn opens_new_chain(&self) -> bool {
        matches!(
            self,
            Self::Start { .. } | Self::StartFrom { .. } | Self::Join { .. }
        )
    }

    /// The command with the wallet's passphrase, where it opens a chain that the profile may not
    /// know yet.
    pub fn unlocked(self, with: Secret) -> Self {
        let passphrase = Some(with);
        match self {
            Self::Start { settings, .. } => Self::Start {
                settings,
                passphrase,
            },
            Self::StartFrom { settings, .. } => Self::StartFrom {
                settings,
                passphrase,
            },
            Self::Join {
                link, add_relay, ..
            } => Self::Join {
                link,
                passphrase,
                add_relay,
            },
            other => other,
        }
    }

    /// Whether it only asks: carrying it out changes nothing that a [`Snapshot`](crate::Snapshot)
    /// shows.
    pub const fn is_question(&self) -> bool {
        matches!(
            self,
            Self::Review { .. }
                | Self::ReviewReplacement { .. }
                | Self::Invitation { .. }
                | Self::Search { .. }
                | Self::Block { .. }
                | Self::Transaction { .. }
                | Self::Address { .. }
                | Self::Blocks { .. }
                | Self::Provenance { .. }
                | Self::Settings
                | Self::Waiting { .. }
                | Self::Balance { .. }
                | Self::Balances { .. }
                | Self::Confirmations { .. }
                | Self::BlockCount
                | Self::BlockAt { .. }
                | Self::Node
                | Self::Nodes
        )
    }
}

/// The answer to a [`Command`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// It is done, and there is nothing to say about it.
    Done,
    /// A chain is open now.
    Opened {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// A chain's settings: JSON, of at most 512 KiB.
    Settings(String),
    /// A receiving address or what is known of any address.
    Address(AddressDocument),
    /// What a payment would be.
    Review(Review),
    /// What an invitation link describes.
    Invitation(Box<InvitationDocument>),
    /// The payment is on its way.
    Sent {
        /// Its transaction id, reversed hexadecimal.
        txid: String,
    },
    /// The wallet's words: secret, to be shown and forgotten.
    Words(Secret),
    /// These words' wallet is the present one now.
    Restored {
        /// Its public key: [`Snapshot::key`](crate::Snapshot::key).
        key: String,
        /// It was before, so nothing has changed.
        unchanged: bool,
    },
    /// A restored wallet would replace this one; nothing has changed yet.
    Replaces {
        /// What the present wallet has, chain by chain; at most 64.
        holdings: Vec<Holding>,
    },
    /// What a search found.
    Found(Found),
    /// A block.
    Block(Box<BlockDocument>),
    /// A transaction.
    Transaction(Box<TransactionDocument>),
    /// Blocks, newest first.
    Blocks(Vec<BlockSummary>),
    /// Where coins come from.
    Provenance(Box<ProvenanceDocument>),
    /// What stamping a file would cost.
    StampReview(StampReview),
    /// Stamped files.
    Stamps(Stamps),
    /// A proof, as the bytes of a file.
    Proof(FileBytes),
    /// A short receipt, as a link to this page that checks it.
    Receipt {
        /// The link.
        link: String,
    },
    /// What a proof says.
    Verdict(Box<VerdictDocument>),
    /// Transactions that wait.
    Waiting(WaitingDocument),
    /// What an address holds.
    Balance(BalanceDocument),
    /// What addresses hold.
    Balances(BalancesDocument),
    /// How deep a transaction lies.
    Confirmations(ConfirmationsDocument),
    /// How many blocks there are.
    BlockCount(u32),
    /// The node.
    Node(NodeDocument),
    /// Connected nodes; at most the chain's most peers.
    Nodes(Vec<KnownNode>),
}

/// What a wallet has on one chain, maturing rewards and waiting payments included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// The chain's name.
    pub name: String,
    /// Its coin's symbol.
    pub symbol: String,
    /// How much.
    pub amount: Amount,
}

/// What a waiting payment is replaced for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Replacement {
    /// The same payees get the same amounts, and a miner a higher fee.
    SpeedUp,
    /// Everything comes back to the wallet, but for the fee.
    Cancel,
}

/// What a payment would do, before it is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The id of the transaction that [`Command::Send`] signs: it fixes every coin, payee, amount,
    /// fee and note.
    pub draft: String,
    /// The payee's address, as the node understood it; empty where nobody is paid.
    pub to: String,
    /// What the payee gets.
    pub amount: Amount,
    /// What the miner gets.
    pub fee: Amount,
    /// What leaves the wallet: amount and fee.
    pub total: Amount,
    /// What the wallet can still spend afterwards, waiting change included.
    pub left: Amount,
    /// The payee's address is one of this wallet's own.
    pub to_self: bool,
    /// What everybody will read with it.
    pub note: Option<String>,
    /// The waiting payment that it takes the place of.
    pub replaces: Option<Replaced>,
}

/// A waiting payment that another takes the place of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replaced {
    /// What the other one is made for.
    pub how: Replacement,
    /// What the payee of the first one would have got.
    pub amount: Amount,
    /// The fee of the first one.
    pub fee: Amount,
}
