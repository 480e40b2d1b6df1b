//! The service: the parts on one chain, driven by inputs and drained of outputs.

mod accounts;
mod command;
mod events;
mod labels;
mod outputs;
mod outside;
mod own_name;
mod take_over;
#[cfg(feature = "testing")]
mod testing;
mod view;

use api::{
    BlockDocument, Fault, Notice, ProofQuestion, Reason, Standing, StorageReason, VerdictDocument,
};
use chain::authority::needs_work;
use chain::{Chain, StorageError, Store};
use node::{Config, Input, Node, Request};
use primitives::{Amount, BlockHash, Height, Lock, Time, Timestamp, tagged_hash};
use thiserror::Error;
use wallet::{Vault, Wallet};

use self::outputs::{Outputs, sleep};
use crate::connection::Contact;
use crate::documents::check_on;
use crate::explorer::{Explorer, HistorySearches, RecentBlocks, ScriptHashes};
use crate::mining::{Authoring, BlockMessage, Mining, is_author_needed};
use crate::payments::{Payments, Unlocking, failure_notices};
use crate::profile::labels::Labels;
use crate::profile::{Keys, Setup};
use crate::pruning::{Pruning, prune};
use crate::refusal::storage;
use crate::reorganisation::Reorganisation;
use crate::wallet_sync::WalletSync;
use crate::wallet_sync::accounts::{Accounts, Opened};

pub use self::outputs::Output;
pub use self::outside::GenerateError;

/// Why a chain can't be opened.
#[derive(Debug, Error)]
pub enum OpenError<E: core::error::Error + 'static> {
    /// The chain can't be opened on its store.
    #[error(transparent)]
    Chain(#[from] chain::OpenError<E>),
    /// The store failed.
    #[error("the store cannot be read: {0}")]
    Store(StorageError<E>),
}

/// One person's node and wallet on one chain. See the crate's documentation.
pub struct Service<S: Store> {
    node: Node<S>,
    /// The wallet of the account that is shown.
    wallet: Wallet,
    accounts: Accounts,
    vault: Vault,
    unlocking: Unlocking,
    /// The page's URL, for invitation links and receipts.
    page: String,
    wallet_sync: WalletSync,
    payments: Payments,
    labels: Labels,
    /// Whether the labels have changed since they were taken for the profile.
    are_labels_new: bool,
    mining: Mining,
    authoring: Authoring,
    block_message: BlockMessage,
    reorganisation: Reorganisation,
    recent: RecentBlocks,
    histories: HistorySearches,
    script_hashes: ScriptHashes,
    pruning: Pruning,
    contact: Contact,
    outputs: Outputs,
    now: Time,
    /// The last error of the store; `None` while the store works.
    failing: Option<String>,
    /// Whether a command may have changed something. If so, all changes are written before the next
    /// sleep, even while the node gathers blocks before it writes.
    is_write_due: bool,
}

impl<S: Store> Service<S> {
    /// Opens a chain on its store, with the wallet of `keys`.
    ///
    /// `seed` is fresh randomness for the node. `page` is the page's URL without query and
    /// fragment.
    ///
    /// # Errors
    ///
    /// [`OpenError`]. Nothing was written then.
    pub fn open(
        setup: Setup,
        page: String,
        store: S,
        keys: Keys,
        seed: [u8; 32],
        now: Time,
    ) -> Result<Self, OpenError<S::Error>> {
        let config = Config {
            max_peers: usize::from(setup.spec.max_peers),
            ..Config::default()
        };
        Self::open_with(config, setup, page, store, keys, seed, now)
    }

    /// Opens a chain as [`open`](Self::open) does, with this [`Config`] of the node, by which
    /// simulations set the node's limits.
    ///
    /// # Errors
    ///
    /// [`OpenError`]. Nothing was written then.
    pub fn open_with(
        config: Config,
        setup: Setup,
        page: String,
        store: S,
        keys: Keys,
        seed: [u8; 32],
        now: Time,
    ) -> Result<Self, OpenError<S::Error>> {
        let settings = chain::Settings {
            seed: tagged_hash("Tabchain/open", &[&seed]),
            ..chain::Settings::default()
        };
        let labels = setup.labels;
        let mut chain = Chain::open_with(setup.spec, store, settings)?;
        let pruning = Pruning::open(&mut chain).map_err(OpenError::Store)?;
        let contact = Contact::read(&chain).map_err(OpenError::Store)?;
        let Keys {
            vault,
            account,
            further,
            chosen,
        } = keys;
        let opened = Accounts::open(&mut chain, account, further, chosen);
        let Opened {
            accounts,
            wallet,
            sync: wallet_sync,
            is_damaged,
        } = opened.map_err(OpenError::Store)?;
        let mut node = Node::open(config, chain, seed, now);
        let mut service = Self {
            recent: RecentBlocks::read(node.chain(), &wallet).map_err(OpenError::Store)?,
            block_message: BlockMessage::read(node.chain()),
            mining: Mining::read(node.chain_mut(), |lock| {
                accounts.own(&wallet).any(|it| it.owns(lock))
            }),
            node,
            wallet,
            accounts,
            vault,
            unlocking: Unlocking::default(),
            page,
            wallet_sync,
            payments: Payments::new(),
            labels,
            are_labels_new: false,
            authoring: Authoring::default(),
            reorganisation: Reorganisation::default(),
            histories: HistorySearches::default(),
            script_hashes: ScriptHashes::default(),
            pruning,
            contact,
            outputs: Outputs::default(),
            now,
            failing: None,
            is_write_due: false,
        };
        service.request(service.block_message.request(service.labels.tag()));
        service.request(Request::Name(service.stored_name()));
        service.wallet.freeze(service.labels.frozen());
        if is_damaged {
            service.trouble(StorageReason::WalletRebuilt);
        }
        Ok(service)
    }

    /// Handles an input. The caller then drains [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, input: Input) {
        self.note_time(now);
        self.node.handle(now, input);
    }

    /// The next thing that the driver must do.
    pub fn poll(&mut self) -> Output {
        loop {
            if let Some(output) = self.outputs.pop() {
                return output;
            }
            match self.poll_node() {
                None => {}
                Some(node::Output::Sleep(at)) => {
                    if let Some(output) = self.settle(at) {
                        return output;
                    }
                }
                Some(output) => return Output::Node(output),
            }
        }
    }

    /// The node, for reading.
    pub const fn node(&self) -> &Node<S> {
        &self.node
    }

    /// A number that grows whenever the service's own state changes what [`view`](Self::view)
    /// shows.
    pub fn revision(&self) -> u64 {
        self.outputs.revision()
    }

    /// The chain's state now. Coins of watched accounts do not count.
    pub fn standing(&self) -> Standing {
        let parts = self.accounts.own(&self.wallet).flat_map(|wallet| {
            let balance = wallet.balance(self.tip_height());
            [balance.spendable, balance.immature, balance.incoming]
        });
        let sum = |sum: Amount, part| sum.checked_add(part).unwrap_or(Amount::MAX);
        Standing {
            worth: parts.fold(Amount::ZERO, sum),
            height: self.tip_height().value(),
            time: self.now,
        }
    }

    /// Notes that this profile has just started the chain, so no other node has blocks of it.
    pub fn mark_started(&mut self) {
        self.contact.start(self.node.chain_mut());
        self.outputs.touch();
    }

    /// Replaces the vault after a change of its passphrase. The words must be the same. The wallet
    /// is locked then.
    pub fn set_vault(&mut self, vault: Vault) {
        self.vault = vault;
        self.unlocking.lock();
        self.outputs.touch();
    }

    /// Sets the bytes that the chain may take. This does not limit a chain of which the person
    /// wants every block.
    pub fn set_room(&mut self, bytes: u64) {
        self.pruning.set_space(bytes, self.node.chain());
    }

    /// The bytes that the chain takes in its store; `None` if the store does not know.
    pub fn stored_bytes(&self) -> Option<u64> {
        self.node.chain().store().bytes()
    }

    /// Writes all changes now. An error of the store is reported with the next
    /// [`poll`](Self::poll).
    pub fn write(&mut self) {
        self.store_wallet();
        self.node.write_soon();
        self.node.write();
    }

    /// Why nothing is saved at present; `None` if saving works.
    pub fn failing(&self) -> Option<&str> {
        self.failing.as_deref()
    }

    /// The genesis hash of the open chain, which is also the name of its room at the relay.
    pub fn genesis(&self) -> BlockHash {
        self.node.chain().genesis()
    }

    /// A block with at most [`MAX_BLOCK_TRANSACTIONS`](api::MAX_BLOCK_TRANSACTIONS) of its
    /// transactions, from the one with the index `from` on.
    ///
    /// # Errors
    /// A [`Fault`] if this node does not have the block, or if the store fails.
    pub fn block(&self, hash: BlockHash, from: u32) -> Result<BlockDocument, Fault> {
        self.explorer().block_document(hash, from)
    }

    /// The key lock whose script has this SHA-256, on the best chain or in the mempool; `None` if
    /// neither has one. The first call reads the history of all locks.
    ///
    /// # Errors
    /// A [`Fault`] if the chain has too many locks, or if the store fails.
    pub fn lock_of_script(&mut self, sha256: &[u8; 32]) -> Result<Option<Lock>, Fault> {
        let (chain, pool) = (self.node.chain(), self.node.pool());
        self.script_hashes.find(chain, pool, sha256)
    }

    /// Whether the node mines.
    pub const fn is_mining(&self) -> bool {
        self.mining.is_on()
    }

    /// Whether blocks on this chain need proof of work, so that miners have a job.
    pub fn needs_miners(&self) -> bool {
        needs_work(self.node.chain().spec())
    }

    /// Whether only listed authors may make blocks on this chain.
    pub fn has_authors(&self) -> bool {
        is_author_needed(self.node.chain().spec())
    }

    /// Checks a proof or a receipt, and adds the state of its block on the open chain.
    ///
    /// # Errors
    /// A [`Fault`] that says what is wrong with the proof or the receipt, with the input field.
    pub fn check(
        &self,
        question: &ProofQuestion,
        now: Timestamp,
    ) -> Result<VerdictDocument, Fault> {
        check_on(self.node.chain(), question, now)
    }

    /// Does the work that is left when the node has no more outputs: the wallet catches up, and all
    /// changes are written. Returns the next output; `None` if the node may have outputs again.
    fn settle(&mut self, at: Time) -> Option<Output> {
        self.contact.settle(self.node.chain_mut());
        // The seal comes before the wallet's work, because other nodes wait for the block.
        if let Some(sealed) = self.authoring.seal() {
            self.node.handle(self.now, sealed);
            return None;
        }
        let followed = self.wallet_sync.follow(&mut self.wallet, self.node.chain());
        let others = self.accounts.follow(self.node.chain());
        let heard = self.accounts.heard(followed.notices).into_iter();
        self.outputs.notify(heard.chain(others.notices));
        if followed.more || others.more {
            self.outputs.touch();
            self.store_wallet();
            if core::mem::take(&mut self.is_write_due) {
                self.write();
            }
            return Some(sleep(self.now));
        }
        let tip = self.tip_height();
        let failures = failure_notices(&mut self.wallet, tip);
        let others = self.accounts.failures(tip);
        let heard = self.accounts.heard(failures).into_iter();
        self.outputs.notify(heard.chain(others));
        if self.offer_payments() {
            return None;
        }
        if let Some(request) = self
            .mining
            .renew_reward(self.accounts.earning(&self.wallet))
        {
            self.request(request);
            return None;
        }
        if let Err(error) = self.recent.refresh(self.node.chain(), &self.wallet) {
            self.trouble(storage(&error).reason);
        }
        self.store_wallet();
        let more = self.limit_space();
        if core::mem::take(&mut self.is_write_due) {
            self.node.write_soon();
        }
        let until = self.node.write()?.min(self.unlocking.locks_at());
        match self.outputs.pop() {
            Some(output) => Some(output),
            None if more => Some(sleep(self.now)),
            None => Some(sleep(at.min(until))),
        }
    }

    /// Starts pruning if the chain takes too much space, and prunes some blocks. Returns whether
    /// there is more to prune.
    fn limit_space(&mut self) -> bool {
        if !self.contact.is_started() {
            let notice = self.pruning.limit_joined(self.node.chain_mut());
            self.outputs.notify(notice);
        }
        let wallets = [&self.wallet].into_iter().chain(self.accounts.others());
        let wallets: Vec<&Wallet> = wallets.collect();
        let pruned = prune(&mut self.node, &wallets);
        if pruned.any {
            self.outputs.touch();
            if !pruned.more {
                // The searches may refer to transactions that are not stored any more. They are
                // cleared only after the last step of pruning, because a long search would never
                // end otherwise.
                self.histories.clear();
            }
        }
        pruned.more
    }

    /// Passes a request to the node. The view changes with it.
    fn request(&mut self, request: Request) {
        self.node.handle(self.now, Input::Asked(request));
        self.outputs.touch();
    }

    fn store_wallet(&mut self) {
        self.wallet_sync
            .store(&mut self.wallet, self.node.chain_mut());
        self.accounts.store(self.node.chain_mut());
    }

    fn explorer(&self) -> Explorer<'_, S> {
        Explorer::new(self.node.chain(), self.node.pool(), &self.wallet)
    }

    /// The height of the best chain's tip.
    fn tip_height(&self) -> Height {
        self.node.chain().tip().height
    }

    /// Notes the time, and locks the wallet if the person has given no input for long enough.
    fn note_time(&mut self, now: Time) {
        self.now = now;
        if self.unlocking.expire(now) {
            self.outputs.touch();
        }
    }

    fn trouble(&mut self, reason: impl Into<Reason>) {
        let reason = reason.into();
        self.outputs.notify([Notice::Trouble { reason }]);
    }
}
