//! The theme of the page: that of the system, or the one that was chosen on this device.

use wasm_bindgen::JsValue;

use crate::dom;

/// The local-storage key of the theme; `www/before.js` reads it.
const KEY: &str = "tabchain/theme";
/// The function of `www/before.js` that shows a theme.
const SHOW: &str = "showTheme";

/// A theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// The system's theme.
    System,
    /// Dark letters on a light ground.
    Light,
    /// Light letters on a dark ground.
    Dark,
}

impl Theme {
    /// All themes, in the order of the choice.
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in storage and in the style sheets; `None` for the system's theme.
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme that was chosen on this device.
    pub(crate) fn chosen() -> Self {
        let kept = dom::device_text(KEY);
        let named = |theme: &Self| theme.word() == kept.as_deref();
        Self::ALL.into_iter().find(named).unwrap_or(Self::System)
    }

    /// Shows the theme, and stores it for all visits of this device.
    pub(crate) fn choose(self) {
        dom::set_device_text(KEY, self.word());
        let word = self.word().map_or(JsValue::NULL, JsValue::from);
        // The function returns nothing.
        let _ = dom::call(SHOW, &word);
    }
}
