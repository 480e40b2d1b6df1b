//! The accounts of the wallet on the open chain. One is shown, and commands are about it; the
//! wallets of the others read every block as well.

use api::{AccountView, Notice};
use chain::{Chain, StorageError, Store};
use node::Removal;
use primitives::{Block, Height, Timestamp, Transaction, Txid};
use wallet::{AccountPublic, Wallet};

use super::{WalletSync, block_connected, block_disconnected};
use crate::payments::{failure_notices, is_repeated, is_unconfirmed_grant};
use crate::profile::accounts::NamedAccount;

/// One account.
#[derive(Debug)]
struct Account {
    name: String,
    is_watched: bool,
}

/// A wallet with the state of its synchronization.
struct Following {
    sync: WalletSync,
    wallet: Wallet,
}

/// All accounts in their order, and the wallets of those that are not shown.
pub(crate) struct Accounts {
    accounts: Vec<Account>,
    /// The index of the account that is shown, whose wallet the service has.
    chosen: usize,
    /// The wallets of the other accounts, each with the account's index.
    others: Vec<(usize, Following)>,
}

/// What opening the accounts gives.
pub(crate) struct Opened {
    pub(crate) accounts: Accounts,
    /// The wallet of the account that is shown.
    pub(crate) wallet: Wallet,
    /// The state of its synchronization.
    pub(crate) sync: WalletSync,
    /// Whether the stored rows of a wallet were damaged.
    pub(crate) is_damaged: bool,
}

impl Accounts {
    /// Opens all accounts. `chosen` is the index of the one that is shown; account 0 if there is no
    /// such account.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) fn open<S: Store>(
        chain: &mut Chain<S>,
        account: AccountPublic,
        further: Vec<NamedAccount>,
        chosen: usize,
    ) -> Result<Opened, StorageError<S::Error>> {
        let (sync, wallet, is_damaged) = WalletSync::open(chain, account)?;
        let mut opened = Opened {
            accounts: Self {
                accounts: vec![Account {
                    name: String::new(),
                    is_watched: false,
                }],
                chosen: 0,
                others: Vec::new(),
            },
            wallet,
            sync,
            is_damaged,
        };
        for account in further {
            opened.is_damaged |= opened.accounts.add(chain, account)?;
        }
        let (sync, wallet) = (&mut opened.sync, &mut opened.wallet);
        opened.accounts.choose(chosen, sync, wallet);
        Ok(opened)
    }

    /// Adds an account, which is not shown. Returns whether its stored rows were damaged.
    ///
    /// # Errors
    /// If the store fails.
    fn add<S: Store>(
        &mut self,
        chain: &mut Chain<S>,
        account: NamedAccount,
    ) -> Result<bool, StorageError<S::Error>> {
        let (sync, wallet, is_damaged) = WalletSync::open(chain, account.account)?;
        let following = Following { sync, wallet };
        self.others.push((self.accounts.len(), following));
        self.accounts.push(Account {
            name: account.name,
            is_watched: account.is_watched,
        });
        Ok(is_damaged)
    }

    /// Adds one of the person's accounts as [`add`](Self::add) does. One that was only watched is
    /// the person's own from now on. `shown` is the wallet of the one that is shown.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) fn add_or_own<S: Store>(
        &mut self,
        chain: &mut Chain<S>,
        account: NamedAccount,
        shown: &Wallet,
    ) -> Result<bool, StorageError<S::Error>> {
        let is_same = |wallet: &Wallet| wallet.account().has_keys_of(&account.account);
        let mut others = self.others.iter();
        let other = others.find(|(_, following)| is_same(&following.wallet));
        let present = match other {
            Some((index, _)) => Some(*index),
            None => is_same(shown).then_some(self.chosen),
        };
        match present.and_then(|index| self.accounts.get_mut(index)) {
            Some(present) => {
                present.is_watched &= account.is_watched;
                Ok(false)
            }
            None => self.add(chain, account),
        }
    }

    /// Shows another account: its wallet takes the place of `wallet`, with `sync`. Returns whether
    /// there is such an account that was not shown already.
    pub(crate) fn choose(
        &mut self,
        index: usize,
        sync: &mut WalletSync,
        wallet: &mut Wallet,
    ) -> bool {
        let found = self.others.iter_mut().find(|(at, _)| *at == index);
        let Some((at, other)) = found else {
            return false;
        };
        *at = core::mem::replace(&mut self.chosen, index);
        core::mem::swap(&mut other.sync, sync);
        core::mem::swap(&mut other.wallet, wallet);
        true
    }

    /// Removes an account that is not shown. Its rows in the store go as well, unless another
    /// account needs them. `shown` is the wallet of the one that is shown.
    ///
    /// # Errors
    /// If the store fails. The rows may stay then.
    pub(crate) fn remove<S: Store>(
        &mut self,
        index: usize,
        chain: &mut Chain<S>,
        shown: &Wallet,
    ) -> Result<(), StorageError<S::Error>> {
        let Some(place) = self.others.iter().position(|(at, _)| *at == index) else {
            return Ok(());
        };
        let (_, removed) = self.others.remove(place);
        self.accounts.remove(index);
        let indices = self.others.iter_mut().map(|(at, _)| at);
        for at in indices.chain([&mut self.chosen]) {
            *at -= usize::from(*at > index);
        }
        let mut left = self.others().chain([shown]);
        match left.any(|it| it.account() == removed.wallet.account()) {
            true => Ok(()),
            false => removed.sync.erase(chain),
        }
    }

    /// The index of the account that is shown.
    pub(crate) const fn chosen(&self) -> usize {
        self.chosen
    }

    /// Whether the account that is shown is only watched.
    pub(crate) fn is_watched(&self) -> bool {
        self.is_watched_at(self.chosen)
    }

    fn is_watched_at(&self, index: usize) -> bool {
        self.accounts.get(index).is_some_and(|it| it.is_watched)
    }

    /// The wallets that are not shown.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Wallet> {
        self.others.iter().map(|(_, following)| &following.wallet)
    }

    /// The wallets whose coins the person's words can spend. `shown` is the one that is shown.
    pub(crate) fn own<'a>(&'a self, shown: &'a Wallet) -> impl Iterator<Item = &'a Wallet> {
        let others = self.others.iter();
        let others = others.filter(|(at, _)| !self.is_watched_at(*at));
        let others = others.map(|(_, following)| &following.wallet);
        (!self.is_watched())
            .then_some(shown)
            .into_iter()
            .chain(others)
    }

    /// The wallet to which rewards are paid while `shown` is the one that is shown: `shown` itself,
    /// but account 0 in place of one that is only watched.
    pub(crate) fn earning<'a>(&'a self, shown: &'a Wallet) -> &'a Wallet {
        if !self.is_watched() {
            return shown;
        }
        let others = self.others.iter();
        let first = others.min_by_key(|(index, _)| *index);
        first.map_or(shown, |(_, following)| &following.wallet)
    }

    fn wallets(&mut self) -> impl Iterator<Item = &mut Wallet> {
        self.others
            .iter_mut()
            .map(|(_, following)| &mut following.wallet)
    }

    /// Passes a connected block to the wallets that are not shown. Returns the notices about it.
    pub(crate) fn connected(&mut self, height: Height, block: &Block) -> Vec<Notice> {
        self.each(|wallet| block_connected(wallet, height, block))
    }

    /// The notices about the account that is shown. Of one that is only watched, payments cause no
    /// notices, since the coins are somebody else's or kept elsewhere.
    pub(crate) fn heard(&self, notices: Vec<Notice>) -> Vec<Notice> {
        heard(notices, self.is_watched())
    }

    /// Calls `of` for each wallet that is not shown, and returns the notices that it causes.
    fn each(&mut self, mut of: impl FnMut(&mut Wallet) -> Vec<Notice>) -> Vec<Notice> {
        let mut all = Vec::new();
        for (index, Following { wallet, .. }) in &mut self.others {
            let is_watched = self.accounts.get(*index).is_some_and(|it| it.is_watched);
            all.extend(heard(of(wallet), is_watched));
        }
        all
    }

    /// Takes a disconnected block back from the wallets that are not shown.
    pub(crate) fn disconnected(&mut self, height: Height, block: &Block) {
        self.wallets()
            .for_each(|it| block_disconnected(it, height, block));
    }

    /// Passes a transaction of the mempool to the wallets that are not shown. Returns the notices
    /// about it.
    pub(crate) fn pool_added(
        &mut self,
        transaction: &Transaction,
        now: Timestamp,
        tip: Height,
    ) -> Vec<Notice> {
        let txid = transaction.txid();
        self.each(|wallet| {
            let known = wallet.entry(&txid, tip).is_some();
            wallet.pool_added(transaction, now);
            let entry = wallet.entry(&txid, tip).filter(|_| !known);
            let paid = entry.filter(|entry| entry.kind == wallet::Kind::Received);
            let paid = paid.filter(|_| !is_repeated(wallet, tip, &txid));
            let notice = paid.map(|entry| Notice::PaymentReceived {
                amount: entry.amount,
            });
            notice.into_iter().collect()
        })
    }

    /// Notes that the mempool refused a transaction. If it is a grant of one of the wallets, of
    /// which `shown` is the one that is shown, that wallet may request another one.
    pub(crate) fn grant_refused(&mut self, shown: &mut Wallet, txid: &Txid) {
        let wallets = self.wallets().chain([shown]);
        for wallet in wallets.filter(|wallet| is_unconfirmed_grant(wallet, txid)) {
            wallet.pool_removed(txid);
        }
    }

    /// Notes that the mempool removed a transaction.
    pub(crate) fn pool_removed(&mut self, txid: &Txid, why: Removal) {
        for wallet in self.wallets() {
            pool_removed(wallet, txid, why);
        }
    }

    /// Reads the next blocks that the wallets have not seen. Returns whether there may be more, and
    /// the notices about these blocks.
    pub(crate) fn follow<S: Store>(&mut self, chain: &Chain<S>) -> super::Followed {
        let mut all = super::Followed::default();
        for (index, Following { sync, wallet }) in &mut self.others {
            let is_watched = self.accounts.get(*index).is_some_and(|it| it.is_watched);
            let followed = sync.follow(wallet, chain);
            all.more |= followed.more;
            all.notices.extend(heard(followed.notices, is_watched));
        }
        all
    }

    /// The notices of payments that failed.
    pub(crate) fn failures(&mut self, tip: Height) -> Vec<Notice> {
        self.each(|wallet| failure_notices(wallet, tip))
    }

    /// Passes the changed rows of the wallets that are not shown to the store.
    pub(crate) fn store<S: Store>(&mut self, chain: &mut Chain<S>) {
        for (_, Following { sync, wallet }) in &mut self.others {
            sync.store(wallet, chain);
        }
    }

    /// The accounts as a page shows them. `shown` is the wallet of the one that is shown.
    pub(crate) fn views(&self, shown: &Wallet, tip: Height) -> Vec<AccountView> {
        let view = |(index, account): (usize, &Account)| {
            let mut others = self.others.iter();
            let other = others.find(|(at, _)| *at == index);
            let wallet = other.map_or(shown, |(_, following)| &following.wallet);
            AccountView {
                name: account.name.clone(),
                watched: account.is_watched,
                balance: wallet.balance(tip).spendable,
            }
        };
        self.accounts.iter().enumerate().map(view).collect()
    }
}

/// Leaves out the notices about payments if the account is only watched.
fn heard(mut notices: Vec<Notice>, is_watched: bool) -> Vec<Notice> {
    let is_payment = |notice: &Notice| {
        matches!(
            notice,
            Notice::PaymentReceived { .. }
                | Notice::PaymentConfirmed { .. }
                | Notice::PaymentFailed { .. }
                | Notice::DataConfirmed
        )
    };
    notices.retain(|notice| !is_watched || !is_payment(notice));
    notices
}

/// Notes that the mempool removed a transaction.
pub(crate) fn pool_removed(wallet: &mut Wallet, txid: &Txid, why: Removal) {
    match why {
        Removal::Replaced { by } => wallet.pool_replaced(txid, by),
        _ => wallet.pool_removed(txid),
    }
}
