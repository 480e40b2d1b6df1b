//! Rows of an older layout, brought up to date.
//!
//! In the first layout the rows of table history said nothing; now they say what was paid and spent (see
//! [`crate::schema`]). All of it follows from the blocks and from what they spent.

use crate::connect::{at, flows};
use crate::error::{Damage, StorageError};
use crate::schema::{self, HeaderRow, HistoryRow, Number, Rows, Stored, TIP, history_entry};
use crate::store::{Batch, Order, Scatter, Store, Table};
use core::ops::ControlFlow;
use primitives::order::sort_by_key;
use primitives::{BlockHash, Decode, Height};

/// Bytes of changes that are committed together.
const PART: usize = 4 << 20;

/// Why a store can't be brought up to date. Its other rows are as they were.
#[derive(Debug, thiserror::Error)]
pub enum UpgradeError<E> {
    /// A block of the best chain was cut down, so that nobody can say what its transactions spent.
    #[error("its block {height} was cut down by a program of that time")]
    Cut {
        /// The block's height.
        height: Height,
    },
    /// The store fails or is damaged.
    #[error(transparent)]
    Storage(#[from] StorageError<E>),
}

/// Fills the history rows of a store of the first layout. May be interrupted and begun again; takes some milliseconds
/// for each block.
///
/// # Errors
/// When what is needed for it is not there, or the store fails.
pub fn fill_history<S: Store>(store: &mut S) -> Result<(), UpgradeError<S::Error>> {
    if is_filled(store)? {
        return Ok(());
    }
    let branch = best_branch(store)?;
    if let Some(cut) = branch.iter().position(|(_, _, row)| row.kept.cut) {
        let height = at_height(cut);
        return Err(UpgradeError::Cut { height });
    }
    // Nobody knew the newest block's hash when he chose the locks that are the keys here.
    let tip = branch.last().map(|(_, hash, _)| hash.to_bytes());
    let scatter = Scatter::new(&tip.unwrap_or_default());
    let mut changes = Batch::new(scatter);
    for (height, (number, hash, _)) in branch.iter().enumerate() {
        add_history(store, at_height(height), *number, *hash, &mut changes)?;
        if changes.bytes() > PART {
            store.commit(&changes).map_err(StorageError::Store)?;
            changes = Batch::new(scatter);
        }
    }
    Ok(store.commit(&changes).map_err(StorageError::Store)?)
}

/// Whether every history row says something.
fn is_filled<S: Store>(store: &S) -> Result<bool, StorageError<S::Error>> {
    let mut filled = true;
    let mut visit = |key: &[u8], value: &[u8]| {
        filled = history_entry(key, value).is_ok();
        match filled {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    };
    let scanned = store.scan(Table::History, &[], Order::Ascending, &mut visit);
    scanned.map_err(StorageError::Store)?;
    Ok(filled)
}

/// A header of the best chain: its number, its hash, its row.
type Numbered = (Number, BlockHash, HeaderRow);

/// The best chain's headers, the genesis block's first.
fn best_branch<S: Store>(store: &S) -> Result<Vec<Numbered>, StorageError<S::Error>> {
    let mut rows = Vec::new();
    let mut damage = None;
    let mut visit = |key: &[u8], value: &[u8]| {
        let number = schema::parse(Table::Headers, key, key, schema::number);
        let row = schema::parse(Table::Headers, key, value, HeaderRow::decode);
        match number.and_then(|number| Ok((number, row?))) {
            Ok((number, row)) => {
                rows.push((number, row.header.hash(), row));
                ControlFlow::Continue(())
            }
            Err(error) => {
                damage = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let scanned = store.scan(Table::Headers, &[], Order::Ascending, &mut visit);
    scanned.map_err(StorageError::Store)?;
    if let Some(damage) = damage {
        return Err(damage.into());
    }
    let tip = Stored(store).read(Table::Meta, TIP, schema::number)?;
    let tip = tip.ok_or_else(|| schema::missing(Table::Meta, TIP))?;
    let key = tip.to_be_bytes();
    let row = Stored(store).read(Table::Headers, &key, HeaderRow::decode)?;
    let mut hash = row
        .ok_or_else(|| schema::missing(Table::Headers, &key))?
        .header
        .hash();
    let mut branch: Vec<Numbered> = Vec::new();
    sort_by_key(&mut rows, |(_, hash, _)| *hash);
    while let Ok(at) = rows.binary_search_by_key(&hash, |(_, hash, _)| *hash) {
        let found = &rows[at];
        // A parent's number is the lesser one, so this ends whatever the rows say.
        if branch.last().is_some_and(|(number, ..)| *number <= found.0) {
            break;
        }
        hash = found.2.header.previous;
        branch.push(found.clone());
    }
    if branch.last().is_none_or(|(number, ..)| *number != 0) {
        return Err(Damage::Tip { number: tip }.into());
    }
    branch.reverse();
    Ok(branch)
}

/// The history rows of one block.
fn add_history<S: Store>(
    store: &S,
    height: Height,
    number: Number,
    hash: BlockHash,
    changes: &mut Batch,
) -> Result<(), StorageError<S::Error>> {
    let rows = Stored(store);
    let block = rows.block(number, hash)?;
    let block = block.ok_or_else(|| schema::missing(Table::Blocks, &number.to_be_bytes()))?;
    let mut spent = match height {
        Height::GENESIS => Vec::new(),
        _ => rows.undo(number)?.spent,
    }
    .into_iter();
    for (place, transaction) in block.transactions.iter().enumerate() {
        let inputs = match place {
            0 => 0,
            _ => transaction.inputs.len(),
        };
        let coins: Vec<_> = spent.by_ref().take(inputs).collect();
        for (lock, flow) in flows(transaction, &coins) {
            let dropped = false;
            changes.put_history(lock, at(height, place), HistoryRow { flow, dropped });
        }
    }
    Ok(())
}

fn at_height(place: usize) -> Height {
    Height(u32::try_from(place).expect("headers are numbered by 32 bits"))
}
