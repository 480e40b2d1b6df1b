//! One chain that a profile knows: its spec, its relays, and what is known of the wallet there.
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
//! | 98 | the account's public keys ([`AccountPublic`]) |
//! | 8 | when the chain was last open with this wallet, in milliseconds since 1970, little-endian; 0 where it was not |
//! | 4 | the height of its tip then, little-endian |
//! | 8 | what the wallet was worth then, in base units, little-endian |

use api::{Fault, Field, Holding, KnownChain, Standing};
use chain::{Spec, SpecError};
use primitives::{
    Amount, BlockHash, Decode, DecodeError, Encode, Reader, Time, put_bytes, put_compact,
};
use wallet::{AccountPublic, Seed};

use super::Setup;

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

/// A chain that the profile knows.
#[derive(Clone)]
pub(super) struct Known {
    genesis: BlockHash,
    name: String,
    symbol: String,
    spec: KnownSpec,
    /// At most [`MAX_RELAYS`], no two the same.
    relays: Vec<String>,
    hide_address: bool,
    /// Of the present wallet.
    account: AccountPublic,
    /// How the chain stood when it was last open with the present wallet.
    standing: Option<Standing>,
}

/// The spec of a known chain.
#[derive(Clone)]
enum KnownSpec {
    Read(Box<Spec>),
    /// This program can't read it: it follows rules that are not known here. Its bytes are kept as
    /// they are, for a program that can.
    Unread {
        bytes: Vec<u8>,
        error: SpecError,
    },
}

impl Known {
    /// A chain that was just made known, to the wallet of this seed.
    pub(super) fn new(setup: Setup, seed: &Seed) -> Self {
        let Setup {
            spec,
            relays,
            hide_address,
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
        }
    }

    pub(super) const fn genesis(&self) -> BlockHash {
        self.genesis
    }

    pub(super) const fn account(&self) -> &AccountPublic {
        &self.account
    }

    /// What it takes to open it.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where this program does not know its rules.
    pub(super) fn setup(&self) -> Result<Setup, Fault> {
        match &self.spec {
            KnownSpec::Read(spec) => Ok(Setup {
                spec: Spec::clone(spec),
                relays: self.relays.clone(),
                hide_address: self.hide_address,
            }),
            KnownSpec::Unread { error, .. } => Err(Fault::new(refusal(error))),
        }
    }

    /// What a page shows of it. Whoever keeps its blocks knows what they take.
    pub(super) fn view(&self) -> KnownChain {
        KnownChain {
            genesis: self.genesis.to_string(),
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            stored: None,
            standing: self.standing,
            refusal: match &self.spec {
                KnownSpec::Read(_) => None,
                KnownSpec::Unread { error, .. } => Some(refusal(error)),
            },
        }
    }

    /// What the wallet was worth when the chain was last closed; none where it had nothing.
    pub(super) fn holding(&self) -> Option<Holding> {
        let amount = self.standing?.worth;
        (!amount.is_zero()).then(|| Holding {
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            amount,
        })
    }

    pub(super) const fn note_standing(&mut self, standing: Option<Standing>) {
        self.standing = standing;
    }

    /// The wallet of this seed takes the place of the present one.
    pub(super) fn replace_wallet(&mut self, seed: &Seed) {
        self.account = seed.account(&self.genesis).public();
        self.standing = None;
    }

    pub(super) fn relays(&self) -> &[String] {
        &self.relays
    }

    /// Has the chain's peers be introduced by this relay, too.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it has as many relays as can be.
    pub(super) fn add_relay(&mut self, relay: String) -> Result<(), Fault> {
        if self.relays.len() >= MAX_RELAYS {
            let message = format!(
                "This chain uses {MAX_RELAYS} relays already, and no more fit. Remove one of them on the page Network first."
            );
            return Err(Fault::of(Field::Relay, message));
        }
        self.relays.push(relay);
        Ok(())
    }

    pub(super) fn remove_relay(&mut self, url: &str) {
        self.relays.retain(|relay| relay != url);
    }

    /// Has the chain's links go through TURN servers only, or not only.
    pub(super) const fn hide_address(&mut self, hide: bool) {
        self.hide_address = hide;
    }
}

/// Why a chain can't be opened whose spec can't be read.
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
