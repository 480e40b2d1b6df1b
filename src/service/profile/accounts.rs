//! The accounts of a wallet on one chain: account 0, the person's further accounts, and watched
//! ones, which have a descriptor and no words.
//!
//! # Layout
//!
//! | bytes | meaning |
//! | --- | --- |
//! | CompactSize | the number of accounts beside account 0, at most 7; then for each: |
//! | 1 | 0 for an account of the person's own words, 1 for a watched one |
//! | CompactSize + n | the name, UTF-8, may be empty |
//! | CompactSize + n | the public keys ([`AccountPublic`]) |
//! | CompactSize | the index of the account that is shown; account 0 has index 0 |
//!
//! The person's accounts have the numbers 1, 2 and so on in the order in which they stand here.

use api::{ChainReason, Fault};
use primitives::{DecodeError, Encode, Reader, put_bytes, put_compact};
use wallet::{AccountPublic, GAP_LIMIT, MAX_ACCOUNTS};

/// The maximum number of accounts beside account 0.
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
}

impl Further {
    pub(super) fn accounts(&self) -> &[NamedAccount] {
        &self.accounts
    }

    pub(super) const fn chosen(&self) -> usize {
        self.chosen
    }

    /// Forgets the accounts of the person's former words. Watched accounts stay.
    pub(super) fn replace_wallet(&mut self) {
        self.accounts.retain(|account| account.is_watched);
        self.chosen = 0;
    }

    /// The number of the next account of the person's words.
    pub(super) fn next_number(&self) -> u32 {
        let own = self.accounts.iter().filter(|it| !it.is_watched).count();
        u32::try_from(own).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Checks that another account fits.
    ///
    /// # Errors
    /// A [`Fault`] if none does.
    pub(super) fn check_room(&self) -> Result<(), Fault> {
        let most = u64::from(MAX_ACCOUNTS);
        match self.accounts.len() < MAX_FURTHER {
            true => Ok(()),
            false => Err(Fault::new(ChainReason::ManyAccounts { most })),
        }
    }

    /// Reads the accounts.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not those of accounts.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut accounts = Vec::new();
        for _ in 0..reader.length(MAX_FURTHER)? {
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
        let chosen = reader.length(accounts.len())?;
        Ok(Self { accounts, chosen })
    }
}

impl Encode for Further {
    fn encode(&self, out: &mut Vec<u8>) {
        put_compact(out, self.accounts.len() as u64);
        for account in &self.accounts {
            out.push(u8::from(account.is_watched));
            put_bytes(out, account.name.as_bytes());
            put_bytes(out, &account.account.to_bytes());
        }
        put_compact(out, self.chosen as u64);
    }
}

/// The number of keys of each branch that are looked up to see whether an account was used.
pub(crate) const LOOKED_UP: u32 = GAP_LIMIT;
