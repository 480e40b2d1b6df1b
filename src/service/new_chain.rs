//! From what a person typed to the spec of a new chain.

use api::{Fault, Field, NewChain};
use chain::{Spec, SpecDraft, SpecError};
use primitives::{Amount, Prefix, Time};

use crate::sentence::sentence;

/// The spec of a chain born at `now`; every setting that a person is not asked for has its default.
/// `salt` becomes part of the genesis block.
///
/// # Errors
///
/// A [`Fault`] that names the setting at fault.
pub(crate) fn spec(settings: &NewChain, now: Time, salt: [u8; 8]) -> Result<Spec, Fault> {
    let interval = settings.interval.trim();
    let interval = interval.parse().map_err(|_| {
        Fault::of(
            Field::Interval,
            format!("“{interval}” is not a whole number of seconds, such as 10."),
        )
    })?;
    let reward: Amount = settings
        .reward
        .trim()
        .parse()
        .map_err(|error| Fault::of(Field::Reward, sentence(&error)))?;
    let symbol = settings.symbol.trim().to_uppercase();
    let draft = SpecDraft {
        name: settings.name.trim().to_owned(),
        prefix: prefix(&symbol)?,
        symbol,
        interval,
        reward,
        time: now.to_timestamp(),
        data: salt.to_vec(),
        ..SpecDraft::default()
    };
    draft.build().map_err(|error| fault(&error))
}

/// Addresses begin with the coin's symbol in small letters; a symbol that begins with a digit gets a
/// letter before it, as a prefix must begin with one.
fn prefix(symbol: &str) -> Result<Prefix, Fault> {
    let small = symbol.to_lowercase();
    let text = if small.starts_with(|c: char| c.is_ascii_digit()) {
        format!("t{small}")
    } else {
        small
    };
    text.parse().map_err(|_| {
        Fault::of(
            Field::Symbol,
            "A symbol has 2 to 8 letters A to Z or digits, such as TAB.",
        )
    })
}

fn fault(error: &SpecError) -> Fault {
    let field = match error.field() {
        Some("name") => Some(Field::Name),
        Some("symbol" | "prefix") => Some(Field::Symbol),
        Some("interval") => Some(Field::Interval),
        Some("reward") => Some(Field::Reward),
        _ => None,
    };
    Fault {
        field,
        message: sentence(error),
    }
}
