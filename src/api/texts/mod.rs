//! The sentences of the reasons: one function a message.
//!
//! The messages stand in `en/reasons.ftl`, in Fluent's syntax; the crate `catalogue` checks them
//! and makes the functions when this crate is built. All values are texts: the caller decides how
//! numbers and amounts are written. A message that nothing calls does not compile, nor does a call
//! with a missing or a wrong value.
//!
//! English is built in. `catalogue` makes a table of the same form of every other language, which
//! the page does not load yet.

#![deny(dead_code)]

use core::fmt::{Display, Write};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The patterns of all messages in the form that `catalogue::table` describes.
static ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.table"));

/// The end of a message.
const END: char = '\0';

/// The character before the index of a value.
const VALUE: char = '\u{1}';

/// A value of a message.
enum Value<'a> {
    Text(&'a dyn Display),
}

/// The text of a message without values.
fn plain(number: usize) -> &'static str {
    ENGLISH.split(END).nth(number).unwrap_or_default()
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
    fn values_stand_where_the_pattern_has_them() {
        let values = [Value::Text(&"Bob"), Value::Text(&"\u{1}0 coins")];
        assert_eq!(fill("\u{1}1 for \u{1}0.", &values), "\u{1}0 coins for Bob.");
        assert_eq!(fill("No value.", &values), "No value.");
    }
}
