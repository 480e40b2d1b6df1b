//! The slots of pending headers.

use super::entry::Entry;
use crate::store::schema::Number;

/// The first number of a pending header. Recorded headers have the numbers below it.
pub(crate) const PENDING: Number = 1 << 31;

/// A slot in the list of pending headers.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "most slots hold an entry, and a box for each would cost an allocation"
)]
pub(super) enum Pending {
    /// A pending header.
    Entry(Entry),
    /// The header was recorded under this number. A compaction frees the slot.
    Recorded(Number),
}

/// The recorded ancestor of a pending header (see [`Entry::recorded_ancestor`]). If the header was
/// recorded, its new number.
pub(super) fn recorded_ancestor_of(slot: &Pending) -> Number {
    match slot {
        Pending::Entry(entry) => entry.recorded_ancestor,
        Pending::Recorded(number) => *number,
    }
}
