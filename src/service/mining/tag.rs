//! The tag of a miner: a name between slashes at the beginning of the block message, as Bitcoin's
//! mining pools write it. A tag proves nothing: anybody may write any name.

use api::{ChainReason, Fault, Field};
use node::{MAX_WORDS, is_name};

/// The block message with a tag before it.
///
/// # Errors
/// A [`Fault`] about `field` if tag and message together are too long.
pub(crate) fn tagged(tag: Option<&str>, message: &str, field: Field) -> Result<String, Fault> {
    let Some(tag) = tag else {
        return Ok(message.to_owned());
    };
    let text = match message {
        "" => format!("/{tag}/"),
        message => format!("/{tag}/ {message}"),
    };
    if text.len() > MAX_WORDS {
        let (length, most) = (text.len() as u64, MAX_WORDS as u64);
        return Err(Fault::of(field, ChainReason::TagTooLong { length, most }));
    }
    Ok(text)
}

/// The tag of a block message, and the message without the tag. Either is `None` if it is missing.
pub(crate) fn split_tag(text: &str) -> (Option<&str>, Option<&str>) {
    let parts = text.strip_prefix('/').and_then(|text| text.split_once('/'));
    let (tag, rest) = match parts.filter(|(tag, _)| is_name(tag)) {
        Some((tag, rest)) => (Some(tag), rest.strip_prefix(' ').unwrap_or(rest)),
        None => (None, text),
    };
    (tag, Some(rest).filter(|rest| !rest.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn tags_are_those_of_the_vectors() {
        let json = include_str!("../../../tests/vectors/miner_tags.json");
        let json: Value = serde_json::from_str(json).unwrap();
        for vector in json["vectors"].as_array().unwrap() {
            let wanted = (vector["tag"].as_str(), vector["message"].as_str());
            let text = vector["text"].as_str().unwrap();
            assert_eq!(split_tag(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_tag_is_read_as_it_was_written() {
        for message in ["", "Hello", "/Bob/ Hello"] {
            let text = tagged(Some("Ann"), message, Field::OwnName).unwrap();
            let kept = Some(message).filter(|message| !message.is_empty());
            assert_eq!(split_tag(&text), (Some("Ann"), kept));
            assert_eq!(tagged(None, message, Field::OwnName).unwrap(), message);
        }
    }
}
