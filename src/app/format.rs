//! Figures, times and dates formatted for people.

use api::HistoryKind;
use js_sys::{Array, Date, Intl};
use primitives::{Amount, Time, Timestamp};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

pub(crate) use crate::numbers::{fixed, grouped};

use crate::language::{Formatter, Language, date_locale, languages};
use crate::numbers::decimal;
use crate::texts::common;

thread_local! {
    /// Date and time; with seconds; month and year.
    static DATES: [Formatter<Intl::DateTimeFormat>; 3] = const { [const { Formatter::new() }; 3] };
}

/// Chains with fewer seconds than this between blocks show seconds, because two of their blocks may
/// fall into the same minute.
const QUICK_SECONDS: u32 = 120;

/// Options of `Intl.DateTimeFormat`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DateTimeOptions {
    date_style: &'static str,
    time_style: &'static str,
}

impl DateTimeOptions {
    const fn new(time_style: &'static str) -> Self {
        Self {
            date_style: "medium",
            time_style,
        }
    }
}

/// Options of `Intl.DateTimeFormat` for a month.
#[derive(Serialize)]
struct MonthOptions {
    month: &'static str,
    year: &'static str,
}

/// What is shown of a time.
#[derive(Clone, Copy)]
enum Shown {
    Minute,
    Second,
    Month,
}

/// Formats a time in milliseconds since 1970, in the language that is shown and in the way of the
/// reader's region.
fn formatted(millis: f64, shown: Shown) -> String {
    let date = Date::new(&JsValue::from_f64(millis));
    let construct = |language| {
        let options = match shown {
            Shown::Minute => serde_wasm_bindgen::to_value(&DateTimeOptions::new("short")),
            Shown::Second => serde_wasm_bindgen::to_value(&DateTimeOptions::new("medium")),
            Shown::Month => serde_wasm_bindgen::to_value(&MonthOptions {
                month: "long",
                year: "numeric",
            }),
        };
        let options = options.expect("texts under names are an object");
        let locales = Array::of1(&date_locale(language).into());
        Intl::DateTimeFormat::new(&locales, options.unchecked_ref())
    };
    let text = DATES.with(|dates| {
        dates[shown as usize].with(construct, |format| {
            format.format().call1(&JsValue::UNDEFINED, &date)
        })
    });
    text.ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// The current time in milliseconds since 1970.
pub(crate) fn now() -> f64 {
    Date::now()
}

/// Formats a block's time as date and time of day.
pub(crate) fn date_time(time: Timestamp) -> String {
    date_time_of(f64::from(time.seconds()) * 1_000.0, false)
}

/// Formats a block's time on a chain with `interval` seconds between blocks; with seconds if the
/// blocks are quick.
pub(crate) fn block_time(time: Timestamp, interval: u32) -> String {
    let seconds = f64::from(time.seconds());
    date_time_of(seconds * 1_000.0, interval < QUICK_SECONDS)
}

/// Formats a clock reading as date and time of day.
pub(crate) fn clock_date_time(time: Time) -> String {
    date_time_of(millis(time), false)
}

/// A clock reading in milliseconds; exact for the next 285,000 years.
pub(crate) fn millis(time: Time) -> f64 {
    time.millis() as f64
}

fn date_time_of(millis: f64, seconds: bool) -> String {
    let shown = if seconds {
        Shown::Second
    } else {
        Shown::Minute
    };
    formatted(millis, shown)
}

/// Formats the month of a time: "May 2026".
pub(crate) fn month(time: Timestamp) -> String {
    formatted(f64::from(time.seconds()) * 1_000.0, Shown::Month)
}

/// Formats a block's time in ISO 8601, for a `datetime` attribute.
pub(crate) fn machine_time(time: Timestamp) -> String {
    let date = Date::new(&JsValue::from_f64(f64::from(time.seconds()) * 1_000.0));
    date.to_iso_string().into()
}

/// The current time in ISO 8601.
pub(crate) fn machine_now() -> String {
    Date::new_0().to_iso_string().into()
}

/// Formats the size of a block or a transaction: "250 bytes, 700 weight units".
pub(crate) fn size(bytes: u32, weight: u32) -> String {
    common::size(
        &common::bytes(bytes.into()),
        &common::weight_units(weight.into()),
    )
}

/// The letters of the powers of 1,000.
const LETTERS: [&str; 6] = ["", "k", "M", "G", "T", "P"];

/// A large number with the letter of its power of 1,000: "1.83 M".
fn scaled(number: f64) -> (String, &'static str) {
    let (text, power) = in_powers(number, 1_000.0, LETTERS.len() - 1);
    (text, LETTERS[power])
}

/// A large number in three figures, or more if `base` has more, and the power of `base` that they
/// count, at most `greatest`.
fn in_powers(number: f64, base: f64, greatest: usize) -> (String, usize) {
    let mut number = number.max(0.0);
    let mut power = 0;
    while number >= base - 0.5 && power < greatest {
        number /= base;
        power += 1;
    }
    let decimals = if power == 0 || number >= 99.95 {
        0
    } else if number >= 9.995 {
        1
    } else {
        2
    };
    (decimal(number, decimals), power)
}

/// Formats a hash rate in hashes per second.
pub(crate) fn hash_rate(rate: f64) -> String {
    let (text, letter) = scaled(rate);
    format!("{text} {letter}H/s")
}

/// Formats a number of hashes.
pub(crate) fn hashes(number: f64) -> String {
    if languages().shown == Language::Chinese {
        let (text, power) = in_powers(number, 10_000.0, 4);
        return match power {
            0 => text,
            1 => common::myriad(&text),
            2 => common::hundred_million(&text),
            3 => common::trillion(&text),
            _ => common::ten_quadrillion(&text),
        };
    }
    let (text, letter) = scaled(number);
    match letter {
        "k" => common::thousand(&text),
        "M" => common::million(&text),
        "G" => common::billion(&text),
        "T" => common::trillion(&text),
        "P" => common::quadrillion(&text),
        _ => text,
    }
}

/// Formats a number of bytes.
pub(crate) fn bytes(number: f64) -> String {
    let (text, letter) = scaled(number);
    format!("{text} {letter}B")
}

/// Formats a share as a percentage. A share above zero is never shown as zero.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.1 {
        format!("< {} %", decimal(0.1, 1))
    } else if percent < 10.0 && percent > 0.0 {
        format!("{} %", decimal(percent, 1))
    } else {
        format!("{} %", decimal(percent, 0))
    }
}

/// Formats a duration in its largest whole unit, spelled out: "12 seconds".
pub(crate) fn span(seconds: f64) -> String {
    let (number, unit) = largest_unit(seconds);
    match unit {
        0 => common::seconds(number),
        1 => common::minutes(number),
        2 => common::hours(number),
        3 => common::days(number),
        _ => common::years(number),
    }
}

/// Formats a duration in its largest whole unit, abbreviated: "12 s".
pub(crate) fn short_span(seconds: f64) -> String {
    let (number, unit) = largest_unit(seconds);
    match unit {
        0 => common::short_seconds(number),
        1 => common::short_minutes(number),
        2 => common::short_hours(number),
        3 => common::short_days(number),
        _ => common::short_years(number),
    }
}

/// A duration in its largest whole unit: seconds, minutes, hours, days or years, counted from 0.
fn largest_unit(seconds: f64) -> (u64, usize) {
    /// How many of each unit make one of the next unit. A unit is used for durations below two of
    /// the next unit.
    const SIZES: [f64; 4] = [60.0, 60.0, 24.0, 365.0];
    let mut number = seconds.max(0.0);
    let mut unit = 0;
    while unit < SIZES.len() && number >= SIZES[unit] * 1.995 {
        number /= SIZES[unit];
        unit += 1;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and not negative; the cast saturates at durations that nobody reads"
    )]
    let number = number.round_ties_even() as u64;
    (number, unit)
}

/// Formats an amount with the coin's symbol.
pub(crate) fn coins(amount: Amount, symbol: &str) -> String {
    common::coins(&amount, &symbol)
}

/// Formats an amount of the wallet's history with its sign.
pub(crate) fn signed(kind: HistoryKind, amount: Amount) -> String {
    match kind {
        HistoryKind::Received | HistoryKind::Reward | HistoryKind::Allocation => {
            format!("+{amount}")
        }
        HistoryKind::Sent => format!("−{amount}"),
        HistoryKind::ToSelf | HistoryKind::Stamp | HistoryKind::Data => amount.to_string(),
    }
}

/// Formats a list: "a, b and c". Empty if there are no `parts`.
pub(crate) fn list(parts: Vec<String>) -> String {
    let last = parts.len().saturating_sub(1);
    let parts = parts.into_iter().enumerate();
    let joined = parts.reduce(|(_, list), (place, part)| match place == last {
        true => (place, common::list_and(&list, &part)),
        false => (place, common::list_comma(&list, &part)),
    });
    joined.map(|(_, list)| list).unwrap_or_default()
}

/// Joins a class that an element always has with an optional one.
pub(crate) fn class(always: &'static str, also: Option<&'static str>) -> AttrValue {
    match also {
        Some(also) => format!("{always} {also}").into(),
        None => AttrValue::Static(always),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_three_figures() {
        for (rate, text) in [
            (0.0, "0 H/s"),
            (999.4, "999 H/s"),
            (999.6, "1.00 kH/s"),
            (1_834_000.0, "1.83 MH/s"),
            (18_340_000.0, "18.3 MH/s"),
            (183_400_000.0, "183 MH/s"),
        ] {
            assert_eq!(hash_rate(rate), text);
        }
        assert_eq!(hashes(1_048_592.0), "1.05 million");
        assert_eq!(hashes(12.0), "12");
    }

    #[test]
    fn spans_keep_the_largest_unit() {
        for (seconds, text) in [
            (-3.0, "0 seconds"),
            (1.0, "1 second"),
            (90.0, "90 seconds"),
            (150.0, "2 minutes"),
            (7_200.0, "2 hours"),
            (200_000.0, "2 days"),
        ] {
            assert_eq!(span(seconds), text);
        }
        assert_eq!(short_span(12.0), "12 s");
    }

    #[test]
    fn shares_never_hide_a_little() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.000_1), "< 0.1 %");
        assert_eq!(percent(0.034), "3.4 %");
        assert_eq!(percent(1.0), "100 %");
    }
}
