//! Consistency checks: settings that are valid each by itself, but together make a chain that can't
//! work.

use super::bounds::{AUTHORS, FILLER_LENGTHS, length, within};
use super::{EmptyBlocks, SpecDraft, SpecError};
use crate::params::{EASIEST, MAX_CLUSTER, RESERVED_WEIGHT};
use primitives::block::resembles_commitment;
use primitives::order::first_repeat;
use primitives::{Amount, Height, KeySpend, PublicKey};

/// The weight (BIP141) of the smallest payment, which spends one coin of a key and pays to one key:
/// 82 bytes that weigh four units each, and marker, flag and witness.
const PAYMENT_WEIGHT: u64 = 4 * 82 + 2 + KeySpend::WITNESS_LEN as u64;
/// On a chain with grants, a block must have room for at least this many transactions besides the
/// coinbase. A block may have one grant, which costs nothing. Without room for a second
/// transaction, grants could keep all payments out.
const MIN_ROOM_WITH_GRANTS: u32 = 2;

impl SpecDraft {
    pub(super) fn check_authority(&self) -> Result<(), SpecError> {
        let Some(authority) = &self.authority else {
            return Ok(());
        };
        length("authority.authors", authority.authors.len(), AUTHORS)?;
        let order = |one: &PublicKey, other: &PublicKey| one.to_bytes().cmp(&other.to_bytes());
        if let Some(entry) = first_repeat(&authority.authors, order) {
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
        within("grant.until", grant.until.value(), 1..=u32::MAX)?;
        let (found, least) = (self.max_transactions, 1 + MIN_ROOM_WITH_GRANTS);
        if found < least {
            return Err(SpecError::OnlyGrants { found, least });
        }
        Ok(())
    }

    pub(super) fn check_genesis_author(&self) -> Result<(), SpecError> {
        if self.genesis_author.is_some() && self.reward.is_zero() {
            return Err(SpecError::UnpaidAuthor);
        }
        Ok(())
    }

    /// Checks the content of blocks: the genesis data, the minimum number of transactions, and
    /// empty blocks.
    pub(super) fn check_blocks(&self) -> Result<(), SpecError> {
        if resembles_commitment(&self.data) {
            return Err(SpecError::ResemblesCommitment { field: "data" });
        }
        let least = self.least_transactions;
        within("least_transactions", least, 1..=self.max_transactions)?;
        let weight = u64::from(RESERVED_WEIGHT) + u64::from(least - 1) * PAYMENT_WEIGHT;
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
            let field = "empty_blocks.filler";
            if resembles_commitment(filler) {
                return Err(SpecError::ResemblesCommitment { field });
            }
            if least > 1 {
                return Err(SpecError::UselessFiller { least });
            }
        }
        self.check_block_after_genesis()
    }

    /// Checks that there can be enough transactions for the block after genesis (height 1). Each
    /// genesis coin allows a sequence of up to `MAX_CLUSTER` transactions, each spending from the
    /// one before. There may be one grant in addition.
    fn check_block_after_genesis(&self) -> Result<(), SpecError> {
        let beside = self.least_transactions - 1;
        let (field, needed) = match self.empty_blocks {
            EmptyBlocks::Forbidden if beside == 0 => ("empty_blocks", 1),
            _ => ("least_transactions", beside),
        };
        let coins = self.allocation.len() + usize::from(self.genesis_author.is_some());
        let grants = usize::from(self.grant.is_some_and(|g| g.until > Height::GENESIS));
        let possible = coins * MAX_CLUSTER + grants;
        if needed as usize > possible {
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
    fn the_smallest_payment_has_the_assumed_weight() {
        let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
        let key = testing::TestKey::new(1);
        let first = testing::next_block(&chain, &key.lock(), Vec::new());
        chain
            .accept_block(first.clone(), first.header.time)
            .unwrap();
        let (coin, _) = testing::output_of(&first.transactions[0], 0);
        let payment = key.pay(&chain, coin, &key.lock(), Amount::ZERO);
        assert_eq!(payment.weight() as u64, PAYMENT_WEIGHT);
        assert!(first.weight() < RESERVED_WEIGHT as usize);
    }
}
