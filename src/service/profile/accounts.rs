//! The accounts of a wallet on one chain: account 0, the person's further accounts, and watched
//! ones, which have a descriptor and no words.
//!
//! # Layout
//!
//! | bytes | meaning |
//! | --- | --- |
//! | CompactSize | the number of accounts beside account 0, at most 7 of a kind; then for each: |
//! | 1 | 0 for an account of the person's own words, 1 for a watched one |
//! | CompactSize + n | the name, UTF-8, may be empty |
//! | CompactSize + n | the public keys ([`AccountPublic`]) |
//! | CompactSize | the index of the account that is shown; account 0 has index 0 |
//!
//! followed by two lists of accounts in the layout of the one above, at most 7 each: the further
//! accounts of the person's words that are not here, and those of the replaced wallet.
//!
//! No two of them have the same keys. The `n` accounts of the person's own words have the numbers
//! 1 to `n`.

use api::{ChainReason, Fault};
use primitives::{BlockHash, DecodeError, Encode, Reader, put_bytes, put_compact};
use wallet::{AccountPublic, GAP_LIMIT, MAX_ACCOUNTS, Seed};

/// The maximum number of accounts of the person's words beside account 0, and of watched ones.
const MAX_FURTHER: usize = MAX_ACCOUNTS as usize - 1;
/// The maximum length of a field in bytes.
const MAX_FIELD: usize = 256;

/// An account beside account 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAccount {
    /// The person's name for it; may be empty.
    pub name: String,
    /// Whether it is only watched: the person's words can't spend its coins.
    pub is_watched: bool,
    /// Its public keys.
    pub account: AccountPublic,
}

/// The accounts on one chain beside account 0, and which account is shown.
#[derive(Clone, Default)]
pub(super) struct Further {
    pub(super) accounts: Vec<NamedAccount>,
    /// The index of the account that is shown: 0 for account 0, otherwise one more than the index
    /// in `accounts`.
    pub(super) chosen: usize,
    /// The accounts of the person's words that come next: they are added if they turn out to have
    /// been used. An earlier format did not keep them.
    pub(super) candidates: Vec<NamedAccount>,
    /// The accounts of the replaced wallet's words.
    pub(super) replaced: Vec<NamedAccount>,
}

impl Further {
    /// The accounts of newly added words: none but account 0 yet.
    pub(super) fn new(seed: &Seed, genesis: &BlockHash) -> Self {
        let numbers = 1..MAX_ACCOUNTS;
        Self {
            candidates: numbers.map(|it| own_account(seed, genesis, it)).collect(),
            ..Self::default()
        }
    }

    pub(super) fn accounts(&self) -> &[NamedAccount] {
        &self.accounts
    }

    pub(super) const fn chosen(&self) -> usize {
        self.chosen
    }

    /// Replaces the person's words by those of `new`, whose account 0 is `first`. The accounts of
    /// the former words are kept; those of the new ones come back if they were kept. Watched
    /// accounts stay, except `first` itself.
    pub(super) fn replace_wallet(&mut self, new: Self, first: &AccountPublic) {
        let former = core::mem::replace(self, new);
        let (watched, own) = former.accounts.into_iter().partition(|it| it.is_watched);
        (self.accounts, self.replaced) = (watched, own);
        self.accounts.retain(|it| !it.account.has_keys_of(first));
        let mut back = former.replaced;
        back.retain(|it| self.candidates.iter().any(|new| new.account == it.account));
        for account in back {
            self.add_own(account);
        }
    }

    /// The number of the next account of the person's words.
    pub(super) fn next_number(&self) -> u32 {
        let count = u32::try_from(self.count(false));
        count.unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The number of accounts of one kind, at most [`MAX_FURTHER`].
    fn count(&self, is_watched: bool) -> usize {
        let accounts = self.accounts.iter();
        accounts.filter(|it| it.is_watched == is_watched).count()
    }

    /// Adds the next account of the person's words. If it was watched, it is the person's own from
    /// now on, with its name unless `account` has one. Returns it as it is now.
    pub(super) fn add_own(&mut self, account: NamedAccount) -> NamedAccount {
        self.candidates.retain(|it| it.account != account.account);
        let mut present = self.accounts.iter_mut();
        let Some(present) = present.find(|it| it.account.has_keys_of(&account.account)) else {
            self.accounts.push(account.clone());
            return account;
        };
        let name = match account.name.is_empty() {
            true => core::mem::take(&mut present.name),
            false => account.name.clone(),
        };
        *present = NamedAccount { name, ..account };
        present.clone()
    }

    /// Checks that another account of this kind fits.
    ///
    /// # Errors
    /// A [`Fault`] if none does.
    pub(super) fn check_room(&self, is_watched: bool) -> Result<(), Fault> {
        let most = u64::from(MAX_ACCOUNTS);
        match self.count(is_watched) < MAX_FURTHER {
            true => Ok(()),
            false => Err(Fault::new(ChainReason::ManyAccounts { most })),
        }
    }

    /// Reads the accounts.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not those of accounts.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let accounts = read_list(reader, 2 * MAX_FURTHER)?;
        Ok(Self {
            chosen: reader.length(accounts.len())?,
            accounts,
            candidates: read_list(reader, MAX_FURTHER)?,
            replaced: read_list(reader, MAX_FURTHER)?,
        })
    }
}

fn read_list(reader: &mut Reader<'_>, most: usize) -> Result<Vec<NamedAccount>, DecodeError> {
    let mut accounts = Vec::new();
    for _ in 0..reader.length(most)? {
        let is_watched = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(reader.invalid("an account is one’s own or watched")),
        };
        let name = String::from_utf8(reader.bytes(MAX_FIELD)?)
            .map_err(|_| reader.invalid("a name is UTF-8"))?;
        let account = AccountPublic::from_bytes(&reader.bytes(MAX_FIELD)?)
            .map_err(|_| reader.invalid("an account has two or three public keys"))?;
        accounts.push(NamedAccount {
            name,
            is_watched,
            account,
        });
    }
    Ok(accounts)
}

impl Encode for Further {
    fn encode(&self, out: &mut Vec<u8>) {
        put_list(out, &self.accounts);
        put_compact(out, self.chosen as u64);
        put_list(out, &self.candidates);
        put_list(out, &self.replaced);
    }
}

fn put_list(out: &mut Vec<u8>, accounts: &[NamedAccount]) {
    put_compact(out, accounts.len() as u64);
    for account in accounts {
        out.push(u8::from(account.is_watched));
        put_bytes(out, account.name.as_bytes());
        put_bytes(out, &account.account.to_bytes());
    }
}

/// The account of the words with this number, without a name.
pub(super) fn own_account(seed: &Seed, genesis: &BlockHash, number: u32) -> NamedAccount {
    NamedAccount {
        name: String::new(),
        is_watched: false,
        account: seed.account_number(genesis, number).public(),
    }
}

/// The number of keys of each branch that are looked up to see whether an account was used.
pub(crate) const LOOKED_UP: u32 = GAP_LIMIT;
