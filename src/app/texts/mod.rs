//! The texts of the page: one function a message, in one module a feature.
//!
//! The messages stand in `en/*.ftl`, in Fluent's syntax; the crate `catalogue` checks them and
//! makes the functions when the page is built. A message without values is a `&'static str`, one
//! with values a `String`, and one with elements among its values `Html`. A message that nothing
//! calls does not compile, nor does a call with a missing or a wrong value.
//!
//! English is built in. Another language is a file with tables of the same form, which is loaded if
//! it is chosen ([`language`](crate::language)) and shown in place of [`ENGLISH`]: functions name a
//! message by its number.

#![deny(dead_code)]

mod parse_errors;
mod pattern;
mod plural;

use core::cell::Cell;

use api::Sentences;
use yew::prelude::*;

use parse_errors::ParseErrors;
pub(crate) use pattern::close_up;
use pattern::{END, Patterns, Value, Written, patterns};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The patterns of all messages in the form that `catalogue::table` describes.
static ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.table"));

thread_local! {
    /// The patterns of English.
    static ENGLISH_PATTERNS: Patterns = patterns(ENGLISH);
    /// The patterns of the language that is shown, if it is not English.
    static SHOWN: Cell<Option<Texts>> = const { Cell::new(None) };
}

/// The texts of another language than English.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts {
    page: Patterns,
    sentences: Sentences,
    parse_errors: ParseErrors,
}

impl Texts {
    /// Reads the file of a language: the table of the page's messages, that of the reasons'
    /// sentences, and those of the parsers' messages in English and in this language. Returns
    /// `None` if it has more or fewer messages than this program; such a file is not whole, or
    /// belongs to another version. What is read stays in memory, so read a language once.
    pub(crate) fn read(file: &str) -> Option<Self> {
        let (page, rest) = split(file, MESSAGES)?;
        let (sentences, parse_errors) = split(rest, Sentences::COUNT)?;
        Some(Self {
            parse_errors: ParseErrors::read(parse_errors.to_owned())?,
            sentences: Sentences::read(sentences.to_owned())?,
            page: patterns(page.to_owned().leak()),
        })
    }
}

/// Splits a file after this number of messages. `None` if it has fewer, or ends within one.
fn split(file: &str, messages: usize) -> Option<(&str, &str)> {
    let (last, _) = file.match_indices(END).nth(messages.checked_sub(1)?)?;
    let parts = file.split_at(last + END.len_utf8());
    (parts.1.is_empty() || parts.1.ends_with(END)).then_some(parts)
}

/// Shows the texts of a language; those of English with `None`.
pub(crate) fn show(texts: Option<Texts>) {
    SHOWN.set(texts);
    Sentences::show(texts.map(|texts| texts.sentences));
}

/// A parser's message, an English sentence, in the language that is shown; `None` if that is
/// English, or does not have it.
pub(crate) fn parse_error(sentence: &str) -> Option<String> {
    SHOWN.get()?.parse_errors.translated(sentence)
}

/// The text of a message without values.
fn plain(number: usize) -> &'static str {
    let patterns = match SHOWN.get() {
        Some(texts) => texts.page,
        None => ENGLISH_PATTERNS.with(|english| *english),
    };
    patterns.get(number).copied().unwrap_or_default()
}

/// The text of a message with values.
fn filled(number: usize, values: &[Value<'_>]) -> String {
    let mut written = Written::default();
    written.fill(plain(number), values);
    close_up(written.text)
}

/// The text and the elements of a message with elements among its values.
fn element(number: usize, values: &[Value<'_>]) -> Html {
    let mut written = Written::default();
    written.fill(plain(number), values);
    written.end_text();
    written.elements.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_number_of_messages_is_refused() {
        let messages = MESSAGES + Sentences::COUNT;
        let whole = "x\0".repeat(messages) + "English\0other\0";
        let texts = Texts::read(&whole).expect("a whole file");
        assert_eq!((texts.page.len(), texts.page[0]), (MESSAGES, "x"));
        for wrong in ["", "x", &whole[..whole.len() - 1], &whole[2..]] {
            assert!(Texts::read(wrong).is_none());
        }
        assert!(Texts::read(&(whole + "z\0")).is_none());
    }
}
