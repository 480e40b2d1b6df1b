//! Distinguishes text that can be shown to a person without harm from other data.

use chain::text::{Strictness, is_visible};

/// The text of these bytes: valid UTF-8 in one line, with a visible character, and without
/// characters that hide or mislead (see [`chain::text`]). `None` if they are not such text.
pub(crate) fn readable(bytes: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(bytes).ok()?;
    is_visible(text, Strictness::Note).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::readable;
    use proptest::prelude::*;

    #[test]
    fn text_in_many_languages_is_readable() {
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
    fn text_that_hides_or_misleads_is_not_readable() {
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
            "H\u{300}\u{301}\u{302}\u{303}",
            "\u{3164}",
            "\u{2800}",
            "a\u{fe0f}",
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
        fn readable_text_is_the_bytes_unchanged(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Some(text) = readable(&bytes) {
                prop_assert_eq!(text.as_bytes(), &bytes[..]);
                prop_assert!(!text.chars().any(char::is_control));
            }
        }
    }
}
