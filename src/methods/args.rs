//! The arguments of a call, by name, read with errors that name the argument.

use core::fmt::Display;
use core::str::FromStr;

use primitives::Amount;
use serde_json::{Map, Value};

use crate::Failure;

/// The arguments of a call, by name. A missing argument and `null` are the same. A number may come
/// as its decimal text, since a URL has nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Args(Map<String, Value>);

impl Args {
    /// The arguments of this map.
    pub const fn new(map: Map<String, Value>) -> Self {
        Self(map)
    }

    /// The raw value; `None` if it is missing or `null`.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is missing or not a text.
    pub fn text(&self, name: &str) -> Result<&str, Failure> {
        self.maybe_text(name)?.ok_or_else(|| Failure::missing(name))
    }

    /// A text; `None` if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is not a text.
    pub fn maybe_text(&self, name: &str) -> Result<Option<&str>, Failure> {
        self.value(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| Failure::wrong_type(name, "a text"))
            })
            .transpose()
    }

    /// A whole number.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is missing, not a whole number, or outside the type's bounds.
    pub fn number<N: TryFrom<i64>>(&self, name: &str) -> Result<N, Failure> {
        self.maybe_number(name)?
            .ok_or_else(|| Failure::missing(name))
    }

    /// A whole number; `None` if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is not a whole number or outside the type's bounds.
    pub fn maybe_number<N: TryFrom<i64>>(&self, name: &str) -> Result<Option<N>, Failure> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let number = match value {
            Value::String(text) => text.parse().ok(),
            value => value.as_i64(),
        };
        let number = number.ok_or_else(|| Failure::wrong_type(name, "a whole number"))?;
        let number = N::try_from(number).map_err(|_| Failure::invalid(name, "is out of range"))?;
        Ok(Some(number))
    }

    /// A text in the form of `T`, such as a hash.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is missing or not of this form.
    pub fn parsed<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, Failure> {
        self.maybe_parsed(name)?
            .ok_or_else(|| Failure::missing(name))
    }

    /// A text in the form of `T`; `None` if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is not of this form.
    pub fn maybe_parsed<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, Failure> {
        let parse = |text: &str| {
            text.parse()
                .map_err(|error| Failure::invalid(name, &format!("is invalid: {error}")))
        };
        self.maybe_text(name)?.map(parse).transpose()
    }

    /// An amount in coins; `None` if it is missing. A JSON number has the precision of 64-bit
    /// floating point, which rounds base units in amounts above 2^26 coins. A text keeps every
    /// digit.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is not an amount.
    pub fn maybe_coins(&self, name: &str) -> Result<Option<Amount>, Failure> {
        let text = match self.value(name) {
            None => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            // serde_json writes small numbers with an exponent, which an amount can't have.
            Some(Value::Number(number)) => match number.as_f64() {
                Some(coins) if !number.is_u64() && has_units(coins) => format!("{coins:.8}"),
                _ => number.to_string(),
            },
            Some(_) => return Err(Failure::wrong_type(name, "an amount")),
        };
        let amount = text.parse::<Amount>();
        let amount = amount
            .map_err(|error| Failure::invalid(name, &format!("is not an amount: {error}")))?;
        Ok(Some(amount))
    }

    /// A list; `None` if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is not a list.
    pub fn maybe_list(&self, name: &str) -> Result<Option<&[Value]>, Failure> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Array(list)) => Ok(Some(list)),
            Some(_) => Err(Failure::wrong_type(name, "a list")),
        }
    }

    /// Yes or no; `default` if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is neither `true` nor `false`.
    pub fn flag(&self, name: &str, default: bool) -> Result<bool, Failure> {
        match self.value(name) {
            None => Ok(default),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text == "true" => Ok(true),
            Some(Value::String(text)) if text == "false" => Ok(false),
            Some(_) => Err(Failure::wrong_type(name, "true or false")),
        }
    }
}

/// Whether a number of coins is a whole number of base units, within the precision of `f64`.
fn has_units(coins: f64) -> bool {
    format!("{coins:.8}").parse() == Ok(coins)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn args(value: Value) -> Args {
        match value {
            Value::Object(map) => Args::new(map),
            other => panic!("{other} is not an object"),
        }
    }

    #[test]
    fn an_error_names_the_argument() {
        let args = args(json!({ "height": "x", "far": 1_u64 << 40, "name": 7, "null": null }));
        let message = |failure: Failure| failure.to_string();
        assert!(message(args.number::<u32>("height").unwrap_err()).contains("`height`"));
        assert!(message(args.number::<u32>("far").unwrap_err()).contains("out of range"));
        assert!(message(args.text("name").unwrap_err()).contains("`name`"));
        assert!(message(args.text("null").unwrap_err()).contains("missing"));
        assert!(args.flag("name", false).is_err());
    }

    #[test]
    fn an_amount_is_a_number_or_its_text() {
        let args = args(json!({
            "whole": 3, "part": 0.1, "least": 0.000_000_01, "text": "90071992.54740991",
            "fine": 0.000_000_001, "exact": 1.123_456_78, "negative": -1, "list": [],
        }));
        for (name, units) in [
            ("whole", 300_000_000),
            ("part", 10_000_000),
            ("least", 1),
            ("text", 9_007_199_254_740_991),
            ("exact", 112_345_678),
        ] {
            let amount = args.maybe_coins(name).unwrap().unwrap();
            assert_eq!(amount.units(), units, "{name}");
        }
        for name in ["fine", "negative", "list"] {
            let failure = args.maybe_coins(name).unwrap_err();
            assert!(failure.to_string().contains(name), "{failure}");
        }
        assert_eq!(args.maybe_coins("none").unwrap(), None);
    }

    #[test]
    fn a_number_may_be_its_text() {
        let args = args(json!({ "height": "12", "count": 3, "verbose": "true" }));
        assert_eq!(args.number::<u32>("height").unwrap(), 12);
        assert_eq!(args.number::<u8>("count").unwrap(), 3);
        assert!(args.flag("verbose", false).unwrap());
        assert_eq!(args.maybe_number::<u8>("none").unwrap(), None);
    }
}
