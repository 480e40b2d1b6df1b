//! The arguments of a call, by name, read with errors that name the argument.

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
    /// [`Failure`] if the argument is missing or no text.
    pub fn text(&self, name: &str) -> Result<&str, Failure> {
        self.maybe_text(name)?.ok_or_else(|| Failure::missing(name))
    }

    /// A text; `None` if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is no text.
    pub fn maybe_text(&self, name: &str) -> Result<Option<&str>, Failure> {
        self.value(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| Failure::invalid(name, "is not a text"))
            })
            .transpose()
    }

    /// A whole number.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is missing, no whole number or outside the type's bounds.
    pub fn number<N: TryFrom<i64>>(&self, name: &str) -> Result<N, Failure> {
        self.maybe_number(name)?
            .ok_or_else(|| Failure::missing(name))
    }

    /// A whole number; `None` if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the argument is no whole number or outside the type's bounds.
    pub fn maybe_number<N: TryFrom<i64>>(&self, name: &str) -> Result<Option<N>, Failure> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let number = match value {
            Value::String(text) => text.parse().ok(),
            value => value.as_i64(),
        };
        let number = number.ok_or_else(|| Failure::invalid(name, "is not a whole number"))?;
        let number = N::try_from(number).map_err(|_| Failure::invalid(name, "is out of range"))?;
        Ok(Some(number))
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
            Some(_) => Err(Failure::invalid(name, "is neither true nor false")),
        }
    }
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
    fn a_number_may_be_its_text() {
        let args = args(json!({ "height": "12", "count": 3, "verbose": "true" }));
        assert_eq!(args.number::<u32>("height").unwrap(), 12);
        assert_eq!(args.number::<u8>("count").unwrap(), 3);
        assert!(args.flag("verbose", false).unwrap());
        assert_eq!(args.maybe_number::<u8>("none").unwrap(), None);
    }
}
