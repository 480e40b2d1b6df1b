//! The explorer's queries: search, blocks, transactions, addresses.

use api::{
    AddressDocument, BlockDocument, BlockSummary, Fault, Field, Found, InputDocument,
    MAX_BLOCK_TRANSACTIONS, OutputDocument, TransactionDocument,
};
use chain::Store;
use primitives::{
    Amount, BlockHash, Encode, Height, Lock, OutPoint, Output, Timestamp, Transaction, Txid,
    address,
};

use crate::beginning::Beginning;
use crate::carried;
use crate::sentence::sentence;
use crate::service::Service;
use crate::view::{address_of, cut_summary, difficulty, summary};

/// The maximum number of blocks of one answer.
const MAX_BLOCKS: u32 = 100;
/// The maximum number of transactions of an address document.
const MAX_HISTORY: usize = 100;

/// The block of a transaction.
#[derive(Clone, Copy)]
struct Place {
    block: BlockHash,
    height: Height,
    time: Timestamp,
    confirmations: u32,
}

impl<S: Store> Service<S> {
    /// Searches for what a person typed: a height, a block hash, a transaction id, the beginning of
    /// a hash, or an address.
    pub(crate) fn search(&self, text: &str) -> Result<Found, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault::of(
                Field::Search,
                "Type a height, a block hash, a transaction id or an address.",
            ));
        }
        let plain = text.replace([',', ' ', '_'], "").to_ascii_lowercase();
        if let Some(hash) = height(&plain).and_then(|height| self.node.chain().hash_at(height)) {
            return Ok(Found::Block(Box::new(self.block_document(hash)?)));
        }
        if plain.len() == 64 && plain.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return self.search_hash(&plain);
        }
        if let Some(beginning) = Beginning::parse(&plain) {
            return match height(&plain) {
                // A height above the tip.
                Some(_) if plain.len() < 8 => Ok(Found::Nothing),
                _ => self.search_beginning(&beginning),
            };
        }
        if !text.contains('1') {
            return Err(Fault::of(
                Field::Search,
                "Type a height, or a block hash, a transaction id or an address, whole or its beginning.",
            ));
        }
        match address::parse(text, &self.node.chain().spec().prefix) {
            Ok(lock) => Ok(Found::Address(self.address_document(&lock)?)),
            Err(error) => Err(Fault::of(Field::Search, sentence(&error))),
        }
    }

    pub(crate) fn search_hash(&self, hex: &str) -> Result<Found, Fault> {
        if let Ok(hash) = hex.parse::<BlockHash>()
            && self.node.chain().entry(&hash).is_some()
        {
            return Ok(Found::Block(Box::new(self.block_document(hash)?)));
        }
        match hex.parse::<Txid>() {
            Ok(txid) => Ok(self
                .find_transaction(&txid)?
                .map_or(Found::Nothing, |found| Found::Transaction(Box::new(found)))),
            Err(_) => Ok(Found::Nothing),
        }
    }

    /// Blocks of the best chain, newest first.
    pub(crate) fn block_list(&self, from: u32, count: u32) -> Result<Vec<BlockSummary>, Fault> {
        let chain = self.node.chain();
        let top = from.min(chain.tip().height.value());
        let bottom = (top + 1).saturating_sub(count.min(MAX_BLOCKS));
        let mut list = Vec::new();
        for height in (bottom..=top).rev().map(Height) {
            let Some(hash) = chain.hash_at(height) else {
                continue;
            };
            let whole = chain.block(&hash).map_err(|error| storage(&error))?;
            let cut = chain.pruned_block(&hash).map_err(|error| storage(&error))?;
            let whole = whole.map(|block| summary(height, &block, chain.spec(), &self.wallet));
            let cut = cut.map(|cut| cut_summary(height, &cut, chain.spec(), &self.wallet));
            list.extend(whole.or(cut));
        }
        Ok(list)
    }

    /// A block by its hash as a text.
    pub(crate) fn block_by_text(&self, text: &str) -> Result<BlockDocument, Fault> {
        let hash = text
            .trim()
            .parse()
            .map_err(|_| Fault::of(Field::Search, "This is not a block hash."))?;
        self.block_document(hash)
    }

    /// A transaction by its id as a text.
    pub(crate) fn transaction_by_text(&self, text: &str) -> Result<TransactionDocument, Fault> {
        let txid = text
            .trim()
            .parse()
            .map_err(|_| Fault::of(Field::Search, "This is not a transaction ID."))?;
        let found = self.find_transaction(&txid)?;
        found.ok_or_else(|| {
            if let Some(fault) = self.lost_transaction(&txid) {
                return fault;
            }
            let message = match self.node.chain().pruned_height() {
                None => "This node knows no such transaction.".to_owned(),
                Some(cut) => format!(
                    "This node knows no such transaction. If it stands in a block up to {cut}, its coins have been spent: such transactions were dropped here."
                ),
            };
            Fault::of(Field::Search, message)
        })
    }

    /// An address by its text.
    pub(crate) fn address_by_text(&self, text: &str) -> Result<AddressDocument, Fault> {
        let lock = address::parse(text, &self.node.chain().spec().prefix)
            .map_err(|error| Fault::of(Field::Search, sentence(&error)))?;
        self.address_document(&lock)
    }

    pub(crate) fn block_document(&self, hash: BlockHash) -> Result<BlockDocument, Fault> {
        let chain = self.node.chain();
        let absent = || Fault::of(Field::Search, "This node does not have that block.");
        let entry = chain.entry(&hash).ok_or_else(absent)?;
        let header = &entry.header;
        let content = self.content(&hash)?.ok_or_else(absent)?;
        let on_best = chain.is_active(&hash);
        let place = Place {
            block: hash,
            height: entry.height,
            time: header.time,
            confirmations: if on_best {
                self.confirmations(entry.height)
            } else {
                0
            },
        };
        let mut transactions = Vec::new();
        for part in content.parts.iter().take(MAX_BLOCK_TRANSACTIONS) {
            transactions.push(self.document(&part.transaction, Some(place), &part.spent));
        }
        let reward = chain.spec().reward_at(entry.height);
        let next = on_best
            .then(|| chain.hash_at(entry.height.next()))
            .flatten();
        Ok(BlockDocument {
            hash,
            height: entry.height.value(),
            confirmations: place.confirmations,
            previous: header.previous,
            next,
            merkle_root: header.merkle_root,
            time: header.time,
            version: format!("{:08x}", header.version),
            bits: format!("{:08x}", header.bits.bits()),
            difficulty: difficulty(header.bits),
            nonce: header.nonce,
            author: header.author(),
            size: content.size,
            weight: content.weight,
            reward,
            fees: content.fees,
            transaction_count: content.count,
            transactions,
            cut: content.cut,
        })
    }

    fn find_transaction(&self, txid: &Txid) -> Result<Option<TransactionDocument>, Fault> {
        if let Some(waiting) = self.node.pool().transaction(txid) {
            let known = self.coins_of_waiting(waiting)?;
            return Ok(Some(self.document(waiting, None, &known)));
        }
        let chain = self.node.chain();
        let Some(found) = chain.transaction(txid).map_err(|error| storage(&error))? else {
            return Ok(None);
        };
        let content = self.content(&found.block)?;
        let part = content
            .as_ref()
            .and_then(|content| content.part(found.index));
        let spent = part.map_or(&[][..], |part| &part.spent);
        let place = Place {
            block: found.block,
            height: found.height,
            time: chain
                .entry(&found.block)
                .map_or(Timestamp::default(), |entry| entry.header.time),
            confirmations: self.confirmations(found.height),
        };
        Ok(Some(self.document(&found.transaction, Some(place), spent)))
    }

    /// The outputs that a transaction in the mempool spends: confirmed, or of other transactions in
    /// the mempool. Empty if one of them is not known.
    fn coins_of_waiting(&self, transaction: &Transaction) -> Result<Vec<(Amount, Lock)>, Fault> {
        let mut known = Vec::new();
        for input in &transaction.inputs {
            let output = self.spent_by_waiting(&input.previous)?;
            let Some(output) = output else {
                return Ok(Vec::new());
            };
            known.push((output.amount, output.lock));
        }
        Ok(known)
    }

    /// An output that a transaction in the mempool spends: confirmed, or of another transaction in
    /// the mempool. `None` if it is not known.
    pub(crate) fn spent_by_waiting(&self, outpoint: &OutPoint) -> Result<Option<Output>, Fault> {
        if let Some(output) = self.node.pool().output(outpoint) {
            return Ok(Some(output.clone()));
        }
        let coin = self.node.chain().coin(outpoint);
        let coin = coin.map_err(|error| storage(&error))?;
        Ok(coin.map(|coin| coin.output))
    }

    fn address_document(&self, lock: &Lock) -> Result<AddressDocument, Fault> {
        let chain = self.node.chain();
        let mut found = chain
            .history(lock, MAX_HISTORY + 1)
            .map_err(|error| storage(&error))?;
        let more = found.len() > MAX_HISTORY;
        found.truncate(MAX_HISTORY);
        let txids: Vec<Txid> = found
            .iter()
            .map(|located| located.transaction.txid())
            .collect();
        let total = self.total(lock, chain.tip().height)?;
        Ok(AddressDocument {
            address: address_of(lock, chain.spec()).unwrap_or_default(),
            balance: total.balance().unwrap_or(Amount::ZERO),
            received: total.received(),
            mine: self.wallet.owns(lock),
            transactions: txids,
            more,
            cut: chain.pruned_height().map(Height::value),
        })
    }

    /// The number of blocks from a height of the best chain to its tip, including both.
    pub(crate) fn confirmations(&self, height: Height) -> u32 {
        (self.node.chain().tip().height.value() + 1).saturating_sub(height.value())
    }

    fn document(
        &self,
        transaction: &Transaction,
        place: Option<Place>,
        spent: &[(Amount, Lock)],
    ) -> TransactionDocument {
        let spec = self.node.chain().spec();
        let coinbase = transaction.is_coinbase();
        let inputs: Vec<_> = if coinbase {
            &[][..]
        } else {
            &transaction.inputs[..]
        }
        .iter()
        .enumerate()
        .map(|(index, input)| InputDocument {
            txid: input.previous.txid,
            index: input.previous.index,
            amount: spent.get(index).map(|(amount, _)| *amount),
            address: spent
                .get(index)
                .and_then(|(_, lock)| address_of(lock, spec)),
        })
        .collect();
        let outputs = transaction.outputs.iter().map(|output| OutputDocument {
            amount: output.amount,
            address: address_of(&output.lock, spec),
            data: carried::of_lock(&output.lock),
        });
        TransactionDocument {
            txid: transaction.txid(),
            wtxid: transaction.wtxid(),
            block: place.map(|place| place.block),
            height: place.map(|place| place.height.value()),
            confirmations: place.map_or(0, |place| place.confirmations),
            time: place.map(|place| place.time),
            size: length(transaction.to_bytes().len()),
            weight: length(transaction.weight()),
            lock_time: transaction.lock_time,
            coinbase,
            words: place
                .filter(|_| coinbase)
                .and_then(|place| carried::of_coinbase(transaction, place.height)),
            outputs: outputs.collect(),
            fee: if coinbase {
                None
            } else {
                fee(transaction, spent)
            },
            inputs,
        }
    }
}

/// Parses a height: digits without a leading zero.
fn height(text: &str) -> Option<Height> {
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain).map(Height)
}

/// Inputs minus outputs; `None` if a spent output is not known.
pub(crate) fn fee(transaction: &Transaction, spent: &[(Amount, Lock)]) -> Option<Amount> {
    if spent.len() != transaction.inputs.len() {
        return None;
    }
    let paid = Amount::sum(spent.iter().map(|(amount, _)| *amount))?;
    let made = Amount::sum(transaction.outputs.iter().map(|output| output.amount))?;
    paid.checked_sub(made)
}

pub(crate) fn length(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The refusal for a store that can't be read.
pub(crate) fn storage(error: &impl core::fmt::Display) -> Fault {
    Fault::new(format!("The stored chain can’t be read: {error}."))
}
