//! The names of files that were stamped on this device. The chain holds only their hashes; the
//! names never leave the device.

use crate::dom;

/// Maximum length of a stored name, in characters; the rest is cut off.
const MAX_NAME_CHARS: usize = 120;

/// Stores a stamped file's name on this device.
pub(crate) fn remember(sha256: &str, name: &str) {
    let name: String = name.chars().take(MAX_NAME_CHARS).collect();
    dom::remember(&key(sha256), &name);
}

/// The name of a file that was stamped on this device; `None` if it is unknown.
pub(crate) fn recall(sha256: &str) -> Option<String> {
    dom::recall(&key(sha256)).filter(|name| !name.is_empty())
}

fn key(sha256: &str) -> String {
    format!("stamp/{sha256}")
}
