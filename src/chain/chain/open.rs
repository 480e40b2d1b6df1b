//! Opening a chain in an empty store or in the store of that chain. Of the data that grow with the
//! chain, only the headers are read.

use super::{Chain, Incomplete, Settings};
use crate::authority::{check_author, needs_work};
use crate::chain::connect::connect_genesis;
use crate::check::header::HeaderContext;
use crate::check::signature::Verifier;
use crate::error::{Damage, OpenError, StorageError};
use crate::index::{Index, Status};
use crate::spec::Spec;
use crate::store::ledger::{Ledger, Overlay};
use crate::store::schema::{
    self, HeaderRow, Number, PRUNE_PROGRESS, PruneProgress, Rows, SPEC, StoredFlags, TIP,
};
use crate::store::{Order, Store, Table};
use core::ops::ControlFlow;
use primitives::{Block, Decode, Encode};
use std::collections::{BTreeSet, VecDeque};

impl<S: Store> Chain<S> {
    /// Opens the chain of `spec` in a store, which may be empty, with the default [`Settings`].
    ///
    /// # Errors
    /// If the store holds another chain, is damaged, or fails. The store is then unchanged.
    pub fn open(spec: Spec, store: S) -> Result<Self, OpenError<S::Error>> {
        Self::open_with(spec, store, Settings::default())
    }

    /// Opens the chain of `spec` in a store, which may be empty.
    ///
    /// # Errors
    /// As [`Chain::open`].
    pub fn open_with(
        spec: Spec,
        store: S,
        settings: Settings,
    ) -> Result<Self, OpenError<S::Error>> {
        let block = spec.genesis();
        let context = HeaderContext::genesis(&spec, &block.header);
        let mut chain = Self {
            verifier: Verifier::new(context.hash, [0; 32]),
            index: Index::new(&spec, &block.header, &context),
            spec,
            ledger: Ledger::new(store),
            incomplete: Incomplete::new(),
            candidates: VecDeque::new(),
            side_blocks: BTreeSet::new(),
            switching: None,
            unsettled: None,
            is_store_checked: false,
            settings,
            prune_progress: PruneProgress::NONE,
        };
        // The seed is set before the first header is added. Otherwise an attacker could make every
        // opening slow by headers whose hashes collide in the hash table.
        chain.set_seed(settings.seed);
        let is_stored = match chain.ledger.get(Table::Meta, SPEC)? {
            Some(stored) => chain.check_spec(&stored).map(|()| true)?,
            None => false,
        };
        match is_stored {
            true => chain.load()?,
            false => chain.create(&block)?,
        }
        Ok(chain)
    }

    fn check_spec(&self, stored: &[u8]) -> Result<(), OpenError<S::Error>> {
        if stored == self.spec.to_bytes() {
            return Ok(());
        }
        let found =
            Spec::from_bytes(stored).map_err(|error| match error.needs_other_program() {
                true => OpenError::OtherProgram(error),
                false => StorageError::from(Damage::Spec(error)).into(),
            })?;
        Err(OpenError::OtherChain {
            found: found.genesis().hash(),
            wanted: self.genesis(),
        })
    }

    fn create(&mut self, genesis: &Block) -> Result<(), StorageError<S::Error>> {
        if !self
            .ledger
            .rows(Table::Headers, &[], Order::Ascending, 1)?
            .is_empty()
        {
            return Err(Damage::NoSpec.into());
        }
        let mut overlay = Overlay::new(&self.ledger);
        connect_genesis(&mut overlay, genesis);
        let mut changes = overlay.changes;
        let flags = StoredFlags {
            block: true,
            valid: true,
            pruned: false,
        };
        let header = genesis.header;
        changes.put(Table::Meta, SPEC, self.spec.to_bytes());
        changes.put_header(0, &HeaderRow { header, flags });
        changes.put_block(0, genesis);
        changes.put_tip(0);
        self.ledger.merge(changes);
        self.ledger.flush()
    }

    fn load(&mut self) -> Result<(), StorageError<S::Error>> {
        let mut damage = None;
        let mut wanted: Number = 0;
        let (spec, index, incomplete) = (&self.spec, &mut self.index, &mut self.incomplete);
        let mut last = None;
        let mut visit = |key: &[u8], value: &[u8]| {
            let row = match read_header(wanted, key, value) {
                Ok(row) => row,
                Err(error) => {
                    damage = Some(error);
                    return ControlFlow::Break(());
                }
            };
            match add(spec, index, incomplete, last.take(), wanted, &row) {
                Some(context) => last = Some(context),
                None => {
                    let hash = row.header.hash();
                    damage = Some(Damage::HeaderLost {
                        number: wanted,
                        hash,
                    });
                    return ControlFlow::Break(());
                }
            }
            wanted += 1;
            ControlFlow::Continue(())
        };
        self.ledger
            .store()
            .scan(Table::Headers, &[], Order::Ascending, &mut visit)
            .map_err(StorageError::Store)?;
        if wanted == 0 {
            damage = damage.or(Some(Damage::HeaderMissing { wanted }));
        }
        match damage {
            Some(damage) => Err(damage.into()),
            None => self.load_tip(),
        }
    }

    fn load_tip(&mut self) -> Result<(), StorageError<S::Error>> {
        let tip = self.ledger.read(Table::Meta, TIP, schema::number)?;
        let number = tip.ok_or_else(|| schema::missing(Table::Meta, TIP))?;
        if number >= self.index.recorded_count() || !self.index.entry(number).complete {
            return Err(Damage::Tip { number }.into());
        }
        self.index.set_active(number);
        let progress = self
            .ledger
            .read(Table::Meta, PRUNE_PROGRESS, PruneProgress::decode)?;
        self.prune_progress = progress.unwrap_or(PruneProgress::NONE);
        if self.prune_progress.floor() > self.tip().height {
            return Err(Damage::Tip { number }.into());
        }
        self.consider_stored();
        Ok(())
    }

    /// Finds the stored blocks that are not on the best chain. Those of a branch with more work
    /// become candidates for [`Chain::resume`]: they were not considered before because the program
    /// ended or the store failed.
    fn consider_stored(&mut self) {
        let best = self.tip().work;
        for number in 0..self.index.recorded_count() {
            let entry = self.index.entry(number);
            if entry.is_stored() && !self.index.is_active(number) {
                self.side_blocks.insert((entry.height, number));
                if entry.complete && entry.work > best {
                    self.candidates.push_back(number);
                }
            }
        }
    }
}

fn read_header(wanted: Number, key: &[u8], value: &[u8]) -> Result<HeaderRow, Damage> {
    let number = schema::parse(Table::Headers, key, key, schema::number)?;
    if number != wanted {
        return Err(Damage::HeaderMissing { wanted });
    }
    schema::parse(Table::Headers, key, value, HeaderRow::decode)
}

/// Adds a stored header to the index, and returns the context of its children; `None` if it is not
/// a valid child of an earlier header. `last` is the context of the previous row's children. That
/// row is usually the parent's.
fn add(
    spec: &Spec,
    index: &mut Index,
    incomplete: &mut Incomplete,
    last: Option<HeaderContext>,
    number: Number,
    row: &HeaderRow,
) -> Option<HeaderContext> {
    if number == 0 {
        let same = row.header == index.entry(0).header && row.flags.block;
        return same.then(|| index.context(0));
    }
    let parent = index.number(&row.header.previous)?;
    let above = match last {
        Some(last) if last.hash == row.header.previous => last,
        _ => index.context(parent),
    };
    // Seals are not verified again: that would take longer than everything else, and only verified
    // headers are stored. The author, the bits and the proof of work are checked.
    let author = check_author(spec, &row.header, &above.recent);
    let work = !needs_work(spec) || row.header.meets_target();
    if !above.allows(spec, row.header.bits, row.header.time) || !work || author.is_err() {
        return None;
    }
    let context = above.extend(spec, &row.header);
    if index.number(&context.hash).is_some() {
        return None;
    }
    let number = index.insert(&row.header, &context, parent);
    if row.flags.block {
        let status = match (row.flags.pruned, row.flags.valid) {
            (true, _) => Status::Pruned,
            (false, true) => Status::Valid,
            (false, false) => Status::Stored,
        };
        index.set_status(number, status);
        if index.entry(parent).complete {
            index.set_complete(number);
        } else {
            incomplete.entry(parent).or_default().push(number);
        }
    }
    Some(context)
}
