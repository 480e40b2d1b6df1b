//! The store: rows with checksums in a redb database.

use crate::backend::Shared;
use crate::error::RedbError;
use crate::held::{Held, Release};
use crate::layout::{Layout, begin, create, open_readers, readable_layout};
use crate::rows::{Reader, change, checked, definition, fault, get};
use chain::store::{Visit, prefix_end};
use chain::{Batch, Order, Store, Table};
use core::ops::ControlFlow;
use redb::backends::InMemoryBackend;
use redb::{Builder, Database, DatabaseError, StorageBackend, WriteTransaction};
use std::path::PathBuf;

/// Memory for redb's page cache, in bytes. The chain has its own cache for the rows that it
/// changes. redb's cache serves the inner nodes of large B-trees, and is small enough for a tab on
/// a phone.
const CACHE_BYTES: usize = 32 << 20;

/// Like [`Visit`], for visits that can fail.
type FallibleVisit<'a> = dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, RedbError> + 'a;

/// A chain's rows in a redb database.
///
/// **Checksums.** Each value is stored with the CRC-32 of table, key and value. Reading a value
/// with a changed byte is therefore an error, and never returns another value. If a byte of a key
/// was changed, the row is missing under its old key; only [`Store::verify`] detects that.
///
/// **Failures.** After a failed operation the store opens the database again on the same bytes: at
/// once or, if that fails too, at the next call. The database then has all committed rows.
pub struct RedbStore {
    // The order of the fields is the order in which they must be dropped.
    staged: Option<WriteTransaction>,
    readers: Readers,
    /// `None` after a failure, until it is opened again.
    database: Option<Database>,
    /// The changes that redb made when it opened the database. They are held back until the first
    /// write of the chain, so that a database with another chain is refused and stays as it is.
    /// `None` once the changes are written.
    held: Option<Release<Shared>>,
    source: Source,
}

impl core::fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RedbStore")
            .field("source", &self.source)
            .field("is_staged", &self.staged.is_some())
            .finish_non_exhaustive()
    }
}

/// The location of the database's bytes. A database can be opened on them repeatedly.
#[derive(Debug)]
enum Source {
    Backend(Shared),
    File(PathBuf),
}

impl Source {
    fn open(&self) -> Result<Database, DatabaseError> {
        match self {
            Self::Backend(backend) => builder().create_with_backend(backend.clone()),
            Self::File(path) => builder().create(path),
        }
    }
}

/// The tables as of the last commit. They stay open because opening a table costs more than reading
/// a row. `None` during a commit, and after a failure until they are opened again.
struct Readers(Option<[Reader; Table::ALL.len()]>);

impl RedbStore {
    /// A store in memory. Its rows are lost when it is dropped.
    ///
    /// # Errors
    /// If memory runs out.
    pub fn in_memory() -> Result<Self, RedbError> {
        Self::with_backend(InMemoryBackend::new())
    }

    /// A store on any backend. The tables are created if the backend is empty. If another program
    /// or a fault changed the stored bytes, redb may panic.
    ///
    /// # Errors
    /// If the backend fails, or holds anything but a store of this layout. In the second case the
    /// backend is left unchanged. In the case of success, a backend that already holds a store
    /// changes only with the first write.
    pub fn with_backend(backend: impl StorageBackend) -> Result<Self, RedbError> {
        Self::open(Shared::new(backend), &builder())
    }

    /// Like [`with_backend`](Self::with_backend), for bytes that may be damaged: redb first reads
    /// all of them and verifies its checksums.
    ///
    /// # Errors
    /// As [`with_backend`](Self::with_backend), and if a checksum does not match.
    pub fn with_checked_backend(backend: impl StorageBackend) -> Result<Self, RedbError> {
        let mut builder = builder();
        builder.set_check_integrity_on_open(true);
        Self::open(Shared::new(backend), &builder)
    }

    /// A store in a file, which is created if it is missing.
    ///
    /// # Errors
    /// If the file can't be opened (never possible in a browser), is in use, or holds anything but
    /// a store of this layout. redb may then have rewritten its own parts of the file;
    /// [`RedbStore::with_backend`] prevents that.
    pub fn open_file(path: impl AsRef<std::path::Path>) -> Result<Self, RedbError> {
        let source = Source::File(path.as_ref().into());
        let database = source.open()?;
        if matches!(readable_layout(&database)?, Layout::Empty) {
            create(&database)?;
        }
        Self::of(source, database, None)
    }

    fn open(backend: Shared, builder: &Builder) -> Result<Self, RedbError> {
        let (held, release) = Held::new(backend.clone());
        let database = builder.create_with_backend(held)?;
        let held = match readable_layout(&database)? {
            Layout::Ours => Some(release),
            Layout::Empty => {
                release.release().map_err(RedbError::Backend)?;
                create(&database)?;
                None
            }
        };
        Self::of(Source::Backend(backend), database, held)
    }

    fn of(
        source: Source,
        database: Database,
        held: Option<Release<Shared>>,
    ) -> Result<Self, RedbError> {
        Ok(Self {
            staged: None,
            readers: Readers(Some(open_readers(&database)?)),
            database: Some(database),
            held,
            source,
        })
    }

    /// The database. Opens it again if a failure closed it.
    fn database(&mut self) -> Result<&Database, RedbError> {
        if self.database.is_none() {
            let database = self.source.open()?;
            self.readers.0 = Some(open_readers(&database)?);
            self.database = Some(database);
        }
        self.database.as_ref().ok_or(RedbError::Closed)
    }

    /// Opens the database again after an operation failed with `error`: redb refuses all further
    /// operations on the failed database. Returns `error`.
    fn failed(&mut self, error: RedbError) -> RedbError {
        self.staged = None;
        self.readers.0 = None;
        self.database = None;
        self.held = None;
        // If opening fails too, the next call tries again.
        let _ = self.database();
        error
    }

    /// Runs `read` on a table as of the last commit.
    fn read<T>(
        &self,
        table: Table,
        read: impl FnOnce(&Reader) -> Result<T, RedbError>,
    ) -> Result<T, RedbError> {
        match (&self.readers.0, &self.database) {
            (Some(readers), _) => read(&readers[table as usize]),
            // Opening the tables failed after a commit.
            (None, Some(database)) => read(&open_readers(database)?[table as usize]),
            (None, None) => {
                let database = self.source.open()?;
                read(&open_readers(&database)?[table as usize])
            }
        }
    }

    /// The open transaction. Begins one if there is none.
    fn transaction(&mut self) -> Result<&WriteTransaction, RedbError> {
        if let Some(held) = self.held.take() {
            held.release().map_err(RedbError::Backend)?;
        }
        if self.staged.is_none() {
            self.staged = Some(begin(self.database()?)?);
        }
        self.staged.as_ref().ok_or(RedbError::Closed)
    }

    fn write_staged(&mut self, batch: &Batch) -> Result<(), RedbError> {
        let transaction = self.transaction()?;
        Table::ALL
            .into_iter()
            .try_for_each(|table| change(transaction, table, &batch.changes(table)))
    }

    fn commit_staged(&mut self) -> Result<(), RedbError> {
        // redb can't reuse the pages that this commit frees while a reader is open.
        self.readers.0 = None;
        if let Some(transaction) = self.staged.take() {
            transaction.commit()?;
        }
        self.readers.0 = Some(open_readers(self.database()?)?);
        Ok(())
    }
}

impl Store for RedbStore {
    type Error = RedbError;

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, RedbError> {
        self.read(table, |rows| get(table, rows, key))
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut Visit<'_>,
    ) -> Result<(), RedbError> {
        self.visit(table, prefix, order, &mut |key, stored| {
            Ok(visit(key, checked(table, key, stored)?))
        })
    }

    fn keys(&self, table: Table, prefix: &[u8]) -> Result<Vec<Vec<u8>>, RedbError> {
        let mut keys = Vec::new();
        self.visit(table, prefix, Order::Ascending, &mut |key, _| {
            keys.push(key.to_vec());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(keys)
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), RedbError> {
        let written = self.write_staged(batch).and_then(|()| self.commit_staged());
        written.map_err(|error| self.failed(error))
    }

    fn stage(&mut self, batch: &Batch) -> Result<(), RedbError> {
        let written = self.write_staged(batch);
        written.map_err(|error| self.failed(error))
    }

    fn staged(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, RedbError> {
        match &self.staged {
            Some(transaction) => {
                let rows = transaction
                    .open_table(definition(table))
                    .map_err(|error| fault(table, error))?;
                get(table, &rows, key)
            }
            None => self.get(table, key),
        }
    }

    fn unstage(&mut self) {
        if let Some(Err(error)) = self.staged.take().map(WriteTransaction::abort) {
            // The failure makes the database unusable. It is opened again, without the changes.
            let table = Table::Meta;
            self.failed(RedbError::Write { table, error });
        }
    }

    fn verify(&mut self) -> Result<bool, RedbError> {
        self.staged = None;
        self.database()?;
        self.readers.0 = None;
        let verified = match &mut self.database {
            Some(database) => database.check_integrity(),
            None => return Err(RedbError::Closed),
        };
        match verified {
            Ok(true) => {
                self.readers.0 = Some(open_readers(self.database()?)?);
                self.are_rows_intact()
            }
            Ok(false) | Err(DatabaseError::Storage(redb::StorageError::Corrupted(_))) => {
                // Even if redb repaired the database, its content may not be that of the last
                // commit. The database is opened again before anything is read from it.
                self.failed(RedbError::Closed);
                Ok(false)
            }
            Err(error) => Err(self.failed(error.into())),
        }
    }

    fn limit(&self, bytes: Option<u64>) {
        if let Source::Backend(backend) = &self.source {
            backend.limit(bytes.unwrap_or(u64::MAX));
        }
    }

    fn bytes(&self) -> Option<u64> {
        match &self.source {
            Source::Backend(backend) => Some(backend.length()),
            Source::File(_) => None,
        }
    }
}

impl RedbStore {
    /// Whether every row matches its own checksum and is found by its key.
    ///
    /// redb's checksums of pages do not suffice. Each commit gives the pages that it rewrites new
    /// checksums, even if a key on such a page was damaged before. The checksum of the row still
    /// detects the damage.
    fn are_rows_intact(&self) -> Result<bool, RedbError> {
        for table in Table::ALL {
            let mut is_intact = true;
            self.visit(table, &[], Order::Ascending, &mut |key, stored| {
                let is_found = checked(table, key, stored).is_ok()
                    && matches!(self.get(table, key), Ok(Some(_)));
                is_intact &= is_found;
                Ok(match is_found {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                })
            })?;
            if !is_intact {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Visits the rows whose keys begin with `prefix`. The values include the checksums.
    fn visit(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut FallibleVisit<'_>,
    ) -> Result<(), RedbError> {
        let fault = |error| RedbError::Read { table, error };
        self.read(table, |rows| {
            let range = match prefix_end(prefix) {
                Some(end) => rows.range(prefix..end.as_slice()),
                None => rows.range(prefix..),
            };
            let mut range = range.map_err(fault)?;
            while let Some(row) = match order {
                Order::Ascending => range.next(),
                Order::Descending => range.next_back(),
            } {
                let (key, stored) = row.map_err(fault)?;
                if visit(key.value(), stored.value())?.is_break() {
                    break;
                }
            }
            Ok(())
        })
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}
