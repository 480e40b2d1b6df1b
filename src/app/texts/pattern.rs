//! Patterns of messages, and how their values are filled in.

use core::fmt::{Display, Write};

use yew::prelude::*;

use super::plural;
use crate::numbers;

pub(super) const END: char = '\0';
pub(super) const VALUE: char = '\u{1}';
const SELECT: char = '\u{2}';
const KEY_END: char = '\u{3}';
const VARIANT_END: char = '\u{4}';
const SELECT_END: char = '\u{5}';

/// The patterns of a language by the numbers of their messages.
pub(super) type Patterns = &'static [&'static str];

pub(super) fn patterns(table: &'static str) -> Patterns {
    table.split_terminator(END).collect::<Vec<_>>().leak()
}

/// A value of a message.
#[derive(Clone)]
pub(super) enum Value<'a> {
    Text(&'a dyn Display),
    Number(u64),
    Element(Html),
}

/// A text while it is being built: the elements so far, and the text after the last element.
#[derive(Default)]
pub(super) struct Written {
    pub(super) elements: Vec<Html>,
    pub(super) text: String,
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

impl Written {
    /// Writes a pattern with its values. Parts of a form that the build never makes are left out.
    pub(super) fn fill(&mut self, pattern: &str, values: &[Value<'_>]) {
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

    pub(super) fn end_text(&mut self) {
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
