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
mod plural;

use core::cell::Cell;
use core::fmt::{Display, Write};

use api::Sentences;
use yew::prelude::*;

use crate::numbers;
use parse_errors::ParseErrors;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The patterns of all messages in the form that `catalogue::table` describes.
static ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.table"));

const END: char = '\0';
const VALUE: char = '\u{1}';
const SELECT: char = '\u{2}';
const KEY_END: char = '\u{3}';
const VARIANT_END: char = '\u{4}';
const SELECT_END: char = '\u{5}';

thread_local! {
    /// The patterns of English.
    static ENGLISH_PATTERNS: Patterns = patterns(ENGLISH);
    /// The patterns of the language that is shown, if it is not English.
    static SHOWN: Cell<Option<Texts>> = const { Cell::new(None) };
}

/// The patterns of a language by the numbers of their messages.
type Patterns = &'static [&'static str];

fn patterns(table: &'static str) -> Patterns {
    table.split_terminator(END).collect::<Vec<_>>().leak()
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

/// A value of a message.
#[derive(Clone)]
enum Value<'a> {
    Text(&'a dyn Display),
    Number(u64),
    Element(Html),
}

/// A text while it is being built: the elements so far, and the text after the last element.
#[derive(Default)]
struct Written {
    elements: Vec<Html>,
    text: String,
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

/// A text without its spaces between two wide characters. A message in Chinese has a space on both
/// sides of a value, as it is usual around Latin letters and digits; a value that itself begins or
/// ends with a Chinese character stands without it.
pub(crate) fn close_up(text: String) -> String {
    let is_wide = |letter: char| ('\u{2e80}'..='\u{ffef}').contains(&letter);
    if !text.contains(is_wide) {
        return text;
    }
    let mut closed = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let around = [closed.chars().next_back(), letters.peek().copied()];
        let is_between = around.into_iter().all(|it| it.is_some_and(is_wide));
        if letter != ' ' || !is_between {
            closed.push(letter);
        }
    }
    closed
}

/// The text and the elements of a message with elements among its values.
fn element(number: usize, values: &[Value<'_>]) -> Html {
    let mut written = Written::default();
    written.fill(plain(number), values);
    written.end_text();
    written.elements.into_iter().collect()
}

impl Written {
    /// Writes a pattern with its values. Parts of a form that the build never makes are left out.
    fn fill(&mut self, pattern: &str, values: &[Value<'_>]) {
        let mut rest = pattern;
        while let Some((text, command, index, after)) = next_command(rest) {
            self.text.push_str(text);
            rest = after;
            let value = values.get(index);
            if command == VALUE {
                self.push(value);
            } else if let Some((variants, after)) = rest.split_once(SELECT_END) {
                rest = after;
                if let Some(Value::Number(number)) = value {
                    self.fill(variant(variants, *number), values);
                }
            }
        }
        self.text.push_str(rest);
    }

    fn push(&mut self, value: Option<&Value<'_>>) {
        match value {
            Some(Value::Text(text)) => {
                // A `String` takes all that is written to it.
                let _ = write!(self.text, "{text}");
            }
            Some(Value::Number(number)) => self.text.push_str(&numbers::grouped(*number)),
            Some(Value::Element(element)) => {
                self.end_text();
                self.elements.push(element.clone());
            }
            None => {}
        }
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            let text = core::mem::take(&mut self.text);
            self.elements.push(Html::from(text));
        }
    }
}

/// The first command of a pattern: the text before it, the command, the index of its value, and the
/// rest of the pattern.
fn next_command(pattern: &str) -> Option<(&str, char, usize, &str)> {
    let (text, command) = pattern.split_at(pattern.find([VALUE, SELECT])?);
    let mut letters = command.chars();
    let (command, index) = (letters.next()?, letters.next()?.to_digit(10)?);
    Some((text, command, index as usize, letters.as_str()))
}

/// The variant for a number: the variant whose key is the number itself, otherwise the variant of
/// its plural category, otherwise the last one.
fn variant(variants: &str, number: u64) -> &str {
    let (digits, category) = (number.to_string(), plural::category(number));
    let mut chosen = "";
    for variant in variants.split_terminator(VARIANT_END) {
        let (key, text) = variant.split_once(KEY_END).unwrap_or_default();
        chosen = text;
        if key == digits || key == category {
            break;
        }
    }
    chosen
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

    fn written(pattern: &str, values: &[Value<'_>]) -> String {
        let mut written = Written::default();
        written.fill(pattern, values);
        written.text
    }

    #[test]
    fn values_stand_where_the_pattern_has_them() {
        let values = [Value::Text(&"Bob"), Value::Number(1_234)];
        let text = written("\u{1}1 coins for \u{1}0.", &values);
        assert_eq!(text, "1,234 coins for Bob.");
    }

    #[test]
    fn a_number_selects_its_variant() {
        let pattern =
            "\u{2}00\u{3}nothing\u{4}one\u{3}a block\u{4}other\u{3}\u{1}0 blocks\u{4}\u{5}!";
        for (number, wanted) in [(0, "nothing!"), (1, "a block!"), (1_000, "1,000 blocks!")] {
            assert_eq!(written(pattern, &[Value::Number(number)]), wanted);
        }
    }

    #[test]
    fn elements_part_the_text() {
        let mut written = Written::default();
        let link = html! { <a>{ "there" }</a> };
        written.fill("Look \u{1}0.", &[Value::Element(link.clone())]);
        written.end_text();
        assert_eq!(
            written.elements,
            [Html::from("Look "), link, Html::from(".")]
        );
    }

    #[test]
    fn a_space_stands_between_chinese_and_latin_letters_only() {
        for (text, wanted) in [
            ("已向 Bob 付款。", "已向 Bob 付款。"),
            ("已向 小明 付款： 3 个区块 。", "已向小明付款： 3 个区块。"),
            ("two  words", "two  words"),
            (" 币 ", " 币 "),
        ] {
            assert_eq!(close_up(text.to_owned()), wanted);
        }
    }

    #[test]
    fn a_value_with_control_characters_is_text() {
        let text = written("<\u{1}0>", &[Value::Text(&"\u{1}0\u{2}")]);
        assert_eq!(text, "<\u{1}0\u{2}>");
    }
}
