//! The rows of one table, with their checksums.

use crate::checksum::{CHECK_LEN, checksum};
use crate::error::RedbError;
use chain::Table;
use chain::store::Change;
use redb::{ReadOnlyTable, ReadableTable, TableDefinition, TableError, WriteTransaction};

/// A table's name and types in redb.
pub(crate) type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;
/// A table as of one commit.
pub(crate) type Reader = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// The name and types of a table in redb.
pub(crate) fn definition(table: Table) -> Definition {
    TableDefinition::new(table.name())
}

/// Reads a row.
pub(crate) fn get(
    table: Table,
    rows: &impl ReadableTable<&'static [u8], &'static [u8]>,
    key: &[u8],
) -> Result<Option<Vec<u8>>, RedbError> {
    let stored = rows
        .get(key)
        .map_err(|error| RedbError::Read { table, error })?;
    let value = stored.map(|stored| checked(table, key, stored.value()).map(<[u8]>::to_vec));
    value.transpose()
}

/// Verifies the checksum of a row. Returns the value without the checksum.
pub(crate) fn checked<'a>(
    table: Table,
    key: &[u8],
    stored: &'a [u8],
) -> Result<&'a [u8], RedbError> {
    match stored.split_last_chunk::<CHECK_LEN>() {
        Some((value, check)) if *check == checksum(table, key, value) => Ok(value),
        _ => Err(RedbError::Checksum {
            table,
            key: key.to_vec(),
        }),
    }
}

/// Makes changes to a table.
pub(crate) fn change(
    transaction: &WriteTransaction,
    table: Table,
    changes: &[Change<'_>],
) -> Result<(), RedbError> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut rows = transaction
        .open_table(definition(table))
        .map_err(|error| fault(table, error))?;
    let mut stored = Vec::new();
    for (key, value) in changes {
        match value {
            Some(value) => {
                stored.clear();
                stored.extend_from_slice(value);
                stored.extend_from_slice(&checksum(table, key, value));
                rows.insert(key, stored.as_slice())
            }
            None => rows.remove(key),
        }
        .map_err(|error| RedbError::Write { table, error })?;
    }
    Ok(())
}

/// The error for a table that can't be opened.
pub(crate) fn fault(table: Table, error: TableError) -> RedbError {
    let table = table.name();
    RedbError::Table { table, error }
}
