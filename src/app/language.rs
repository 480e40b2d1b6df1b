//! The language that is shown.

/// Its tag (BCP 47). The browser writes numbers and chooses plural forms by it.
pub(crate) const LANGUAGE: &str = "en";
