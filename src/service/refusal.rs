//! Refusals that several parts share: errors as sentences for a person, and texts that are not
//! transaction ids.

use api::{ExplorerReason, Fault, Field, StorageReason};
use primitives::Txid;

/// An error's message as a sentence. The message begins in lower case and has no full stop; the
/// sentence begins with a capital letter and ends with a full stop.
pub(crate) fn sentence(error: &impl core::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_ascii_uppercase().to_string())
        .unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", letters.as_str())
}

/// The refusal for a store that can't be read.
pub(crate) fn storage(error: &impl core::fmt::Display) -> Fault {
    Fault::new(StorageReason::ChainUnreadable {
        error: error.to_string(),
    })
}

/// Parses a transaction id that a person typed into `field`. `field` is `None` if nobody typed it.
///
/// # Errors
/// A [`Fault`] if it is not a transaction id.
pub(crate) fn parse_txid(text: &str, field: Option<Field>) -> Result<Txid, Fault> {
    text.trim().parse().map_err(|_| Fault {
        field,
        ..Fault::new(ExplorerReason::NotTxid)
    })
}

#[cfg(test)]
mod tests {
    use core::fmt::Display;

    use primitives::{AddressError, Amount, ParseAmountError, ParsePublicKeyError};
    use wallet::{DescriptorError, ReplaceError, SignError, SpendError, VaultError, WordsError};

    use super::*;
    use crate::chain_settings::SettingsError;
    use crate::invitation::InvitationError;
    use crate::invitation::payment_request::PayeeError;

    /// The messages of parsers in English, by which the page finds those of another language.
    const CATALOGUE: &str = include_str!("../api/parse_errors/en/parsers.ftl");

    /// The catalogue's messages, each as the texts between its values.
    fn patterns() -> Vec<Vec<String>> {
        let mut messages: Vec<String> = Vec::new();
        for line in CATALOGUE.lines().filter(|line| !line.starts_with('#')) {
            match (line.strip_prefix("    "), line.split_once(" =")) {
                (Some(more), _) => {
                    let message = messages.last_mut().expect("a line continues a message");
                    message.push_str(more);
                }
                (None, Some((_, text))) => messages.push(text.trim_start().to_owned()),
                (None, None) => {}
            }
        }
        let parts = |message: &String| {
            let message = message.replace("{ \"'\" }", "'");
            let parts = message.split("{ $").enumerate().map(|(place, part)| {
                let text = part.split_once(" }").filter(|_| place > 0);
                text.map_or(part, |(_, text)| text).to_owned()
            });
            parts.collect()
        };
        messages.iter().map(parts).collect()
    }

    /// Whether a sentence is a message with some values.
    fn fits(pattern: &[String], sentence: &str) -> bool {
        let (first, others) = pattern.split_first().expect("a message has a text");
        let Some(mut rest) = sentence.strip_prefix(&**first) else {
            return false;
        };
        for (place, text) in others.iter().enumerate() {
            let is_last = place + 1 == others.len();
            let after = match is_last {
                true => rest.ends_with(&**text).then_some(""),
                false => rest.split_once(&**text).map(|(_, after)| after),
            };
            let Some(after) = after else { return false };
            rest = after;
        }
        rest.is_empty()
    }

    fn sentences(errors: &[&dyn Display]) -> Vec<String> {
        errors.iter().map(sentence).collect()
    }

    fn typed() -> Vec<String> {
        let wanted = || "tab".parse().expect("a prefix");
        let word = "xyz".to_owned();
        sentences(&[
            &AddressError::Empty,
            &AddressError::Link,
            &AddressError::PaymentUri,
            &AddressError::PublicKey,
            &AddressError::OtherCurrency("Bitcoin"),
            &AddressError::MixedCase,
            &AddressError::NotAnAddress { wanted: wanted() },
            &AddressError::NoPrefix,
            &AddressError::Character('é'),
            &AddressError::WrongPrefix {
                found: "cat".to_owned(),
                wanted: wanted(),
            },
            &AddressError::BadChecksum,
            &AddressError::UnknownVersion(9),
            &AddressError::WrongLength { found: 32 },
            &AddressError::TooMany,
            &ParsePublicKeyError::Digits,
            &ParseAmountError::Empty,
            &ParseAmountError::NotANumber,
            &ParseAmountError::Negative,
            &ParseAmountError::TooManyDecimals { found: 9 },
            &ParseAmountError::TooLarge,
            &SpendError::ZeroAmount,
            &SpendError::DataTooLong { length: 99 },
            &SpendError::TooManyInputs { most: Amount::COIN },
            &SignError::WrongSeed,
            &DescriptorError::Form,
            &DescriptorError::Checksum,
            &DescriptorError::Content,
            &ReplaceError::NotWaiting,
            &ReplaceError::Spent,
            &VaultError::PassphraseNeeded,
            &VaultError::WrongPassphrase,
            &WordsError::Count { found: 3 },
            &WordsError::Count { found: 13 },
            &WordsError::Unknown { position: 3, word },
            &WordsError::Checksum,
        ])
    }

    fn pasted() -> Vec<String> {
        let text = || "text".to_owned();
        sentences(&[
            &InvitationError::Empty,
            &InvitationError::NoPayload,
            &InvitationError::TooLong { length: 99 },
            &InvitationError::Alphabet { at: 3 },
            &InvitationError::Checksum,
            &InvitationError::Version(9),
            &InvitationError::Relay(text()),
            &InvitationError::Endpoint(text()),
            &PayeeError::TooLong,
            &PayeeError::Words,
            &PayeeError::Hash,
            &PayeeError::Scheme(text()),
            &PayeeError::Link,
            &PayeeError::Invitation(text()),
            &PayeeError::OtherChain(text()),
            &PayeeError::Required(text()),
            &PayeeError::Twice("amount"),
            &PayeeError::Amount(text()),
            &PayeeError::Text("label"),
            &SettingsError::TooLong { length: 99 },
            &SettingsError::NoRuleLevel,
        ])
    }

    #[test]
    fn the_page_finds_the_messages_of_parsers_word_for_word() {
        let patterns = patterns();
        for sentence in typed().into_iter().chain(pasted()) {
            let found = patterns.iter().filter(|it| fits(it, &sentence)).count();
            assert_eq!(found, 1, "{sentence}");
        }
    }
}
