//! The profile that a page opens if its address names none.

use crate::ProfileName;

/// The local-storage key of its name.
const KEY: &str = "tabchain/profile";

/// The profile that was last stored with [`store`] on this device, otherwise the default one. For a
/// page; workers have no local storage.
pub fn entered() -> ProfileName {
    let stored = storage().and_then(|storage| storage.get_item(KEY).ok()?);
    stored
        .and_then(|name| name.parse().ok())
        .unwrap_or_default()
}

/// Stores a profile as the one that this device opens. Returns whether it was stored.
pub fn store(profile: &ProfileName) -> bool {
    storage().is_some_and(|storage| storage.set_item(KEY, profile.as_str()).is_ok())
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
