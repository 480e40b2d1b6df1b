//! How hard a passphrase is to guess, roughly.

/// The strength of a new passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// Fewer bits than [`FAIR_BITS`].
    Weak,
    /// At least [`FAIR_BITS`], and fewer than [`STRONG_BITS`].
    Fair,
    /// At least [`STRONG_BITS`].
    Strong,
}

/// The bits of a fair passphrase. The vault's key derivation (Argon2id with 19 MiB) lets a computer
/// try some hundred passphrases a second, so 2^40 of them take a century.
const FAIR_BITS: f64 = 40.0;
/// The bits of a strong passphrase.
const STRONG_BITS: f64 = 60.0;
/// The bits of a word that is chosen at random from a list of two thousand.
const WORD_BITS: f64 = 11.0;

/// Estimates the strength; `None` if nothing is typed. The estimate knows no lists of common
/// passphrases, so it is an upper bound, and the page says so.
pub(crate) fn strength(passphrase: &str) -> Option<Strength> {
    if passphrase.trim().is_empty() {
        return None;
    }
    let bits = by_letters(passphrase).min(by_words(passphrase).unwrap_or(f64::MAX));
    Some(if bits < FAIR_BITS {
        Strength::Weak
    } else if bits < STRONG_BITS {
        Strength::Fair
    } else {
        Strength::Strong
    })
}

/// The bits if each character was chosen at random from its kinds. A character that repeats the one
/// before, or follows it in the alphabet, adds nothing.
fn by_letters(text: &str) -> f64 {
    let has = |is: fn(&char) -> bool| text.chars().any(|mark| is(&mark));
    let kinds = [
        (has(char::is_ascii_lowercase), 26.0),
        (has(char::is_ascii_uppercase), 26.0),
        (has(char::is_ascii_digit), 10.0),
        (has(|mark| !mark.is_ascii_alphanumeric()), 33.0),
    ];
    let sizes = kinds.into_iter().filter(|(is_used, _)| *is_used);
    let size: f64 = sizes.map(|(_, size)| size).sum();
    let mut before = None;
    let mut counted = 0;
    for mark in text.chars() {
        let code = i64::from(u32::from(mark));
        if before.is_none_or(|before: i64| !(-1..=1).contains(&(code - before))) {
            counted += 1;
        }
        before = Some(code);
    }
    f64::from(counted) * size.log2()
}

/// The bits of a phrase. A word that is repeated counts once. `None` if the text is a single word
/// or has other marks than letters.
fn by_words(text: &str) -> Option<f64> {
    let words = text.split_whitespace();
    let mut words: Vec<_> = words.map(str::to_ascii_lowercase).collect();
    if words.len() < 2
        || words
            .iter()
            .any(|word| !word.bytes().all(|it| it.is_ascii_alphabetic()))
    {
        return None;
    }
    words.sort_unstable();
    words.dedup();
    let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
    Some(f64::from(count) * WORD_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_or_regular_is_weak() {
        for weak in [
            "a",
            "secret",
            "12345678901234567890",
            "aaaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "P4ss!",
            "blue blue blue blue blue",
        ] {
            assert_eq!(strength(weak), Some(Strength::Weak), "{weak}");
        }
        assert_eq!(strength(" "), None);
    }

    #[test]
    fn length_and_words_make_it_strong() {
        assert_eq!(strength("horse lamp river stone"), Some(Strength::Fair));
        assert_eq!(
            strength("horse lamp river stone cloud acid"),
            Some(Strength::Strong)
        );
        assert_eq!(strength("k7Qw!zR4mX"), Some(Strength::Strong));
        assert_eq!(strength("kqzwmxvb1"), Some(Strength::Fair));
    }
}
