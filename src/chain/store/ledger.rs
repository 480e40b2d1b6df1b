//! A store behind a write-back cache, and overlays of changes that may yet be dropped.
//!
//! Random writes are expensive in a browser's storage, so a [`Ledger`] collects changes in memory
//! and writes them in one commit. A row that was set and removed in between is written once. An
//! [`Overlay`] has the changes of a block, or of a whole reorganisation, that may turn out invalid.
//! They take effect when they are merged into the ledger, and have no effect if they are dropped.

use crate::error::StorageError;
use crate::store::schema::{Found, Rows};
use crate::store::{Batch, KeyedHasher, Order, Row, RowChange, Store, Table, Visit};
use core::ops::ControlFlow;
use std::borrow::Cow;

/// A store with the changes that are not yet written to it.
#[derive(Debug)]
pub(crate) struct Ledger<S> {
    store: S,
    hasher: KeyedHasher,
    pending: Batch,
    /// Whether the store has an open transaction, whose changes only an [`Overlay`] sees. Nothing
    /// else is written meanwhile.
    is_staging: bool,
}

impl<S: Store> Ledger<S> {
    pub(crate) fn new(store: S) -> Self {
        Self {
            store,
            hasher: KeyedHasher::default(),
            pending: Batch::default(),
            is_staging: false,
        }
    }

    /// Sets the key of the hash tables of changed rows.
    pub(crate) fn set_secret(&mut self, secret: &[u8; 32]) {
        self.hasher = KeyedHasher::new(secret);
        let pending = core::mem::replace(&mut self.pending, Batch::new(self.hasher));
        self.pending.merge(pending);
    }

    /// An empty batch.
    pub(crate) fn batch(&self) -> Batch {
        Batch::new(self.hasher)
    }

    pub(crate) const fn store(&self) -> &S {
        &self.store
    }

    pub(crate) const fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    pub(crate) fn into_store(self) -> S {
        self.store
    }

    /// Whether the store has an open transaction.
    pub(crate) const fn is_staging(&self) -> bool {
        self.is_staging
    }

    /// Adds changes, which the next flush writes.
    pub(crate) fn merge(&mut self, changes: Batch) {
        self.pending.merge(changes);
    }

    pub(crate) fn pending_bytes(&self) -> usize {
        self.pending.bytes()
    }

    /// A row as the store's open transaction leaves it. Other pending changes concern other rows.
    fn get_staged(&self, table: Table, key: &[u8]) -> Found<'_, S::Error> {
        match self.pending.get(table, key) {
            RowChange::Set(value) => Ok(Some(Cow::Borrowed(value))),
            RowChange::Removed => Ok(None),
            RowChange::Unchanged => {
                let value = self.store.staged(table, key);
                Ok(value.map_err(StorageError::Store)?.map(Cow::Owned))
            }
        }
    }

    /// Sets or removes a row.
    pub(crate) fn change(&mut self, table: Table, key: &[u8], value: Option<&[u8]>) {
        match value {
            Some(value) => self.pending.put(table, key, value),
            None => self.pending.remove(table, key),
        }
    }

    /// Writes all pending changes in one commit. They stay pending if the commit fails. While the
    /// store has an open transaction, nothing is written: the changes are committed with that
    /// transaction.
    pub(crate) fn flush(&mut self) -> Result<(), StorageError<S::Error>> {
        if self.pending.is_empty() || self.is_staging {
            return Ok(());
        }
        self.store
            .commit(&self.pending)
            .map_err(StorageError::Store)?;
        self.pending = Batch::new(self.hasher);
        Ok(())
    }

    /// Writes the changes of an overlay to the store's open transaction, which is opened if there
    /// is none. The pending changes are committed before a transaction is opened.
    pub(crate) fn stage(&mut self, changes: &mut Batch) -> Result<(), StorageError<S::Error>> {
        self.flush()?;
        let staged = self.store.stage(changes);
        self.is_staging = staged.is_ok();
        *changes = Batch::new(self.hasher);
        staged.map_err(StorageError::Store)
    }

    /// Commits the open transaction, with the last changes of its overlay and the changes that have
    /// become pending meanwhile. After an error, the commit may have happened or not (see
    /// [`Store::commit`]).
    pub(crate) fn commit_staged(&mut self, changes: &Batch) -> Result<(), StorageError<S::Error>> {
        let staged = self.store.stage(changes);
        self.is_staging = false;
        staged
            .and_then(|()| self.store.commit(&self.pending))
            .map_err(StorageError::Store)?;
        self.pending = Batch::new(self.hasher);
        Ok(())
    }

    /// Drops the open transaction, if there is one.
    pub(crate) fn unstage(&mut self) {
        if core::mem::take(&mut self.is_staging) {
            self.store.unstage();
        }
    }

    /// The keys of stored and pending rows that begin with `prefix`, even if their values can't be
    /// read. A key may be repeated, or may be that of a pending removal.
    pub(crate) fn keys(
        &self,
        table: Table,
        prefix: &[u8],
    ) -> Result<Vec<Vec<u8>>, StorageError<S::Error>> {
        let mut keys = self
            .store
            .keys(table, prefix)
            .map_err(StorageError::Store)?;
        let pending = self.pending.changes_under(table, prefix, Order::Ascending);
        keys.extend(pending.into_iter().map(|(key, _)| key.to_vec()));
        Ok(keys)
    }

    /// Visits the rows whose keys begin with `prefix`, in this order, without collecting them.
    pub(crate) fn visit(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut Visit<'_>,
    ) -> Result<(), StorageError<S::Error>> {
        let changed = self.pending.changes_under(table, prefix, order);
        let mut changed = changed.into_iter().peekable();
        let mut end = ControlFlow::Continue(());
        self.store
            .scan(table, prefix, order, &mut |key, value| {
                let mut is_changed = false;
                // Visit changed rows before this one, and this one if it is changed.
                while let Some((at, change)) =
                    changed.next_if(|(at, _)| end.is_continue() && order.compare(at, key).is_le())
                {
                    is_changed = at == key;
                    end = change.map_or(end, |value| visit(at, value));
                }
                if end.is_continue() && !is_changed {
                    end = visit(key, value);
                }
                end
            })
            .map_err(StorageError::Store)?;
        for (at, value) in changed.filter_map(|(at, change)| Some((at, change?))) {
            if end.is_break() {
                break;
            }
            end = visit(at, value);
        }
        Ok(())
    }

    /// The rows whose keys begin with `prefix`, at most the first `max` of them in this order.
    pub(crate) fn rows(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        max: usize,
    ) -> Result<Vec<Row>, StorageError<S::Error>> {
        let mut rows = Vec::new();
        if max > 0 {
            self.visit(table, prefix, order, &mut |key, value| {
                rows.push((key.to_vec(), value.to_vec()));
                match rows.len() < max {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            })?;
        }
        Ok(rows)
    }
}

impl<S: Store> Rows for Ledger<S> {
    type Error = S::Error;

    fn get(&self, table: Table, key: &[u8]) -> Found<'_, S::Error> {
        match self.pending.get(table, key) {
            RowChange::Set(value) => Ok(Some(Cow::Borrowed(value))),
            RowChange::Removed => Ok(None),
            RowChange::Unchanged => {
                let value = self.store.get(table, key).map_err(StorageError::Store)?;
                Ok(value.map(Cow::Owned))
            }
        }
    }
}

/// Changes that may yet be dropped, on top of the ledger; if there are too many for memory, the
/// first of them are in the store's open transaction.
#[derive(Debug)]
pub(crate) struct Overlay<'a, S> {
    ledger: &'a Ledger<S>,
    pub(crate) changes: Batch,
    is_staged: bool,
}

impl<'a, S: Store> Overlay<'a, S> {
    pub(crate) fn new(ledger: &'a Ledger<S>) -> Self {
        Self {
            ledger,
            changes: Batch::new(ledger.hasher),
            is_staged: false,
        }
    }

    /// Continues with earlier changes, some of which may be staged.
    pub(crate) fn resumed(ledger: &'a Ledger<S>, changes: Batch, is_staged: bool) -> Self {
        Self {
            ledger,
            changes,
            is_staged,
        }
    }
}

impl<S: Store> Rows for Overlay<'_, S> {
    type Error = S::Error;

    fn get(&self, table: Table, key: &[u8]) -> Found<'_, S::Error> {
        match self.changes.get(table, key) {
            RowChange::Set(value) => Ok(Some(Cow::Borrowed(value))),
            RowChange::Removed => Ok(None),
            RowChange::Unchanged if self.is_staged => self.ledger.get_staged(table, key),
            RowChange::Unchanged => self.ledger.get(table, key),
        }
    }
}
