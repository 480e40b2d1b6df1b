//! A person's data that belongs to no single chain: the vault with the wallet's words, and the
//! known chains.
//!
//! # Layout
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 1 | format, 5; formats 2 to 4, which lack labels, a person's own names or further accounts, are read as well |
//! | CompactSize + n | the vault ([`Vault`]) |
//! | CompactSize + n | the vault of the replaced wallet; empty if there is none |
//! | 1 | 1 if the first chain is to be opened at the next start, else 0 |
//! | CompactSize | the number of chains |
//!
//! followed by each chain, last opened first, in the layout of [`known`].

mod account_changes;
pub(crate) mod accounts;
mod chains;
mod entropy;
mod error;
mod known;
pub(crate) mod labels;
mod relay_list;
mod restored;
mod setup;
mod vaults;

use api::{
    ChainReason, Fault, Field, FileBytes, Holding, InvitationDocument, KnownChain, NewChain,
    Protection, Standing,
};
use primitives::{BlockHash, Encode as _, PublicKey, Reader, Time};
use wallet::{Seed, Vault};

use crate::chain_settings;
use crate::invitation::payment_request::{of_link, without_request};
use crate::invitation::{Invitation, MAX_RELAY, relay_url};
use crate::refusal::sentence;

use self::chains::Chains;
use self::error::{Format, VERSION};
use self::known::Known;
use self::labels::Labels;
use self::vaults::Vaults;

pub use self::accounts::NamedAccount;
pub use self::chains::MAX_PROFILE_BYTES;
pub use self::entropy::Entropy;
pub use self::error::ProfileError;
pub use self::known::MAX_RELAYS;
pub use self::relay_list::relay_list;
pub use self::restored::Restored;
pub use self::setup::{Keys, Setup};
pub(crate) use self::vaults::open_vault;

/// One person's vault and chains. After a change, the caller saves [`to_bytes`](Self::to_bytes)
/// before it answers the person.
#[derive(Clone)]
pub struct Profile {
    vaults: Vaults,
    chains: Chains,
}

impl Profile {
    /// A new profile: fresh words, no passphrase, no chains.
    pub fn new(entropy: Entropy) -> Self {
        Self {
            vaults: Vaults::new(entropy),
            chains: Chains::default(),
        }
    }

    /// Reads the bytes that [`to_bytes`](Self::to_bytes) wrote, in this program or in an earlier
    /// one whose format is still known.
    ///
    /// # Errors
    ///
    /// [`ProfileError`]. The caller must not overwrite the bytes then.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProfileError> {
        let mut reader = Reader::new(bytes);
        let format = Format::of(reader.u8()?)?;
        let vaults = Vaults::read(&mut reader)?;
        let chains = Chains::read(&mut reader, format)?;
        let is_own = |known: &Known| known.account().identity() == Some(vaults.identity());
        if !chains.iter().all(is_own) {
            return Err(reader
                .invalid("a chain's account belongs to the vault's words")
                .into());
        }
        reader.finish()?;
        Ok(Self { vaults, chains })
    }

    /// The whole profile in the module's layout.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        self.vaults.write(&mut out);
        self.chains.encode(&mut out);
        out
    }

    /// How the words are protected.
    pub fn protection(&self) -> Protection {
        self.vaults.protection()
    }

    /// How the words of the replaced wallet are protected; `None` if no replaced wallet is kept.
    pub fn replaced(&self) -> Option<Protection> {
        self.vaults.replaced()
    }

    /// The vault with the words.
    pub fn vault(&self) -> &Vault {
        self.vaults.present()
    }

    /// The public key of this person's identity, the same on every chain. Founders of chains list
    /// it among the authors, or give it first coins.
    pub fn identity(&self) -> PublicKey {
        self.vaults.identity()
    }

    /// The known chains, last opened first. `bytes` returns the bytes that a chain takes on the
    /// device; 0 if nothing is stored or the size is not known.
    pub fn chains(&self, bytes: impl Fn(&BlockHash) -> u64) -> Vec<KnownChain> {
        self.chains.views(bytes)
    }

    /// The wallet's balances on the chains where it had coins when they were last open.
    pub fn holdings(&self) -> Vec<Holding> {
        self.chains.holdings()
    }

    /// Notes the height and the balance on a known chain that is open now; `None` if the chain has
    /// not been open with the present wallet yet.
    pub fn note_standing(&mut self, genesis: &BlockHash, standing: Option<Standing>) {
        if let Some(known) = self.chains.get_mut(genesis) {
            known.note_standing(standing);
        }
    }

    /// Stores the labels of a known chain: see
    /// [`Service::take_labels`](crate::Service::take_labels).
    pub fn set_labels(&mut self, genesis: &BlockHash, labels: Labels) {
        if let Some(known) = self.chains.get_mut(genesis) {
            known.set_labels(labels);
        }
    }

    /// The chain that was open when the person left; `None` if none was.
    pub fn last(&self) -> Option<BlockHash> {
        self.chains.last()
    }

    /// Adds a chain. Nothing changes if the chain is known already.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if no further chain fits, or if the passphrase is missing or wrong.
    pub fn add(&mut self, setup: Setup, passphrase: Option<&str>) -> Result<BlockHash, Fault> {
        let genesis = setup.spec.genesis_hash();
        if self.chains.get(&genesis).is_none() {
            self.chains.may_add()?;
            let seed = open_vault(self.vault(), passphrase)?.seed();
            self.chains.add(Known::new(setup, &seed));
        }
        Ok(genesis)
    }

    /// Adds a new chain. `salt` is random, so that two chains differ even if they are started in
    /// the same second with the same settings. If the wallet is locked, its keys on the chain are
    /// derived with the passphrase.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if a setting is invalid, if the passphrase is missing or wrong, or if no further
    /// chain fits.
    pub fn start(
        &mut self,
        settings: &NewChain,
        relays: Vec<String>,
        now: Time,
        salt: [u8; 8],
        passphrase: Option<&str>,
    ) -> Result<BlockHash, Fault> {
        let spec = chain_settings::new_spec(settings, now, salt)?;
        self.add(Setup::using(spec, relays), passphrase)
    }

    /// Adds the chain of a settings file.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the file, and where; or as in
    /// [`start`](Self::start).
    pub fn start_from(
        &mut self,
        settings: &str,
        relays: Vec<String>,
        passphrase: Option<&str>,
    ) -> Result<BlockHash, Fault> {
        let spec = chain_settings::from_json(settings)
            .map_err(|error| Fault::of(Field::SettingsFile, sentence(&error)))?;
        self.add(Setup::using(spec, relays), passphrase)
    }

    /// The content of an invitation link, and whether the profile knows its chain. The profile does
    /// not change.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the link.
    pub fn invitation(&self, link: &str) -> Result<InvitationDocument, Fault> {
        let invitation = invitation(link)?;
        let request = of_link(link, &invitation.spec.prefix)
            .map_err(|error| Fault::of(Field::Link, sentence(&error)))?;
        let genesis = invitation.spec.genesis_hash();
        let known = match self.chains.get(&genesis) {
            None => api::Known::New,
            Some(known) if invitation.urls().all(|url| known.relays().contains(url)) => {
                api::Known::Same
            }
            Some(_) => api::Known::OtherRelay,
        };
        let Invitation {
            spec,
            relay,
            endpoints,
        } = invitation;
        let authors = spec.authority.as_ref().map_or(0, |it| it.authors.len());
        Ok(InvitationDocument {
            genesis: genesis.to_string(),
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            interval: spec.interval,
            authors: u32::try_from(authors).unwrap_or(u32::MAX),
            relay,
            endpoints,
            known,
            request,
        })
    }

    /// Adds the chain of an invitation link. If the chain is known already, its relays do not
    /// change unless `add_relay` is true: then the link's relay and direct endpoints are added.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the link; or as in [`start`](Self::start).
    pub fn join(
        &mut self,
        link: &str,
        add_relay: bool,
        passphrase: Option<&str>,
    ) -> Result<BlockHash, Fault> {
        let invitation = invitation(link)?;
        let urls: Vec<_> = invitation.urls().cloned().collect();
        let setup = Setup {
            spec: invitation.spec,
            relays: urls.clone(),
            hide_address: false,
            labels: Labels::default(),
        };
        let genesis = self.add(setup, passphrase)?;
        if let Some(known) = self.chains.get_mut(&genesis).filter(|_| add_relay) {
            for url in urls {
                if !known.relays().contains(&url) {
                    known.add_relay(url)?;
                }
            }
        }
        Ok(genesis)
    }

    /// Adds a relay or a direct endpoint to a known chain. Returns the chain's relays; an empty
    /// list if the chain is not known.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if `url` is not a relay's URL, if the chain uses it already, or if the chain has
    /// the maximum number of relays.
    pub fn add_relay(&mut self, genesis: &BlockHash, url: &str) -> Result<Vec<String>, Fault> {
        let url = url.trim();
        let relay = relay_url(url.as_bytes()).ok();
        let relay = relay.filter(|relay| !relay.is_empty() && relay.len() <= MAX_RELAY);
        let relay = relay.ok_or_else(|| {
            let most = MAX_RELAY as u64;
            Fault::of(Field::Relay, ChainReason::RelayForm { most })
        })?;
        let Some(known) = self.chains.get_mut(genesis) else {
            return Ok(Vec::new());
        };
        if known.relays().contains(&relay) {
            return Err(Fault::of(Field::Relay, ChainReason::RelayKnown));
        }
        known.add_relay(relay)?;
        Ok(known.relays().to_vec())
    }

    /// Removes a relay from a known chain. Returns the chain's relays.
    pub fn remove_relay(&mut self, genesis: &BlockHash, url: &str) -> Vec<String> {
        if let Some(known) = self.chains.get_mut(genesis) {
            known.remove_relay(url);
        }
        self.relays(genesis)
    }

    /// The relays of a known chain; an empty list if the chain is not known.
    pub fn relays(&self, genesis: &BlockHash) -> Vec<String> {
        let known = self.chains.get(genesis);
        known.map_or_else(Vec::new, |known| known.relays().to_vec())
    }

    /// Sets whether a known chain's links go through TURN servers only.
    pub fn hide_address(&mut self, genesis: &BlockHash, hide: bool) {
        if let Some(known) = self.chains.get_mut(genesis) {
            known.hide_address(hide);
        }
    }

    /// Removes a chain from the profile. The caller erases its blocks.
    pub fn forget(&mut self, genesis: &BlockHash) {
        self.chains.forget(genesis);
    }

    /// The known chain with this genesis hash.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if this profile does not know it.
    pub fn find(&self, genesis: &str) -> Result<BlockHash, Fault> {
        let unknown = || Fault::new(ChainReason::UnknownChain);
        self.chains.find(genesis).ok_or_else(unknown)
    }

    /// Notes that the chain is open now, and returns its setup and the wallet's keys on it.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if this profile does not know the chain, or if this program does not know its
    /// rules.
    pub fn opened(&mut self, genesis: &BlockHash) -> Result<(Setup, Keys), Fault> {
        let unknown = || Fault::new(ChainReason::UnknownChain);
        let known = self.chains.get(genesis).ok_or_else(unknown)?;
        let setup = known.setup()?;
        let keys = known.keys(self.vault().clone());
        self.chains.opened(genesis);
        Ok((setup, keys))
    }

    /// Adds the chains of another copy of this profile. A tab has such a copy while another tab
    /// owns the profile. A profile of another wallet is ignored.
    pub fn adopt(&mut self, other: Self) {
        if other.identity() == self.identity() {
            self.chains.adopt(other.chains);
        }
    }

    /// Notes that no chain is open now.
    pub fn closed(&mut self) {
        self.chains.closed();
    }

    /// Returns the twelve words, which are secret.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the passphrase is missing or wrong.
    pub fn words(&self, passphrase: Option<&str>) -> Result<String, Fault> {
        Ok(open_vault(self.vault(), passphrase)?.phrase().to_string())
    }

    /// Sets, changes or (with `None` as `new`) removes the passphrase.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the present passphrase is missing or wrong, or if the new one is empty.
    pub fn set_passphrase(
        &mut self,
        old: Option<&str>,
        new: Option<&str>,
        entropy: Entropy,
    ) -> Result<(), Fault> {
        self.vaults.set_passphrase(old, new, entropy)
    }

    /// Makes a backup file of the wallet: its vault, encrypted with the wallet's passphrase, or
    /// with `passphrase` if it has none.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the passphrase is wrong or empty.
    pub fn backup(&self, passphrase: &str, entropy: Entropy) -> Result<FileBytes, Fault> {
        self.vaults.backup(passphrase, entropy)
    }

    /// Whether this is the present wallet.
    pub fn is_present(&self, restored: &Restored) -> bool {
        restored.vault().identity() == self.identity()
    }

    /// Whether the wallet is in use: it has keys on some chain, or a passphrase.
    pub fn is_used(&self) -> bool {
        !self.chains.is_empty() || self.protection() == Protection::Passphrase
    }

    /// Replaces the wallet by another one. The present wallet is kept for
    /// [`undo_restore`](Self::undo_restore), in place of an earlier replaced wallet. Nothing
    /// changes if the other one [is the present wallet](Self::is_present).
    ///
    /// # Errors
    ///
    /// A [`Fault`] if `present`, the present wallet's passphrase, is missing or wrong.
    pub fn restore(&mut self, restored: &Restored, present: Option<&str>) -> Result<(), Fault> {
        if !self.is_present(restored) {
            self.vaults.restore(restored.vault().clone(), present)?;
            self.replace_wallet(&restored.words().seed());
        }
        Ok(())
    }

    /// Brings back the replaced wallet. The present wallet then becomes the replaced one.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if no replaced wallet is kept, or if its passphrase is missing or wrong.
    pub fn undo_restore(&mut self, passphrase: Option<&str>) -> Result<(), Fault> {
        let words = self.vaults.undo_restore(passphrase)?;
        self.replace_wallet(&words.seed());
        Ok(())
    }

    /// Erases the replaced wallet.
    pub fn forget_replaced(&mut self) {
        self.vaults.forget_replaced();
        self.chains.forget_replaced();
    }

    /// Replaces the keys on all chains by those of the wallet with this seed.
    fn replace_wallet(&mut self, seed: &Seed) {
        for known in self.chains.iter_mut() {
            known.replace_wallet(seed);
        }
    }
}

fn invitation(link: &str) -> Result<Invitation, Fault> {
    Invitation::parse(&without_request(link))
        .map_err(|error| Fault::of(Field::Link, sentence(&error)))
}
