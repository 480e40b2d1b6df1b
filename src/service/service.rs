//! The service itself: what it holds, its inputs and its outputs.

mod command;
mod events;
mod recent;

use std::collections::VecDeque;
use std::sync::Arc;

use api::{BlockSummary, Notice, Standing};
use chain::{Chain, StorageError, Store};
use miner::Job;
use node::{CheckId, Config, Input, Node, PeerId, Request};
use primitives::{
    Amount, BlockHash, Claim, Height, Lock, SecretKey, Time, Txid, sha256, tagged_hash,
};
use thiserror::Error;
use wallet::{AccountPublic, Settings, Vault, Wallet};

use crate::contact::Contact;
use crate::drafts::Drafts;
use crate::keep::{Budget, read_kept};
use crate::profile::{Keys, Setup};
use crate::provenance::Walks;
use crate::query::storage;

/// What the driver must do. Drained after every input until [`Output::Sleep`].
#[derive(Debug)]
pub enum Output {
    /// Send a message to a peer.
    Send(PeerId, Vec<u8>),
    /// Send a piece of a message: see [`node::Output::SendPart`].
    SendPart(PeerId, Vec<u8>),
    /// Close the link to a peer, for the reason given: see [`node::Output::Drop`].
    Drop(PeerId, node::Fault),
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

/// Blocks that a switch of branches undid.
#[derive(Clone, Copy, Debug, Default)]
struct Undone {
    /// How many.
    blocks: u32,
    /// Those among them that paid this wallet.
    own: u32,
    /// What they paid it.
    coins: Amount,
}

/// One person's node and wallet on one chain. See the crate's documentation.
pub struct Service<S: Store> {
    pub(crate) node: Node<S>,
    pub(crate) wallet: Wallet,
    pub(crate) vault: Vault,
    /// The page's URL, for the invitation.
    pub(crate) page: String,
    /// What the wallet's rows begin with: another wallet on the same chain has other rows.
    pub(crate) rows: Vec<u8>,
    /// The newest blocks of the best chain, newest first; at most [`RECENT`](crate::view::RECENT).
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
    /// What the switch of branches under way undid.
    undone: Undone,
    /// How much room the chain may take.
    pub(crate) budget: Budget,
    /// Whether others were met.
    pub(crate) contact: Contact,
    /// What the person has reviewed and not agreed to yet.
    pub(crate) drafts: Drafts,
    /// The wallet's waiting payments are to be offered to the pool again: after opening, when the
    /// pool lost one, and with each block, until a block has them or contradicts them.
    offer: bool,
    /// Up to where blocks were cut down when the wallet's keys were last [looked
    /// for](wallet::Wallet::look_ahead) there.
    pub(crate) looked_up_to: Option<Height>,
    /// The ways back from coins that were asked for last.
    pub(crate) walks: Walks,
    pub(crate) now: Time,
    outputs: VecDeque<Output>,
    revision: u64,
    /// What the store said when it failed last, until it works again.
    failing: Option<String>,
    /// A person did something: what came of it is written before the next sleep, even while the
    /// node gathers blocks.
    pub(crate) pressing: bool,
}

impl<S: Store> Service<S> {
    /// Opens a chain on its store, with the wallet that `keys` belong to.
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
            refused: None,
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
            match self.hear() {
                None => {}
                Some(Output::Sleep(at)) => {
                    if let Some(output) = self.settle(at) {
                        return output;
                    }
                }
                Some(output) => return output,
            }
        }
    }

    /// Grows whenever [`view`](Self::view) would differ for a reason that lies in here.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How the chain stands now.
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

    /// This profile has just started the chain: nobody else has a history of it.
    pub fn mark_started(&mut self) {
        self.contact.start(self.node.chain_mut());
        self.touch();
    }

    /// The vault changed its passphrase; the words are the same.
    pub fn set_vault(&mut self, vault: Vault) {
        self.vault = vault;
    }

    /// Writes all that is to be kept, now. What a failing store says of it is told with the next
    /// [`poll`](Self::poll).
    pub fn write(&mut self) {
        self.keep_wallet();
        self.node.write_soon();
        self.node.write();
    }

    /// Why nothing is being saved at present; none while all is well.
    pub fn failing(&self) -> Option<&str> {
        self.failing.as_deref()
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

    /// The height of the best chain's end.
    pub(crate) fn tip_height(&self) -> Height {
        self.node.chain().tip().height
    }

    pub(crate) fn trouble(&mut self, message: String) {
        self.notice(Notice::Trouble { message });
    }

    /// What remains when the node has nothing more to say: the wallet catches up and everything is
    /// kept.
    fn settle(&mut self, at: Time) -> Option<Output> {
        self.contact.settle(self.node.chain_mut());
        // Others wait for the block; the wallet can take its time.
        if self.seal_block() {
            return None;
        }
        if self.follow() {
            self.revision += 1;
            self.keep_wallet();
            if core::mem::take(&mut self.pressing) {
                self.write();
            }
            return Some(Output::Sleep(self.now));
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
            None if more => Some(Output::Sleep(self.now)),
            None => Some(Output::Sleep(at.min(until))),
        }
    }

    pub(crate) fn mine(&mut self, on: bool) {
        self.reward = on.then(|| self.wallet.reward_lock());
        self.node
            .handle(self.now, Input::Asked(Request::Mine(self.reward.clone())));
        self.revision += 1;
    }

    /// It mines.
    pub const fn is_mining(&self) -> bool {
        self.reward.is_some()
    }

    /// The lock that the miner pays to has got a block; the next one goes to a fresh key.
    fn reward_is_used(&self) -> bool {
        self.reward
            .as_ref()
            .is_some_and(|lock| *lock != self.wallet.reward_lock())
    }
}

/// The wallet as its rows have it. Where they are damaged they go, and the wallet begins anew: all
/// that it knows of blocks follows from the chain and from its keys. True where that was so.
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
