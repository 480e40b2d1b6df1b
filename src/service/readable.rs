//! Which carried bytes are text that can be shown to a person without harm.

/// Combining marks that one letter may carry in a row: no language needs more, and towers of them cover what is above.
const MAX_MARKS: usize = 2;

/// The text that these bytes are: valid UTF-8 in one line with something to see in it, and nothing that hides, that
/// turns around what stands beside it (bidi controls), that is not yet or never will be a character, or that piles up.
pub(crate) fn readable(bytes: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(bytes).ok()?;
    let mut marks = 0;
    for letter in text.chars() {
        marks = if is_mark(letter) { marks + 1 } else { 0 };
        if marks > MAX_MARKS || !is_plain(letter) {
            return None;
        }
    }
    let is_seen = |letter: char| !letter.is_whitespace() && !is_mark(letter) && !is_joiner(letter);
    text.chars().any(is_seen).then_some(text)
}

/// Neither a control nor a gap in the tables of characters nor something invisible that changes its neighbours.
fn is_plain(letter: char) -> bool {
    let is_bad = letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{ffff}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
        || u32::from(letter) & 0xfffe == 0xfffe;
    !is_bad
}

/// Marks that stand on the letter before them.
fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// What joins pictures to one; invisible by itself.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200d}' | '\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::readable;
    use proptest::prelude::*;

    #[test]
    fn text_of_many_languages_is_text() {
        for text in [
            "Rent for May",
            "Grüße, 你好, привет, שלום, مرحبا",
            "👩\u{200d}🚀 ❤\u{fe0f}",
            "cafe\u{301} <b>&amp;</b>",
        ] {
            assert_eq!(readable(text.as_bytes()), Some(text));
        }
    }

    #[test]
    fn what_hides_or_misleads_is_not() {
        for text in [
            "",
            " ",
            "two\nlines",
            "tab\t",
            "bell\u{7}",
            "pay \u{202e}ecila",
            "a\u{2066}b",
            "a\u{200b}b",
            "\u{200d}\u{fe0f}",
            "\u{feff}mark",
            "H\u{300}\u{301}\u{302}",
            "private \u{e000}",
            "tag \u{e0041}",
            "\u{fffe}",
            "\u{1ffff}",
        ] {
            assert_eq!(readable(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(readable(&[0xff, 0xfe]), None);
        assert_eq!(readable(&[b'a', 0xc3]), None);
    }

    proptest! {
        #[test]
        fn only_the_very_bytes_are_shown(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Some(text) = readable(&bytes) {
                prop_assert_eq!(text.as_bytes(), &bytes[..]);
                prop_assert!(!text.chars().any(char::is_control));
            }
        }
    }
}
