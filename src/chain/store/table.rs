//! The tables of a store, and the order of their rows.

use super::key;
use core::cmp::Ordering;
use core::fmt;
use core::ops::ControlFlow;

/// The tables. Keys are ordered by their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// The spec, the tip and other rows about the store as a whole.
    Meta,
    /// Headers by number in the order of recording.
    Headers,
    /// Blocks by their header's number.
    Blocks,
    /// Undo data by the header's number.
    Undo,
    /// Unspent coins by outpoint.
    Coins,
    /// Locations on the best chain by txid.
    Locations,
    /// By lock and location: the amounts that one transaction of the best chain pays to the lock
    /// and spends from it.
    History,
    /// Small rows of the wallet and the node.
    Records,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 8] = [
        Self::Meta,
        Self::Headers,
        Self::Blocks,
        Self::Undo,
        Self::Coins,
        Self::Locations,
        Self::History,
        Self::Records,
    ];

    /// The table's name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Headers => "headers",
            Self::Blocks => "blocks",
            Self::Undo => "undo",
            Self::Coins => "coins",
            Self::Locations => "locations",
            Self::History => "history",
            Self::Records => "records",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The order in which rows are visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Least key first.
    Ascending,
    /// Greatest key first.
    Descending,
}

impl Order {
    /// The order in which two keys are visited; less if `one` comes first.
    pub fn compare(self, one: &[u8], other: &[u8]) -> Ordering {
        match self {
            Self::Ascending => key::compare(one, other),
            Self::Descending => key::compare(other, one),
        }
    }
}

/// A row: key and value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Called with each row's key and value; returns whether to continue.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lists_the_tables_in_their_order() {
        for (index, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(table as usize, index);
        }
    }
}
