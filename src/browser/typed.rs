//! Secrets that a person types.

use api::Secret;
use js_sys::JsString;

/// A typed passphrase or mnemonic in the Unicode normalization form that BIP39 requires (NFKD),
/// because keyboards differ in how they compose an accent. The browser normalizes the text; tables
/// in the program would add 45 kB to the download.
pub fn secret(text: &str) -> Secret {
    if text.is_ascii() {
        return text.into();
    }
    String::from(JsString::from(text).normalize("NFKD")).into()
}
