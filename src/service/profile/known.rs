//! One chain that a profile knows: its spec, its relays, and the wallet's keys and balance on it.
//!
//! # Layout
//!
//! | bytes | meaning |
//! | --- | --- |
//! | 32 | genesis hash |
//! | CompactSize + n, twice | name and symbol, UTF-8: as in the spec, for a program that can't read that |
//! | CompactSize + n | the spec ([`Spec`]) |
//! | CompactSize | how many relays, at most 4; then for each: |
//! | CompactSize + n | the relay's URL, UTF-8 |
//! | 1 | 1 if links go through TURN servers only, else 0 |
//! | 98 | the public keys of account 0 ([`AccountPublic`]) |
//! | 8 | the time when the chain was last open with this wallet, in milliseconds since 1970, little-endian; 0 if it never was |
//! | 4 | the height of its tip then, little-endian |
//! | 8 | the wallet's balance then, in base units, little-endian |
//!
//! followed by the labels in the layout of [`labels`], which format 2 does not have, and by the
//! further accounts in the layout of [`accounts`](super::accounts), which formats 2 to 4 do not
//! have.

use api::{ChainReason, Fault, Field, Holding, KnownChain, Standing};
use chain::{Spec, SpecError};
use primitives::{
    Amount, BlockHash, Decode, DecodeError, Encode, Reader, Time, put_bytes, put_compact,
};
use wallet::{AccountPublic, Seed, Vault};

use super::accounts::Further;
use super::error::Format;
use super::{Keys, Setup};
use crate::invitation::MAX_RELAY;
use crate::profile::labels::{self, Labels};

/// The maximum number of relays of one chain. All of them are used.
pub const MAX_RELAYS: usize = 4;
/// The maximum size of a spec or a relay's URL in bytes.
const MAX_FIELD: usize = 65_536;
/// The upper limit of a chain's size in a profile, in bytes: its spec, its labels, its relays, and
/// 32,768 bytes for the short fields and the accounts of the wallet.
pub(super) const MAX_BYTES: usize =
    MAX_FIELD + labels::MAX_BYTES + MAX_RELAYS * MAX_RELAY + (32 << 10);

/// The standing that encodes a chain that was never open.
const NEVER: Standing = Standing {
    worth: Amount::ZERO,
    height: 0,
    time: Time(0),
};

/// A chain that the profile knows.
#[derive(Clone)]
pub(super) struct Known {
    genesis: BlockHash,
    name: String,
    symbol: String,
    spec: KnownSpec,
    /// The URLs of the relays; at most [`MAX_RELAYS`], all different.
    relays: Vec<String>,
    hide_address: bool,
    /// The public keys of the present wallet's account 0.
    account: AccountPublic,
    /// The chain's height and the balance when it was last open with the present wallet; `None` if
    /// it never was.
    standing: Option<Standing>,
    /// The contacts, payment requests and private notes.
    labels: Labels,
    /// The accounts beside account 0.
    pub(super) further: Further,
}

/// The spec of a known chain.
#[derive(Clone)]
enum KnownSpec {
    Read(Box<Spec>),
    /// A spec that this program can't read, since it follows unknown rules. Its bytes are kept
    /// unchanged, for a program that can.
    Unread {
        bytes: Vec<u8>,
        error: SpecError,
    },
}

impl Known {
    /// A newly added chain, with the keys of the wallet with this seed.
    pub(super) fn new(setup: Setup, seed: &Seed) -> Self {
        let Setup {
            spec,
            relays,
            hide_address,
            labels,
        } = setup;
        let genesis = spec.genesis_hash();
        Self {
            genesis,
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            spec: KnownSpec::Read(Box::new(spec)),
            relays,
            hide_address,
            account: seed.account(&genesis).public(),
            standing: None,
            labels,
            further: Further::new(seed, &genesis),
        }
    }

    pub(super) const fn genesis(&self) -> BlockHash {
        self.genesis
    }

    pub(super) const fn account(&self) -> &AccountPublic {
        &self.account
    }

    /// The wallet's vault with the keys of its accounts.
    pub(super) fn keys(&self, vault: Vault) -> Keys {
        Keys {
            vault,
            account: self.account.clone(),
            further: self.further.accounts().to_vec(),
            chosen: self.further.chosen(),
        }
    }

    /// The values that opening the chain needs.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if this program does not know the chain's rules.
    pub(super) fn setup(&self) -> Result<Setup, Fault> {
        match &self.spec {
            KnownSpec::Read(spec) => Ok(Setup {
                spec: Spec::clone(spec),
                relays: self.relays.clone(),
                hide_address: self.hide_address,
                labels: self.labels.clone(),
            }),
            KnownSpec::Unread { error, .. } => Err(Fault::new(refusal(error))),
        }
    }

    /// The chain as a page shows it, with the bytes that its blocks take on the device; 0 if
    /// nothing is stored or the size is not known.
    pub(super) fn view(&self, bytes: u64) -> KnownChain {
        KnownChain {
            genesis: self.genesis.to_string(),
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            stored: (bytes > 0).then_some(bytes as f64),
            standing: self.standing,
            refusal: match &self.spec {
                KnownSpec::Read(_) => None,
                KnownSpec::Unread { error, .. } => Some(refusal(error)),
            },
        }
    }

    /// The wallet's balance when the chain was last open; `None` if it was zero or is not known.
    pub(super) fn holding(&self) -> Option<Holding> {
        let amount = self.standing?.worth;
        (!amount.is_zero()).then(|| Holding {
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            amount,
        })
    }

    pub(super) fn set_labels(&mut self, labels: Labels) {
        self.labels = labels;
    }

    pub(super) const fn note_standing(&mut self, standing: Option<Standing>) {
        self.standing = standing;
    }

    /// Replaces the present wallet by the wallet with this seed.
    pub(super) fn replace_wallet(&mut self, seed: &Seed) {
        self.account = seed.account(&self.genesis).public();
        self.standing = None;
        self.labels.forget_wallet();
        let new = Further::new(seed, &self.genesis);
        self.further.replace_wallet(new, &self.account);
    }

    pub(super) fn relays(&self) -> &[String] {
        &self.relays
    }

    /// Adds a relay.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the chain has the maximum number of relays.
    pub(super) fn add_relay(&mut self, relay: String) -> Result<(), Fault> {
        if self.relays.len() >= MAX_RELAYS {
            let most = MAX_RELAYS as u64;
            return Err(Fault::of(Field::Relay, ChainReason::ManyRelays { most }));
        }
        self.relays.push(relay);
        Ok(())
    }

    pub(super) fn remove_relay(&mut self, url: &str) {
        self.relays.retain(|relay| relay != url);
    }

    /// Sets whether the chain's links go through TURN servers only.
    pub(super) const fn hide_address(&mut self, hide: bool) {
        self.hide_address = hide;
    }
}

/// Why a chain whose spec can't be read can't be opened.
fn refusal(error: &SpecError) -> String {
    format!("This version of Tabchain can’t open this chain, and leaves it as it is: {error}.")
}

impl Encode for Known {
    fn encode(&self, out: &mut Vec<u8>) {
        self.genesis.encode(out);
        put_bytes(out, self.name.as_bytes());
        put_bytes(out, self.symbol.as_bytes());
        match &self.spec {
            KnownSpec::Read(spec) => put_bytes(out, &spec.to_bytes()),
            KnownSpec::Unread { bytes, .. } => put_bytes(out, bytes),
        }
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
        self.labels.encode(out);
        self.further.encode(out);
    }
}

impl Known {
    /// Reads a chain of a profile in this format.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the bytes are not those of a chain.
    pub(super) fn read(reader: &mut Reader<'_>, format: Format) -> Result<Self, DecodeError> {
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
            labels: match format {
                Format::WithoutLabels => Labels::default(),
                Format::WithoutNames => Labels::read_without_name(reader)?,
                Format::WithoutAccounts | Format::Present => Labels::decode(reader)?,
            },
            further: match format {
                Format::Present => Further::read(reader)?,
                Format::WithoutLabels | Format::WithoutNames | Format::WithoutAccounts => {
                    Further::default()
                }
            },
        })
    }
}

fn text(reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    String::from_utf8(reader.bytes(MAX_FIELD)?).map_err(|_| reader.invalid("a text is UTF-8"))
}
