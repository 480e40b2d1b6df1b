//! Amounts as people type them.
//!
//! The node reads plain decimal notation only. This module also accepts a comma as the decimal
//! mark, grouped digits and the coin's symbol, provided that the text has only one reading.

use js_sys::{Array, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::texts::frame as texts;

/// The text that means all spendable coins.
const ALL: &str = "max";

/// Converts a typed amount to plain decimal notation. A text that is not an amount is returned
/// unchanged; the node then rejects it and gives the reason. `groups_by_comma` tells whether the
/// person's locale writes one thousand as 1,000.
///
/// # Errors
/// The question to show to the person if the text has two readings.
pub(crate) fn read(text: &str, symbol: &str, groups_by_comma: bool) -> Result<String, String> {
    let text = without_symbol(text.trim(), symbol);
    if text.eq_ignore_ascii_case(ALL) {
        return Ok(text.to_owned());
    }
    let digits: String = text
        .chars()
        .map(|c| if is_blank(c) { ' ' } else { c })
        .collect();
    let known = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ');
    if !digits.chars().all(known) {
        return Ok(text.to_owned());
    }
    if let Some((whole, rest)) = digits.split_once(',')
        && !digits.contains('.')
        && !rest.contains(',')
    {
        let is_plain = !digits.contains(' ');
        if is_plain && groups_by_comma && rest.len() == 3 && is_group(whole) {
            return Err(texts::two_readings(
                &format_args!("{whole}{rest}"),
                &format_args!("{whole}.{rest}"),
            ));
        }
        return Ok(joined(whole, ' ', rest).unwrap_or_else(|| text.to_owned()));
    }
    let read = match (digits.rfind('.'), digits.rfind(',')) {
        // 1,234.5
        (Some(point), Some(comma)) if point > comma => {
            joined(&digits[..point], ',', &digits[point + 1..])
        }
        // 1.234,5
        (Some(_), Some(comma)) => joined(&digits[..comma], '.', &digits[comma + 1..]),
        // 1,234,567
        (None, Some(_)) => joined(&digits, ',', ""),
        // 1 234.5, or 1.234.567
        (Some(point), None) if digits.find('.') == Some(point) => {
            joined(&digits[..point], ' ', &digits[point + 1..])
        }
        (Some(_), None) => joined(&digits, '.', ""),
        (None, None) => joined(&digits, ' ', ""),
    };
    Ok(read.unwrap_or_else(|| text.to_owned()))
}

/// Whether the person's locale groups digits by commas.
pub(crate) fn groups_by_comma() -> bool {
    let format = Intl::NumberFormat::new(&Array::new(), &Object::new());
    let parts = format.format_to_parts(1_234_567.0);
    parts.iter().any(|part| {
        let is = |key: &str, value: &str| {
            Reflect::get(&part, &JsValue::from_str(key))
                .is_ok_and(|found| found.as_string().as_deref() == Some(value))
        };
        is("type", "group") && is("value", ",")
    })
}

/// Whether a character is a blank or an apostrophe that some locales write between groups of
/// digits.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}'
    )
}

fn without_symbol<'a>(text: &'a str, symbol: &str) -> &'a str {
    let start = text.len().saturating_sub(symbol.len());
    match text.split_at_checked(start) {
        Some((before, after)) if !symbol.is_empty() && after.eq_ignore_ascii_case(symbol) => {
            before.trim_end()
        }
        _ => text,
    }
}

/// Whether a text is a valid first group of one to three digits. The other groups have exactly
/// three.
fn is_group(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes whole coins and their decimals as one number. The whole coins may be in groups of three
/// digits, which `separator` separates. `None` if one of the texts does not have this form.
fn joined(whole: &str, separator: char, decimals: &str) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || is_group(first);
    let are_groups = rest.iter().all(|group| group.len() == 3 && is_group(group));
    if !grouped || !are_groups || !is_digits(first) || !is_digits(decimals) {
        return None;
    }
    let whole = format!("{first}{}", rest.concat());
    Some(match decimals {
        "" => whole,
        decimals => format!("{whole}.{decimals}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_a_decimal_mark_but_where_it_could_group() {
        for groups in [false, true] {
            for (typed, plain) in [
                ("1,5", "1.5"),
                ("0,00000001", "0.00000001"),
                ("1234,567", "1234.567"),
                (",5", ".5"),
                ("12,", "12"),
                ("1.5", "1.5"),
                ("7", "7"),
                (" 1.5 ", "1.5"),
            ] {
                assert_eq!(read(typed, "TAB", groups).as_deref(), Ok(plain), "{typed}");
            }
        }
        assert_eq!(read("1,234", "TAB", false).as_deref(), Ok("1.234"));
        let question = read("1,234", "TAB", true).unwrap_err();
        assert!(
            question.contains("1234") && question.contains("1.234"),
            "{question}"
        );
    }

    #[test]
    fn groups_are_understood_where_they_are_groups() {
        for (typed, plain) in [
            ("1 000", "1000"),
            ("1\u{202f}234\u{a0}567,5", "1234567.5"),
            ("1’234.5", "1234.5"),
            ("1,234,567", "1234567"),
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1.234.567", "1234567"),
        ] {
            assert_eq!(read(typed, "TAB", true).as_deref(), Ok(plain), "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_goes_to_the_node_as_it_is() {
        for typed in [
            "", "abc", "-1", "1e3", "1 00", "12 34", "1,23,456", "1.2.3", "1,2,3", "½", "٣",
            "0x10", "1,,5",
        ] {
            assert_eq!(read(typed, "TAB", true).as_deref(), Ok(typed), "{typed}");
        }
    }

    #[test]
    fn the_symbol_may_stand_behind() {
        assert_eq!(read("1.5 TAB", "TAB", true).as_deref(), Ok("1.5"));
        assert_eq!(read("1,5tab", "TAB", true).as_deref(), Ok("1.5"));
        assert_eq!(read("TAB", "TAB", true).as_deref(), Ok(""));
        assert_eq!(read("max", "TAB", true).as_deref(), Ok("max"));
        assert_eq!(read("1é", "TAB", true).as_deref(), Ok("1é"));
    }

    /// Each accepted text has the same digits as the plain notation that it is converted to.
    #[test]
    fn no_digit_is_ever_lost_or_made() {
        let only_digits = |text: &str| {
            text.chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        };
        let parts = ["", "1", "12", "123", "1234", "000"];
        let marks = ["", ",", ".", " ", "'"];
        for a in parts {
            for one in marks {
                for b in parts {
                    for two in marks {
                        for c in parts {
                            let typed = format!("{a}{one}{b}{two}{c}");
                            if let Ok(plain) = read(&typed, "TAB", true) {
                                assert_eq!(only_digits(&plain), only_digits(&typed), "{typed}");
                            }
                        }
                    }
                }
            }
        }
    }
}
