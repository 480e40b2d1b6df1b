//! The colours of kinds: eight hues that stay apart in both themes.

/// The number of hues.
pub(crate) const KINDS: u8 = 8;

/// The class that gives an element and its content the colour of a kind. Numbers from [`KINDS`] on
/// begin again with the first one.
pub(crate) fn kind_class(kind: u8) -> &'static str {
    const CLASSES: [&str; KINDS as usize] = [
        "kind-0", "kind-1", "kind-2", "kind-3", "kind-4", "kind-5", "kind-6", "kind-7",
    ];
    CLASSES[usize::from(kind % KINDS)]
}
