//! Changes of the accounts on a known chain.

use api::{ChainReason, Fault, Field};
use primitives::BlockHash;
use wallet::{AccountPublic, Descriptor, MAX_ACCOUNTS};

use super::Profile;
use super::accounts::{Further, NamedAccount, own_account};
use super::known::Known;
use super::labels::label;
use super::vaults::open_vault;
use crate::refusal::sentence;

impl Profile {
    /// Adds the next account of the person's words to a known chain.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the name is wrong, no further account fits, or the passphrase is missing or
    /// wrong.
    pub fn add_account(
        &mut self,
        genesis: &BlockHash,
        name: &str,
        passphrase: Option<&str>,
    ) -> Result<NamedAccount, Fault> {
        let name = label(name)?;
        let vault = self.vault().clone();
        let further = self.further_mut(genesis)?;
        further.check_room(false)?;
        let seed = open_vault(&vault, passphrase)?.seed();
        let account = own_account(&seed, genesis, further.next_number());
        Ok(further.add_own(NamedAccount { name, ..account }))
    }

    /// Adds the accounts of the person's words up to the last one that was used before, as
    /// `is_used` says of their first keys. An unused account does not end the search, since
    /// [`add_account`](Self::add_account) adds accounts after unused ones.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the passphrase is missing or wrong, or the error of `is_used`.
    pub fn find_accounts(
        &mut self,
        genesis: &BlockHash,
        passphrase: Option<&str>,
        is_used: impl FnMut(&AccountPublic) -> Result<bool, Fault>,
    ) -> Result<Vec<NamedAccount>, Fault> {
        let seed = open_vault(self.vault(), passphrase)?.seed();
        let further = self.further_mut(genesis)?;
        let numbers = further.next_number()..MAX_ACCOUNTS;
        further.candidates = numbers.map(|it| own_account(&seed, genesis, it)).collect();
        self.add_used(genesis, is_used)
    }

    /// Does what [`find_accounts`](Self::find_accounts) does, without the words: by the public keys
    /// that the profile keeps since the chain was added or the wallet was restored.
    ///
    /// # Errors
    ///
    /// The error of `is_used`.
    pub fn add_used(
        &mut self,
        genesis: &BlockHash,
        mut is_used: impl FnMut(&AccountPublic) -> Result<bool, Fault>,
    ) -> Result<Vec<NamedAccount>, Fault> {
        let further = self.further_mut(genesis)?;
        let mut used = further.candidates.clone();
        while let Some(last) = used.last()
            && !is_used(&last.account)?
        {
            used.pop();
        }
        let used = used.into_iter();
        Ok(used.map(|account| further.add_own(account)).collect())
    }

    /// Adds the account of a descriptor to a known chain, to be watched.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the name or the descriptor is wrong, the descriptor belongs to another chain
    /// or to an account that is here already, or no further account fits.
    pub fn watch(
        &mut self,
        genesis: &BlockHash,
        name: &str,
        descriptor: &str,
    ) -> Result<NamedAccount, Fault> {
        let name = label(name)?;
        let wrong = |reason: ChainReason| Fault::of(Field::Descriptor, reason);
        let read: Descriptor =
            (descriptor.parse()).map_err(|error| Fault::of(Field::Descriptor, sentence(&error)))?;
        if read.genesis != *genesis {
            return Err(wrong(ChainReason::DescriptorElsewhere));
        }
        let known = self.known_mut(genesis)?;
        let present = known.further.accounts.iter().map(|it| &it.account);
        let is_known = |it: &AccountPublic| it.has_keys_of(&read.account);
        if present.chain([known.account()]).any(is_known) {
            return Err(wrong(ChainReason::AccountKnown));
        }
        known.further.check_room(true)?;
        let account = NamedAccount {
            name,
            is_watched: true,
            account: read.account,
        };
        known.further.accounts.push(account.clone());
        Ok(account)
    }

    /// Shows another account of a known chain from now on.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if there is no such account.
    pub fn choose_account(&mut self, genesis: &BlockHash, index: usize) -> Result<(), Fault> {
        let further = self.further_mut(genesis)?;
        if index > further.accounts.len() {
            return Err(Fault::new(ChainReason::NoAccount));
        }
        further.chosen = index;
        Ok(())
    }

    /// Removes a watched account of a known chain. If it was shown, account 0 is shown from now on.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if there is no watched account with this index.
    pub fn remove_account(&mut self, genesis: &BlockHash, index: usize) -> Result<(), Fault> {
        let further = self.further_mut(genesis)?;
        let at = index.checked_sub(1);
        let at = at.filter(|at| further.accounts.get(*at).is_some_and(|it| it.is_watched));
        let at = at.ok_or_else(|| Fault::new(ChainReason::NoAccount))?;
        further.accounts.remove(at);
        further.chosen = match further.chosen {
            chosen if chosen == index => 0,
            chosen if chosen > index => chosen - 1,
            chosen => chosen,
        };
        Ok(())
    }

    fn known_mut(&mut self, genesis: &BlockHash) -> Result<&mut Known, Fault> {
        let unknown = || Fault::new(ChainReason::UnknownChain);
        self.chains.get_mut(genesis).ok_or_else(unknown)
    }

    fn further_mut(&mut self, genesis: &BlockHash) -> Result<&mut Further, Fault> {
        Ok(&mut self.known_mut(genesis)?.further)
    }
}
