//! Numbers in the notation of the language that is shown, which the browser writes, and in plain
//! notation for machines.
//!
//! The notation is not that of the reader's region, because amounts are in English notation
//! everywhere, and one page must not have two. Natively, where the unit tests run, there is no
//! browser: numbers are in English notation there.

#[cfg(target_arch = "wasm32")]
pub(crate) use intl::{decimal, grouped};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{decimal, grouped};

/// Formats a number with this many decimals in plain English notation, for drawings and for outputs
/// that machines read. The result is that of `{:.*}`, except for halves that a float cannot
/// represent. Rust's own formatting is exact for every float and adds 5 kB to the page's download;
/// the numbers on this page have few digits.
pub(crate) fn fixed(number: f64, decimals: u32) -> String {
    let unit = 10u64.pow(decimals);
    let sign = if number < 0.0 { "-" } else { "" };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and not negative; the cast saturates at numbers that nobody reads"
    )]
    let units = (number.abs() * unit as f64).round_ties_even() as u64;
    let (whole, rest) = (units / unit, units % unit);
    match decimals {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:0width$}", width = decimals as usize),
    }
}

/// The browser's `Intl`.
#[cfg(target_arch = "wasm32")]
mod intl {
    use js_sys::{Array, BigInt, Function, Intl, Object, Reflect};
    use wasm_bindgen::JsValue;

    use crate::language::{Formatter, Language};

    /// Maximum number of decimals.
    const MAX_DECIMALS: u32 = 2;

    thread_local! {
        /// The formatters by their number of decimals.
        static FORMATS: Formatter<Vec<Function>> = const { Formatter::new() };
    }

    fn format(language: Language, decimals: u32) -> Function {
        let options = Object::new();
        for name in ["minimumFractionDigits", "maximumFractionDigits"] {
            // Fails only on a frozen object.
            let _ = Reflect::set(&options, &name.into(), &decimals.into());
        }
        Intl::NumberFormat::new(&Array::of1(&language.tag().into()), &options).format()
    }

    fn written(number: &JsValue, decimals: u32) -> String {
        let decimals = decimals.min(MAX_DECIMALS) as usize;
        let text = FORMATS.with(|formats| {
            formats.with(
                |language| {
                    (0..=MAX_DECIMALS)
                        .map(|decimals| format(language, decimals))
                        .collect()
                },
                |formats| formats[decimals].call1(&JsValue::UNDEFINED, number),
            )
        });
        text.ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }

    /// Formats a whole number in groups of digits. No digit is lost, however large it is.
    pub(crate) fn grouped(number: u64) -> String {
        written(&BigInt::from(number).into(), 0)
    }

    /// Formats a number with this many decimals, at most 2.
    pub(crate) fn decimal(number: f64, decimals: u32) -> String {
        written(&number.into(), decimals)
    }
}

/// English notation, in place of a browser.
#[cfg(not(target_arch = "wasm32"))]
mod native {
    pub(crate) fn grouped(number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    pub(crate) fn decimal(number: f64, decimals: u32) -> String {
        super::fixed(number, decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn decimals_are_those_that_rust_writes() {
        let scattered = (0..1_000).map(|place| f64::from(place) * 0.377_123_4);
        let some = [0.0, 0.04, 0.06, 0.5, 1.5, 2.5, 12.25, 999.4];
        for number in some.into_iter().chain(scattered) {
            for decimals in 0..4 {
                for number in [number, -1.0 - number] {
                    let rust = format!("{number:.*}", decimals as usize);
                    assert_eq!(fixed(number, decimals), rust);
                }
            }
        }
    }
}
