//! Reading a language from its files.

use std::collections::BTreeSet;

use fluent_syntax::ast::{self, Entry};

use crate::error::{Error, Position};
use crate::message::{Language, Message};
use crate::pattern::Reader;

/// A file of texts.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path, for errors.
    pub path: String,
    /// The name of its feature.
    pub feature: String,
    /// Its content.
    pub source: String,
}

/// Reads a language from its files. `tag` is its BCP 47 tag.
///
/// # Errors
/// All errors in the texts, each with its position.
pub fn read(tag: &str, files: &[File]) -> Result<Language, Vec<Error>> {
    let mut messages = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        match parse(tag, file) {
            Ok(found) => messages.extend(found),
            Err(wrong) => errors.extend(wrong),
        }
    }
    let tag = tag.to_owned();
    match errors.is_empty() {
        true => Ok(Language { tag, messages }),
        false => Err(errors),
    }
}

/// Reads one file.
fn parse(tag: &str, file: &File) -> Result<Vec<Message>, Vec<Error>> {
    let source = &*file.source;
    let at = |line, what: String| Error {
        position: Position {
            file: file.path.clone(),
            line,
        },
        what,
    };
    let resource = fluent_syntax::parser::parse(source).map_err(|(_, errors)| {
        let errors = errors.iter();
        let errors = errors.map(|error| at(line_of(source, error.pos.start), error.to_string()));
        errors.collect::<Vec<_>>()
    })?;
    let mut errors = Vec::new();
    let mut messages = Vec::new();
    let mut names = BTreeSet::new();
    for entry in &resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Term(term) => {
                errors.push(at(
                    line_of_entry(source, term.id.name),
                    "terms are not used".into(),
                ));
                continue;
            }
            _ => continue,
        };
        let name = message.id.name;
        let line = line_of_entry(source, name);
        if !names.insert(name) {
            errors.push(at(line, format!("{name} is defined twice")));
        }
        let position = at(line, String::new()).position;
        match read_message(tag, position, &file.feature, message) {
            Ok(message) => messages.push(message),
            Err(what) => errors.push(at(line, format!("{name}: {what}"))),
        }
    }
    match errors.is_empty() {
        true => Ok(messages),
        false => Err(errors),
    }
}

/// Maximum number of values of a message: the page's table names each by one digit.
const MAX_ARGUMENTS: usize = 10;

fn read_message(
    tag: &str,
    position: Position,
    feature: &str,
    message: &ast::Message<&str>,
) -> Result<Message, String> {
    if !message.attributes.is_empty() {
        return Err("attributes are not used".to_owned());
    }
    let pattern = message.value.as_ref().ok_or("the text is missing")?;
    let mut reader = Reader::new(tag);
    let pattern = reader.pattern(pattern)?;
    let (count, most) = (reader.arguments.len(), MAX_ARGUMENTS);
    if count > most {
        return Err(format!("has {count} values, at most {most} can be written"));
    }
    Ok(Message {
        position,
        feature: feature.to_owned(),
        name: message.id.name.to_owned(),
        arguments: reader.arguments,
        pattern,
    })
}

/// The line of a byte of the source.
fn line_of(source: &str, byte: usize) -> usize {
    let before = source.bytes().take(byte);
    1 + before.filter(|letter| *letter == b'\n').count()
}

/// The line of a message or a term, which the parser does not give.
fn line_of_entry(source: &str, name: &str) -> usize {
    let is_entry = |line: &str| {
        let line = line.strip_prefix('-').unwrap_or(line);
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    1 + source.lines().position(is_entry).unwrap_or_default()
}
