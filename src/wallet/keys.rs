//! The wallet's keys as locks: which path a lock belongs to, and which key to give out next.
//!
//! A wallet that has only its words finds its payments by deriving keys ahead of those that it has
//! found. This works as long as no key is used too far ahead of the last one with a payment on the
//! chain. So at most the [`GAP_LIMIT`] keys past the last one with a confirmed payment are given
//! out. After those, older unused keys are given out again. The wallet watches [`LOOKAHEAD`] keys
//! past the last used one. The difference covers payments that confirm in another order after a
//! reorganisation.

use crate::account::{AccountPublic, Branch, BranchKeys, KeyPath};
use crate::changes::{Changes, RECEIVE, key_row};
use primitives::{KeyHash, Lock, Secret, Table, Transaction};

/// The maximum number of unused keys in a row that are given out (BIP44).
pub const GAP_LIMIT: u32 = 20;

/// The number of keys past the last used one that are watched.
pub const LOOKAHEAD: u32 = 30;

/// All keys derived so far. Their number is bounded by the number of payments that the wallet ever
/// received.
pub(crate) struct Keys {
    account: AccountPublic,
    paths: Table<KeyHash, KeyPath>,
    /// Indexed by the branch's number. In account 0 the identity's branch has one key from the
    /// start, which is not stored in a row.
    branches: [Keychain; 4],
    /// The index of the present receiving address.
    current: u32,
}

/// A key that is watched.
struct Watched {
    hash: KeyHash,
    /// Whether a transaction ever paid to it, even if that transaction is gone.
    seen: bool,
    /// The number of confirmed transactions that pay to it.
    confirmed: u32,
}

impl Watched {
    const fn new(hash: KeyHash) -> Self {
        Self {
            hash,
            seen: false,
            confirmed: 0,
        }
    }
}

/// The keys of one branch.
#[derive(Default)]
struct Keychain {
    /// The keys by their index.
    keys: Vec<Watched>,
    /// One past the highest key that was ever paid to.
    seen_end: u32,
    /// One past the highest key that is known to have a payment in a block which can't be
    /// disconnected, even if the wallet did not see that payment.
    buried: u32,
    /// The source of further keys. It is made when the first key is derived, so that restoring a
    /// wallet derives nothing.
    source: Option<BranchKeys>,
}

impl Keychain {
    /// The index from which on keys are not given out.
    fn horizon(&self) -> u32 {
        // The search goes backwards, since few of the last keys are unused. All keys before
        // `buried` count as used.
        let mut last = (self.buried..self.derived()).rev();
        let last = last.find(|at| self.keys[*at as usize].confirmed > 0);
        let used = last.map_or(self.buried, |at| at + 1);
        used.saturating_add(GAP_LIMIT).min(self.derived())
    }

    fn derived(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// The index of the key to give out at or after `from`: the next one within the gap limit that
    /// was never paid to. If there is none, it is the oldest key that was never paid to. If
    /// unconfirmed payments have used all keys below the horizon, it is the last of these.
    fn pick(&self, from: u32) -> u32 {
        let horizon = self.horizon();
        let unseen = |at: &u32| !self.has_seen(*at);
        (from..horizon)
            .find(unseen)
            .or_else(|| (0..from.min(horizon)).find(unseen))
            .unwrap_or(horizon.saturating_sub(1))
    }

    /// Whether a key was ever paid to.
    fn has_seen(&self, at: u32) -> bool {
        self.keys.get(at as usize).is_some_and(|key| key.seen)
    }

    /// Notes that a key was paid to.
    fn see(&mut self, at: u32) {
        self.keys[at as usize].seen = true;
        self.seen_end = self.seen_end.max(at.saturating_add(1));
    }
}

impl Keys {
    /// No keys except the identity's.
    pub(crate) fn empty(account: AccountPublic) -> Self {
        let mut branches: [Keychain; 4] = Default::default();
        let mut paths = Table::with_hasher(secret_of(&account));
        if let Some(identity) = account.identity() {
            let hash = identity.key_hash();
            branches[usize::from(Branch::Identity.number())].keys = vec![Watched::new(hash)];
            paths.insert(hash, KeyPath::IDENTITY);
        }
        Self {
            account,
            paths,
            branches,
            current: 0,
        }
    }

    /// The public keys that the others are derived from.
    pub(crate) const fn account(&self) -> &AccountPublic {
        &self.account
    }

    /// Adds a stored key. Returns `false` if it is not the next one of its branch, or if its hash
    /// is known already.
    pub(crate) fn load(&mut self, path: KeyPath, hash: KeyHash, known: Known) -> bool {
        let table = &mut self.branches[usize::from(path.branch.number())];
        if path.index != table.derived() || self.paths.insert(hash, path).is_some() {
            return false;
        }
        table.keys.push(Watched::new(hash));
        if known != Known::Unseen {
            table.see(path.index);
        }
        if known == Known::Buried {
            table.buried = path.index.saturating_add(1);
        }
        true
    }

    /// Sets the stored index of the present receiving address.
    pub(crate) fn load_current(&mut self, index: u32) {
        self.current = index;
    }

    /// Derives those of the watched keys that are missing.
    pub(crate) fn fill(&mut self, changes: &mut Changes) {
        for branch in Branch::ALL {
            self.fill_branch(branch, changes);
        }
    }

    fn fill_branch(&mut self, branch: Branch, changes: &mut Changes) {
        let table = &mut self.branches[usize::from(branch.number())];
        let wanted = table.seen_end.saturating_add(LOOKAHEAD);
        while table.derived() < wanted {
            let source = table
                .source
                .get_or_insert_with(|| self.account.branch(branch));
            let index = table.keys.len();
            let Some((index, hash)) = u32::try_from(index)
                .ok()
                .and_then(|index| Some((index, source.hash(index)?)))
            else {
                return;
            };
            let path = KeyPath { branch, index };
            table.keys.push(Watched::new(hash));
            self.paths.insert(hash, path);
            changes.put(key_row(path), key_value(&hash, Known::Unseen));
        }
    }

    /// The path of a lock's key; `None` if it is not one of the wallet's keys.
    pub(crate) fn path(&self, lock: &Lock) -> Option<KeyPath> {
        match lock {
            Lock::Key(hash) => self.paths.get(hash).copied(),
            _ => None,
        }
    }

    /// Notes the keys that a transaction pays to, and derives further keys, until no more of its
    /// outputs are found.
    pub(crate) fn see_paid(&mut self, transaction: &Transaction, changes: &mut Changes) {
        loop {
            let known = self.paths.len();
            for output in &transaction.outputs {
                if let Some(path) = self.path(&output.lock) {
                    self.see(path, changes);
                }
            }
            if self.paths.len() == known {
                return;
            }
        }
    }

    fn see(&mut self, path: KeyPath, changes: &mut Changes) {
        if path == KeyPath::IDENTITY {
            return; // it is used again and again, and no key follows it
        }
        let table = &mut self.branches[usize::from(path.branch.number())];
        if !table.has_seen(path.index) {
            table.see(path.index);
            let hash = &table.keys[path.index as usize].hash;
            changes.put(key_row(path), key_value(hash, Known::Seen));
            self.fill_branch(path.branch, changes);
        }
    }

    /// Notes the keys that had payments in blocks which can't be disconnected, according to
    /// `is_used`, and derives further keys, until no more are found. The wallet may never see these
    /// payments.
    ///
    /// # Errors
    /// The first error of `is_used`. The keys found before it are noted.
    pub(crate) fn see_buried<E>(
        &mut self,
        mut is_used: impl FnMut(&Lock) -> Result<bool, E>,
        changes: &mut Changes,
    ) -> Result<(), E> {
        for branch in Branch::ALL {
            let mut index = 0;
            while index < self.table(branch).derived() {
                let path = KeyPath { branch, index };
                let lock = self.lock(path);
                index += 1;
                if index > self.table(branch).buried && is_used(&lock)? {
                    self.see(path, changes);
                    self.bury(path, changes);
                }
            }
        }
        Ok(())
    }

    fn bury(&mut self, path: KeyPath, changes: &mut Changes) {
        if path == KeyPath::IDENTITY {
            return;
        }
        let table = &mut self.branches[usize::from(path.branch.number())];
        table.buried = path.index.saturating_add(1);
        let hash = &table.keys[path.index as usize].hash;
        changes.put(key_row(path), key_value(hash, Known::Buried));
    }

    fn table(&self, branch: Branch) -> &Keychain {
        &self.branches[usize::from(branch.number())]
    }

    /// Counts a confirmed transaction that pays to a key.
    pub(crate) fn confirm(&mut self, path: KeyPath) {
        let table = &mut self.branches[usize::from(path.branch.number())];
        table.keys[path.index as usize].confirmed += 1;
    }

    /// Undoes one [`Keys::confirm`].
    pub(crate) fn unconfirm(&mut self, path: KeyPath) {
        let table = &mut self.branches[usize::from(path.branch.number())];
        let confirmed = &mut table.keys[path.index as usize].confirmed;
        *confirmed = confirmed.saturating_sub(1);
    }

    /// Undoes every [`Keys::confirm`].
    pub(crate) fn unconfirm_all(&mut self) {
        for key in self.branches.iter_mut().flat_map(|table| &mut table.keys) {
            key.confirmed = 0;
        }
    }

    /// The lock of a derived key.
    pub(crate) fn lock(&self, path: KeyPath) -> Lock {
        let table = &self.branches[usize::from(path.branch.number())];
        Lock::Key(table.keys[path.index as usize].hash)
    }

    /// The present receiving address. It changes once it was paid to.
    pub(crate) fn receive(&self) -> Lock {
        let table = &self.branches[usize::from(Branch::Receive.number())];
        let index = if table.has_seen(self.current) || self.current >= table.horizon() {
            table.pick(table.seen_end.max(self.current))
        } else {
            self.current
        };
        Lock::Key(table.keys[index as usize].hash)
    }

    /// The receiving addresses that were paid to, newest first.
    pub(crate) fn paid_receive(&self) -> impl Iterator<Item = Lock> {
        let keys = self.table(Branch::Receive).keys.iter().rev();
        keys.filter(|key| key.seen).map(|key| Lock::Key(key.hash))
    }

    /// Returns another receiving address, which becomes the present one.
    pub(crate) fn next_receive(&mut self, changes: &mut Changes) -> Lock {
        let table = &self.branches[usize::from(Branch::Receive.number())];
        let shown = self.receive();
        let shown = self.path(&shown).map_or(0, |path| path.index);
        self.current = table.pick(table.seen_end.max(shown.saturating_add(1)));
        changes.put(vec![RECEIVE], self.current.to_le_bytes().to_vec());
        Lock::Key(table.keys[self.current as usize].hash)
    }

    /// The next key of a branch that was never paid to.
    pub(crate) fn fresh(&self, branch: Branch) -> Lock {
        let table = &self.branches[usize::from(branch.number())];
        Lock::Key(table.keys[table.pick(table.seen_end) as usize].hash)
    }
}

/// The state of payments to a key, as its row stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// No transaction paid to it.
    Unseen,
    /// A transaction paid to it, even if that transaction is gone.
    Seen,
    /// A transaction paid to it in a block that can't be disconnected.
    Buried,
}

impl Known {
    /// The value of a row's byte; `None` if the byte has no meaning.
    pub(crate) const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Unseen),
            1 => Some(Self::Seen),
            2 => Some(Self::Buried),
            _ => None,
        }
    }
}

/// The key of the hash tables of an account's wallet. Payers can't choose positions in the tables,
/// since they don't know the account's chain code.
pub(crate) fn secret_of(account: &AccountPublic) -> Secret {
    Secret::of(&account.to_bytes())
}

fn key_value(hash: &KeyHash, known: Known) -> Vec<u8> {
    let mut value = hash.to_bytes().to_vec();
    value.push(known as u8);
    value
}
