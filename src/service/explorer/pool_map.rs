//! The mempool as a map: the best paying payments, and the block that each would be in.

use api::{
    Fault, MAP_BLOCKS, MAX_MAP_PAYMENTS, MAX_OWN_MAP_PAYMENTS, MapBlock, MapPayment, OwnCoins,
    PoolMapDocument,
};
use chain::Store;
use node::Room;
use primitives::{Amount, Lock, Transaction};

use super::Explorer;
use super::block_content::BlockContent;
use crate::convert::to_u32;
use crate::refusal::parse_txid;

/// The maximum number of inputs and of outputs that are named as the wallet's.
const MAX_OWN_PARTS: usize = 100;

impl<S: Store> Explorer<'_, S> {
    /// The map of the mempool. Every transaction of the mempool is visited once.
    pub(crate) fn pool_map(&self) -> PoolMapDocument {
        let room = Room::of(self.chain.spec());
        // Payments that fit into none of the first blocks are in the last one of the map.
        let rooms = [room; MAP_BLOCKS - 1];
        let mut map = PoolMapDocument {
            payments: Vec::new(),
            rest: (0, 0),
            blocks: Vec::new(),
        };
        let mut own = Vec::new();
        for placed in self.pool.placements(&rooms) {
            let entry = placed.entry;
            let at = placed.blocks;
            if map.blocks.len() <= at {
                map.blocks.resize(at + 1, MapBlock::default());
            }
            let block = &mut map.blocks[at];
            block.payments += 1;
            block.weight += entry.weight as u64;
            block.fees = block.fees.checked_add(entry.fee).unwrap_or(Amount::MAX);
            let mine = self.wallet.entry(&entry.txid, self.tip()).is_some();
            let payment = MapPayment {
                txid: entry.txid,
                weight: to_u32(entry.weight),
                fee: entry.fee,
                rate: placed.rate.0,
                block: u8::try_from(at).unwrap_or(u8::MAX),
                mine,
            };
            if map.payments.len() < MAX_MAP_PAYMENTS {
                map.payments.push(payment);
            } else if mine && own.len() < MAX_OWN_MAP_PAYMENTS {
                own.push(payment);
            } else {
                map.rest.0 += 1;
                map.rest.1 += entry.weight as u64;
            }
        }
        map.payments.append(&mut own);
        for block in &mut map.blocks {
            block.fullness = block.weight as f32 / room.weight.max(1) as f32;
        }
        map
    }

    /// The wallet's coins in a transaction of the mempool or the best chain. Empty if the
    /// transaction is not known.
    pub(crate) fn own_parts(&self, text: &str) -> Result<OwnCoins, Fault> {
        let txid = parse_txid(text, None)?;
        let is_own = self.wallet.is_own(&txid);
        if let Some(waiting) = self.pool.transaction(&txid) {
            let spent = self.spent_by_unconfirmed(waiting)?;
            return Ok(self.own_coins(waiting, &spent, is_own));
        }
        let found = self.chain.transaction(&txid);
        let Some(found) = found.map_err(|error| crate::refusal::storage(&error))? else {
            return Ok(OwnCoins::default());
        };
        let content = BlockContent::read(self.chain, &found.block)?;
        let part = (content.as_ref()).and_then(|content| content.part(found.index));
        let spent = part.map_or(&[][..], |part| &part.spent);
        Ok(self.own_coins(&found.transaction, spent, is_own))
    }

    fn own_coins(
        &self,
        transaction: &Transaction,
        spent: &[(Amount, Lock)],
        is_own: bool,
    ) -> OwnCoins {
        let outputs = transaction.outputs.iter().map(|output| &output.lock);
        let is_foreign = |lock: &Lock| !self.wallet.owns(lock);
        let pays_others = outputs.clone().any(is_foreign);
        OwnCoins {
            inputs: self.own_indices(spent.iter().map(|(_, lock)| lock)),
            outputs: self.own_indices(outputs),
            is_change: is_own && pays_others && !transaction.is_coinbase(),
        }
    }

    fn own_indices<'b>(&self, locks: impl Iterator<Item = &'b Lock>) -> Vec<u32> {
        let own = (0..).zip(locks).filter(|(_, lock)| self.wallet.owns(lock));
        own.map(|(index, _)| index).take(MAX_OWN_PARTS).collect()
    }
}
