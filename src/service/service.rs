//! The service: its state, its inputs and its outputs.

mod command;
mod events;
mod recent;

use std::collections::VecDeque;

use api::{BlockSummary, Notice, Standing};
use chain::{Chain, StorageError, Store};
use node::{Config, Input, Node, Request};
use primitives::{Amount, BlockHash, Height, Lock, SecretKey, Time, sha256, tagged_hash};
use thiserror::Error;
use wallet::{AccountPublic, Settings, Vault, Wallet};

use crate::contact::Contact;
use crate::drafts::Drafts;
use crate::keep::{Budget, read_kept};
use crate::profile::{Keys, Setup};
use crate::provenance::Walks;
use crate::query::storage;

/// What the driver must do. The driver polls after every input, until the node sleeps.
#[derive(Debug)]
pub enum Output {
    /// Do what the node says. It is neither [`node::Output::Seal`] nor [`node::Output::Tell`],
    /// which the service carries out itself. With [`node::Output::Sleep`] there is nothing more to
    /// do now: the driver calls [`Service::handle`] with [`Input::Woken`] by that time.
    Node(node::Output),
    /// Show this to the person.
    Notice(Notice),
}

/// Why a chain can't be opened.
#[derive(Debug, Error)]
pub enum OpenError<E: core::error::Error + 'static> {
    /// The chain can't be opened on its store.
    #[error(transparent)]
    Chain(#[from] chain::OpenError<E>),
    /// The wallet's rows can't be read.
    #[error("the wallet's stored rows are damaged: {0}")]
    Wallet(#[from] wallet::RestoreError),
    /// The store failed.
    #[error("the store cannot be read: {0}")]
    Store(StorageError<E>),
}

/// The blocks that a switch to another branch has disconnected.
#[derive(Clone, Copy, Debug, Default)]
struct Undone {
    /// The number of blocks.
    blocks: u32,
    /// The number of those blocks that paid this wallet.
    own: u32,
    /// The sum that they paid it.
    coins: Amount,
}

/// One person's node and wallet on one chain. See the crate's documentation.
pub struct Service<S: Store> {
    pub(crate) node: Node<S>,
    pub(crate) wallet: Wallet,
    pub(crate) vault: Vault,
    /// The page's URL, for invitation links and receipts.
    pub(crate) page: String,
    /// The prefix of the keys of the wallet's rows, since other wallets on the same chain have
    /// their own rows.
    pub(crate) rows: Vec<u8>,
    /// The newest blocks of the best chain, newest first; at most [`RECENT`](crate::view::RECENT).
    pub(crate) recent: VecDeque<BlockSummary>,
    /// Whether `recent` no longer matches the best chain.
    recent_stale: bool,
    /// The number of blocks found since the chain was opened.
    pub(crate) found: u32,
    /// The block message of this node's miner.
    pub(crate) words: String,
    /// The lock that the miner's present jobs pay to; `None` if it does not mine.
    reward: Option<Lock>,
    /// The key that seals blocks; `None` unless this person seals blocks on a chain with authors.
    pub(crate) key: Option<SecretKey>,
    /// The block that the node wants sealed, and the digest to sign.
    pub(crate) unsealed: Option<(BlockHash, [u8; 32])>,
    /// The blocks that the present switch to another branch has disconnected.
    undone: Undone,
    /// How much space the chain may take.
    pub(crate) budget: Budget,
    /// Whether another node has sent a block of the chain.
    pub(crate) contact: Contact,
    /// The payments that the person has reviewed and may still agree to.
    pub(crate) drafts: Drafts,
    /// Whether the wallet's unconfirmed payments are to be offered to the mempool again: after
    /// opening, when the mempool dropped a transaction, and with each block, until a block contains
    /// them or conflicts with them.
    offer: bool,
    /// The pruned height when the wallet's used keys were last [looked
    /// up](wallet::Wallet::look_ahead).
    pub(crate) looked_up_to: Option<Height>,
    /// The latest searches through coin histories.
    pub(crate) walks: Walks,
    pub(crate) now: Time,
    outputs: VecDeque<Output>,
    revision: u64,
    /// The last error of the store; `None` while it works.
    failing: Option<String>,
    /// Whether a command may have changed something, so that all changes are written before the
    /// next sleep, even while the node gathers blocks before it writes.
    pub(crate) pressing: bool,
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
        let Setup { spec, .. } = setup;
        let keeping = chain::Settings {
            seed: tagged_hash("Tabchain/open", &[&seed]),
            ..chain::Settings::default()
        };
        let mut chain = Chain::open_with(spec, store, keeping)?;
        let budget = read_kept(&mut chain).map_err(OpenError::Store)?;
        let contact = Contact::read(&chain).map_err(OpenError::Store)?;
        let settings = Settings {
            genesis: chain.genesis(),
            maturity: chain.spec().maturity,
        };
        let Keys { vault, account } = keys;
        let rows = [
            b"wallet/".as_slice(),
            &sha256(&account.to_bytes())[..8],
            b"/",
        ]
        .concat();
        let (wallet, is_damaged) = restore_wallet(&mut chain, &rows, account, settings)?;
        let config = Config {
            max_peers: usize::from(chain.spec().max_peers),
            ..Config::default()
        };
        let mut service = Self {
            node: Node::open(config, chain, seed, now),
            wallet,
            vault,
            page,
            rows,
            recent: VecDeque::new(),
            recent_stale: false,
            found: 0,
            words: String::new(),
            reward: None,
            key: None,
            unsealed: None,
            undone: Undone::default(),
            budget,
            contact,
            drafts: Drafts::default(),
            offer: true,
            looked_up_to: None,
            walks: Walks::default(),
            now,
            outputs: VecDeque::new(),
            revision: 0,
            failing: None,
            pressing: false,
        };
        service.read_recent().map_err(OpenError::Store)?;
        service.restore_words();
        if is_damaged {
            service.trouble(
                "This wallet's saved data was damaged. It is being made again from the chain and your words; \
                 payments that no block holds yet may be missing."
                    .into(),
            );
        }
        Ok(service)
    }

    /// Handles an input. The caller then drains [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = now;
        self.node.handle(now, input);
    }

    /// The next thing that the driver must do.
    pub fn poll(&mut self) -> Output {
        loop {
            if let Some(output) = self.outputs.pop_front() {
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

    /// A number that grows whenever the service's own state changes what [`view`](Self::view)
    /// shows.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The chain's state now.
    pub fn standing(&self) -> Standing {
        let balance = self.wallet.balance(self.tip_height());
        let parts = [balance.spendable, balance.immature, balance.incoming];
        let sum = |sum: Amount, part| sum.checked_add(part).unwrap_or(Amount::MAX);
        Standing {
            worth: parts.into_iter().fold(Amount::ZERO, sum),
            height: self.tip_height().value(),
            time: self.now,
        }
    }

    /// Notes that this profile has just started the chain, so that no other node has a history of
    /// it.
    pub fn mark_started(&mut self) {
        self.contact.start(self.node.chain_mut());
        self.touch();
    }

    /// Replaces the vault after a change of its passphrase; the words are the same.
    pub fn set_vault(&mut self, vault: Vault) {
        self.vault = vault;
    }

    /// Writes all changes now. An error of the store is reported with the next
    /// [`poll`](Self::poll).
    pub fn write(&mut self) {
        self.keep_wallet();
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

    /// Notes that the content of [`view`](Self::view) has changed.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    pub(crate) fn notice(&mut self, notice: Notice) {
        self.outputs.push_back(Output::Notice(notice));
        self.revision += 1;
    }

    /// The height of the best chain's tip.
    pub(crate) fn tip_height(&self) -> Height {
        self.node.chain().tip().height
    }

    pub(crate) fn trouble(&mut self, message: String) {
        self.notice(Notice::Trouble { message });
    }

    /// Does what is left once the node has no more outputs: the wallet catches up, and all changes
    /// are written.
    fn settle(&mut self, at: Time) -> Option<Output> {
        self.contact.settle(self.node.chain_mut());
        // Other nodes wait for the block; the wallet need not be fast.
        if self.seal_block() {
            return None;
        }
        if self.follow() {
            self.revision += 1;
            self.keep_wallet();
            if core::mem::take(&mut self.pressing) {
                self.write();
            }
            return Some(sleep(self.now));
        }
        self.tell_fallen();
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
        self.mind_budget();
        let more = self.cut_old_blocks();
        if core::mem::take(&mut self.pressing) {
            self.node.write_soon();
        }
        let until = self.node.write()?;
        match self.outputs.pop_front() {
            Some(output) => Some(output),
            None if more => Some(sleep(self.now)),
            None => Some(sleep(at.min(until))),
        }
    }

    pub(crate) fn mine(&mut self, on: bool) {
        self.reward = on.then(|| self.wallet.reward_lock());
        self.node
            .handle(self.now, Input::Asked(Request::Mine(self.reward.clone())));
        self.revision += 1;
    }

    /// Whether it mines.
    pub const fn is_mining(&self) -> bool {
        self.reward.is_some()
    }

    /// Whether a block has paid to the miner's lock. The next reward then goes to a fresh key.
    fn reward_is_used(&self) -> bool {
        self.reward
            .as_ref()
            .is_some_and(|lock| *lock != self.wallet.reward_lock())
    }
}

const fn sleep(until: Time) -> Output {
    Output::Node(node::Output::Sleep(until))
}

/// Restores the wallet from its rows. Damaged rows are deleted and the wallet starts anew: all that
/// it knows of blocks follows from the chain and its keys. Returns whether they were damaged.
fn restore_wallet<S: Store>(
    chain: &mut Chain<S>,
    rows: &[u8],
    account: AccountPublic,
    settings: Settings,
) -> Result<(Wallet, bool), OpenError<S::Error>> {
    let kept = chain.records(rows).map(|kept| {
        let kept = kept.into_iter();
        kept.map(|(key, value)| (key[rows.len()..].to_vec(), value))
    });
    if let Ok(kept) = kept
        && let Ok(wallet) = Wallet::restore(account.clone(), settings, kept)
    {
        return Ok((wallet, false));
    }
    chain.clear_records(rows).map_err(OpenError::Store)?;
    let none = core::iter::empty();
    Ok((Wallet::restore(account, settings, none)?, true))
}
