//! The wallet's keys as locks: which lock belongs to which path, which one to hand out next.
//!
//! A wallet that knows only its words finds its payments by deriving keys ahead of those it has
//! found. That works as long as no key is used too far ahead of the last one on the chain. So no
//! key [`GAP_LIMIT`] or more past the last one with a confirmed payment is ever handed out (an
//! older unused one is, then), while [`LOOKAHEAD`] keys are watched: the difference makes up for
//! payments that confirm in another order after a reorganisation.

use crate::account::{AccountPublic, Branch, BranchKeys, KeyPath};
use crate::changes::{Changes, RECEIVE, key_row};
use primitives::{KeyHash, Lock, PublicKey, Secret, Table, Transaction};

/// How many unused keys in a row may be handed out (BIP44).
pub const GAP_LIMIT: u32 = 20;

/// How many keys past the last used one are watched.
pub const LOOKAHEAD: u32 = 30;

/// All keys derived so far. Their number is bounded by the payments that the wallet ever received.
pub(crate) struct Keys {
    account: AccountPublic,
    identity: PublicKey,
    paths: Table<KeyHash, KeyPath>,
    /// By the branch's number. That of the identity holds one key from the start, and is in no row.
    branches: [Keychain; 4],
    /// Index of the present receiving address.
    current: u32,
}

/// A key that is watched.
struct Watched {
    hash: KeyHash,
    /// A transaction paid to it, wherever that is now.
    seen: bool,
    /// How many confirmed transactions pay to it.
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

/// One branch.
#[derive(Default)]
struct Keychain {
    /// By their index.
    keys: Vec<Watched>,
    /// One past the highest key that was ever paid to.
    seen_end: u32,
    /// One past the highest key that is known to have had a payment in a block for good, whatever
    /// the wallet saw of it.
    buried: u32,
    /// Made when the first key must be derived, so that reopening a wallet derives nothing.
    source: Option<BranchKeys>,
}

impl Keychain {
    /// Keys at and past this index are not handed out.
    fn horizon(&self) -> u32 {
        // Looked for from the end: few of the last ones are not used, and all before `buried` count
        // as used.
        let mut last = (self.buried..self.derived()).rev();
        let last = last.find(|at| self.keys[*at as usize].confirmed > 0);
        let used = last.map_or(self.buried, |at| at + 1);
        used.saturating_add(GAP_LIMIT).min(self.derived())
    }

    fn derived(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// The key to hand out after those before `from`: the next that nothing was paid to; within the
    /// gap limit, or else the oldest such; or else, with every key below the horizon taken by
    /// unconfirmed payments, the last.
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
    /// No keys yet but the identity.
    pub(crate) fn empty(account: AccountPublic) -> Self {
        let identity = account.identity();
        let hash = identity.key_hash();
        let mut branches: [Keychain; 4] = Default::default();
        branches[usize::from(Branch::Identity.number())].keys = vec![Watched::new(hash)];
        let mut paths = Table::with_hasher(secret_of(&account));
        paths.insert(hash, KeyPath::IDENTITY);
        Self {
            account,
            identity,
            paths,
            branches,
            current: 0,
        }
    }

    /// The key by which others know this person.
    pub(crate) const fn identity(&self) -> PublicKey {
        self.identity
    }

    /// What the keys derive from.
    pub(crate) const fn account(&self) -> &AccountPublic {
        &self.account
    }

    /// Takes over a key that was derived before; `false` where it is not the next of its branch.
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

    /// Takes over the present receiving address.
    pub(crate) fn load_current(&mut self, index: u32) {
        self.current = index;
    }

    /// Derives what is missing of the keys to watch.
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

    /// Whose key a lock asks for, if it is the wallet's.
    pub(crate) fn path(&self, lock: &Lock) -> Option<KeyPath> {
        match lock {
            Lock::Key(hash) => self.paths.get(hash).copied(),
            _ => None,
        }
    }

    /// Notes the keys that a transaction pays to, and looks further ahead, until that finds no more
    /// of them.
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

    /// Notes the keys that had payments for good as `is_used` says, though the wallet may never see
    /// these, and looks further ahead, until that finds no more of them.
    ///
    /// # Errors
    /// The first of `is_used`; what was found before is noted.
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

    /// Takes back what [`Keys::confirm`] counted.
    pub(crate) fn unconfirm(&mut self, path: KeyPath) {
        let table = &mut self.branches[usize::from(path.branch.number())];
        let confirmed = &mut table.keys[path.index as usize].confirmed;
        *confirmed = confirmed.saturating_sub(1);
    }

    /// Takes back everything that [`Keys::confirm`] counted.
    pub(crate) fn unconfirm_all(&mut self) {
        for key in self.branches.iter_mut().flat_map(|table| &mut table.keys) {
            key.confirmed = 0;
        }
    }

    /// The lock of a key that was derived.
    pub(crate) fn lock(&self, path: KeyPath) -> Lock {
        let table = &self.branches[usize::from(path.branch.number())];
        Lock::Key(table.keys[path.index as usize].hash)
    }

    /// The present receiving address: it changes once something was paid to it.
    pub(crate) fn receive(&self) -> Lock {
        let table = &self.branches[usize::from(Branch::Receive.number())];
        let index = if table.has_seen(self.current) || self.current >= table.horizon() {
            table.pick(table.seen_end.max(self.current))
        } else {
            self.current
        };
        Lock::Key(table.keys[index as usize].hash)
    }

    /// Another receiving address, which is the present one from now on.
    pub(crate) fn next_receive(&mut self, changes: &mut Changes) -> Lock {
        let table = &self.branches[usize::from(Branch::Receive.number())];
        let shown = self.receive();
        let shown = self.path(&shown).map_or(0, |path| path.index);
        self.current = table.pick(table.seen_end.max(shown.saturating_add(1)));
        changes.put(vec![RECEIVE], self.current.to_le_bytes().to_vec());
        Lock::Key(table.keys[self.current as usize].hash)
    }

    /// The next key of a branch that nothing was paid to.
    pub(crate) fn fresh(&self, branch: Branch) -> Lock {
        let table = &self.branches[usize::from(branch.number())];
        Lock::Key(table.keys[table.pick(table.seen_end) as usize].hash)
    }
}

/// What a key's row says of the payments to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// There was none.
    Unseen,
    /// There was one, wherever it is now.
    Seen,
    /// There was one in a block for good.
    Buried,
}

impl Known {
    /// By its byte in a row; none for another.
    pub(crate) const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Unseen),
            1 => Some(Self::Seen),
            2 => Some(Self::Buried),
            _ => None,
        }
    }
}

/// What decides where keys and transactions stand in the tables of an account's wallet: payers
/// don't know its chain code.
pub(crate) fn secret_of(account: &AccountPublic) -> Secret {
    Secret::of(&account.to_bytes())
}

fn key_value(hash: &KeyHash, known: Known) -> Vec<u8> {
    let mut value = hash.to_bytes().to_vec();
    value.push(known as u8);
    value
}
