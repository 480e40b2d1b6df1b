//! What a person keeps apart from any chain: the vault with the wallet's words, and the known chains.

use api::{Fault, Field, KnownChain, NewChain, Protection};
use chain::{Spec, SpecError};
use primitives::{BlockHash, DecodeError, Encode, PublicKey, Reader, Time, put_bytes, put_compact};
use thiserror::Error;
use wallet::{Vault, VaultError, Words};

use crate::invitation::{Invitation, MAX_RELAY, relay_url};
use crate::sentence::sentence;
use crate::{new_chain, settings_file};

/// The layout that this program writes and reads.
const VERSION: u8 = 1;
/// Chains that one profile keeps: a person follows a handful, and each costs storage.
const MAX_CHAINS: usize = 64;
/// Bytes of the largest vault.
const MAX_VAULT: usize = 4_096;
/// Bytes of the largest spec or relay URL.
const MAX_FIELD: usize = 65_536;

/// Fresh random bytes for a vault, drawn by the caller from the platform's generator.
#[derive(Clone)]
pub struct Entropy {
    /// Becomes new words.
    pub words: [u8; 16],
    /// Salt of the passphrase's key derivation.
    pub salt: [u8; 16],
    /// Nonce of the cipher.
    pub nonce: [u8; 24],
}

/// What it takes to open a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The chain's settings.
    pub spec: Spec,
    /// The relay's WebSocket URL; empty where there is none.
    pub relay: String,
}

/// One person's vault and chains. Whoever changes it saves [`to_bytes`](Self::to_bytes) before
/// answering the person.
pub struct Profile {
    vault: Vault,
    /// The vault's, kept because deriving it takes a while.
    identity: PublicKey,
    /// Last opened first; at most [`MAX_CHAINS`].
    chains: Vec<(BlockHash, Setup)>,
    /// The first of `chains` is to be opened when the person comes back.
    open: bool,
}

/// Why a profile's bytes cannot be read. They must then be kept as they are: they may hold the only
/// copy of somebody's words.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// Not laid out as a profile is.
    #[error("the profile's file is damaged: {0}")]
    Layout(#[from] DecodeError),
    /// A later program wrote it.
    #[error(
        "the profile's file has format {0}, which this program does not know: reload the page to get the newest one"
    )]
    Version(u8),
    /// Its vault is damaged.
    #[error("the profile's vault is damaged: {0}")]
    Vault(#[from] VaultError),
    /// A chain's settings are damaged.
    #[error("the settings of chain {index} in the profile's file are damaged: {error}")]
    Spec {
        /// Which chain, from 0.
        index: usize,
        /// What is wrong with them.
        error: SpecError,
    },
}

impl Profile {
    /// A new person: fresh words, no passphrase yet, no chains.
    pub fn new(entropy: Entropy) -> Self {
        let words = Words::from_entropy(entropy.words);
        let vault = Vault::seal(&words, None, entropy.salt, entropy.nonce);
        Self {
            identity: vault.account().identity(),
            vault,
            chains: Vec::new(),
            open: false,
        }
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    ///
    /// [`ProfileError`]; the caller must then not overwrite the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProfileError> {
        let mut reader = Reader::new(bytes);
        match reader.u8()? {
            VERSION => {}
            other => return Err(ProfileError::Version(other)),
        }
        let vault = Vault::from_bytes(&reader.bytes(MAX_VAULT)?)?;
        let open = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(reader.invalid("whether a chain is open is 0 or 1").into()),
        };
        let count = reader.length(MAX_CHAINS)?;
        // Room is taken as chains really come: each is far larger in memory than the byte that counts it.
        let mut chains = Vec::new();
        for index in 0..count {
            let spec = Spec::from_bytes(&reader.bytes(MAX_FIELD)?)
                .map_err(|error| ProfileError::Spec { index, error })?;
            let relay = String::from_utf8(reader.bytes(MAX_FIELD)?)
                .map_err(|_| reader.invalid("the relay's URL is not UTF-8"))?;
            chains.push((spec.genesis().hash(), Setup { spec, relay }));
        }
        reader.finish()?;
        Ok(Self {
            identity: vault.account().identity(),
            vault,
            chains,
            open,
        })
    }

    /// The whole profile: a version byte, the vault, whether a chain is open, the chains.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        put_bytes(&mut out, &self.vault.to_bytes());
        out.push(u8::from(self.open));
        put_compact(&mut out, self.chains.len() as u64);
        for (_, setup) in &self.chains {
            put_bytes(&mut out, &setup.spec.to_bytes());
            put_bytes(&mut out, setup.relay.as_bytes());
        }
        out
    }

    /// How the words rest.
    pub fn protection(&self) -> Protection {
        match self.vault.protection() {
            wallet::Protection::None => Protection::None,
            wallet::Protection::Passphrase => Protection::Passphrase,
        }
    }

    /// The vault with the words.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The public key by which others know this person, the same on every chain: whoever starts a chain lists it among
    /// the authors, or gives it coins from the start.
    pub fn identity(&self) -> PublicKey {
        self.identity
    }

    /// The known chains, last opened first.
    pub fn chains(&self) -> Vec<KnownChain> {
        let known = |(genesis, setup): &(BlockHash, Setup)| KnownChain {
            genesis: genesis.to_string(),
            name: setup.spec.name.clone(),
            symbol: setup.spec.symbol.clone(),
        };
        self.chains.iter().map(known).collect()
    }

    /// The chain that was open when the person left.
    pub fn last(&self) -> Option<BlockHash> {
        self.chains
            .first()
            .filter(|_| self.open)
            .map(|(genesis, _)| *genesis)
    }

    /// Makes a new chain known. `salt` is random, so that two chains of equal settings born in the same
    /// second are two chains.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that names the setting at fault, or that no further chain fits.
    pub fn start(
        &mut self,
        settings: &NewChain,
        relay: &str,
        now: Time,
        salt: [u8; 8],
    ) -> Result<BlockHash, Fault> {
        let spec = new_chain::spec(settings, now, salt)?;
        self.know(Setup {
            spec,
            relay: relay.to_owned(),
        })
    }

    /// Makes the chain of a settings file known.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the file, and where, or that no further chain fits.
    pub fn start_from(&mut self, settings: &str, relay: &str) -> Result<BlockHash, Fault> {
        let spec = settings_file::from_json(settings)
            .map_err(|error| Fault::of(Field::SettingsFile, sentence(&error)))?;
        self.know(Setup {
            spec,
            relay: relay.to_owned(),
        })
    }

    /// Makes the chain of an invitation link known. A link to a known chain brings its relay up to date.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the link, or that no further chain fits.
    pub fn join(&mut self, link: &str) -> Result<BlockHash, Fault> {
        let Invitation { spec, relay } =
            Invitation::parse(link).map_err(|error| Fault::of(Field::Link, sentence(&error)))?;
        self.know(Setup { spec, relay })
    }

    /// Has a known chain's peers be introduced by this relay; gives its URL as it is kept.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it is no relay's URL.
    pub fn set_relay(&mut self, genesis: &BlockHash, url: &str) -> Result<String, Fault> {
        let relay = relay_url(url.trim().as_bytes());
        let relay = relay.ok().filter(|url| url.len() <= MAX_RELAY);
        let relay = relay.ok_or_else(|| {
            let message = format!(
                "A relay’s address begins with wss:// or ws://, and has at most {MAX_RELAY} characters."
            );
            Fault::of(Field::Relay, message)
        })?;
        let known = self.chains.iter_mut().find(|(hash, _)| hash == genesis);
        if let Some((_, setup)) = known {
            setup.relay.clone_from(&relay);
        }
        Ok(relay)
    }

    /// Makes a chain unknown. Whoever keeps its blocks erases them.
    pub fn forget(&mut self, genesis: &BlockHash) {
        if self.last() == Some(*genesis) {
            self.open = false;
        }
        self.chains.retain(|(hash, _)| hash != genesis);
    }

    /// The known chain with this genesis hash.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where this profile does not know it.
    pub fn find(&self, genesis: &str) -> Result<BlockHash, Fault> {
        let known = self
            .chains
            .iter()
            .map(|(hash, _)| *hash)
            .find(|hash| hash.to_string() == genesis);
        known.ok_or_else(|| {
            Fault::new("This browser does not keep that chain. Open its invitation link again.")
        })
    }

    /// Notes that the chain is open now, and gives what it takes to open it.
    pub fn opened(&mut self, genesis: &BlockHash) -> Option<Setup> {
        let at = self.chains.iter().position(|(hash, _)| hash == genesis)?;
        self.chains[..=at].rotate_right(1);
        self.open = true;
        self.chains.first().map(|(_, setup)| setup.clone())
    }

    /// Notes that no chain is open now.
    pub fn closed(&mut self) {
        self.open = false;
    }

    /// The twelve words, secret.
    ///
    /// # Errors
    ///
    /// A [`Fault`] for a missing or wrong passphrase.
    pub fn words(&self, passphrase: Option<&str>) -> Result<String, Fault> {
        Ok(self.open_vault(passphrase)?.phrase().to_string())
    }

    /// Sets, changes or (with `new` none) removes the passphrase.
    ///
    /// # Errors
    ///
    /// A [`Fault`] for a missing or wrong present passphrase, or an empty new one.
    pub fn set_passphrase(
        &mut self,
        old: Option<&str>,
        new: Option<&str>,
        entropy: Entropy,
    ) -> Result<(), Fault> {
        let words = self.open_vault(old)?;
        self.seal(&words, new, entropy)
    }

    /// Replaces the wallet by the one of these words.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that names the word that is wrong, or an empty passphrase.
    pub fn restore(
        &mut self,
        words: &str,
        passphrase: Option<&str>,
        entropy: Entropy,
    ) -> Result<(), Fault> {
        let words =
            Words::parse(words).map_err(|error| Fault::of(Field::Words, sentence(&error)))?;
        self.seal(&words, passphrase, entropy)
    }

    fn seal(
        &mut self,
        words: &Words,
        passphrase: Option<&str>,
        entropy: Entropy,
    ) -> Result<(), Fault> {
        if passphrase.is_some_and(str::is_empty) {
            return Err(Fault::of(
                Field::Passphrase,
                "A passphrase needs at least one character.",
            ));
        }
        self.vault = Vault::seal(words, passphrase, entropy.salt, entropy.nonce);
        self.identity = self.vault.account().identity();
        Ok(())
    }

    fn open_vault(&self, passphrase: Option<&str>) -> Result<Words, Fault> {
        open_vault(&self.vault, passphrase)
    }

    fn know(&mut self, setup: Setup) -> Result<BlockHash, Fault> {
        let genesis = setup.spec.genesis().hash();
        if let Some((_, known)) = self.chains.iter_mut().find(|(hash, _)| *hash == genesis) {
            known.relay = setup.relay;
            return Ok(genesis);
        }
        if self.chains.len() >= MAX_CHAINS {
            return Err(Fault::new(format!(
                "This browser already keeps {MAX_CHAINS} chains, and no more fit. Use another browser profile for this one."
            )));
        }
        self.chains.push((genesis, setup));
        Ok(genesis)
    }
}

/// Opens a vault for a person, who may have forgotten the passphrase or typed it wrong.
pub(crate) fn open_vault(vault: &Vault, passphrase: Option<&str>) -> Result<Words, Fault> {
    let given = passphrase.filter(|text| !text.is_empty());
    if given.is_none() && vault.protection() == wallet::Protection::Passphrase {
        return Err(Fault::of(
            Field::Passphrase,
            "Enter this wallet's passphrase.",
        ));
    }
    vault
        .open(given)
        .map_err(|error| Fault::of(Field::Passphrase, sentence(&error)))
}
