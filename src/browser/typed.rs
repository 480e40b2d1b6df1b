//! What a person types and nobody else should see.

use api::Secret;
use js_sys::JsString;

/// A passphrase or words as they were typed, in the normal form that BIP39 asks for (NFKD), since
/// keyboards differ in how they compose an accent. The browser does it: with tables of its own the
/// node worker is 45 kB more to download.
pub fn secret(text: &str) -> Secret {
    if text.is_ascii() {
        return text.into();
    }
    String::from(JsString::from(text).normalize("NFKD")).into()
}
