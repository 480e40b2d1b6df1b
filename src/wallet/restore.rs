//! Restoring a wallet from its rows.

use crate::account::{AccountPublic, Branch, KeyPath};
use crate::changes::{ABOUT, Changes, KEY, LOST, RECEIVE, SYNCED, TRANSACTION};
use crate::coins::Coin;
use crate::keys::{Keys, Known, secret_of};
use crate::ledger::Ledger;
use crate::position::ChainPosition;
use crate::record::{Record, State};
use crate::settings::Settings;
use primitives::order::sort_by;
use primitives::{
    BlockHash, Decode, DecodeError, Height, KeyHash, OutPoint, Reader, TableSet, Txid,
};

/// The version of the rows.
const VERSION: u8 = 2;

/// Why rows are not a wallet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The rows were written by another version of the program.
    #[error("the wallet’s rows have version {0}, which this program does not read")]
    UnknownVersion(u8),
    /// The rows belong to another wallet or another chain.
    #[error("the wallet’s rows belong to another wallet or another chain")]
    OtherWallet,
    /// A row has an unknown key.
    #[error("the wallet has an unknown row {0:02x?}")]
    UnknownRow(Vec<u8>),
    /// A row has an invalid value.
    #[error("the wallet’s row {row:02x?} is damaged: {error}")]
    Row {
        /// The row's key.
        row: Vec<u8>,
        /// The error in it.
        error: DecodeError,
    },
    /// A required row is missing.
    #[error("the wallet’s rows lack one: {0}")]
    Missing(&'static str),
    /// Two rows contradict each other.
    #[error("the wallet’s row of transaction {0} contradicts another row")]
    Contradiction(Txid),
}

/// The content of the rows.
pub(crate) struct Restored {
    pub(crate) keys: Keys,
    pub(crate) ledger: Ledger,
    pub(crate) synced: Option<(Height, BlockHash)>,
}

/// The value of the row that identifies the wallet and its chain.
pub(crate) fn about(account: &AccountPublic, settings: &Settings) -> Vec<u8> {
    let mut value = vec![VERSION];
    value.extend_from_slice(settings.genesis.as_bytes());
    value.extend_from_slice(&account.to_bytes());
    value
}

/// Reads all rows; `None` if there are none.
pub(crate) fn restore(
    account: &AccountPublic,
    settings: &Settings,
    rows: impl Iterator<Item = (Vec<u8>, Vec<u8>)>,
) -> Result<Option<Restored>, RestoreError> {
    // Keys must be read in order, whatever the order of the rows.
    let mut rows: Vec<(Vec<u8>, Vec<u8>)> = rows.collect();
    sort_by(&mut rows, Ord::cmp);
    if rows.is_empty() {
        return Ok(None);
    }
    check_about(account, settings, &rows)?;
    let mut content = Content {
        keys: Keys::empty(account.clone()),
        ledger: Ledger::new(secret_of(account)),
        synced: None,
        records: Vec::new(),
    };
    for (row, value) in &rows {
        content.read(row, value)?;
    }
    let Content {
        mut keys,
        mut ledger,
        synced,
        records,
    } = content;
    let mut derived = Changes::default();
    keys.fill(&mut derived);
    if !derived.take().is_empty() {
        return Err(RestoreError::Missing("a key to watch"));
    }
    let height = synced.map(|(height, _)| height);
    rebuild(&mut ledger, records, height, &mut keys)?;
    Ok(Some(Restored {
        keys,
        ledger,
        synced,
    }))
}

/// Checks that the rows are those of this wallet on this chain.
fn check_about(
    account: &AccountPublic,
    settings: &Settings,
    rows: &[(Vec<u8>, Vec<u8>)],
) -> Result<(), RestoreError> {
    let Some((_, row)) = rows.iter().find(|(key, _)| *key == [ABOUT]) else {
        return Err(RestoreError::Missing("what the wallet is for"));
    };
    match row.first() {
        Some(&VERSION) if *row == about(account, settings) => Ok(()),
        Some(&VERSION) | None => Err(RestoreError::OtherWallet),
        Some(other) => Err(RestoreError::UnknownVersion(*other)),
    }
}

/// The content of the rows that were read so far.
struct Content {
    keys: Keys,
    /// A ledger with the lost coins only.
    ledger: Ledger,
    synced: Option<(Height, BlockHash)>,
    records: Vec<(Txid, Record)>,
}

impl Content {
    /// Reads one row.
    fn read(&mut self, row: &[u8], value: &[u8]) -> Result<(), RestoreError> {
        let damaged = |error| RestoreError::Row {
            row: row.to_vec(),
            error,
        };
        let unknown = || RestoreError::UnknownRow(row.to_vec());
        let mut r = Reader::new(value);
        match row {
            [ABOUT] => return Ok(()),
            [SYNCED] => {
                let height = Height(r.u32().map_err(damaged)?);
                self.synced = Some((height, BlockHash::decode(&mut r).map_err(damaged)?));
            }
            [RECEIVE] => self.keys.load_current(r.u32().map_err(damaged)?),
            [KEY, branch, index @ ..] => {
                let path = key_path(*branch, index).ok_or_else(unknown)?;
                let hash = KeyHash::decode(&mut r).map_err(damaged)?;
                let known = Known::from_byte(r.u8().map_err(damaged)?)
                    .ok_or_else(|| damaged(r.invalid("a key is unseen, seen or buried")))?;
                if !self.keys.load(path, hash, known) {
                    return Err(RestoreError::Missing("a key before one that is there"));
                }
            }
            [TRANSACTION, txid @ ..] => {
                let record = Record::decode(&mut r).map_err(damaged)?;
                let txid = txid_in(txid).ok_or_else(unknown)?;
                if record.transaction.txid() != txid {
                    return Err(RestoreError::Contradiction(txid));
                }
                self.records.push((txid, record));
            }
            [LOST, txid @ .., a, b, c, d] => {
                let txid = txid_in(txid).ok_or_else(unknown)?;
                let index = u32::from_be_bytes([*a, *b, *c, *d]);
                self.ledger.lost.insert(OutPoint { txid, index });
            }
            _ => return Err(unknown()),
        }
        r.finish().map_err(damaged)
    }
}

/// The path in the key of a key's row; `None` if there is no such path.
fn key_path(branch: u8, index: &[u8]) -> Option<KeyPath> {
    let branch = Branch::from_number(branch)?;
    let index = u32::from_be_bytes(index.try_into().ok()?);
    Some(KeyPath { branch, index })
}

/// The txid in the key of a row; `None` if it has another length.
fn txid_in(bytes: &[u8]) -> Option<Txid> {
    bytes.try_into().ok().map(Txid::from_bytes)
}

/// Fills a ledger, which already has the lost coins, with these records.
fn rebuild(
    ledger: &mut Ledger,
    records: Vec<(Txid, Record)>,
    synced: Option<Height>,
    keys: &mut Keys,
) -> Result<(), RestoreError> {
    let mut spent = TableSet::with_hasher(*ledger.records.hasher());
    for (txid, record) in &records {
        let inputs = record.transaction.inputs.iter().map(|input| input.previous);
        let new = match record.state {
            State::Confirmed { height, index, .. } => {
                Some(height) <= synced
                    && inputs.fold(true, |new, at| new & (at.is_null() || spent.insert(at)))
                    && ledger
                        .confirmed
                        .insert(ChainPosition::new(height, index), *txid)
                        .is_none()
            }
            State::Pending => {
                inputs.fold(true, |new, at| {
                    new & ledger.claims.insert(at, *txid).is_none()
                }) && ledger.pending.insert(record.sequence, *txid).is_none()
                    && ledger.outside.insert(*txid)
            }
            State::Dropped(_) => ledger.dropped.insert(*txid),
        };
        if !new {
            return Err(RestoreError::Contradiction(*txid));
        }
        ledger.next_sequence = ledger.next_sequence.max(record.sequence.saturating_add(1));
    }
    let wrong = ledger.claims.iter().filter(|(at, _)| spent.contains(at));
    if let Some(txid) = wrong.map(|(_, txid)| *txid).min() {
        return Err(RestoreError::Contradiction(txid));
    }
    for (txid, record) in records {
        let height = record.state.height();
        if !matches!(record.state, State::Dropped(_)) {
            for (index, output) in (0..).zip(&record.transaction.outputs) {
                let Some(path) = keys.path(&output.lock) else {
                    continue;
                };
                if height.is_some() {
                    keys.confirm(path);
                }
                let at = OutPoint { txid, index };
                if !spent.contains(&at) && !ledger.lost.contains(&at) {
                    let coin = Coin {
                        amount: output.amount,
                        path,
                        height,
                        reward: record.is_reward(),
                    };
                    ledger.coins.insert(at, coin);
                }
            }
        }
        ledger.records.insert(txid, record);
    }
    Ok(())
}
