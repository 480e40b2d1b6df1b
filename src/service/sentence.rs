//! From an error's text, lower-case and without a stop, to a sentence for a person.

/// An error's text as a sentence: a capital letter at its start, a full stop at its end.
pub(crate) fn sentence(error: &impl core::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_ascii_uppercase().to_string())
        .unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", letters.as_str())
}
