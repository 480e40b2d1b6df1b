//! Finding a link's payload in a text that messengers, mail programs or people have altered: broken
//! over lines, quoted, escaped, followed by punctuation.
//!
//! The result may have too many characters at its end. The payload's checksum decides which belong
//! to it.

/// The maximum number of times that percent-escapes are resolved. A link within another link's
/// parameters is escaped twice.
const MAX_ESCAPES: usize = 2;

/// The payload of a link.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Payload {
    /// The characters, all of base64url's alphabet. Some characters at the end may not belong to
    /// the payload.
    pub(crate) letters: String,
    /// Whether a character follows that is not in base64url's alphabet.
    pub(crate) is_stopped: bool,
}

/// The payload after the last `key` of a text, or the whole text if it is only a payload; `None` if
/// there is no payload.
pub(crate) fn payload(text: &str, key: &str) -> Option<Payload> {
    let text = unescaped(text.trim());
    let text = unbroken(&text);
    let starts = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric());
    let found = text.rfind(key).filter(|at| starts(*at));
    let rest = match found {
        Some(at) => &text[at + key.len()..],
        None => bare(&text)?,
    };
    let end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
    let (letters, after) = rest.split_at(end);
    let is_stopped = !after.is_empty();
    // A text after `key` counts as a payload even if none of its characters are base64url, so that
    // the error says which character is wrong.
    (!rest.is_empty()).then(|| Payload {
        letters: letters.to_owned(),
        is_stopped,
    })
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The payload of a text that has nothing around it but quotation marks and punctuation.
fn bare(text: &str) -> Option<&str> {
    const MARKS: &str = ".,;:!?()[]{}<>\"'“”‘’„«»*";
    let inner = text.trim_matches(|c: char| c.is_whitespace() || MARKS.contains(c));
    (!inner.is_empty() && inner.chars().all(is_letter)).then_some(inner)
}

/// Resolves percent-escapes of ASCII characters; others stay unchanged.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..MAX_ESCAPES {
        let mut parts = text.split('%');
        let mut resolved = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.get(..2);
            let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            match code.filter(u8::is_ascii) {
                Some(code) => {
                    resolved.push(char::from(code));
                    resolved.push_str(&part[2..]);
                }
                None => {
                    resolved.push('%');
                    resolved.push_str(part);
                }
            }
        }
        if resolved == text {
            break;
        }
        text = resolved;
    }
    text
}

/// Joins the lines of a text. Drops the marks of quoted lines (`>` and `|`), the `=` of
/// quoted-printable at the ends of lines, and invisible characters. Spaces within a line stay,
/// since they separate words.
fn unbroken(text: &str) -> String {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '>' | '|');
    let mut lines = text.lines().peekable();
    let mut joined = String::with_capacity(text.len());
    while let Some(line) = lines.next() {
        let mut line = line.trim_matches(is_mark);
        if lines.peek().is_some() {
            line = line.strip_suffix('=').unwrap_or(line);
        }
        joined.extend(line.chars().filter(|c| !is_invisible(*c)));
    }
    joined
}

/// Invisible width and direction characters that messengers put into long words.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_found_in_altered_texts() {
        for text in [
            "https://a.example/#chain=AB-c_9",
            "chain=AB-c_9",
            "  AB-c_9\n",
            "<https://a.example/#chain=AB-c_9>",
            "“AB-c_9”.",
            "Look: https://a.example/#chain=AB-c_9).",
            "https://a.example/#chain=AB-\r\nc_9",
            "> https://a.example/#chain=AB-\n> c_9",
            "https://a.example/#chain=AB-=\nc_9",
            "https://a.example/#chain=AB\u{200b}-c\u{ad}_9",
            "https%3A%2F%2Fa.example%2F%23chain%3DAB-c_9",
            "https%253A%252F%252Fa.example%252F%2523chain%253DAB%252Dc_9",
            "https://a.example/#chain=AB-c_9 see you",
        ] {
            let found = payload(text, "chain=").map(|found| found.letters);
            assert_eq!(found.as_deref(), Some("AB-c_9"), "{text}");
        }
    }

    #[test]
    fn other_texts_have_none() {
        for text in [
            "",
            " ",
            "...",
            "hello there",
            "https://a.example/",
            "#/mine",
            "#chain=",
            "#blockchain=AB",
        ] {
            assert_eq!(payload(text, "chain="), None, "{text}");
        }
    }
}
