//! Checking a block without adding it, as BIP23's proposals require.

use super::Chain;
use super::connect::{self, ConnectError, Step};
use crate::check;
use crate::error::BlockError;
use crate::store::Store;
use crate::store::ledger::Overlay;
use crate::store::schema::Number;
use primitives::{Block, Timestamp};

impl<S: Store> Chain<S> {
    /// Checks a block on top of the best chain against all rules except its proof of work and its
    /// seal, which a block under construction may lack. Nothing changes. `now` is the node's clock.
    ///
    /// # Errors
    /// [`BlockError::Orphan`] if the block's parent is not the tip, otherwise the first broken
    /// rule, or a failure of the store.
    pub fn check_proposal(
        &self,
        block: &Block,
        now: Timestamp,
    ) -> Result<(), BlockError<S::Error>> {
        let previous = block.header.previous;
        if previous != self.tip().hash {
            return Err(BlockError::Orphan { previous });
        }
        let invalid = |rule| BlockError::Invalid {
            block: block.hash(),
            rule,
        };
        let above = self.index.context(self.index.active.tip());
        let position = self.next_position();
        above
            .check_proposal(&self.spec, &block.header, now)
            .map_err(invalid)?;
        let ids = check::block::check(block, &self.spec).map_err(invalid)?;
        check::block::check_contextual(block, &self.spec, position.height, above.median_time())
            .map_err(invalid)?;
        let step = Step {
            block,
            ids: &ids,
            // The overlay is dropped, so no row of this number is ever written.
            number: Number::MAX,
            position,
            verified: false,
        };
        let mut overlay = Overlay::new(&self.ledger);
        let verdict = connect::connect(&mut overlay, &self.spec, &self.verifier, step);
        verdict.map_err(|error| match error {
            ConnectError::Rule(rule) => invalid(rule),
            ConnectError::Storage(error) => BlockError::Storage(error),
        })
    }
}
