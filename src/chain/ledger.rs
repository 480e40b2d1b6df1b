//! A store with a write-back cache in front, and changes on trial on top of both.
//!
//! Random writes are dear in a browser's storage, so a [`Ledger`] gathers changes in memory and writes them in one
//! commit; what was made and destroyed in between costs one row. A [`Draft`] holds the changes of a block, or of a
//! whole reorganisation, that may yet turn out invalid: merged, they are the ledger's; dropped, nothing has happened.

use crate::error::StorageError;
use crate::schema::{Found, Rows};
use crate::store::{Batch, Order, Row, Scatter, Store, Table, Visit};
use core::ops::ControlFlow;
use std::borrow::Cow;

/// A store and the changes that it does not have yet.
#[derive(Debug)]
pub(crate) struct Ledger<S> {
    store: S,
    scatter: Scatter,
    pending: Batch,
    /// The store has an open transaction, whose changes only a [`Draft`] of it sees. Nothing else is written meanwhile.
    is_staging: bool,
}

impl<S: Store> Ledger<S> {
    pub(crate) fn new(store: S) -> Self {
        Self {
            store,
            scatter: Scatter::default(),
            pending: Batch::default(),
            is_staging: false,
        }
    }

    /// From now on changes are found by hashes with this secret.
    pub(crate) fn set_secret(&mut self, secret: &[u8; 32]) {
        self.scatter = Scatter::new(secret);
        let pending = core::mem::replace(&mut self.pending, Batch::new(self.scatter));
        self.pending.merge(pending);
    }

    /// A batch of no changes yet.
    pub(crate) fn batch(&self) -> Batch {
        Batch::new(self.scatter)
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

    /// Takes in changes, to be written at the next flush.
    pub(crate) fn merge(&mut self, changes: Batch) {
        self.pending.merge(changes);
    }

    pub(crate) fn pending_bytes(&self) -> usize {
        self.pending.bytes()
    }

    /// A row as the store's open transaction leaves it. What is pending beside it concerns other rows.
    fn get_staged(&self, table: Table, key: &[u8]) -> Found<'_, S::Error> {
        match self.pending.get(table, key) {
            Some(value) => Ok(value.map(Cow::Borrowed)),
            None => {
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

    /// Writes all pending changes in one commit. If that fails they stay pending, and so they do while a transaction is
    /// open: they go with it.
    pub(crate) fn flush(&mut self) -> Result<(), StorageError<S::Error>> {
        if self.pending.is_empty() || self.is_staging {
            return Ok(());
        }
        self.store
            .commit(&self.pending)
            .map_err(StorageError::Store)?;
        self.pending = Batch::new(self.scatter);
        Ok(())
    }

    /// Writes the changes of a draft through into the store's open transaction, which begins if there is none; all that
    /// was pending before is durable then.
    pub(crate) fn stage(&mut self, changes: &mut Batch) -> Result<(), StorageError<S::Error>> {
        self.flush()?;
        let staged = self.store.stage(changes);
        self.is_staging = staged.is_ok();
        *changes = Batch::new(self.scatter);
        staged.map_err(StorageError::Store)
    }

    /// Makes the open transaction durable, with the last changes of its draft and with what came to be pending meanwhile.
    /// An error leaves open whether that has happened (see [`Store::commit`]).
    pub(crate) fn commit_staged(&mut self, changes: &Batch) -> Result<(), StorageError<S::Error>> {
        let staged = self.store.stage(changes);
        self.is_staging = false;
        staged
            .and_then(|()| self.store.commit(&self.pending))
            .map_err(StorageError::Store)?;
        self.pending = Batch::new(self.scatter);
        Ok(())
    }

    /// Drops the open transaction, if there is one.
    pub(crate) fn unstage(&mut self) {
        if core::mem::take(&mut self.is_staging) {
            self.store.unstage();
        }
    }

    /// The keys of stored and pending rows that begin with `prefix`, also where their values can't be read.
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

    /// Visits the rows whose keys begin with `prefix`, in this order, and keeps none.
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
                // What was changed before this row, or in its place.
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

    /// The rows whose keys begin with `prefix`, at most `max` of them from the end where `order` begins.
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
            Some(value) => Ok(value.map(Cow::Borrowed)),
            None => {
                let value = self.store.get(table, key).map_err(StorageError::Store)?;
                Ok(value.map(Cow::Owned))
            }
        }
    }
}

/// Changes on trial, on top of those in the store's open transaction where the draft is so long that it needs one.
#[derive(Debug)]
pub(crate) struct Draft<'a, S> {
    ledger: &'a Ledger<S>,
    pub(crate) changes: Batch,
    is_staged: bool,
}

impl<'a, S: Store> Draft<'a, S> {
    pub(crate) fn new(ledger: &'a Ledger<S>) -> Self {
        Self {
            ledger,
            changes: Batch::new(ledger.scatter),
            is_staged: false,
        }
    }

    /// Goes on with changes that were made before, of which some may be staged.
    pub(crate) fn resumed(ledger: &'a Ledger<S>, changes: Batch, is_staged: bool) -> Self {
        Self {
            ledger,
            changes,
            is_staged,
        }
    }
}

impl<S: Store> Rows for Draft<'_, S> {
    type Error = S::Error;

    fn get(&self, table: Table, key: &[u8]) -> Found<'_, S::Error> {
        match self.changes.get(table, key) {
            Some(value) => Ok(value.map(Cow::Borrowed)),
            None if self.is_staged => self.ledger.get_staged(table, key),
            None => self.ledger.get(table, key),
        }
    }
}
