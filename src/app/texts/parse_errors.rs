//! The messages of parsers in another language. The node sends them as English sentences, without
//! codes (`src/api/parse_errors/`). A sentence is found by its English pattern.

use super::pattern::{Patterns, VALUE, Value, Written, close_up, patterns};

/// The patterns of all messages, in English and in another language, in the same order.
#[derive(Clone, Copy, Debug)]
pub(super) struct ParseErrors {
    english: Patterns,
    other: Patterns,
}

impl ParseErrors {
    /// Reads the English table, and that of another language after it. `None` if one has more
    /// messages than the other.
    pub(super) fn read(tables: String) -> Option<Self> {
        let all = patterns(tables.leak());
        let (english, other) = all.split_at(all.len() / 2);
        (english.len() == other.len()).then_some(Self { english, other })
    }

    /// The sentence in the other language; `None` if no pattern fits it.
    pub(super) fn translated(self, sentence: &str) -> Option<String> {
        let mut messages = self.english.iter().zip(self.other);
        messages.find_map(|(english, other)| {
            let values = values(english, sentence)?;
            let values: Vec<_> = values.iter().map(|text| Value::Text(text)).collect();
            let mut written = Written::default();
            written.fill(other, &values);
            Some(close_up(written.text))
        })
    }
}

/// The values with which the pattern is this sentence, in the order in which the pattern has them;
/// `None` if it can't be. A value ends where the text after it first occurs.
fn values<'a>(pattern: &str, sentence: &'a str) -> Option<Vec<&'a str>> {
    let mut texts = pattern.split(VALUE);
    let mut rest = sentence.strip_prefix(texts.next()?)?;
    let mut values = Vec::new();
    let mut texts = texts.peekable();
    while let Some(text) = texts.next() {
        // The index of the value, one digit. English names the values in their order.
        let text = text.get(1..)?;
        let (value, after) = match texts.peek() {
            Some(_) => rest.split_once(text)?,
            None => (rest.strip_suffix(text)?, ""),
        };
        values.push(value);
        rest = after;
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_by_its_english_pattern() {
        let tables = "Empty.\0Word \u{1}0, \u{1}1, is not listed.\0\
                      空的。\0第 \u{1}0 个词 \u{1}1 不在表中。\0";
        let errors = ParseErrors::read(tables.to_owned()).unwrap();
        for (english, wanted) in [
            ("Empty.", Some("空的。")),
            (
                "Word 3, \"x, y\", is not listed.",
                Some("第 3 个词 \"x, y\" 不在表中。"),
            ),
            (
                "Word 3, 小明, is not listed.",
                Some("第 3 个词小明不在表中。"),
            ),
            ("Empty. Really.", None),
            ("Word 3 is not listed.", None),
            ("", None),
        ] {
            assert_eq!(errors.translated(english).as_deref(), wanted, "{english}");
        }
        assert!(ParseErrors::read("Empty.\0".to_owned()).is_none());
    }
}
