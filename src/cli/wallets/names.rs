//! The address book, and labels of transactions and addresses, on one chain.

use std::collections::BTreeMap;

use primitives::{Lock, Prefix, address};
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, Failure};

/// The maximum number of names in the book, and of labels.
const MAX_NAMES: usize = 10_000;
/// The maximum length of a name or a label in bytes.
const MAX_TEXT: usize = 200;

/// The address book and the labels on one chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Names {
    /// The address book: addresses by name.
    book: BTreeMap<String, String>,
    /// Labels by transaction id or address.
    labels: BTreeMap<String, String>,
}

impl Names {
    /// The address book.
    pub(crate) const fn book(&self) -> &BTreeMap<String, String> {
        &self.book
    }

    /// The label of a transaction or an address; `None` if it has none.
    pub(crate) fn label(&self, of: &str) -> Option<&str> {
        self.labels.get(of).map(String::as_str)
    }

    /// Sets a label; an empty text removes it.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the text is too long, or if there are too many labels.
    pub(crate) fn set_label(&mut self, of: &str, text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            self.labels.remove(of);
            return Ok(());
        }
        check("TEXT", text)?;
        has_room(&self.labels, of)?;
        self.labels.insert(of.to_owned(), text.to_owned());
        Ok(())
    }

    /// Adds an address to the book. If the name is in the book already, its address is replaced.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the name or the address is invalid, or if the book is full.
    pub(crate) fn add(&mut self, name: &str, text: &str, prefix: &Prefix) -> Result<(), Failure> {
        check("NAME", name)?;
        if name.is_empty() || address::parse_any(name).is_ok() {
            let message = "a name must not be empty or an address";
            return Err(Failure::of("NAME", Exit::Usage, message));
        }
        let lock = address::parse(text, prefix)
            .map_err(|error| Failure::of("ADDRESS", Exit::Usage, error.to_string()))?;
        has_room(&self.book, name)?;
        let address = address::encode(prefix, &lock).unwrap_or_default();
        self.book.insert(name.to_owned(), address);
        Ok(())
    }

    /// Removes a name from the book.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it is not there.
    pub(crate) fn remove(&mut self, name: &str) -> Result<(), Failure> {
        let unknown = || Failure::of("NAME", Exit::Usage, format!("{name:?} is not in the book"));
        self.book.remove(name).map(|_| ()).ok_or_else(unknown)
    }

    /// The name of an address in the book; `None` if it has none.
    pub(crate) fn name_of(&self, address: &str) -> Option<&str> {
        let mut entries = self.book.iter();
        let found = entries.find(|(_, known)| *known == address);
        found.map(|(name, _)| name.as_str())
    }

    /// The lock of a name in the book, or of an address.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the text is neither.
    pub(crate) fn payee(&self, text: &str, prefix: &Prefix) -> Result<Lock, Failure> {
        let address = self.book.get(text).map_or(text, String::as_str);
        address::parse(address, prefix).map_err(|error| {
            let message = format!("{text:?} is not in the address book, nor an address: {error}");
            Failure::of("TO", Exit::Usage, message)
        })
    }
}

fn check(argument: &str, text: &str) -> Result<(), Failure> {
    if text.len() > MAX_TEXT || text.chars().any(char::is_control) {
        let message = format!("at most {MAX_TEXT} bytes without control characters are allowed");
        return Err(Failure::of(argument, Exit::Usage, message));
    }
    Ok(())
}

fn has_room(entries: &BTreeMap<String, String>, name: &str) -> Result<(), Failure> {
    if entries.len() >= MAX_NAMES && !entries.contains_key(name) {
        let message = format!("there are {MAX_NAMES} entries already, which is the maximum");
        return Err(Failure::new(Exit::Refused, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use primitives::KeyHash;

    use super::*;

    fn prefix() -> Prefix {
        "tab".parse().unwrap()
    }

    #[test]
    fn a_name_stands_for_its_address() {
        let address = address::encode_key(&prefix(), KeyHash::from_bytes([7; 20]));
        let mut names = Names::default();
        names
            .add("ann", &address.to_ascii_uppercase(), &prefix())
            .unwrap();
        let lock = Lock::Key(KeyHash::from_bytes([7; 20]));
        assert_eq!(names.payee("ann", &prefix()).unwrap(), lock);
        assert_eq!(names.payee(&address, &prefix()).unwrap(), lock);
        assert_eq!(names.name_of(&address), Some("ann"));
        let failure = names.payee("bob", &prefix()).unwrap_err().to_string();
        assert!(
            failure.starts_with("TO: \"bob\" is not in the address book"),
            "{failure}"
        );
        names.remove("ann").unwrap();
        let failure = names.remove("ann").unwrap_err().to_string();
        assert!(failure.contains("not in the book"), "{failure}");
    }

    #[test]
    fn a_name_is_not_an_address() {
        let address = address::encode_key(&prefix(), KeyHash::from_bytes([7; 20]));
        let mut names = Names::default();
        let failure = names.add(&address, &address, &prefix()).unwrap_err();
        assert_eq!(failure.argument.as_deref(), Some("NAME"));
        let failure = names.add("ann", "nonsense", &prefix()).unwrap_err();
        assert_eq!(failure.argument.as_deref(), Some("ADDRESS"));
    }

    #[test]
    fn an_empty_label_removes_it() {
        let mut names = Names::default();
        names.set_label("id", "rent").unwrap();
        assert_eq!(names.label("id"), Some("rent"));
        names.set_label("id", "").unwrap();
        assert_eq!(names.label("id"), None);
        let failure = names.set_label("id", &"x".repeat(201)).unwrap_err();
        assert_eq!(failure.argument.as_deref(), Some("TEXT"));
    }
}
