//! The store itself.

use crate::error::RedbError;
use crate::held::Held;
use crate::measured::{Length, Measured};
use chain::store::{Change, Visit, prefix_end};
use chain::{Batch, Order, Store, Table};
use redb::backends::InMemoryBackend;
use redb::{
    Builder, Database, Durability, ReadOnlyTable, ReadableDatabase, StorageBackend,
    TableDefinition, TableError, WriteTransaction,
};
use std::sync::atomic::Ordering;

/// The layout of tables and rows that this program reads and writes. A store of any other is refused and left as it is,
/// byte for byte. Layouts 1 and 2 had outputs of an older form.
pub const SCHEMA_VERSION: u32 = 3;

/// The table of one row that holds the layout's version.
const VERSION: TableDefinition<'_, (), u32> = TableDefinition::new("tabchain");

/// Memory for redb's cache of pages, in bytes. The chain caches what it changes itself; this is for the inner nodes of
/// large trees, and small enough for a phone's tab.
const CACHE_BYTES: usize = 32 << 20;

type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;
type Reader = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// A chain's rows in a redb database.
#[derive(Debug)]
pub struct RedbStore {
    database: Database,
    readers: Readers,
    /// Of the backend; none for a file, which the system can be asked about.
    length: Option<Length>,
}

/// The tables as the last commit left them, kept open because opening one costs more than reading a row.
struct Readers(Option<[Reader; Table::ALL.len()]>);

impl core::fmt::Debug for Readers {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Readers")
    }
}

impl RedbStore {
    /// A store that is gone when it is dropped.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn in_memory() -> Result<Self, RedbError> {
        Self::with_backend(InMemoryBackend::new())
    }

    /// A store over anything that reads and writes bytes; it is made where there are none yet.
    ///
    /// # Errors
    /// When the backend fails, or holds something else than a store of this layout, of which no byte is changed then.
    pub fn with_backend(backend: impl StorageBackend) -> Result<Self, RedbError> {
        let (backend, length) = Measured::new(backend);
        let (backend, release) = Held::new(backend);
        let database = builder().create_with_backend(backend)?;
        let stored = readable_version(&database)?;
        release.release().map_err(RedbError::Backend)?;
        let store = Self::open(database, stored)?;
        Ok(Self {
            length: Some(length),
            ..store
        })
    }

    /// A store in a file, which is made where there is none.
    ///
    /// # Errors
    /// When the file can't be opened, as nowhere in a browser, is in use, or holds something else than a store of this
    /// layout. redb may rewrite parts of its own of a file that is refused: [`RedbStore::with_backend`] keeps it from that.
    pub fn open_file(path: impl AsRef<std::path::Path>) -> Result<Self, RedbError> {
        let database = builder().create(path)?;
        let stored = readable_version(&database)?;
        Self::open(database, stored)
    }

    fn open(database: Database, stored: Layout) -> Result<Self, RedbError> {
        match stored {
            Layout::Ours => {}
            Layout::Empty => create(&database)?,
        }
        let readers = Readers(Some(open_readers(&database)?));
        Ok(Self {
            database,
            readers,
            length: None,
        })
    }

    /// Runs `read` on a table as the last commit left it.
    fn read<T>(
        &self,
        table: Table,
        read: impl FnOnce(&Reader) -> Result<T, redb::StorageError>,
    ) -> Result<T, RedbError> {
        let fault = |error| RedbError::Read { table, error };
        match &self.readers.0 {
            Some(readers) => read(&readers[table as usize]).map_err(fault),
            // After a commit whose tables could not be opened again.
            None => read(&open_readers(&self.database)?[table as usize]).map_err(fault),
        }
    }
}

impl Store for RedbStore {
    type Error = RedbError;

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, RedbError> {
        self.read(table, |rows| {
            Ok(rows.get(key)?.map(|value| value.value().to_vec()))
        })
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut Visit<'_>,
    ) -> Result<(), RedbError> {
        self.read(table, |rows| {
            let mut range = match prefix_end(prefix) {
                Some(end) => rows.range(prefix..end.as_slice())?,
                None => rows.range(prefix..)?,
            };
            while let Some(row) = match order {
                Order::Ascending => range.next(),
                Order::Descending => range.next_back(),
            } {
                let (key, value) = row?;
                if visit(key.value(), value.value()).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), RedbError> {
        // An open reader would keep the pages that this commit frees from being used again.
        self.readers.0 = None;
        let result = write(&self.database, |transaction| {
            Table::ALL
                .into_iter()
                .try_for_each(|table| change(transaction, table, &batch.changes(table)))
        });
        self.readers.0 = open_readers(&self.database).ok();
        result
    }

    fn bytes(&self) -> Option<u64> {
        self.length
            .as_ref()
            .map(|length| length.load(Ordering::Relaxed))
    }
}

/// What a database holds that may be opened.
enum Layout {
    /// Nothing yet.
    Empty,
    /// Tables of [`SCHEMA_VERSION`].
    Ours,
}

/// Refuses a database of another layout.
fn readable_version(database: &Database) -> Result<Layout, RedbError> {
    let wanted = SCHEMA_VERSION;
    match stored_version(database)? {
        None => Ok(Layout::Empty),
        Some(SCHEMA_VERSION) => Ok(Layout::Ours),
        Some(found) if found < wanted => Err(RedbError::OlderVersion { found, wanted }),
        Some(found) => Err(RedbError::NewerVersion { found, wanted }),
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

fn definition(table: Table) -> Definition {
    TableDefinition::new(table.name())
}

/// The layout's version; none in an empty database.
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

/// Makes the tables of an empty database.
fn create(database: &Database) -> Result<(), RedbError> {
    write(database, |transaction| {
        set_version(transaction)?;
        for table in Table::ALL {
            transaction
                .open_table(definition(table))
                .map_err(|error| fault(table, error))?;
        }
        Ok(())
    })
}

/// Says which layout the database has from now on.
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

/// Makes changes durable, all or none.
fn write(
    database: &Database,
    changes: impl FnOnce(&WriteTransaction) -> Result<(), RedbError>,
) -> Result<(), RedbError> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_quick_repair(true);
    changes(&transaction)?;
    Ok(transaction.commit()?)
}

fn change(
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
    for (key, value) in changes {
        match value {
            Some(value) => rows.insert(key, value),
            None => rows.remove(key),
        }
        .map_err(|error| RedbError::Write { table, error })?;
    }
    Ok(())
}

fn open_readers(database: &Database) -> Result<[Reader; Table::ALL.len()], RedbError> {
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

fn fault(table: Table, error: TableError) -> RedbError {
    let table = table.name();
    RedbError::Table { table, error }
}
