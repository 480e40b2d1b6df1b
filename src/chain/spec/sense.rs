//! Settings that contradict each other: each alone would do, together they make a chain that can't live.

use super::bounds::{AUTHORS, FILLER_LENGTHS, length, within};
use super::{EmptyBlocks, SpecDraft, SpecError};
use crate::params::EASIEST;
use primitives::block::COMMITMENT_HEADER;
use primitives::{Amount, Header, Height, KeySpend};
use std::collections::BTreeSet;

/// Weight units (BIP141) of the smallest payment of a key's coin to a key: 81 bytes; marker, flag and witness.
const PAYMENT_WEIGHT: u64 = 4 * 81 + 2 + KeySpend::WITNESS_LEN as u64;
/// Weight units of a header, a count and a coinbase that pays one key and commits to witnesses, roughly.
const FRAME_WEIGHT: u64 = 4 * (Header::LEN as u64 + 3 + 140);

impl SpecDraft {
    pub(super) fn check_authority(&self) -> Result<(), SpecError> {
        let Some(authority) = &self.authority else {
            return Ok(());
        };
        length("authority.authors", authority.authors.len(), AUTHORS)?;
        let mut seen = BTreeSet::new();
        let repeated = |key: &primitives::PublicKey| !seen.insert(key.to_bytes());
        if let Some(entry) = authority.authors.iter().position(repeated) {
            return Err(SpecError::RepeatedAuthor { entry });
        }
        if !authority.work && self.bits != EASIEST {
            return Err(SpecError::BitsWithoutWork {
                found: self.bits.bits(),
                easiest: EASIEST.bits(),
            });
        }
        Ok(())
    }

    pub(super) fn check_grant(&self) -> Result<(), SpecError> {
        let Some(grant) = self.grant else {
            return Ok(());
        };
        within(
            "grant.amount",
            grant.amount.units(),
            1..=Amount::MAX.units(),
        )?;
        within("grant.until", grant.until.value(), 1..=u32::MAX)
    }

    pub(super) fn check_genesis_author(&self) -> Result<(), SpecError> {
        if self.genesis_author.is_some() && self.reward.is_zero() {
            return Err(SpecError::UnpaidAuthor);
        }
        Ok(())
    }

    /// What stands in blocks: the fewest transactions, and empty blocks.
    pub(super) fn check_blocks(&self) -> Result<(), SpecError> {
        let least = self.least_transactions;
        within("least_transactions", least, 1..=self.max_transactions)?;
        let weight = FRAME_WEIGHT + u64::from(least - 1) * PAYMENT_WEIGHT;
        if weight > u64::from(self.max_weight) {
            let most = self.max_weight;
            return Err(SpecError::LeastTooHeavy {
                least,
                weight,
                most,
            });
        }
        if let EmptyBlocks::Filled(filler) = &self.empty_blocks {
            length("empty_blocks.filler", filler.len(), FILLER_LENGTHS)?;
            if filler.starts_with(&COMMITMENT_HEADER) {
                return Err(SpecError::FillerMarked);
            }
            if least > 1 {
                return Err(SpecError::UselessFiller { least });
            }
        }
        self.check_first_block()
    }

    /// The first block can hold what every block must. With a coin from the start there is no bound: a coin can move
    /// on many times in one block.
    fn check_first_block(&self) -> Result<(), SpecError> {
        if !self.allocation.is_empty() || self.genesis_author.is_some() {
            return Ok(());
        }
        let beside = self.least_transactions - 1;
        let (field, needed) = match self.empty_blocks {
            EmptyBlocks::Forbidden if beside == 0 => ("empty_blocks", 1),
            _ => ("least_transactions", beside),
        };
        let possible = u32::from(self.grant.is_some_and(|g| g.until > Height::GENESIS));
        if needed > possible {
            return Err(SpecError::NobodyCanPay {
                field,
                needed,
                possible,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Chain;
    use crate::store::MemoryStore;
    use crate::testing;

    #[test]
    fn blocks_of_the_smallest_payments_weigh_as_much() {
        let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
        let key = testing::TestKey::new(1);
        let first = testing::next_block(&chain, &key.lock(), Vec::new());
        chain
            .accept_block(first.clone(), first.header.time)
            .unwrap();
        let (coin, _) = testing::output_of(&first.transactions[0], 0);
        let payment = key.pay(&chain, coin, &key.lock(), Amount::ZERO);
        assert_eq!(payment.weight() as u64, PAYMENT_WEIGHT);
        let frame = first.weight() as u64;
        assert!(
            (FRAME_WEIGHT - 100..FRAME_WEIGHT + 100).contains(&frame),
            "{frame}"
        );
    }
}
