//! Why a store can't be opened, read or written.

use chain::Table;

/// Why a store can't be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum RedbError {
    /// The file or backend does not hold a database, holds a damaged one, or is in use.
    #[error("the database can't be opened: {0}")]
    Open(#[from] redb::DatabaseError),
    /// The file can't be opened or created.
    #[error("the database's file can't be opened: {0}")]
    File(std::io::Error),
    /// The backend can't be written.
    #[error("the database's file can't be written: {0}")]
    Backend(std::io::Error),
    /// A transaction can't be started.
    #[error("a transaction can't be started: {0}")]
    Transaction(#[from] redb::TransactionError),
    /// A table is missing, or is not of the expected type.
    #[error("the table {table} can't be opened: {error}")]
    Table {
        /// The table's name.
        table: &'static str,
        /// The cause.
        error: redb::TableError,
    },
    /// A row can't be read.
    #[error("the table {table} can't be read: {error}")]
    Read {
        /// The table.
        table: Table,
        /// The cause.
        error: redb::StorageError,
    },
    /// A row can't be written.
    #[error("the table {table} can't be written: {error}")]
    Write {
        /// The table.
        table: Table,
        /// The cause.
        error: redb::StorageError,
    },
    /// The layout's version can't be read or written.
    #[error("the layout's version can't be read or written: {0}")]
    Version(redb::StorageError),
    /// The changes can't be made durable.
    #[error("the changes can't be committed: {0}")]
    Commit(#[from] redb::CommitError),
    /// The required durability is not available.
    #[error("the changes can't be made durable: {0}")]
    Durability(#[from] redb::SetDurabilityError),
    /// The database holds tables, but is not a store of this program.
    #[error("another program wrote the database: it has no version of Tabchain's layout")]
    Foreign,
    /// A row was changed since it was written: its checksum does not match.
    #[error("the row {key:02x?} of table {table} is damaged: its checksum does not match")]
    Checksum {
        /// The table.
        table: Table,
        /// The row's key.
        key: Vec<u8>,
    },
    /// The database was closed after a failure, and could not be opened again yet.
    #[error("the database is closed after a failure")]
    Closed,
    /// The database has the layout of an older version of this program. The database is unchanged.
    #[error(
        "an older version of this program wrote the database (layout {found}; this version reads layout {wanted}), \
         and only that version can read it; the database is unchanged"
    )]
    OlderVersion {
        /// The database's layout.
        found: u32,
        /// The layout that this program reads.
        wanted: u32,
    },
    /// The database has the layout of a newer version of this program. The database is unchanged.
    #[error(
        "a newer version of this program wrote the database (layout {found}; this version reads layout {wanted}), \
         and only that version can read it; the database is unchanged"
    )]
    NewerVersion {
        /// The database's layout.
        found: u32,
        /// The layout that this program reads.
        wanted: u32,
    },
}
