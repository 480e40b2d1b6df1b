//! The tree of all headers in memory, with the best chain of blocks and the best chain of headers.
//!
//! A header is **recorded** once its block or the block of a descendant is stored. It then has a
//! row in the store, under its number. Until then the header is **pending**: it is in memory only
//! and can be dropped. The number of a pending header is [`PENDING`] or greater, and may change
//! with every call that takes the index mutably.
//!
//! **Bound.** An entry takes about 360 bytes with its share of the tables, so a million blocks
//! (four months at a block every ten seconds) take 360 MB. Headers are the only large data in
//! memory that grow with the chain. A header is recorded only when its block or the block of a
//! descendant arrives. The node bounds the number of pending headers with
//! [`Index::retain_pending`].

mod branches;
mod entry;
mod path;
mod pending;
mod slot;

pub use entry::{Entry, Status};
pub(crate) use path::Path;
pub(crate) use slot::PENDING;

use crate::authority::span;
use crate::check::header::{HeaderContext, median};
use crate::check::position::Ancestors;
use crate::params::MEDIAN_SPAN;
use crate::spec::Spec;
use crate::store::schema::Number;
use crate::store::{KeyTable, KeyedHasher};
use primitives::{BlockHash, Header, Height, Timestamp};
use slot::Pending;

/// The tree of headers.
#[derive(Debug)]
pub(crate) struct Index {
    /// Recorded headers by their numbers; a parent comes before its children.
    entries: Vec<Entry>,
    /// Slots of pending headers; a parent comes before its children.
    pending: Vec<Pending>,
    /// The number of pending headers: the slots of `pending` that have an entry.
    pending_count: usize,
    /// The number of headers that have arrived.
    arrived: u64,
    /// The number of last blocks whose authors may not seal the next one.
    span: usize,
    hasher: KeyedHasher,
    /// The numbers of headers by their hashes.
    table: KeyTable,
    /// The best chain, whose blocks are connected.
    pub(crate) active: Path,
    /// The branch of headers with the most work that is not known to be invalid. On equal work it
    /// is the branch whose last header arrived first.
    pub(crate) headers: Path,
}

/// The blocks of the best chain.
impl Ancestors for Index {
    fn median_time(&self, height: Height) -> Timestamp {
        let number = self.active.at(height).unwrap_or(self.active.tip());
        self.entry(number).median_time
    }
}

impl Index {
    /// A tree with the genesis block only, which counts as stored.
    pub(crate) fn new(spec: &Spec, genesis: &Header, context: &HeaderContext) -> Self {
        let mut index = Self {
            entries: Vec::new(),
            pending: Vec::new(),
            pending_count: 0,
            arrived: 0,
            span: spec.authority.as_ref().map_or(0, span),
            hasher: KeyedHasher::default(),
            table: KeyTable::default(),
            active: Path(vec![0]),
            headers: Path(vec![0]),
        };
        index.push(genesis, context, 0);
        index.entries[0].status = Status::Valid;
        index.entries[0].complete = true;
        index
    }

    /// Sets the key of the hash table.
    pub(crate) fn set_secret(&mut self, secret: &[u8; 32]) {
        self.hasher = KeyedHasher::new(secret);
        self.table = KeyTable::default();
        let numbers: Vec<Number> = self.numbers().collect();
        for number in numbers {
            let hash = self.hasher.hash(self.entry(number).hash.as_bytes());
            self.table.insert(hash, number as usize);
        }
    }

    /// The number of recorded headers, which is also the number that the next recorded header gets.
    pub(crate) fn recorded_count(&self) -> Number {
        u32::try_from(self.entries.len()).expect("2^31 headers fill more memory than there is")
    }

    /// The numbers of all headers; a parent comes before its children.
    fn numbers(&self) -> impl Iterator<Item = Number> {
        let pending = (PENDING..).zip(&self.pending);
        let live = pending.filter(|(_, slot)| matches!(slot, Pending::Entry(_)));
        (0..self.recorded_count()).chain(live.map(|(number, _)| number))
    }

    /// The current number of a header that may have been recorded since `number` was obtained.
    fn current(&self, number: Number) -> Number {
        let slot = number
            .checked_sub(PENDING)
            .map(|at| &self.pending[at as usize]);
        match slot {
            Some(Pending::Recorded(number)) => *number,
            Some(Pending::Entry(_)) | None => number,
        }
    }

    /// The header with this number.
    ///
    /// # Panics
    /// If there is none.
    pub(crate) fn entry(&self, number: Number) -> &Entry {
        match number.checked_sub(PENDING) {
            None => &self.entries[number as usize],
            Some(at) => match &self.pending[at as usize] {
                Pending::Entry(entry) => entry,
                Pending::Recorded(number) => &self.entries[*number as usize],
            },
        }
    }

    fn entry_mut(&mut self, number: Number) -> &mut Entry {
        let number = self.current(number);
        match number.checked_sub(PENDING) {
            None => &mut self.entries[number as usize],
            Some(at) => match &mut self.pending[at as usize] {
                Pending::Entry(entry) => entry,
                Pending::Recorded(number) => &mut self.entries[*number as usize],
            },
        }
    }

    /// The number of the header with this hash; `None` if it is unknown.
    pub(crate) fn number(&self, hash: &BlockHash) -> Option<Number> {
        let is_wanted =
            |at: usize| u32::try_from(at).is_ok_and(|number| self.entry(number).hash == *hash);
        let at = self
            .table
            .find(self.hasher.hash(hash.as_bytes()), is_wanted)?;
        u32::try_from(at).ok()
    }

    /// The context of a header's children.
    pub(crate) fn context(&self, number: Number) -> HeaderContext {
        let entry = self.entry(number);
        let lineage = || core::iter::successors(Some(entry), |it| self.parent(it));
        let times = lineage().take(MEDIAN_SPAN).map(|it| it.header.time);
        let recent = lineage()
            .take(self.span)
            .filter_map(|it| it.header.author());
        HeaderContext {
            genesis: self.entry(0).hash,
            hash: entry.hash,
            height: entry.height,
            work: entry.work,
            difficulty: entry.difficulty,
            relief_time: entry.relief_time,
            times: times.collect(),
            recent: recent.collect(),
        }
    }

    /// The parent of a header; `None` for the genesis block.
    fn parent(&self, entry: &Entry) -> Option<&Entry> {
        let has_parent = entry.height != Height::GENESIS;
        has_parent.then(|| self.entry(entry.parent))
    }

    /// The number of a header's parent; its own for the genesis block.
    pub(crate) fn parent_number(&self, number: Number) -> Number {
        self.current(self.entry(number).parent)
    }

    /// Records a checked header whose parent is recorded; `context` is the context of its children.
    pub(crate) fn insert(
        &mut self,
        header: &Header,
        context: &HeaderContext,
        parent: Number,
    ) -> Number {
        debug_assert!(parent < PENDING, "the parent is recorded first");
        let number = self.push(header, context, parent);
        self.prefer(number);
        number
    }

    pub(crate) fn set_status(&mut self, number: Number, status: Status) {
        self.entry_mut(number).status = status;
    }

    pub(crate) fn set_complete(&mut self, number: Number) {
        self.entry_mut(number).complete = true;
    }

    /// Marks a block as not stored.
    pub(crate) fn set_absent(&mut self, number: Number) {
        let entry = self.entry_mut(number);
        entry.status = Status::HeaderOnly;
        entry.complete = false;
    }

    /// Marks a block and all its descendants as invalid. Returns those that were stored.
    pub(crate) fn invalidate(&mut self, number: Number) -> Vec<Number> {
        let mut stored = Vec::new();
        // A parent comes before its children, so one pass reaches all descendants.
        let numbers: Vec<Number> = self.numbers().filter(|at| *at >= number).collect();
        for at in numbers {
            let parent = self.parent_number(at);
            let is_affected =
                at == number || (parent >= number && self.entry(parent).status == Status::Invalid);
            let entry = self.entry_mut(at);
            if is_affected && entry.status != Status::Invalid {
                if entry.is_stored() {
                    stored.push(at);
                }
                entry.status = Status::Invalid;
                entry.complete = false;
            }
        }
        if self.entry(self.headers.tip()).status == Status::Invalid {
            self.choose_headers();
        }
        stored
    }

    fn push(&mut self, header: &Header, context: &HeaderContext, parent: Number) -> Number {
        let number = self.recorded_count();
        let mut entry = self.new_entry(header, context, parent);
        entry.recorded_ancestor = number;
        self.entries.push(entry);
        let hash = self.hasher.hash(context.hash.as_bytes());
        self.table.insert(hash, number as usize);
        number
    }

    fn new_entry(&mut self, header: &Header, context: &HeaderContext, parent: Number) -> Entry {
        let sequence = self.arrived;
        let recorded_ancestor = match self.entries.is_empty() {
            true => 0,
            false => self.recorded_ancestor(parent),
        };
        self.arrived += 1;
        Entry {
            header: *header,
            hash: context.hash,
            height: context.height,
            work: context.work,
            median_time: median(&context.times),
            status: Status::HeaderOnly,
            sequence,
            difficulty: context.difficulty,
            relief_time: context.relief_time,
            parent,
            recorded_ancestor,
            complete: false,
        }
    }
}
