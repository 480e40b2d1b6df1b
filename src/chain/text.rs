//! Rules for texts by other people that are shown on screen: a chain's name, a note, a block
//! message.
//!
//! A text must not contain hidden characters, look like another text because of them, or change the
//! text next to it. The rules use Unicode's properties (UAX #44) from the `icu_properties` crate,
//! with one exception, the braille pattern without dots. A later edition of Unicode only assigns
//! characters that are rejected here as unassigned, so an allowed text stays allowed.

use icu_properties::props::{DefaultIgnorableCodePoint, Emoji, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The maximum number of combining marks on one letter. A pointed Hebrew letter or a Tibetan stack
/// has three. More marks would cover the lines above and below.
pub const MAX_MARKS: usize = 3;

/// Joins the emoji before and after it to one emoji.
const ZERO_WIDTH_JOINER: char = '\u{200d}';
/// Selects the emoji presentation of the character before it.
const EMOJI_PRESENTATION: char = '\u{fe0f}';
/// A braille pattern without dots. It is invisible, but has no property that says so.
const BRAILLE_BLANK: char = '\u{2800}';

/// The strictness of the rules for a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// For names: only visible characters, marks on these, and U+0020 as the only space. Two names
    /// can't differ in invisible characters only.
    Name,
    /// For notes: also other spaces, and the invisible parts of emoji.
    Note,
}

/// The first character that is not allowed, with its position in characters; `None` if all are
/// allowed.
pub fn first_refused(text: &str, strictness: Strictness) -> Option<(usize, char)> {
    let mut before = None;
    let mut marks = MAX_MARKS;
    text.chars().enumerate().find(|&(_, character)| {
        let fits = match kind(character) {
            Kind::Visible => {
                marks = 0;
                true
            }
            Kind::Mark => {
                marks += 1;
                marks <= MAX_MARKS
            }
            Kind::Space => {
                // A mark after a space has no letter to belong to, so none is allowed there.
                marks = MAX_MARKS;
                character == ' ' || strictness == Strictness::Note
            }
            Kind::Hidden => {
                strictness == Strictness::Note
                    && before.is_some_and(|b| is_emoji_part(b, character))
            }
        };
        before = Some(character);
        !fits
    })
}

/// Whether a text has a visible character and all its characters are allowed.
pub fn is_visible(text: &str, strictness: Strictness) -> bool {
    let is_visible = |character| matches!(kind(character), Kind::Visible);
    first_refused(text, strictness).is_none() && text.chars().any(is_visible)
}

enum Kind {
    /// Visible by itself.
    Visible,
    /// Visible on the character before it.
    Mark,
    /// Visible as a gap.
    Space,
    /// Invisible, unassigned, or not a character of text.
    Hidden,
}

fn kind(character: char) -> Kind {
    use GeneralCategory as G;
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    if ignorable.contains(character) || character == BRAILLE_BLANK {
        return Kind::Hidden;
    }
    match CodePointMapData::<GeneralCategory>::new().get(character) {
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => Kind::Mark,
        G::SpaceSeparator => Kind::Space,
        G::Control
        | G::Format
        | G::Surrogate
        | G::PrivateUse
        | G::Unassigned
        | G::LineSeparator
        | G::ParagraphSeparator => Kind::Hidden,
        _ => Kind::Visible,
    }
}

/// Whether a hidden character is part of an emoji, given the character before it.
fn is_emoji_part(before: char, hidden: char) -> bool {
    let is_emoji = CodePointSetData::new::<Emoji>().contains(before);
    match hidden {
        EMOJI_PRESENTATION => is_emoji,
        ZERO_WIDTH_JOINER => is_emoji || before == EMOJI_PRESENTATION,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_many_languages_are_allowed() {
        for text in [
            "Tabchain",
            "Grüße, 你好, привет, مرحبا",
            "cafe\u{301} <b>&amp;</b>",
            "हिन्दी",
            "ภาษาไทยที่นี่",
            "שּׁ֫",
            "བསྒྲུབས",
            "한국어",
            "🎉 1 € ½",
        ] {
            assert_eq!(first_refused(text, Strictness::Name), None, "{text}");
            assert!(is_visible(text, Strictness::Note), "{text}");
        }
        for note in [
            "👩\u{200d}🚀 ❤\u{fe0f}",
            "全角\u{3000}空白",
            "1\u{fe0f}\u{20e3}",
        ] {
            assert!(is_visible(note, Strictness::Note), "{note}");
            assert!(!is_visible(note, Strictness::Name), "{note}");
        }
    }

    /// Earlier versions accepted some of these characters, alone or within a name.
    #[test]
    fn hidden_characters_are_rejected() {
        for hidden in [
            '\u{3164}',
            '\u{115f}',
            '\u{1160}',
            '\u{ffa0}',
            '\u{fe0f}',
            '\u{fe00}',
            '\u{2800}',
            '\u{34f}',
            '\u{17b4}',
            '\u{180b}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{2028}',
            '\u{202e}',
            '\u{2060}',
            '\u{2065}',
            '\u{2066}',
            '\u{feff}',
            '\u{fff9}',
            '\u{e000}',
            '\u{e0041}',
            '\u{e0100}',
            '\u{1d173}',
            '\u{1bca0}',
            '\u{fdd0}',
            '\u{ffff}',
            '\u{10ffff}',
            '\u{378}',
            '\n',
            '\t',
            '\u{7f}',
            '\u{85}',
        ] {
            for strictness in [Strictness::Name, Strictness::Note] {
                let alone = hidden.to_string();
                assert_eq!(first_refused(&alone, strictness), Some((0, hidden)));
                let within = format!("a{hidden}b");
                assert_eq!(first_refused(&within, strictness), Some((1, hidden)));
            }
        }
        for space in ['\u{a0}', '\u{1680}', '\u{2003}', '\u{3000}'] {
            let within = format!("a{space}b");
            assert_eq!(first_refused(&within, Strictness::Name), Some((1, space)));
        }
        for note in ["", " ", "\u{3000}"] {
            assert!(!is_visible(note, Strictness::Note));
        }
    }

    /// Letters of several scripts with marks of the same script.
    #[test]
    fn too_many_marks_of_any_script_are_rejected() {
        for (letter, mark) in [
            ('H', '\u{301}'),
            ('ש', '\u{5b0}'),
            ('ب', '\u{64e}'),
            ('क', '\u{93e}'),
            ('ก', '\u{e34}'),
            ('ཀ', '\u{f90}'),
            ('က', '\u{102d}'),
            ('ᠠ', '\u{18a9}'),
            ('𐨀', '\u{10a0c}'),
            ('o', '\u{20dd}'),
        ] {
            let tower = |marks: usize| letter.to_string() + &mark.to_string().repeat(marks);
            for strictness in [Strictness::Name, Strictness::Note] {
                assert_eq!(
                    first_refused(&tower(MAX_MARKS), strictness),
                    None,
                    "{letter}"
                );
                let found = first_refused(&tower(MAX_MARKS + 1), strictness);
                assert_eq!(found, Some((MAX_MARKS + 1, mark)));
                // Without a letter.
                assert_eq!(
                    first_refused(&mark.to_string(), strictness),
                    Some((0, mark))
                );
                let spaced = format!("a {mark}");
                assert_eq!(first_refused(&spaced, strictness), Some((2, mark)));
            }
        }
    }
}
