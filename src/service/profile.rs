//! What a person keeps apart from any chain: the vault with the wallet's words, and the known chains.
//!
//! # Layout
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 1 | format, 2 |
//! | CompactSize + n | the vault ([`Vault`]) |
//! | CompactSize + n | the vault of the wallet that this one replaced; empty where there is none |
//! | 1 | 1 where the first chain is to be opened at the next start |
//! | CompactSize | how many chains, last opened first |
//!
//! and for each chain
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 32 | genesis hash |
//! | CompactSize + n, twice | name and symbol, UTF-8: as in the spec, for a program that can't read that |
//! | CompactSize + n | the spec ([`Spec`]) |
//! | CompactSize | how many relays, at most 4; then for each: |
//! | CompactSize + n | the relay's URL, UTF-8 |
//! | 1 | 1 if links go through TURN servers only, else 0 |
//! | 98 | the account's public keys ([`AccountPublic`]) |
//! | 8 | when the chain was last open with this wallet, in milliseconds since 1970, little-endian; 0 where it was not |
//! | 4 | the height of its tip then, little-endian |
//! | 8 | what the wallet was worth then, in base units, little-endian |

use api::{Fault, Field, Holding, InvitationDocument, KnownChain, NewChain, Protection, Standing};
use chain::{Spec, SpecError};
use primitives::{
    Amount, BlockHash, Decode, DecodeError, Encode, PublicKey, Reader, Time, put_bytes, put_compact,
};
use thiserror::Error;
use wallet::{AccountPublic, Seed, Vault, VaultError, Words};

use crate::invitation::{Invitation, MAX_RELAY, relay_url};
use crate::sentence::sentence;
use crate::{new_chain, settings_file};

/// The layout that this program writes and reads.
const VERSION: u8 = 2;
/// Chains that one profile keeps: a person follows a handful, and each costs storage.
const MAX_CHAINS: usize = 64;
/// Bytes of the largest vault.
const MAX_VAULT: usize = 4_096;
/// Relays that are kept for one chain, and used at once.
pub const MAX_RELAYS: usize = 4;
/// Bytes of the largest spec or relay URL.
const MAX_FIELD: usize = 65_536;

/// Stands for a chain that was not open yet.
const NEVER: Standing = Standing {
    worth: Amount::ZERO,
    height: 0,
    time: Time(0),
};

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
    /// The WebSocket URLs of its relays; at most [`MAX_RELAYS`], no two the same, none empty.
    pub relays: Vec<String>,
    /// Links go through TURN servers only.
    pub hide_address: bool,
}

impl Setup {
    /// A chain whose peers this relay introduces; none where it is empty.
    pub fn new(spec: Spec, relay: &str) -> Self {
        let relays = match relay {
            "" => Vec::new(),
            relay => vec![relay.to_owned()],
        };
        Self {
            spec,
            relays,
            hide_address: false,
        }
    }
}

/// What a chain's wallet works with: the vault, and what is known of its keys on that chain while it is locked.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Opened for the moment of signing.
    pub vault: Vault,
    /// The public keys on this chain.
    pub account: AccountPublic,
}

/// A chain that the profile knows.
struct Known {
    genesis: BlockHash,
    name: String,
    symbol: String,
    spec: KnownSpec,
    relays: Vec<String>,
    hide_address: bool,
    /// Of the present wallet.
    account: AccountPublic,
    /// How the chain stood when it was last open with the present wallet.
    standing: Option<Standing>,
}

/// The spec of a known chain.
enum KnownSpec {
    Read(Box<Spec>),
    /// This program can't read it: it follows rules that are not known here. Its bytes are kept as they are, for a
    /// program that can.
    Unread {
        bytes: Vec<u8>,
        error: SpecError,
    },
}

/// One person's vault and chains. Whoever changes it saves [`to_bytes`](Self::to_bytes) before
/// answering the person.
pub struct Profile {
    vault: Vault,
    /// The vault of the wallet that this one replaced last, for an undo; encrypted as it was.
    replaced: Option<Vault>,
    /// Last opened first; at most [`MAX_CHAINS`].
    chains: Vec<Known>,
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
    /// Another version of the program wrote it.
    #[error("{}", other_version(*.0))]
    Version(u8),
    /// Its vault is damaged.
    #[error("the profile's vault is damaged: {0}")]
    Vault(#[from] VaultError),
}

fn other_version(version: u8) -> String {
    match version {
        ..VERSION => format!(
            "an earlier version of Tabchain wrote it (format {version}), and this version does not read it"
        ),
        _ => format!(
            "a later version of Tabchain wrote it (format {version}); reload the page to get that version"
        ),
    }
}

impl KnownSpec {
    fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Read(spec) => spec.to_bytes(),
            Self::Unread { bytes, .. } => bytes.clone(),
        }
    }

    /// Why the chain can't be opened, where it can't.
    fn refusal(&self) -> Option<String> {
        match self {
            Self::Read(_) => None,
            Self::Unread { error, .. } => Some(format!(
                "This version of Tabchain can’t open this chain, and leaves it as it is: {error}."
            )),
        }
    }
}

impl Encode for Known {
    fn encode(&self, out: &mut Vec<u8>) {
        self.genesis.encode(out);
        put_bytes(out, self.name.as_bytes());
        put_bytes(out, self.symbol.as_bytes());
        put_bytes(out, &self.spec.to_bytes());
        put_compact(out, self.relays.len() as u64);
        for relay in &self.relays {
            put_bytes(out, relay.as_bytes());
        }
        out.push(u8::from(self.hide_address));
        out.extend_from_slice(&self.account.to_bytes());
        let Standing {
            worth,
            height,
            time,
        } = self.standing.unwrap_or(NEVER);
        out.extend_from_slice(&time.millis().to_le_bytes());
        out.extend_from_slice(&height.to_le_bytes());
        out.extend_from_slice(&worth.units().to_le_bytes());
    }
}

impl Decode for Known {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let genesis = BlockHash::decode(reader)?;
        let name = text(reader)?;
        let symbol = text(reader)?;
        let bytes = reader.bytes(MAX_FIELD)?;
        let spec = match Spec::from_bytes(&bytes) {
            Ok(spec) => KnownSpec::Read(Box::new(spec)),
            Err(error) => KnownSpec::Unread { bytes, error },
        };
        if let KnownSpec::Read(spec) = &spec
            && (spec.genesis_hash(), &spec.name, &spec.symbol) != (genesis, &name, &symbol)
        {
            return Err(reader.invalid("a chain's name and genesis hash are those of its spec"));
        }
        let mut relays = Vec::new();
        for _ in 0..reader.length(MAX_RELAYS)? {
            relays.push(text(reader)?);
        }
        let hide_address = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(reader.invalid("whether addresses are hidden is 0 or 1")),
        };
        let account = AccountPublic::from_bytes(reader.take(AccountPublic::LEN)?)
            .map_err(|_| reader.invalid("an account is three fields of 98 bytes"))?;
        let standing = Standing {
            time: Time(reader.u64()?),
            height: reader.u32()?,
            worth: Amount::from_units(reader.u64()?)
                .map_err(|_| reader.invalid("a wallet is worth no more than all coins"))?,
        };
        Ok(Self {
            genesis,
            name,
            symbol,
            spec,
            relays,
            hide_address,
            account,
            standing: (standing != NEVER).then_some(standing),
        })
    }
}

fn text(reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    String::from_utf8(reader.bytes(MAX_FIELD)?).map_err(|_| reader.invalid("a text is UTF-8"))
}

impl Profile {
    /// A new person: fresh words, no passphrase yet, no chains.
    pub fn new(entropy: Entropy) -> Self {
        let words = Words::from_entropy(entropy.words);
        let vault = Vault::seal(&words, None, entropy.salt, entropy.nonce);
        Self {
            vault,
            replaced: None,
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
        let replaced = reader.bytes(MAX_VAULT)?;
        let replaced = match replaced.is_empty() {
            true => None,
            false => Some(Vault::from_bytes(&replaced)?),
        };
        let open = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(reader.invalid("whether a chain is open is 0 or 1").into()),
        };
        let count = reader.length(MAX_CHAINS)?;
        // Room is taken as chains really come: each is far larger in memory than the byte that counts it.
        let mut chains = Vec::new();
        for _ in 0..count {
            let known = Known::decode(&mut reader)?;
            if known.account.identity() != vault.identity() {
                return Err(reader
                    .invalid("a chain's account belongs to the vault's words")
                    .into());
            }
            chains.push(known);
        }
        reader.finish()?;
        Ok(Self {
            vault,
            replaced,
            chains,
            open,
        })
    }

    /// The whole profile: see the module's layout.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        put_bytes(&mut out, &self.vault.to_bytes());
        match &self.replaced {
            Some(vault) => put_bytes(&mut out, &vault.to_bytes()),
            None => put_bytes(&mut out, &[]),
        }
        out.push(u8::from(self.open));
        put_compact(&mut out, self.chains.len() as u64);
        for known in &self.chains {
            known.encode(&mut out);
        }
        out
    }

    /// How the words rest.
    pub fn protection(&self) -> Protection {
        protection(&self.vault)
    }

    /// How the words of the wallet that this one replaced rest; none where none is kept.
    pub fn replaced(&self) -> Option<Protection> {
        self.replaced.as_ref().map(protection)
    }

    /// The vault with the words.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The public key by which others know this person, the same on every chain: whoever starts a chain lists it among
    /// the authors, or gives it coins from the start.
    pub fn identity(&self) -> PublicKey {
        self.vault.identity()
    }

    /// The known chains, last opened first.
    pub fn chains(&self) -> Vec<KnownChain> {
        let known = |known: &Known| KnownChain {
            genesis: known.genesis.to_string(),
            name: known.name.clone(),
            symbol: known.symbol.clone(),
            refusal: known.spec.refusal(),
            standing: known.standing,
        };
        self.chains.iter().map(known).collect()
    }

    /// What the wallet was worth on the chains where it had coins when they were last closed, at most [`MAX_CHAINS`].
    pub fn holdings(&self) -> Vec<Holding> {
        let holding = |known: &Known| {
            let amount = known.standing?.worth;
            (!amount.is_zero()).then(|| Holding {
                name: known.name.clone(),
                symbol: known.symbol.clone(),
                amount,
            })
        };
        self.chains.iter().filter_map(holding).collect()
    }

    /// Notes how a known chain stands, which is open now; nothing where it is open with another wallet from now on.
    pub fn note_standing(&mut self, genesis: &BlockHash, standing: Option<Standing>) {
        if let Some(known) = self.known_mut(genesis) {
            known.standing = standing;
        }
    }

    /// The chain that was open when the person left.
    pub fn last(&self) -> Option<BlockHash> {
        self.chains
            .first()
            .filter(|_| self.open)
            .map(|known| known.genesis)
    }

    /// Makes a new chain known. `salt` is random, so that two chains of equal settings born in the same
    /// second are two chains. A locked wallet's keys on the chain are derived with the passphrase.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that names the setting at fault, or that the passphrase is missing or wrong, or that no further chain
    /// fits.
    pub fn start(
        &mut self,
        settings: &NewChain,
        relay: &str,
        now: Time,
        salt: [u8; 8],
        passphrase: Option<&str>,
    ) -> Result<BlockHash, Fault> {
        let spec = new_chain::spec(settings, now, salt)?;
        self.know(Setup::new(spec, relay), passphrase)
    }

    /// Makes the chain of a settings file known.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the file, and where, or as for [`start`](Self::start).
    pub fn start_from(
        &mut self,
        settings: &str,
        relay: &str,
        passphrase: Option<&str>,
    ) -> Result<BlockHash, Fault> {
        let spec = settings_file::from_json(settings)
            .map_err(|error| Fault::of(Field::SettingsFile, sentence(&error)))?;
        self.know(Setup::new(spec, relay), passphrase)
    }

    /// What an invitation link describes, and what is known of its chain. Nothing changes.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the link.
    pub fn invitation(&self, link: &str) -> Result<InvitationDocument, Fault> {
        let Invitation { spec, relay } = invitation(link)?;
        let genesis = spec.genesis_hash();
        let known = self.chains.iter().find(|known| known.genesis == genesis);
        let known = match known {
            None => api::Known::New,
            Some(known) if relay.is_empty() || known.relays.contains(&relay) => api::Known::Same,
            Some(_) => api::Known::OtherRelay,
        };
        let authors = spec.authority.as_ref().map_or(0, |it| it.authors.len());
        Ok(InvitationDocument {
            genesis: genesis.to_string(),
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            interval: spec.interval,
            authors: u32::try_from(authors).unwrap_or(u32::MAX),
            relay,
            known,
        })
    }

    /// Makes the chain of an invitation link known. The relays of a chain that is known already stay
    /// as they are; with `add_relay` the link's is added to them.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that says what is wrong with the link, or as for [`start`](Self::start).
    pub fn join(
        &mut self,
        link: &str,
        add_relay: bool,
        passphrase: Option<&str>,
    ) -> Result<BlockHash, Fault> {
        let Invitation { spec, relay } = invitation(link)?;
        let genesis = self.know(Setup::new(spec, &relay), passphrase)?;
        let known = self.known_mut(&genesis).filter(|_| add_relay);
        if let Some(known) = known
            && !relay.is_empty()
            && !known.relays.contains(&relay)
        {
            if known.relays.len() >= MAX_RELAYS {
                return Err(Fault::new(format!(
                    "This chain calls {MAX_RELAYS} relays already, and no more fit. Remove one of them on the page Network \
                     first."
                )));
            }
            known.relays.push(relay);
        }
        Ok(genesis)
    }

    /// Has a known chain's peers be introduced by this relay, too; gives the chain's relays.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it is no relay's URL, or where the chain has as many relays as can be.
    pub fn add_relay(&mut self, genesis: &BlockHash, url: &str) -> Result<Vec<String>, Fault> {
        let url = url.trim();
        let relay = relay_url(url.as_bytes()).ok();
        let relay = relay.filter(|relay| !relay.is_empty() && relay.len() <= MAX_RELAY);
        let relay = relay.ok_or_else(|| {
            let message = format!(
                "A relay’s address begins with wss:// or ws:// and has at most {MAX_RELAY} characters."
            );
            Fault::of(Field::Relay, message)
        })?;
        let Some(known) = self.known_mut(genesis) else {
            return Ok(Vec::new());
        };
        if known.relays.contains(&relay) {
            return Err(Fault::of(
                Field::Relay,
                "This chain uses that relay already.",
            ));
        }
        if known.relays.len() >= MAX_RELAYS {
            let message =
                format!("A chain uses at most {MAX_RELAYS} relays. Remove another one first.");
            return Err(Fault::of(Field::Relay, message));
        }
        known.relays.push(relay);
        Ok(known.relays.clone())
    }

    /// Has a known chain use this relay no longer; gives the chain's relays.
    pub fn remove_relay(&mut self, genesis: &BlockHash, url: &str) -> Vec<String> {
        let Some(known) = self.known_mut(genesis) else {
            return Vec::new();
        };
        known.relays.retain(|relay| relay != url);
        known.relays.clone()
    }

    /// Has a known chain's links go through TURN servers only, or not only.
    pub fn hide_address(&mut self, genesis: &BlockHash, hide: bool) {
        if let Some(known) = self.known_mut(genesis) {
            known.hide_address = hide;
        }
    }

    /// Makes a chain unknown. Whoever keeps its blocks erases them.
    pub fn forget(&mut self, genesis: &BlockHash) {
        if self.last() == Some(*genesis) {
            self.open = false;
        }
        self.chains.retain(|known| known.genesis != *genesis);
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
            .map(|known| known.genesis)
            .find(|hash| hash.to_string() == genesis);
        known.ok_or_else(|| {
            Fault::new("This browser does not keep that chain. Open its invitation link again.")
        })
    }

    /// Notes that the chain is open now, and gives what it takes to open it.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where this profile does not know the chain, or this program does not know its rules.
    pub fn opened(&mut self, genesis: &BlockHash) -> Result<(Setup, Keys), Fault> {
        let at = self
            .chains
            .iter()
            .position(|known| known.genesis == *genesis)
            .ok_or_else(|| Fault::new("This browser does not keep that chain."))?;
        let known = &self.chains[at];
        let KnownSpec::Read(spec) = &known.spec else {
            return Err(Fault::new(known.spec.refusal().unwrap_or_default()));
        };
        let setup = Setup {
            spec: Spec::clone(spec),
            relays: known.relays.clone(),
            hide_address: known.hide_address,
        };
        let keys = Keys {
            vault: self.vault.clone(),
            account: known.account.clone(),
        };
        self.chains[..=at].rotate_right(1);
        self.open = true;
        Ok((setup, keys))
    }

    /// Adds the chains that another copy of this profile came to know: a tab that kept nothing while another kept the
    /// profile. Nothing is taken from the profile of another wallet.
    pub fn adopt(&mut self, other: Self) {
        if other.identity() != self.identity() {
            return;
        }
        for known in other.chains {
            let is_known = self.chains.iter().any(|own| own.genesis == known.genesis);
            if !is_known && self.chains.len() < MAX_CHAINS {
                self.chains.push(known);
            }
        }
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
        self.vault = seal(&words, new, entropy)?;
        Ok(())
    }

    /// Whether these are the words of the present wallet.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that names the word that is wrong.
    pub fn has_words(&self, words: &str) -> Result<bool, Fault> {
        Ok(read_words(words)?.seed().identity().public() == self.identity())
    }

    /// Whether replacing the wallet takes something from the person: it has keys on some chain, or a passphrase.
    pub fn is_used(&self) -> bool {
        !self.chains.is_empty() || self.protection() == Protection::Passphrase
    }

    /// Replaces the wallet by the one of these words, to be protected by `passphrase` from now on. The one before is kept
    /// for [`undo_restore`](Self::undo_restore), in place of the one kept until now. The words of the present wallet
    /// change nothing.
    ///
    /// # Errors
    ///
    /// A [`Fault`] that names the word that is wrong, an empty passphrase, or that `present`, the present wallet's
    /// passphrase, is missing or wrong.
    pub fn restore(
        &mut self,
        words: &str,
        passphrase: Option<&str>,
        present: Option<&str>,
        entropy: Entropy,
    ) -> Result<(), Fault> {
        if self.has_words(words)? {
            return Ok(());
        }
        let words = read_words(words)?;
        open_vault(&self.vault, present).map_err(|fault| Fault {
            field: Some(Field::PresentPassphrase),
            ..fault
        })?;
        let vault = seal(&words, passphrase, entropy)?;
        self.replace(vault, &words.seed());
        Ok(())
    }

    /// Brings back the wallet that this one replaced, and keeps this one in its place.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where none is kept, or for its missing or wrong passphrase.
    pub fn undo_restore(&mut self, passphrase: Option<&str>) -> Result<(), Fault> {
        let none = || Fault::new("No replaced wallet is kept here.");
        let replaced = self.replaced.clone().ok_or_else(none)?;
        let words = open_vault(&replaced, passphrase)?;
        self.replace(replaced, &words.seed());
        Ok(())
    }

    /// Keeps the replaced wallet no longer.
    pub fn forget_replaced(&mut self) {
        self.replaced = None;
    }

    /// Puts another wallet in place of this one. `seed` is that of the vault's words.
    fn replace(&mut self, vault: Vault, seed: &Seed) {
        for known in &mut self.chains {
            known.account = seed.account(&known.genesis).public();
            known.standing = None;
        }
        self.replaced = Some(core::mem::replace(&mut self.vault, vault));
    }

    fn open_vault(&self, passphrase: Option<&str>) -> Result<Words, Fault> {
        open_vault(&self.vault, passphrase)
    }

    /// The relays of a known chain.
    pub fn relays(&self, genesis: &BlockHash) -> Vec<String> {
        let mut chains = self.chains.iter();
        let known = chains.find(|known| known.genesis == *genesis);
        known.map_or_else(Vec::new, |known| known.relays.clone())
    }

    fn known_mut(&mut self, genesis: &BlockHash) -> Option<&mut Known> {
        let mut chains = self.chains.iter_mut();
        chains.find(|known| known.genesis == *genesis)
    }

    fn know(&mut self, setup: Setup, passphrase: Option<&str>) -> Result<BlockHash, Fault> {
        let Setup {
            spec,
            relays,
            hide_address,
        } = setup;
        let genesis = spec.genesis_hash();
        if self.known_mut(&genesis).is_some() {
            return Ok(genesis);
        }
        if self.chains.len() >= MAX_CHAINS {
            return Err(Fault::new(format!(
                "This browser already keeps {MAX_CHAINS} chains, and no more fit. Use another browser profile for this one."
            )));
        }
        let seed = self.open_vault(passphrase)?.seed();
        self.chains.push(Known {
            genesis,
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            spec: KnownSpec::Read(Box::new(spec)),
            relays,
            hide_address,
            account: seed.account(&genesis).public(),
            standing: None,
        });
        Ok(genesis)
    }
}

fn invitation(link: &str) -> Result<Invitation, Fault> {
    Invitation::parse(link).map_err(|error| Fault::of(Field::Link, sentence(&error)))
}

fn read_words(words: &str) -> Result<Words, Fault> {
    Words::parse(words).map_err(|error| Fault::of(Field::Words, sentence(&error)))
}

fn seal(words: &Words, passphrase: Option<&str>, entropy: Entropy) -> Result<Vault, Fault> {
    if passphrase.is_some_and(str::is_empty) {
        return Err(Fault::of(
            Field::Passphrase,
            "A passphrase needs at least one character.",
        ));
    }
    Ok(Vault::seal(words, passphrase, entropy.salt, entropy.nonce))
}

fn protection(vault: &Vault) -> Protection {
    match vault.protection() {
        wallet::Protection::None => Protection::None,
        wallet::Protection::Passphrase => Protection::Passphrase,
    }
}

/// Opens a vault for a person, who may have forgotten the passphrase or typed it wrong.
pub(crate) fn open_vault(vault: &Vault, passphrase: Option<&str>) -> Result<Words, Fault> {
    let given = passphrase.filter(|text| !text.is_empty());
    if given.is_none() && vault.protection() == wallet::Protection::Passphrase {
        return Err(Fault::of(
            Field::Passphrase,
            "Enter this wallet’s passphrase.",
        ));
    }
    vault
        .open(given)
        .map_err(|error| Fault::of(Field::Passphrase, sentence(&error)))
}
