//! Secret text, which must not be written to a log.

use core::fmt;
use core::ops::Deref;

use serde::{Deserialize, Serialize};

/// A passphrase or a wallet's words, in Unicode's normalization form NFKD as BIP39 requires; the
/// code that reads the input normalizes it. Its `Debug` form hides the text, so that a command can
/// be logged.
///
/// ```
/// let secret = api::Secret::from("correct horse");
/// assert_eq!(&*secret, "correct horse");
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
