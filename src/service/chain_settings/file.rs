//! A chain's settings as a JSON file, which people can read, keep and change. It holds the same
//! data as the chain's spec in a link.
//!
//! Every setting of a [`Spec`] has a field with its name. Amounts are decimal numbers of coins in
//! quotes. Authors' keys are hexadecimal. Keys that only receive coins are written as addresses
//! with any prefix, or as public keys. Times are in UTC in the form of RFC 3339. Bytes are
//! `{"text": "…"}` if they are text, and `{"hex": "…"}` otherwise. Settings that most chains lack
//! may be omitted. An unknown field is refused by its name, so that typing errors are noticed.
//! `rule_level` is required. Files of earlier programs have no such field. If this program read
//! them, they would start other chains than in an earlier program.

use chain::params::RULE_LEVEL;
use chain::{Authority, EmptyBlocks, Grant, Spec, SpecDraft, SpecError};
use primitives::{Amount, CompactTarget, Height, KeyHash, Prefix, PublicKey, Timestamp, address};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{key_name, utc};

/// The maximum length of a file in bytes: the largest spec with much white space.
pub const MAX_SETTINGS: usize = 512 * 1024;

/// Why a text is not a settings file.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The text is longer than any settings file.
    #[error("this file has {length} bytes, settings have at most {MAX_SETTINGS}")]
    TooLong {
        /// The length in bytes.
        length: usize,
    },
    /// The text is not JSON, or does not have this form. The error says where.
    #[error("this isn’t a Tabchain settings file ({0})")]
    Json(#[from] serde_json::Error),
    /// The text has no rule level: an older program wrote it, or it is not complete.
    #[error(
        "these settings name no rule_level: an older program wrote them, and this one can’t read them"
    )]
    NoRuleLevel,
    /// A value can't be parsed.
    #[error("{path}: {message}")]
    Value {
        /// The path of the value, such as `allocation[2].to`.
        path: String,
        /// The error in it.
        message: String,
    },
    /// A setting is out of bounds, or the settings contradict each other.
    #[error(transparent)]
    Spec(#[from] SpecError),
}

/// The form of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    rule_level: Option<u16>,
    name: String,
    symbol: String,
    prefix: String,
    time: String,
    interval: u32,
    bits: String,
    #[serde(default)]
    pow_limit: Option<String>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    fixed_difficulty: bool,
    reward: String,
    halving: u32,
    maturity: u32,
    confirmations: u32,
    max_weight: u32,
    max_transactions: u32,
    #[serde(default = "one")]
    least_transactions: u32,
    #[serde(default)]
    empty_blocks: Empty,
    max_peers: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authority: Option<Authors>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grant: Option<Granted>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    genesis_author: Option<String>,
    #[serde(default)]
    allocation: Vec<Share>,
    #[serde(default)]
    data: Carried,
}

/// The part of the form that stays the same at every rule level.
#[derive(Debug, Deserialize)]
struct Level {
    #[serde(default)]
    rule_level: Option<u16>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Empty {
    #[default]
    Allowed,
    Forbidden,
    Filler(Carried),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Authors {
    authors: Vec<String>,
    work: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Granted {
    amount: String,
    until: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Share {
    to: String,
    amount: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Carried {
    Text(String),
    Hex(String),
}

impl Default for Carried {
    fn default() -> Self {
        Self::Hex(String::new())
    }
}

fn one() -> u32 {
    1
}

/// A chain's settings as a file.
pub fn to_json(spec: &Spec) -> String {
    let address = |key: &KeyHash| address::encode_key(&spec.prefix, *key);
    let document = Document {
        rule_level: Some(spec.rule_level),
        name: spec.name.clone(),
        symbol: spec.symbol.clone(),
        prefix: spec.prefix.to_string(),
        time: utc::write(spec.time),
        interval: spec.interval,
        bits: spec.bits.to_string(),
        pow_limit: spec.pow_limit.map(|bits| bits.to_string()),
        fixed_difficulty: spec.fixed_difficulty,
        reward: spec.reward.to_string(),
        halving: spec.halving,
        maturity: spec.maturity,
        confirmations: spec.confirmations,
        max_weight: spec.max_weight,
        max_transactions: spec.max_transactions,
        least_transactions: spec.least_transactions,
        empty_blocks: match &spec.empty_blocks {
            EmptyBlocks::Allowed => Empty::Allowed,
            EmptyBlocks::Forbidden => Empty::Forbidden,
            EmptyBlocks::Filled(filler) => Empty::Filler(carried(filler)),
        },
        max_peers: spec.max_peers,
        authority: spec.authority.as_ref().map(|authority| Authors {
            authors: authority.authors.iter().map(ToString::to_string).collect(),
            work: authority.work,
        }),
        grant: spec.grant.map(|grant| Granted {
            amount: grant.amount.to_string(),
            until: grant.until.value(),
        }),
        genesis_author: spec.genesis_author.as_ref().map(address),
        allocation: spec
            .allocation
            .iter()
            .map(|(key, amount)| Share {
                to: address(key),
                amount: amount.to_string(),
            })
            .collect(),
        data: carried(&spec.data),
    };
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// Parses a settings file.
///
/// # Errors
///
/// [`SettingsError`], which says where the error is.
pub fn from_json(text: &str) -> Result<Spec, SettingsError> {
    let length = text.len();
    if length > MAX_SETTINGS {
        return Err(SettingsError::TooLong { length });
    }
    // The rule level is read before the whole form, because a later level may have another form.
    let level: Level = serde_json::from_str(text)?;
    if let Some(level) = level.rule_level.filter(|level| *level > RULE_LEVEL) {
        return Err(SpecError::RuleLevel(level).into());
    }
    let document: Document = serde_json::from_str(text)?;
    let draft = SpecDraft {
        rule_level: document.rule_level.ok_or(SettingsError::NoRuleLevel)?,
        prefix: document
            .prefix
            .parse::<Prefix>()
            .map_err(|error| at("prefix", &error))?,
        bits: bits("bits", &document.bits)?,
        pow_limit: document
            .pow_limit
            .map(|digits| bits("pow_limit", &digits))
            .transpose()?,
        fixed_difficulty: document.fixed_difficulty,
        reward: amount("reward", &document.reward)?,
        allocation: shares(&document.allocation)?,
        time: time(&document.time)?,
        data: bytes("data", &document.data)?,
        authority: document.authority.map(authority).transpose()?,
        grant: document.grant.map(grant).transpose()?,
        empty_blocks: match &document.empty_blocks {
            Empty::Allowed => EmptyBlocks::Allowed,
            Empty::Forbidden => EmptyBlocks::Forbidden,
            Empty::Filler(filler) => EmptyBlocks::Filled(bytes("empty_blocks.filler", filler)?),
        },
        genesis_author: document
            .genesis_author
            .map(|text| key("genesis_author", &text))
            .transpose()?,
        name: document.name,
        symbol: document.symbol,
        interval: document.interval,
        halving: document.halving,
        maturity: document.maturity,
        confirmations: document.confirmations,
        max_weight: document.max_weight,
        max_transactions: document.max_transactions,
        max_peers: document.max_peers,
        least_transactions: document.least_transactions,
    };
    Ok(draft.build()?)
}

/// The bytes as text if they are valid UTF-8, not empty and without control characters; otherwise
/// as hexadecimal.
fn carried(bytes: &[u8]) -> Carried {
    match core::str::from_utf8(bytes) {
        Ok(text) if !text.is_empty() && !text.chars().any(char::is_control) => {
            Carried::Text(text.to_owned())
        }
        _ => Carried::Hex(base16ct::lower::encode_string(bytes)),
    }
}

fn bytes(path: &str, carried: &Carried) -> Result<Vec<u8>, SettingsError> {
    match carried {
        Carried::Text(text) => Ok(text.as_bytes().to_vec()),
        Carried::Hex(digits) => {
            base16ct::mixed::decode_vec(digits).map_err(|error| at(format!("{path}.hex"), &error))
        }
    }
}

fn bits(path: &str, digits: &str) -> Result<CompactTarget, SettingsError> {
    let is_hex = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bits = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex);
    bits.map(CompactTarget)
        .ok_or_else(|| at(path, &"a difficulty is 8 hexadecimal digits"))
}

fn time(text: &str) -> Result<Timestamp, SettingsError> {
    utc::read(text).ok_or_else(|| at("time", &"a time is written such as 2026-01-31T12:00:00Z"))
}

fn authority(authors: Authors) -> Result<Authority, SettingsError> {
    let keys = authors.authors.iter().enumerate().map(|(entry, text)| {
        text.parse::<PublicKey>()
            .map_err(|error| at(format!("authority.authors[{entry}]"), &error))
    });
    Ok(Authority {
        authors: keys.collect::<Result<_, _>>()?,
        work: authors.work,
    })
}

fn grant(granted: Granted) -> Result<Grant, SettingsError> {
    Ok(Grant {
        amount: amount("grant.amount", &granted.amount)?,
        until: Height(granted.until),
    })
}

fn shares(shares: &[Share]) -> Result<Vec<(KeyHash, Amount)>, SettingsError> {
    let read = |(entry, share): (usize, &Share)| {
        let to = key(format!("allocation[{entry}].to"), &share.to)?;
        let amount = amount(format!("allocation[{entry}].amount"), &share.amount)?;
        Ok((to, amount))
    };
    shares.iter().enumerate().map(read).collect()
}

fn amount(path: impl Into<String>, text: &str) -> Result<Amount, SettingsError> {
    text.parse::<Amount>().map_err(|error| at(path, &error))
}

fn key(path: impl Into<String>, text: &str) -> Result<KeyHash, SettingsError> {
    key_name::parse(text).map_err(|error| at(path, &error))
}

fn at(path: impl Into<String>, error: &impl core::fmt::Display) -> SettingsError {
    SettingsError::Value {
        path: path.into(),
        message: error.to_string(),
    }
}
