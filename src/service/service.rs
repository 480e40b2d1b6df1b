//! The service itself: inputs, outputs and commands.

use std::collections::VecDeque;
use std::sync::Arc;

use api::{AddressDocument, BlockSummary, Command, Fault, Notice, Reply};
use chain::{Chain, StorageError, Store};
use miner::Job;
use node::{CheckId, Config, Event, Input, Node, PeerId, Request};
use primitives::{
    Amount, Block, BlockHash, Claim, Height, Lock, SecretKey, Time, Transaction, Txid, address,
    sha256,
};
use thiserror::Error;
use wallet::{Settings, Vault, Wallet};

use crate::keep::read_kept;
use crate::profile::Setup;
use crate::provenance::Walks;
use crate::queries::transaction_in;
use crate::query::storage;
use crate::settings_file::to_json;
use crate::view::{RECENT, summary};

/// What the driver must do. Drained after every input until [`Output::Sleep`].
#[derive(Debug)]
pub enum Output {
    /// Send a message to a peer.
    Send(PeerId, Vec<u8>),
    /// Close the link to a peer, for the reason given.
    Drop(PeerId, String),
    /// Search on this job from now on; none stops the search.
    Mine(Option<Job>),
    /// Verify these claims, and answer with [`Input::Checked`]; see [`node::Output::Check`].
    Check(CheckId, Arc<[Claim]>),
    /// The answer for this batch is not wanted any more.
    CancelCheck(CheckId),
    /// Tell the person.
    Notice(Notice),
    /// Nothing more now: call [`Service::handle`] with [`Input::Woken`] at this time at the latest.
    Sleep(Time),
}

/// Why a chain cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError<E: core::error::Error + 'static> {
    /// The chain refuses its store.
    #[error(transparent)]
    Chain(#[from] chain::OpenError<E>),
    /// The wallet's rows cannot be read.
    #[error("the wallet's stored rows are damaged: {0}")]
    Wallet(#[from] wallet::RestoreError),
    /// The store fails.
    #[error("the store cannot be read: {0}")]
    Store(StorageError<E>),
}

/// One person's node and wallet on one chain. See the crate's documentation.
pub struct Service<S: Store> {
    pub(crate) node: Node<S>,
    pub(crate) wallet: Wallet,
    pub(crate) vault: Vault,
    /// The relay's URL, for the invitation.
    pub(crate) relay: String,
    /// The page's URL, for the invitation.
    pub(crate) page: String,
    /// What the wallet's rows begin with: another wallet on the same chain has other rows.
    pub(crate) rows: Vec<u8>,
    /// The newest blocks of the best chain, newest first; at most [`RECENT`].
    pub(crate) recent: VecDeque<BlockSummary>,
    /// `recent` no longer shows the best chain.
    recent_stale: bool,
    /// Blocks found since the chain was opened.
    pub(crate) found: u32,
    /// What this node's miner writes into its blocks.
    pub(crate) words: String,
    /// What the miner's present jobs pay to, while it mines.
    reward: Option<Lock>,
    /// The key that seals blocks, only while this person makes some on a chain with authors.
    pub(crate) key: Option<SecretKey>,
    /// The block that the node wants sealed, and what is to be signed.
    pub(crate) unsealed: Option<(BlockHash, [u8; 32])>,
    /// Why the payment handed to the node last was refused, where it was.
    refused: Option<(Txid, String)>,
    /// Blocks undone by the switch of branches under way.
    undone: u32,
    /// The wallet's waiting payments are to be offered to the pool again: after opening, when the pool lost one, and
    /// with each block, until a block has them or contradicts them.
    offer: bool,
    /// Up to where blocks were cut down when the wallet's keys were last [looked for](wallet::Wallet::look_ahead) there.
    pub(crate) looked_up_to: Option<Height>,
    /// The ways back from coins that were asked for last.
    pub(crate) walks: Walks,
    pub(crate) now: Time,
    outputs: VecDeque<Output>,
    revision: u64,
}

impl<S: Store> Service<S> {
    /// Opens a chain on its store, with the wallet that `vault` holds the words of.
    ///
    /// `seed` is fresh randomness for the node; `page` the page's URL without query and fragment.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing was written then.
    pub fn open(
        setup: Setup,
        page: String,
        store: S,
        vault: Vault,
        seed: [u8; 32],
        now: Time,
    ) -> Result<Self, OpenError<S::Error>> {
        let Setup { spec, relay } = setup;
        let mut chain = Chain::open(spec, store)?;
        read_kept(&mut chain).map_err(OpenError::Store)?;
        let settings = Settings {
            genesis: chain.genesis(),
            maturity: chain.spec().maturity,
        };
        let account = vault.account().clone();
        let rows = [
            b"wallet/".as_slice(),
            &sha256(&account.to_bytes())[..8],
            b"/",
        ]
        .concat();
        let kept = chain.records(&rows).map_err(OpenError::Store)?;
        let kept = kept
            .into_iter()
            .map(|(key, value)| (key[rows.len()..].to_vec(), value));
        let wallet = Wallet::restore(account, settings, kept)?;
        let config = Config {
            max_peers: usize::from(chain.spec().max_peers),
            ..Config::default()
        };
        let mut service = Self {
            node: Node::open(config, chain, seed, now),
            wallet,
            vault,
            relay,
            page,
            rows,
            recent: VecDeque::new(),
            recent_stale: false,
            found: 0,
            words: String::new(),
            reward: None,
            key: None,
            unsealed: None,
            refused: None,
            undone: 0,
            offer: true,
            looked_up_to: None,
            walks: Walks::default(),
            now,
            outputs: VecDeque::new(),
            revision: 0,
        };
        service.read_recent().map_err(OpenError::Store)?;
        service.restore_words();
        Ok(service)
    }

    /// Takes in what happened outside. Then drain [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = now;
        self.node.handle(now, input);
    }

    /// What to do next.
    pub fn poll(&mut self) -> Output {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return output;
            }
            match self.node.poll() {
                node::Output::Send(peer, bytes) => return Output::Send(peer, bytes),
                node::Output::Drop(peer, fault) => return Output::Drop(peer, fault.to_string()),
                node::Output::Mine(job) => return Output::Mine(job),
                node::Output::Check { id, claims } => return Output::Check(id, claims),
                node::Output::CancelCheck(id) => return Output::CancelCheck(id),
                node::Output::Seal { block, digest } => self.unsealed = Some((block, digest)),
                node::Output::Tell(event) => self.told(event),
                node::Output::Sleep(at) => {
                    if let Some(output) = self.settle(at) {
                        return output;
                    }
                }
            }
        }
    }

    /// Carries out a command. Then drain [`poll`](Self::poll).
    ///
    /// Starting, joining, opening and leaving chains, and the vault's commands, belong to whoever holds
    /// the [`Profile`](crate::Profile): they are refused here.
    ///
    /// # Errors
    ///
    /// A [`Fault`] with a sentence for the person.
    pub fn command(&mut self, now: Time, command: &Command) -> Result<Reply, Fault> {
        self.now = now;
        match command {
            Command::Mine { cores, passphrase } => {
                if *cores > 0 {
                    self.take_key(passphrase.as_deref())?;
                } else {
                    self.put_key_away();
                }
                self.mine(*cores > 0);
            }
            Command::NewAddress => return Ok(Reply::Address(self.new_address())),
            Command::Keep { newest } => self.keep(newest.as_deref())?,
            Command::Review { to, amount, note } => {
                return self.review(to, amount, note).map(Reply::Review);
            }
            Command::Send {
                to,
                amount,
                note,
                agreed,
                passphrase,
            } => {
                let passphrase = passphrase.as_deref();
                let (txid, transaction) = self.pay(to, amount, note, *agreed, passphrase)?;
                return self.submit(txid, transaction);
            }
            Command::SetWords { text } => self.set_words(text)?,
            Command::ReviewStamp { sha256 } => {
                return self.review_stamp(sha256).map(Reply::StampReview);
            }
            Command::Stamp { sha256, passphrase } => {
                let (txid, transaction) = self.stamp(sha256, passphrase.as_deref())?;
                return self.submit(txid, transaction);
            }
            Command::Stamps => return Ok(Reply::Stamps(self.stamps())),
            Command::Prove { txid } => return self.prove(txid).map(Reply::Proof),
            Command::Receipt { txid } => {
                return self.receipt(txid).map(|link| Reply::Receipt { link });
            }
            Command::Check(question) => {
                return self
                    .check(question, now.to_timestamp())
                    .map(|verdict| Reply::Verdict(Box::new(verdict)));
            }
            Command::Search { text } => return self.search(text).map(Reply::Found),
            Command::Block { hash } => {
                return self
                    .block_by_text(hash)
                    .map(|block| Reply::Block(Box::new(block)));
            }
            Command::Transaction { txid } => {
                return self
                    .transaction_by_text(txid)
                    .map(|found| Reply::Transaction(Box::new(found)));
            }
            Command::Address { address } => {
                return self.address_by_text(address).map(Reply::Address);
            }
            Command::Blocks { from, count } => {
                return self.block_list(*from, *count).map(Reply::Blocks);
            }
            Command::Provenance { txid, output, most } => {
                return self
                    .provenance(txid, *output, *most)
                    .map(|found| Reply::Provenance(Box::new(found)));
            }
            Command::Settings => {
                return Ok(Reply::Settings(to_json(self.node.chain().spec())));
            }
            Command::Grant => return self.ask_grant(),
            Command::Push { transaction } => {
                let transaction = transaction_in(transaction)?;
                let txid = transaction.txid();
                self.submit(txid, transaction)?;
                return Ok(Reply::Sent {
                    txid: txid.to_string(),
                });
            }
            Command::Waiting { after, count } => {
                return self.waiting(after.as_deref(), *count).map(Reply::Waiting);
            }
            Command::Balance {
                address,
                confirmations,
            } => return self.balance(address, *confirmations).map(Reply::Balance),
            Command::Balances {
                beginning,
                confirmations,
                after,
                count,
            } => {
                return self
                    .balances(beginning, *confirmations, after.as_deref(), *count)
                    .map(Reply::Balances);
            }
            Command::Confirmations { txid } => return self.depth(txid).map(Reply::Confirmations),
            Command::BlockCount => return Ok(Reply::BlockCount(self.node_document().blocks)),
            Command::BlockAt { height } => {
                return self
                    .block_at(*height)
                    .map(|block| Reply::Block(Box::new(block)));
            }
            Command::Node => return Ok(Reply::Node(self.node_document())),
            Command::Nodes => return Ok(Reply::Nodes(self.known_nodes())),
            Command::Start(_)
            | Command::StartFrom { .. }
            | Command::Join { .. }
            | Command::Open { .. }
            | Command::Leave
            | Command::ShowWords { .. }
            | Command::SetPassphrase { .. }
            | Command::Restore { .. } => {
                return Err(Fault::new(
                    "This is not possible while only a chain is asked.",
                ));
            }
        }
        Ok(Reply::Done)
    }

    /// Grows whenever [`view`](Self::view) would differ for a reason that lies in here.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The vault changed its passphrase; the words are the same.
    pub fn set_vault(&mut self, vault: Vault) {
        self.vault = vault;
    }

    /// The genesis hash of the open chain, which is also the name of its room at the relay.
    pub fn genesis(&self) -> BlockHash {
        self.node.chain().genesis()
    }

    /// Something that [`view`](Self::view) shows has changed.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    pub(crate) fn notice(&mut self, notice: Notice) {
        self.outputs.push_back(Output::Notice(notice));
        self.revision += 1;
    }

    /// What a page shows is another.
    pub(crate) fn changed(&mut self) {
        self.revision += 1;
    }

    /// The height of the best chain's end.
    pub(crate) fn tip_height(&self) -> Height {
        self.node.chain().tip().height
    }

    pub(crate) fn trouble(&mut self, message: String) {
        self.notice(Notice::Trouble { message });
    }

    /// What remains when the node has nothing more to say: the wallet catches up and everything is kept.
    fn settle(&mut self, at: Time) -> Option<Output> {
        // Others wait for the block; the wallet can take its time.
        if self.seal_block() {
            return None;
        }
        if self.follow() {
            self.revision += 1;
            self.keep_wallet();
            return Some(Output::Sleep(self.now));
        }
        if core::mem::take(&mut self.offer) && self.offer_waiting() {
            return None;
        }
        if self.reward_is_used() {
            self.mine(true);
            return None;
        }
        if core::mem::take(&mut self.recent_stale)
            && let Err(error) = self.read_recent()
        {
            self.trouble(storage(&error).message);
        }
        self.keep_wallet();
        let more = self.cut_old_blocks();
        if let Err(error) = self.node.chain_mut().flush() {
            self.trouble(format!("The chain cannot be stored: {error}."));
        }
        match self.outputs.pop_front() {
            Some(output) => Some(output),
            None if more => Some(Output::Sleep(self.now)),
            None => Some(Output::Sleep(at)),
        }
    }

    /// Hands the node the wallet's waiting payments that its pool does not have. True where there was one.
    fn offer_waiting(&mut self) -> bool {
        let mut waiting = self.wallet.unconfirmed();
        waiting.retain(|transaction| !self.node.pool().contains(&transaction.txid()));
        let any = !waiting.is_empty();
        for transaction in waiting {
            self.node
                .handle(self.now, Input::Asked(Request::Submit(transaction)));
            self.drain_node();
        }
        any
    }

    fn told(&mut self, event: Event) {
        self.revision += 1;
        match event {
            Event::Connected(height, block) => {
                self.block_connected(height, &block);
                self.walks.connected();
                self.push_recent(height, &block);
                self.offer = true;
                if self.undone > 0 {
                    let depth = core::mem::take(&mut self.undone);
                    self.notice(Notice::Reorganised { depth });
                }
            }
            Event::Disconnected(height, block) => {
                self.undone += 1;
                self.walks.clear();
                self.block_disconnected(height, &block);
                self.recent_stale = true;
            }
            Event::PoolAdded(transaction) => self.pool_added(&transaction),
            Event::PoolRemoved(txid, _) => {
                self.wallet.pool_removed(&txid);
                self.offer = true;
            }
            Event::Submitted(txid, Err(error)) => {
                self.forget_refused_grant(&txid);
                self.refused = Some((txid, error.to_string()));
            }
            Event::BlockMined(hash) => {
                self.found += 1;
                let height = self
                    .node
                    .chain()
                    .entry(&hash)
                    .map_or(0, |entry| entry.height.value());
                let reward = self.reward_of(&hash);
                self.notice(Notice::BlockFound { height, reward });
            }
            Event::StorageFailed(error) => {
                self.trouble(format!("The chain cannot be stored: {error}."));
            }
            Event::Submitted(_, Ok(())) | Event::Sync(_) | Event::PeersChanged => {}
        }
    }

    fn pool_added(&mut self, transaction: &Transaction) {
        let known = self
            .wallet
            .entry(&transaction.txid(), self.node.chain().tip().height)
            .is_some();
        self.wallet.pool_added(transaction, self.now.to_timestamp());
        if known {
            return;
        }
        let entry = self
            .wallet
            .entry(&transaction.txid(), self.node.chain().tip().height);
        if let Some(entry) = entry.filter(|entry| entry.kind == wallet::Kind::Received) {
            self.notice(Notice::PaymentReceived {
                amount: entry.amount,
            });
        }
    }

    /// Hands a payment to the node and hears at once whether its pool took it.
    pub(crate) fn submit(&mut self, txid: Txid, transaction: Transaction) -> Result<Reply, Fault> {
        self.refused = None;
        self.node
            .handle(self.now, Input::Asked(Request::Submit(transaction)));
        self.drain_node();
        match self.refused.take() {
            Some((refused, why)) if refused == txid => {
                Err(Fault::new(format!("The payment was refused: {why}.")))
            }
            _ => Ok(Reply::Sent {
                txid: txid.to_string(),
            }),
        }
    }

    /// Hears the node out at once; what it wants of the driver waits for the next [`poll`](Self::poll).
    fn drain_node(&mut self) {
        loop {
            let output = match self.node.poll() {
                node::Output::Tell(event) => {
                    self.told(event);
                    continue;
                }
                node::Output::Seal { block, digest } => {
                    self.unsealed = Some((block, digest));
                    continue;
                }
                node::Output::Sleep(_) => return,
                node::Output::Send(peer, bytes) => Output::Send(peer, bytes),
                node::Output::Drop(peer, fault) => Output::Drop(peer, fault.to_string()),
                node::Output::Mine(job) => Output::Mine(job),
                node::Output::Check { id, claims } => Output::Check(id, claims),
                node::Output::CancelCheck(id) => Output::CancelCheck(id),
            };
            self.outputs.push_back(output);
        }
    }

    fn mine(&mut self, on: bool) {
        self.reward = on.then(|| self.wallet.reward_lock());
        self.node
            .handle(self.now, Input::Asked(Request::Mine(self.reward.clone())));
        self.revision += 1;
    }

    /// It mines.
    pub(crate) const fn is_mining(&self) -> bool {
        self.reward.is_some()
    }

    /// The lock that the miner pays to has got a block; the next one goes to a fresh key.
    fn reward_is_used(&self) -> bool {
        self.reward
            .as_ref()
            .is_some_and(|lock| *lock != self.wallet.reward_lock())
    }

    fn new_address(&mut self) -> AddressDocument {
        let lock = self.wallet.next_receive_lock();
        self.revision += 1;
        AddressDocument {
            address: address::encode(&self.node.chain().spec().prefix, &lock).unwrap_or_default(),
            balance: Amount::ZERO,
            received: Amount::ZERO,
            mine: true,
            transactions: Vec::new(),
            more: false,
            cut: None,
        }
    }

    fn reward_of(&self, hash: &BlockHash) -> Amount {
        let block = self.node.chain().block(hash).ok().flatten();
        let coinbase = block.as_ref().and_then(|block| block.transactions.first());
        let paid =
            coinbase.and_then(|tx| Amount::sum(tx.outputs.iter().map(|output| output.amount)));
        paid.unwrap_or(Amount::ZERO)
    }

    /// Puts a block on top of the list, or has the list read afresh where it does not fit on top.
    fn push_recent(&mut self, height: Height, block: &Block) {
        let fits = self
            .recent
            .front()
            .is_some_and(|top| top.hash == block.header.previous);
        if fits && !self.recent_stale {
            self.recent.push_front(summary(
                height,
                block,
                self.node.chain().spec(),
                &self.wallet,
            ));
            self.recent.truncate(RECENT);
        } else {
            self.recent_stale = true;
        }
    }

    /// Fills the list of newest blocks from the chain.
    fn read_recent(&mut self) -> Result<(), StorageError<S::Error>> {
        self.recent.clear();
        let chain = self.node.chain();
        let mut height = Some(chain.tip().height);
        while let Some(at) = height.filter(|_| self.recent.len() < RECENT) {
            let Some(hash) = chain.hash_at(at) else { break };
            let Some(block) = chain.block(&hash)? else {
                break;
            };
            self.recent
                .push_back(summary(at, &block, chain.spec(), &self.wallet));
            height = at.checked_sub(1);
        }
        Ok(())
    }
}
