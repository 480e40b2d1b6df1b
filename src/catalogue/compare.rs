//! Compares a language with the first one: both must have the same messages with the same values.

use std::collections::BTreeMap;

use crate::error::{Error, Position};
use crate::message::{Argument, Language, Message, Part};

/// Returns the language with its messages, and the values of each message, in the order of `first`.
///
/// # Errors
/// An error for each message that is missing, unknown, or takes other values than in the first
/// language.
pub fn complete(language: &Language, first: &Language) -> Result<Language, Vec<Error>> {
    let key = |message: &Message| (message.feature.clone(), message.name.clone());
    let mut own: BTreeMap<_, _> = language.messages.iter().map(|it| (key(it), it)).collect();
    let mut errors = Vec::new();
    let mut messages = Vec::new();
    for wanted in &first.messages {
        let Some(message) = own.remove(&key(wanted)) else {
            let what = format!("{} has no text for {}", language.tag, wanted.name);
            errors.push(error(&wanted.position, what));
            continue;
        };
        match with_arguments(message, &wanted.arguments) {
            Ok(message) => messages.push(message),
            Err(what) => errors.push(error(
                &message.position,
                format!("{}: {what}", message.name),
            )),
        }
    }
    for unknown in own.into_values() {
        let what = format!("{} has no message {}", first.tag, unknown.name);
        errors.push(error(&unknown.position, what));
    }
    let tag = language.tag.clone();
    match errors.is_empty() {
        true => Ok(Language { tag, messages }),
        false => Err(errors),
    }
}

fn error(position: &Position, what: String) -> Error {
    let position = position.clone();
    Error { position, what }
}

/// The same message with its values in another order.
fn with_arguments(message: &Message, wanted: &[Argument]) -> Result<Message, String> {
    let own = &message.arguments;
    if let Some(missing) = wanted.iter().find(|it| !own.contains(it)) {
        return Err(format!("${} is missing or of another kind", missing.name));
    }
    if let Some(unknown) = own.iter().find(|it| !wanted.contains(it)) {
        return Err(format!("${} is unknown or of another kind", unknown.name));
    }
    let index = |old: usize| (wanted.iter().position(|it| *it == own[old])).unwrap_or_default();
    Ok(Message {
        arguments: wanted.to_vec(),
        pattern: renumbered(&message.pattern, &index),
        ..message.clone()
    })
}

fn renumbered(parts: &[Part], index: &dyn Fn(usize) -> usize) -> Vec<Part> {
    let parts = parts.iter().map(|part| match part {
        Part::Text(text) => Part::Text(text.clone()),
        Part::Argument(old) => Part::Argument(index(*old)),
        Part::Select { argument, variants } => {
            let mut variants = variants.clone();
            for variant in &mut variants {
                variant.parts = renumbered(&variant.parts, index);
            }
            Part::Select {
                argument: index(*argument),
                variants,
            }
        }
    });
    parts.collect()
}
