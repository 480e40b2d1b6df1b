//! The commands, and the replies to them.

use primitives::Amount;
use serde::{Deserialize, Serialize};

use crate::{
    AddressDocument, BalanceDocument, BalancesDocument, BlockDocument, BlockSummary,
    ConfirmationsDocument, FileBytes, Found, InvitationDocument, KnownNode, NewChain, NodeDocument,
    ProofQuestion, ProvenanceDocument, Secret, StampReview, Stamps, TransactionDocument,
    VerdictDocument, WaitingDocument,
};

/// One request to a node. Text fields hold what a person typed. The node checks them, and answers
/// an invalid one with a [`Fault`](crate::Fault) that names the field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Start a new chain and open it. Answered by [`Reply::Opened`].
    ///
    /// This command and every other one that opens a chain for the first time needs the wallet's
    /// words. If the words are locked and no passphrase is given, the command is refused with
    /// [`Fault::needs_passphrase`](crate::Fault::needs_passphrase).
    Start {
        /// The settings, as the person filled in the form.
        settings: Box<NewChain>,
        /// The wallet's passphrase; `None` if it has none.
        passphrase: Option<Secret>,
    },
    /// Start the chain of a settings file and open it. The same file always gives the same chain.
    /// Answered by [`Reply::Opened`].
    StartFrom {
        /// The file's text: JSON in the form of [`Command::Settings`].
        settings: String,
        /// The wallet's passphrase, as in [`Start`](Self::Start).
        passphrase: Option<Secret>,
    },
    /// The open chain's settings as a file. Answered by [`Reply::Settings`].
    Settings,
    /// Request the chain's grant for this wallet, paid to a fresh address. Answered by
    /// [`Reply::Sent`].
    Grant,
    /// Read an invitation link. Nothing is opened, saved or changed. Answered by
    /// [`Reply::Invitation`].
    Invitation {
        /// The whole link, or only the part after its `#`, possibly altered by a messenger.
        link: String,
    },
    /// Join the chain of an invitation link, after the person has agreed to it. Answered by
    /// [`Reply::Opened`].
    Join {
        /// The whole link, or only the part after its `#`.
        link: String,
        /// The wallet's passphrase, as in [`Start`](Self::Start).
        passphrase: Option<Secret>,
        /// Whether to add the link's relay to those of a chain that this profile knows already.
        add_relay: bool,
    },
    /// Open a chain that this profile knows already. Answered by [`Reply::Opened`].
    Open {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// Close the open chain. Answered by [`Reply::Done`].
    Leave,
    /// Forget a chain: close it if it is open, and erase its blocks from this device. Its
    /// invitation link brings the chain back, and the wallet's words bring back the coins. Answered
    /// by [`Reply::Done`].
    Forget {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// Erase the blocks of a chain from this device and download them again from other nodes. It is
    /// meant for a chain whose stored data is damaged. Answered by [`Reply::Opened`].
    Refetch {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// Add a relay to the open chain, which uses at most 4. Answered by [`Reply::Done`].
    AddRelay {
        /// Its WebSocket URL.
        url: String,
    },
    /// Remove a relay from the open chain. Answered by [`Reply::Done`].
    RemoveRelay {
        /// Its WebSocket URL, as in the snapshot.
        url: String,
    },
    /// Set whether the open chain's links go through TURN servers only, so that peers do not see
    /// this device's addresses. All links are opened anew. Answered by [`Reply::Done`].
    HideAddress {
        /// Whether the links go through TURN servers only.
        hide: bool,
    },
    /// Call lost relays and unreachable peers at once, without waiting for the next attempt.
    /// Answered by [`Reply::Done`].
    TryAgain,
    /// Mine on this many cores; 0 stops. On a chain with authors, the node seals blocks until it is
    /// stopped, and searches on this many cores if blocks must prove work too. Answered by
    /// [`Reply::Done`].
    Mine {
        /// The number of workers that search at the same time.
        cores: u32,
        /// The wallet's passphrase, needed only if it has one and sealing starts; otherwise `None`.
        passphrase: Option<Secret>,
    },
    /// Keep only the newest blocks in full, and prune the older ones to what is still needed. Only
    /// other nodes can give back what was pruned. Answered by [`Reply::Done`].
    Keep {
        /// How many blocks, at least 288; `None` keeps every block from now on.
        newest: Option<String>,
    },
    /// Show a fresh receiving address. Answered by [`Reply::Address`].
    NewAddress,
    /// Review a payment without making it. Answered by [`Reply::Review`].
    Review {
        /// The payee's address.
        to: String,
        /// Coins in decimal notation, or `max` for all spendable coins.
        amount: String,
        /// The public note that goes with the payment; empty for none.
        note: String,
    },
    /// Review the replacement of an unconfirmed payment of this wallet by one with a higher fee
    /// (BIP125). Answered by [`Reply::Review`].
    ReviewReplacement {
        /// The id of the unconfirmed payment, in reversed hexadecimal.
        txid: String,
        /// The purpose of the replacement.
        how: Replacement,
    },
    /// Sign and send exactly the payment that a review showed, after the person has agreed to it.
    /// Answered by [`Reply::Sent`]. If the payment can't be made as it was shown, the command is
    /// refused and nothing is signed.
    Send {
        /// The [`Review::draft`]. A node keeps its last few drafts.
        draft: String,
        /// The wallet's passphrase; `None` if it has none.
        passphrase: Option<Secret>,
    },
    /// Show the twelve words. Answered by [`Reply::Words`].
    ShowWords {
        /// The wallet's passphrase; `None` if it has none.
        passphrase: Option<Secret>,
    },
    /// Set, change or remove the passphrase. Answered by [`Reply::Done`].
    SetPassphrase {
        /// The present passphrase; `None` if the wallet has none.
        old: Option<Secret>,
        /// The new passphrase; `None` removes the protection.
        new: Option<Secret>,
    },
    /// Replace this profile's wallet by the wallet of these words. Answered by [`Reply::Restored`],
    /// or by [`Reply::Replaces`] if the present wallet is in use and the person has not agreed to
    /// replace it.
    Restore {
        /// Twelve BIP39 words.
        words: Secret,
        /// The passphrase that encrypts the words from now on; `None` for no encryption.
        passphrase: Option<Secret>,
        /// Whether the person has seen what is replaced, and has agreed.
        agreed: bool,
        /// The present wallet's passphrase; `None` if it has none.
        present: Option<Secret>,
    },
    /// Bring back the wallet that was replaced last. The present wallet then becomes the replaced
    /// one. Answered by [`Reply::Done`].
    UndoRestore {
        /// The passphrase of the wallet that comes back; `None` if it has none.
        passphrase: Option<Secret>,
    },
    /// Erase the wallet that was replaced last. Answered by [`Reply::Done`].
    ForgetReplaced,
    /// Search for a height, a block hash, a transaction id, the beginning of one of these hashes,
    /// or an address. Answered by [`Reply::Found`].
    Search {
        /// What the person typed.
        text: String,
    },
    /// Show one block. Answered by [`Reply::Block`].
    Block {
        /// Its hash, reversed hexadecimal.
        hash: String,
    },
    /// Show one transaction, confirmed or in the mempool. Answered by [`Reply::Transaction`].
    Transaction {
        /// Its id, in reversed hexadecimal.
        txid: String,
    },
    /// Show an address with its balance and transactions. Answered by [`Reply::Address`].
    Address {
        /// The address.
        address: String,
    },
    /// Set the block message: the text that this node's miner puts into its blocks, also after a
    /// restart. Answered by [`Reply::Done`].
    SetWords {
        /// Text of at most 75 bytes without hidden characters; empty for no message.
        text: String,
    },
    /// Show the fee for stamping a file. Answered by [`Reply::StampReview`].
    ReviewStamp {
        /// The file's SHA-256, hexadecimal.
        sha256: String,
    },
    /// Stamp a file: put its SHA-256 on the chain. Answered by [`Reply::Sent`].
    Stamp {
        /// The file's SHA-256, hexadecimal.
        sha256: String,
        /// The fee that the review showed. If the fee would be higher, nothing is signed.
        fee: Amount,
        /// The wallet's passphrase; `None` if it has none.
        passphrase: Option<Secret>,
    },
    /// List the files that this wallet has stamped. Answered by [`Reply::Stamps`].
    Stamps,
    /// Make a proof of a confirmed transaction that can be checked without a chain. Answered by
    /// [`Reply::Proof`].
    Prove {
        /// Its id, reversed hexadecimal.
        txid: String,
    },
    /// Make a receipt of a confirmed transaction: a short proof for somebody whose node is on the
    /// chain. Answered by [`Reply::Receipt`].
    Receipt {
        /// The transaction's id, reversed hexadecimal.
        txid: String,
    },
    /// Check a proof or a receipt. A full proof needs no open chain. Answered by
    /// [`Reply::Verdict`].
    Check(Box<ProofQuestion>),
    /// List blocks of the best chain, newest first. Answered by [`Reply::Blocks`].
    Blocks {
        /// The height of the newest block in the list; a height above the tip means the tip.
        from: u32,
        /// The maximum number of blocks; a node gives at most 100.
        count: u32,
    },
    /// Trace the coin history of a transaction. Answered by [`Reply::Provenance`].
    ///
    /// The node does one step of the search for each command, about 30 milliseconds of work, so
    /// that it stays responsive. The caller repeats the same command until the progress in the
    /// answer is not [`Checking`](crate::WalkProgress::Checking) any more. The search stops when
    /// the caller stops. A node keeps the last few searches, so that a repeated command continues
    /// where the last one stopped.
    Provenance {
        /// The transaction's id, reversed hexadecimal.
        txid: String,
        /// The index of one of its outputs; `None` for all of them.
        output: Option<u32>,
        /// The maximum number of transactions to visit; a node visits at least 1 and at most 2,000.
        most: u32,
    },
    /// Put a signed transaction into the mempool and announce it. Answered by [`Reply::Sent`].
    Push {
        /// Its bytes with witnesses (BIP144), hexadecimal.
        transaction: String,
    },
    /// List the transactions in the mempool. Answered by [`Reply::Waiting`].
    Waiting {
        /// List only those after this id; `None` lists from the first.
        after: Option<String>,
        /// The maximum number of transactions, 1 to 100.
        count: u32,
    },
    /// Show the balance of an address at a number of confirmations. Answered by [`Reply::Balance`].
    Balance {
        /// The address.
        address: String,
        /// Count only transactions with at least this many confirmations, both what they pay and
        /// what they spend. 0 also counts those in the mempool.
        confirmations: u32,
    },
    /// Show the balances of all addresses that begin alike and were ever used. Answered by
    /// [`Reply::Balances`].
    Balances {
        /// The beginning of the addresses, including the chain's own prefix.
        beginning: String,
        /// The least number of confirmations, as in [`Balance`](Self::Balance).
        confirmations: u32,
        /// List only those after this address; `None` lists from the first.
        after: Option<String>,
        /// The maximum number of addresses, 1 to 100.
        count: u32,
    },
    /// Show the number of confirmations of a transaction. Answered by [`Reply::Confirmations`].
    Confirmations {
        /// Its id, reversed hexadecimal.
        txid: String,
    },
    /// Show the number of blocks of the best chain, including the genesis block. Answered by
    /// [`Reply::BlockCount`].
    BlockCount,
    /// Show the best chain's block at a height; the genesis block has height 0. Answered by
    /// [`Reply::Block`].
    BlockAt {
        /// The height.
        height: u32,
    },
    /// Show the state of the node and its chain. Answered by [`Reply::Node`].
    Node,
    /// List the connected nodes. Answered by [`Reply::Nodes`].
    Nodes,
}

impl Command {
    /// Whether the command opens a chain that the profile may not know yet.
    pub const fn opens_new_chain(&self) -> bool {
        matches!(
            self,
            Self::Start { .. } | Self::StartFrom { .. } | Self::Join { .. }
        )
    }

    /// Returns the command with the wallet's passphrase if it opens a chain that the profile may
    /// not know yet; returns it unchanged otherwise.
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

    /// Whether the command only reads: it changes nothing that a [`Snapshot`](crate::Snapshot)
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
    /// The command was carried out, and there is no further result.
    Done,
    /// A chain is open now.
    Opened {
        /// Its genesis hash, reversed hexadecimal.
        genesis: String,
    },
    /// A chain's settings: JSON, of at most 512 KiB.
    Settings(String),
    /// A receiving address, or an address with its balance and transactions.
    Address(AddressDocument),
    /// The review of a payment.
    Review(Review),
    /// The content of an invitation link.
    Invitation(Box<InvitationDocument>),
    /// The transaction is in the node's mempool and on its way to other nodes.
    Sent {
        /// Its transaction id, reversed hexadecimal.
        txid: String,
    },
    /// The wallet's words. They are secret, and should be shown and then dropped.
    Words(Secret),
    /// The wallet of these words is the present one now.
    Restored {
        /// Its public key: [`Snapshot::key`](crate::Snapshot::key).
        key: String,
        /// Whether it already was the present wallet, so that nothing has changed.
        unchanged: bool,
    },
    /// Restoring would replace the wallet in use. Nothing has changed yet.
    Replaces {
        /// The present wallet's balances, one for each chain; at most 64.
        holdings: Vec<Holding>,
    },
    /// The result of a search.
    Found(Found),
    /// A block.
    Block(Box<BlockDocument>),
    /// A transaction.
    Transaction(Box<TransactionDocument>),
    /// Blocks, newest first.
    Blocks(Vec<BlockSummary>),
    /// The coin history of a transaction.
    Provenance(Box<ProvenanceDocument>),
    /// The fee for stamping a file.
    StampReview(StampReview),
    /// Stamped files.
    Stamps(Stamps),
    /// A proof, as the bytes of a file.
    Proof(FileBytes),
    /// A receipt, as a link to a page that checks it.
    Receipt {
        /// The link.
        link: String,
    },
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
    /// The number of blocks, including the genesis block.
    BlockCount(u32),
    /// The state of the node.
    Node(NodeDocument),
    /// Connected nodes; at most the chain's maximum number of peers.
    Nodes(Vec<KnownNode>),
}

/// A wallet's balance on one chain, including immature rewards and unconfirmed payments from
/// others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// The chain's name.
    pub name: String,
    /// Its coin's symbol.
    pub symbol: String,
    /// The balance.
    pub amount: Amount,
}

/// The purpose of replacing an unconfirmed payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Replacement {
    /// The same payees get the same amounts, and the miner gets a higher fee.
    SpeedUp,
    /// All coins come back to the wallet, less the fee.
    Cancel,
}

/// What a payment would be, shown before it is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The id of the transaction that [`Command::Send`] signs. It commits to every coin, payee,
    /// amount, fee and note.
    pub draft: String,
    /// The payee's address as the node read it; empty if nobody is paid.
    pub to: String,
    /// The amount that the payee gets.
    pub amount: Amount,
    /// The fee that the miner gets.
    pub fee: Amount,
    /// The amount that leaves the wallet: amount and fee.
    pub total: Amount,
    /// The spendable balance afterwards, including unconfirmed change.
    pub left: Amount,
    /// Whether the payee's address is one of this wallet's own.
    pub to_self: bool,
    /// The public note; `None` if there is none.
    pub note: Option<String>,
    /// The unconfirmed payment that it replaces; `None` if it replaces none.
    pub replaces: Option<Replaced>,
}

/// An unconfirmed payment that is replaced by another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replaced {
    /// The purpose of the replacement.
    pub how: Replacement,
    /// The amount of the replaced payment.
    pub amount: Amount,
    /// The fee of the replaced payment.
    pub fee: Amount,
}
