//! The layout of the tables: its version, and the tables of an empty database.

use crate::error::RedbError;
use crate::rows::{Reader, definition, fault};
use chain::Table;
use redb::{Database, Durability, ReadableDatabase, TableDefinition, TableError, WriteTransaction};

/// The layout of tables and rows that this program reads and writes. A store with any other layout
/// is rejected and not changed by a byte (for a file, see
/// [`RedbStore::open_file`](crate::RedbStore::open_file)). Layouts 1 and 2 had outputs of an older
/// form.
pub const SCHEMA_VERSION: u32 = 3;

/// The table of one row that holds the layout's version.
const VERSION: TableDefinition<'_, (), u32> = TableDefinition::new("tabchain");

/// The layout of a database that this program can read.
pub(crate) enum Layout {
    /// The database is empty.
    Empty,
    /// The tables have the layout [`SCHEMA_VERSION`].
    Ours,
}

/// The layout of a database. An error if this program can't read that layout.
pub(crate) fn readable_layout(database: &Database) -> Result<Layout, RedbError> {
    let wanted = SCHEMA_VERSION;
    match stored_version(database)? {
        None => Ok(Layout::Empty),
        Some(SCHEMA_VERSION) => Ok(Layout::Ours),
        Some(found) if found < wanted => Err(RedbError::OlderVersion { found, wanted }),
        Some(found) => Err(RedbError::NewerVersion { found, wanted }),
    }
}

/// The layout's version. `None` if the database is empty.
fn stored_version(database: &Database) -> Result<Option<u32>, RedbError> {
    let transaction = database.begin_read()?;
    match transaction.open_table(VERSION) {
        Ok(table) => match table.get(()).map_err(RedbError::Version)? {
            Some(version) => Ok(Some(version.value())),
            None => Err(RedbError::Foreign),
        },
        Err(TableError::TableDoesNotExist(_)) => {
            let mut tables = transaction.list_tables().map_err(RedbError::Version)?;
            match tables.next() {
                None => Ok(None),
                Some(_) => Err(RedbError::Foreign),
            }
        }
        Err(error) => Err(RedbError::Table {
            table: "tabchain",
            error,
        }),
    }
}

/// Creates the tables of an empty database.
pub(crate) fn create(database: &Database) -> Result<(), RedbError> {
    let transaction = begin(database)?;
    set_version(&transaction)?;
    for table in Table::ALL {
        transaction
            .open_table(definition(table))
            .map_err(|error| fault(table, error))?;
    }
    Ok(transaction.commit()?)
}

/// Stores the layout's version.
fn set_version(transaction: &WriteTransaction) -> Result<(), RedbError> {
    let mut version = transaction.open_table(VERSION).map_err(|error| {
        let table = "tabchain";
        RedbError::Table { table, error }
    })?;
    version
        .insert((), SCHEMA_VERSION)
        .map_err(RedbError::Version)?;
    Ok(())
}

/// Begins a transaction whose commit is durable.
pub(crate) fn begin(database: &Database) -> Result<WriteTransaction, RedbError> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_quick_repair(true);
    Ok(transaction)
}

/// Opens all tables as of the last commit.
pub(crate) fn open_readers(database: &Database) -> Result<[Reader; Table::ALL.len()], RedbError> {
    let transaction = database.begin_read()?;
    let mut readers = Vec::with_capacity(Table::ALL.len());
    for table in Table::ALL {
        let reader = transaction
            .open_table(definition(table))
            .map_err(|error| fault(table, error))?;
        readers.push(reader);
    }
    Ok(readers
        .try_into()
        .unwrap_or_else(|_| unreachable!("one reader was opened for each table")))
}
