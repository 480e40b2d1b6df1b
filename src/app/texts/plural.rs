//! The plural forms of the language that is shown.
//!
//! Natively, where the unit tests run, there is no browser: the rule is that of English there.

#[cfg(target_arch = "wasm32")]
use js_sys::{Array, Intl, Object};

#[cfg(target_arch = "wasm32")]
use crate::language::Formatter;

#[cfg(target_arch = "wasm32")]
thread_local! {
    static RULES: Formatter<Intl::PluralRules> = const { Formatter::new() };
}

/// The plural category of a number: `one`, `other` and so on.
#[cfg(target_arch = "wasm32")]
pub(super) fn category(number: u64) -> String {
    RULES.with(|rules| {
        rules.with(
            |language| {
                let locales = Array::of1(&language.tag().into());
                Intl::PluralRules::new(&locales, &Object::new())
            },
            // Rounding to a float keeps the category of every number that is shown.
            |rules| String::from(rules.select(number as f64)),
        )
    })
}

/// The plural category of a number in English.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn category(number: u64) -> &'static str {
    if number == 1 { "one" } else { "other" }
}
