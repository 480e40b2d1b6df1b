//! Paths through the tree of headers.

use crate::store::schema::Number;
use primitives::Height;

/// The numbers of the headers from the genesis block to a tip, by height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(pub(super) Vec<Number>);

impl Path {
    pub(crate) fn tip(&self) -> Number {
        *self.0.last().expect("a path contains the genesis block")
    }

    pub(crate) fn at(&self, height: Height) -> Option<Number> {
        self.0.get(height.value() as usize).copied()
    }

    /// The last header for which `holds` is true; `None` if there is none. Along the path, `holds`
    /// must be true up to some header and false after it.
    pub(crate) fn last_where(&self, holds: impl Fn(Number) -> bool) -> Option<Number> {
        let count = self.0.partition_point(|number| holds(*number));
        self.0.get(count.checked_sub(1)?).copied()
    }
}
