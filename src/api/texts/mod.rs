//! The sentences of the reasons: one function a message.
//!
//! The messages stand in `en/reasons.ftl`, in Fluent's syntax; the crate `catalogue` checks them
//! and makes the functions when this crate is built. All values are texts: the caller decides how
//! numbers and amounts are written. A message that nothing calls does not compile, nor does a call
//! with a missing or a wrong value.
//!
//! English is built in, and native programs show no other language. The page shows
//! [`Sentences`] of another language, which it loads if they are chosen.

#![deny(dead_code)]

use core::cell::Cell;
use core::fmt::{Display, Write};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The patterns of all messages in the form that `catalogue::table` describes.
static ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.table"));

/// The end of a message.
const END: char = '\0';

/// The character before the index of a value.
const VALUE: char = '\u{1}';

thread_local! {
    /// The patterns of the language that is shown.
    static SHOWN: Cell<&'static str> = const { Cell::new(ENGLISH) };
}

/// The sentences of all reasons in another language than English.
#[derive(Clone, Copy, Debug)]
pub struct Sentences(&'static str);

impl Sentences {
    /// The number of sentences.
    pub const COUNT: usize = MESSAGES;

    /// Reads the table that the crate `catalogue` makes of a language's sentences. Returns `None`
    /// if it has more or fewer than [`COUNT`](Self::COUNT). The table stays in memory, so read a
    /// language once.
    #[must_use]
    pub fn read(table: String) -> Option<Self> {
        let is_whole = table.matches(END).count() == MESSAGES && table.ends_with(END);
        is_whole.then(|| Self(table.leak()))
    }

    /// Shows these sentences in this thread from now on; the English ones with `None`.
    pub fn show(sentences: Option<Self>) {
        SHOWN.set(sentences.map_or(ENGLISH, |sentences| sentences.0));
    }
}

/// A value of a message.
enum Value<'a> {
    Text(&'a dyn Display),
}

/// The text of a message without values.
fn plain(number: usize) -> &'static str {
    SHOWN.get().split(END).nth(number).unwrap_or_default()
}

/// The text of a message with values.
fn filled(number: usize, values: &[Value<'_>]) -> String {
    fill(plain(number), values)
}

/// Writes a pattern with its values. An index without a value, which the build never makes, is left
/// out.
fn fill(pattern: &str, values: &[Value<'_>]) -> String {
    let mut parts = pattern.split(VALUE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        let index = letters.next().and_then(|digit| digit.to_digit(10));
        if let Some(Value::Text(value)) = index.and_then(|index| values.get(index as usize)) {
            // A `String` takes all that is written to it.
            let _ = write!(text, "{value}");
        }
        text.push_str(letters.as_str());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_another_language_take_the_place_of_the_english_ones() {
        let english = plain(0);
        let table = "句子。\0".repeat(Sentences::COUNT);
        for wrong in ["", "句子。", &table[..table.len() - 1], &table.repeat(2)] {
            assert!(Sentences::read(wrong.to_owned()).is_none());
        }
        Sentences::show(Sentences::read(table));
        assert_eq!(plain(0), "句子。");
        Sentences::show(None);
        assert_eq!(plain(0), english);
    }

    #[test]
    fn values_stand_where_the_pattern_has_them() {
        let values = [Value::Text(&"Bob"), Value::Text(&"\u{1}0 coins")];
        assert_eq!(fill("\u{1}1 for \u{1}0.", &values), "\u{1}0 coins for Bob.");
        assert_eq!(fill("No value.", &values), "No value.");
    }
}
