//! The spec of a new chain from the form that a person filled in.

use api::{EmptyBlocksChoice, Fault, Field, Makers, NewChain, Reason, SettingReason};
use chain::params::{EASIEST, RULE_LEVEL};
use chain::spec::bounds::HARDEST_FIRST;
use chain::text::{Strictness, first_refused};
use chain::{Authority, EmptyBlocks, Grant, Spec, SpecDraft, SpecError};
use core::fmt::Display;
use core::ops::RangeInclusive;
use core::str::FromStr;
use ethnum::U256;
use primitives::{
    Amount, CompactTarget, Height, KeyHash, Prefix, PrefixError, PublicKey, Target, Time,
};

use super::key_name;
use crate::refusal::sentence;

/// The bounds of a chain's first difficulty: the expected numbers of hashes for the easiest and the
/// most difficult first block.
const FIRST_HASHES: RangeInclusive<u64> = 2..=1 << 56;

/// The spec of a chain that starts at `now`. `salt` goes into the genesis block if the form has no
/// text for it.
///
/// # Errors
///
/// A [`Fault`] that names the invalid setting.
pub fn new_spec(settings: &NewChain, now: Time, salt: [u8; 8]) -> Result<Spec, Fault> {
    let symbol = settings.symbol.trim().to_ascii_uppercase();
    let authority = authority(settings)?;
    let without_work = authority.as_ref().is_some_and(|authority| !authority.work);
    let draft = SpecDraft {
        rule_level: RULE_LEVEL,
        name: settings.name.trim().to_owned(),
        prefix: prefix(&settings.prefix, &symbol)?,
        symbol,
        interval: number(Field::Interval, &settings.interval)?,
        bits: match without_work {
            true => EASIEST,
            false => first_bits(&settings.difficulty)?,
        },
        pow_limit: None,
        fixed_difficulty: settings.fixed_difficulty && !without_work,
        reward: amount(Field::Reward, &settings.reward)?,
        halving: number(Field::Halving, &settings.halving)?,
        maturity: number(Field::Maturity, &settings.maturity)?,
        confirmations: number(Field::Confirmations, &settings.confirmations)?,
        max_weight: number(Field::MaxWeight, &settings.max_weight)?,
        max_transactions: number(Field::MaxTransactions, &settings.max_transactions)?,
        max_peers: number(Field::MaxPeers, &settings.max_peers)?,
        allocation: allocation(settings)?,
        time: now.to_timestamp(),
        data: match settings.text.trim() {
            "" => salt.to_vec(),
            text => text.as_bytes().to_vec(),
        },
        authority,
        grant: grant(settings)?,
        least_transactions: number(Field::LeastTransactions, &settings.least_transactions)?,
        empty_blocks: match settings.empty_blocks {
            EmptyBlocksChoice::Allowed => EmptyBlocks::Allowed,
            EmptyBlocksChoice::Forbidden => EmptyBlocks::Forbidden,
            EmptyBlocksChoice::Filled => {
                EmptyBlocks::Filled(settings.filler.trim().as_bytes().to_vec())
            }
        },
        genesis_author: match settings.genesis_author.trim() {
            "" => None,
            text => Some(key_hash(Field::GenesisAuthor, text)?),
        },
    };
    let rows = filled_rows(settings)
        .map(|(row, _)| row)
        .collect::<Vec<_>>();
    draft.build().map_err(|error| fault(&error, &rows))
}

/// The address prefix: by default the coin's symbol in lower case. A prefix must begin with a
/// letter, so a letter is put before a symbol that begins with a digit.
fn prefix(wanted: &str, symbol: &str) -> Result<Prefix, Fault> {
    let wanted = wanted.trim();
    if !wanted.is_empty() {
        return read(Field::Prefix, &wanted.to_ascii_lowercase());
    }
    let small = symbol.to_ascii_lowercase();
    let text = if small.starts_with(|c: char| c.is_ascii_digit()) {
        format!("t{small}")
    } else {
        small
    };
    text.parse().map_err(|error| match error {
        PrefixError::Registered(currency) => {
            let reason = SettingReason::PrefixTaken {
                prefix: text.clone(),
                currency: currency.to_string(),
            };
            Fault::of(Field::Symbol, reason)
        }
        PrefixError::Length { .. } | PrefixError::Character(_) => {
            Fault::of(Field::Symbol, SettingReason::SymbolForm)
        }
    })
}

/// Returns the settings with the first difficulty for a device with this hash rate, in hashes per
/// second: the power of 2 closest to the number of its hashes in one interval. Returns the settings
/// unchanged if the interval is not a number, which is reported when the chain is started.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an exponent within bounds"
)]
pub fn measured(settings: NewChain, hash_rate: f64) -> NewChain {
    let Ok(interval) = settings.interval.trim().parse::<u32>() else {
        return settings;
    };
    let bounds = (FIRST_HASHES.start().ilog2(), FIRST_HASHES.end().ilog2());
    // If the rate is 0 or not a number, this leads to the minimum of two hashes.
    let exponent = (hash_rate * f64::from(interval)).max(0.0).log2().round();
    let exponent = exponent.max(f64::from(bounds.0)).min(f64::from(bounds.1)) as u32;
    NewChain {
        difficulty: (1u64 << exponent).to_string(),
        ..settings
    }
}

/// The target that takes this many hashes on average; the default target if the text is empty.
fn first_bits(text: &str) -> Result<CompactTarget, Fault> {
    if text.trim().is_empty() {
        return Ok(SpecDraft::default().bits);
    }
    let hashes: u64 = number(Field::Difficulty, text)?;
    if !FIRST_HASHES.contains(&hashes) {
        let (least, most) = (FIRST_HASHES.start(), FIRST_HASHES.end());
        let reason = SettingReason::FirstDifficulty {
            least: *least,
            most: *most,
        };
        return Err(Fault::of(Field::Difficulty, reason));
    }
    // 2^256 / 2^56, rounded down, is below the most difficult target.
    let hardest = HARDEST_FIRST.to_target().map_or(U256::ONE, Target::value);
    let target = Target::new((U256::MAX / U256::from(hashes)).max(hardest));
    Ok(target.map_or(EASIEST, Target::to_compact))
}

fn authority(settings: &NewChain) -> Result<Option<Authority>, Fault> {
    let work = match settings.makers {
        Makers::Everyone => return Ok(None),
        Makers::Authors => false,
        Makers::AuthorsWithWork => true,
    };
    let mut authors = Vec::new();
    for (line, text) in (1..).zip(settings.authors.lines()) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let key = text.parse::<PublicKey>().map_err(|error| {
            let error = error.to_string();
            Fault::of(Field::Authors, SettingReason::AuthorKey { line, error })
        })?;
        if authors.contains(&key) {
            return Err(Fault::of(
                Field::Authors,
                SettingReason::AuthorTwice { line },
            ));
        }
        authors.push(key);
    }
    if authors.is_empty() {
        return Err(Fault::of(Field::Authors, SettingReason::NoAuthors));
    }
    Ok(Some(Authority { authors, work }))
}

fn grant(settings: &NewChain) -> Result<Option<Grant>, Fault> {
    if settings.grant.trim().is_empty() {
        return Ok(None);
    }
    let granted = amount(Field::Grant, &settings.grant)?;
    if granted.is_zero() {
        return Ok(None);
    }
    Ok(Some(Grant {
        amount: granted,
        until: Height(number(Field::GrantUntil, &settings.grant_until)?),
    }))
}

fn allocation(settings: &NewChain) -> Result<Vec<(KeyHash, Amount)>, Fault> {
    filled_rows(settings)
        .map(|(row, share)| {
            let key = key_hash(Field::ShareTo(row), &share.to)?;
            Ok((key, amount(Field::ShareAmount(row), &share.amount)?))
        })
        .collect()
}

/// The non-empty rows of first coins, with their indices.
fn filled_rows(settings: &NewChain) -> impl Iterator<Item = (u32, &api::Share)> {
    (0..)
        .zip(&settings.allocation)
        .filter(|(_, share)| !share.to.trim().is_empty() || !share.amount.trim().is_empty())
}

fn key_hash(field: Field, text: &str) -> Result<KeyHash, Fault> {
    key_name::parse(text).map_err(|error| Fault::of(field, sentence(&error)))
}

fn amount(field: Field, text: &str) -> Result<Amount, Fault> {
    read(field, text)
}

fn read<T: FromStr<Err: Display>>(field: Field, text: &str) -> Result<T, Fault> {
    text.trim()
        .parse()
        .map_err(|error| Fault::of(field, sentence(&error)))
}

fn number<T: FromStr>(field: Field, text: &str) -> Result<T, Fault> {
    let text = text.trim();
    text.parse().map_err(|_| {
        let text = text.to_owned();
        Fault::of(field, SettingReason::NotWholeNumber { text })
    })
}

/// The refusal of a spec, with the input field of the invalid setting. `rows` has the row of the
/// form for each allocation of the spec.
fn fault(error: &SpecError, rows: &[u32]) -> Fault {
    let field = match error.field() {
        Some("name") => Some(Field::Name),
        Some("symbol") => Some(Field::Symbol),
        Some("prefix") => Some(Field::Prefix),
        Some("interval") => Some(Field::Interval),
        Some("bits" | "pow_limit" | "fixed_difficulty") => Some(Field::Difficulty),
        Some("reward") => Some(Field::Reward),
        Some("halving") => Some(Field::Halving),
        Some("maturity") => Some(Field::Maturity),
        Some("confirmations") => Some(Field::Confirmations),
        Some("max_weight") => Some(Field::MaxWeight),
        Some("max_transactions") => Some(Field::MaxTransactions),
        Some("least_transactions") => Some(Field::LeastTransactions),
        Some("max_peers") => Some(Field::MaxPeers),
        Some("empty_blocks") => Some(Field::EmptyBlocks),
        Some("empty_blocks.filler") => Some(Field::Filler),
        Some("grant" | "grant.amount") => Some(Field::Grant),
        Some("grant.until") => Some(Field::GrantUntil),
        Some("authority" | "authority.authors") => Some(Field::Authors),
        Some("genesis_author") => Some(Field::GenesisAuthor),
        Some("data") => Some(Field::Text),
        Some("allocation") => {
            let entry = match error {
                SpecError::EmptyAllocation { entry } => *entry,
                _ => 0,
            };
            rows.get(entry).map(|row| Field::ShareAmount(*row))
        }
        _ => None,
    };
    Fault {
        field,
        reason: reason(error),
    }
}

/// Whether an error message can show a character.
fn is_shown(character: char) -> bool {
    first_refused(character.encode_utf8(&mut [0; 4]), Strictness::Name).is_none()
}

/// Why a spec is refused, without the field names of the file format.
fn reason(error: &SpecError) -> Reason {
    let reason = match error {
        SpecError::OutOfBounds {
            value, least, most, ..
        } => SettingReason::OutOfBounds {
            value: *value,
            least: *least,
            most: *most,
        },
        SpecError::Length {
            length,
            least,
            most,
            ..
        } => SettingReason::Length {
            length: *length as u64,
            least: *least as u64,
            most: *most as u64,
        },
        SpecError::Character { character, .. } if !is_shown(*character) => {
            SettingReason::HiddenCharacter {
                code: u32::from(*character),
            }
        }
        SpecError::Character { character, .. } => SettingReason::Character {
            character: *character,
        },
        SpecError::EmptyAllocation { .. } => SettingReason::EmptyAllocation,
        SpecError::Supply { .. } => SettingReason::Supply,
        SpecError::NobodyCanPay { possible: 0, .. } => SettingReason::NobodyCanPay,
        SpecError::NobodyCanPay { possible, .. } => SettingReason::FewCanPay {
            possible: *possible as u64,
        },
        SpecError::OnlyGrants { least, .. } => SettingReason::OnlyGrants {
            least: u64::from(*least),
        },
        SpecError::LeastTooHeavy { .. } => SettingReason::LeastTooHeavy,
        SpecError::UselessFiller { .. } => SettingReason::UselessFiller,
        SpecError::UnpaidAuthor => SettingReason::UnpaidAuthor,
        other => return sentence(other).into(),
    };
    reason.into()
}
