//! Whether the person has written a wallet's words down, as stored on this device.

use crate::dom;

/// The name in local storage under which the confirmation is stored. It contains the wallet's
/// public key, because a profile's next wallet has other words.
fn words_saved(wallet: &str) -> String {
    format!("words-saved/{wallet}")
}

/// Whether the person has confirmed that this wallet's words are written down.
pub(crate) fn words_are_saved(wallet: &str) -> bool {
    dom::recall(&words_saved(wallet)).is_some()
}

/// Stores that this wallet's words are written down.
pub(crate) fn remember_words_saved(wallet: &str) {
    dom::remember(&words_saved(wallet), "yes");
}
