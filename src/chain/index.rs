//! All headers, in memory: the tree that they form, and the two paths through it that matter.
//!
//! A header is **recorded** once its block, or a block above it, has been kept: it then has a row in the store, and its
//! number is the row's. Until then it is **pending**: it is in memory only, has a number from [`PENDING`] on, which may
//! change with every call that takes the index mutably, and can be dropped.
//!
//! **Bound.** An entry takes about 360 bytes with its share of the tables, so a million blocks (four months at a block
//! every ten seconds) take 360 MB: headers are the one thing that grows in memory with the chain. Every recorded header
//! belongs to a block that was delivered. How many pending headers there may be is the node's decision; it drops the
//! others with [`Index::retain_pending`].

use crate::authority::span;
use crate::check::header::{HeaderContext, median};
use crate::check::place::Below;
use crate::difficulty::Difficulty;
use crate::params::MEDIAN_SPAN;
use crate::schema::Number;
use crate::slots::Slots;
use crate::spec::Spec;
use crate::store::Scatter;
use primitives::{BlockHash, Header, Height, Timestamp, Work};

/// What is known about a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Only its header.
    HeaderOnly,
    /// The block is kept, but was never connected, so its spending is unchecked.
    Stored,
    /// The block is kept and valid: it is, or once was, in the best chain.
    Valid,
    /// The block is valid and was cut down: what is left of it is kept (see [`crate::cut_block`]).
    Cut,
    /// It, or a block below it, breaks a rule. Known until the program ends: a verdict is never stored, so that a
    /// fault of this program can't outlive it.
    Invalid,
}

/// A header and what follows from its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The header.
    pub header: Header,
    /// Its hash.
    pub hash: BlockHash,
    /// Its height.
    pub height: Height,
    /// The work of the whole chain up to it, its own included.
    pub work: Work,
    /// The median of its and its ancestors' times, at most eleven.
    pub median_time: Timestamp,
    /// What is known about the block.
    pub status: Status,
    /// Its position in the order of arrival: on equal work the first one wins.
    pub sequence: u64,
    pub(crate) difficulty: Difficulty,
    pub(crate) relief: Timestamp,
    pub(crate) parent: Number,
    /// Of a pending header, the highest recorded one below it when that was last looked up: at least this one is.
    pub(crate) base: Number,
    /// Whether the block and all below it are kept.
    pub(crate) complete: bool,
}

impl Entry {
    /// Whether the block is kept, or what is left of it: it need not be fetched.
    pub const fn is_stored(&self) -> bool {
        matches!(self.status, Status::Stored | Status::Valid | Status::Cut)
    }

    /// Whether the block is kept whole.
    pub const fn is_whole(&self) -> bool {
        matches!(self.status, Status::Stored | Status::Valid)
    }
}

/// The first number of a pending header. Recorded headers have the numbers below it.
pub(crate) const PENDING: Number = 1 << 31;

/// Steps beside the best chain of headers within which one header is clearly below another.
const CLEAR_STEPS: usize = 16;

/// A slot of the list of pending headers.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "most slots hold an entry, and a box for each would cost an allocation"
)]
enum Pending {
    /// A pending header.
    Entry(Entry),
    /// The header was recorded under this number. The slot is reused when the list is compacted.
    Recorded(Number),
}

/// The tree of headers.
#[derive(Debug)]
pub(crate) struct Index {
    /// Recorded headers by their numbers; parents come before their children.
    entries: Vec<Entry>,
    /// Pending headers; parents come before their children.
    pending: Vec<Pending>,
    /// How many slots of `pending` hold a header.
    pending_count: usize,
    /// Headers that have arrived.
    arrived: u64,
    /// How many of the last authors may not seal the next block.
    span: usize,
    scatter: Scatter,
    /// Finds entries by their hashes.
    slots: Slots,
    /// The best chain: blocks that are connected.
    pub(crate) active: Path,
    /// The chain of headers with the most work that is not known to be invalid; the first seen on a tie.
    pub(crate) headers: Path,
}

/// Numbers of the headers from the genesis block to a tip, by height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(Vec<Number>);

impl Path {
    pub(crate) fn tip(&self) -> Number {
        *self.0.last().expect("a path holds the genesis block")
    }

    pub(crate) fn at(&self, height: Height) -> Option<Number> {
        self.0.get(height.value() as usize).copied()
    }

    /// The last that holds to a bound which, along the path, is never met again once it was not.
    pub(crate) fn last_where(&self, holds: impl Fn(Number) -> bool) -> Option<Number> {
        let count = self.0.partition_point(|number| holds(*number));
        self.0.get(count.checked_sub(1)?).copied()
    }
}

/// The best chain.
impl Below for Index {
    fn median_time(&self, height: Height) -> Timestamp {
        let number = self.active.at(height).unwrap_or(self.active.tip());
        self.entry(number).median_time
    }
}

impl Index {
    /// A tree of the genesis block alone, which counts as kept.
    pub(crate) fn new(spec: &Spec, genesis: &Header, context: &HeaderContext) -> Self {
        let mut index = Self {
            entries: Vec::new(),
            pending: Vec::new(),
            pending_count: 0,
            arrived: 0,
            span: spec.authority.as_ref().map_or(0, span),
            scatter: Scatter::default(),
            slots: Slots::default(),
            active: Path(vec![0]),
            headers: Path(vec![0]),
        };
        index.push(genesis, context, 0);
        index.entries[0].status = Status::Valid;
        index.entries[0].complete = true;
        index
    }

    /// From now on headers are found by hashes with this secret.
    pub(crate) fn set_secret(&mut self, secret: &[u8; 32]) {
        self.scatter = Scatter::new(secret);
        self.slots = Slots::default();
        let numbers: Vec<Number> = self.numbers().collect();
        for number in numbers {
            let hash = self.scatter.hash(self.entry(number).hash.as_bytes());
            self.slots.insert(hash, number as usize);
        }
    }

    /// How many headers are recorded: the number of the next one.
    pub(crate) fn recorded(&self) -> Number {
        u32::try_from(self.entries.len()).expect("2^31 headers fill more memory than there is")
    }

    /// How many headers are pending.
    pub(crate) const fn pending_count(&self) -> usize {
        self.pending_count
    }

    /// The numbers of all headers, parents before their children.
    fn numbers(&self) -> impl Iterator<Item = Number> {
        let pending = (PENDING..).zip(&self.pending);
        let live = pending.filter(|(_, slot)| matches!(slot, Pending::Entry(_)));
        (0..self.recorded()).chain(live.map(|(number, _)| number))
    }

    /// The number of a header that may have been recorded since its number was taken.
    fn current(&self, number: Number) -> Number {
        let slot = number
            .checked_sub(PENDING)
            .map(|at| &self.pending[at as usize]);
        match slot {
            Some(Pending::Recorded(number)) => *number,
            Some(Pending::Entry(_)) | None => number,
        }
    }

    /// # Panics
    /// When there is no header of this number.
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

    pub(crate) fn number(&self, hash: &BlockHash) -> Option<Number> {
        let is_wanted =
            |at: usize| u32::try_from(at).is_ok_and(|number| self.entry(number).hash == *hash);
        let at = self
            .slots
            .find(self.scatter.hash(hash.as_bytes()), is_wanted)?;
        u32::try_from(at).ok()
    }

    /// What a child of this header is checked against.
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
            relief: entry.relief,
            times: times.collect(),
            recent: recent.collect(),
        }
    }

    /// The header below; none below the genesis block.
    fn parent(&self, entry: &Entry) -> Option<&Entry> {
        let above = entry.height != Height::GENESIS;
        above.then(|| self.entry(entry.parent))
    }

    /// The number of the header below; the genesis block's own for the genesis block.
    pub(crate) fn parent_number(&self, number: Number) -> Number {
        self.current(self.entry(number).parent)
    }

    /// Adds a checked header of a recorded parent as recorded; `context` is that of its children.
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

    /// Adds a checked header as pending; `context` is that of its children.
    pub(crate) fn insert_pending(
        &mut self,
        header: &Header,
        context: &HeaderContext,
        parent: Number,
    ) -> Number {
        let slot = u32::try_from(self.pending.len()).expect("far fewer headers are pending");
        let number = PENDING + slot;
        let entry = self.new_entry(header, context, parent);
        self.pending.push(Pending::Entry(entry));
        self.pending_count += 1;
        let hash = self.scatter.hash(context.hash.as_bytes());
        self.slots.insert(hash, number as usize);
        self.prefer(number);
        number
    }

    /// Records a header and all below it that are pending; gives their new numbers, lowest first.
    pub(crate) fn record(&mut self, number: Number) -> Vec<Number> {
        let below = core::iter::successors(Some(self.current(number)), |at| {
            Some(self.parent_number(*at))
        });
        let mut pending: Vec<Number> = below.take_while(|at| *at >= PENDING).collect();
        pending.reverse();
        pending.into_iter().map(|at| self.record_one(at)).collect()
    }

    /// Frees the slots of headers that were recorded, once they are many.
    pub(crate) fn tidy(&mut self) {
        // Each compaction costs as much as the headers that were recorded since the last one.
        if self.pending.len() > 2 * self.pending_count + 1_024 {
            self.compact(|_| true);
        }
    }

    /// Records a pending header whose parent is recorded.
    fn record_one(&mut self, pending: Number) -> Number {
        let parent = self.parent_number(pending);
        let number = self.recorded();
        let slot = &mut self.pending[(pending - PENDING) as usize];
        let moved = core::mem::replace(slot, Pending::Recorded(number));
        if let Pending::Entry(entry) = moved {
            let hash = self.scatter.hash(entry.hash.as_bytes());
            self.slots.remove(hash, pending as usize);
            self.slots.insert(hash, number as usize);
            let height = entry.height.value() as usize;
            if let Some(at) = self.headers.0.get_mut(height)
                && *at == pending
            {
                *at = number;
            }
            let base = number;
            self.entries.push(Entry {
                parent,
                base,
                ..entry
            });
            self.pending_count -= 1;
        }
        number
    }

    /// How many of a header and those below it are pending, at most.
    pub(crate) fn pending_below(&self, number: Number) -> usize {
        let number = self.current(number);
        let height = self.entry(number).height;
        let base = if self.headers.at(height) == Some(number) {
            // Recorded headers come first on every path.
            let recorded = self.headers.last_where(|at| at < PENDING);
            recorded.map_or(0, |at| at.min(number))
        } else {
            self.base(number)
        };
        match number < PENDING {
            true => 0,
            false => height.since(self.entry(base).height) as usize,
        }
    }

    /// Drops all pending headers but `tips` and those below them; how many were dropped.
    pub(crate) fn retain_pending(&mut self, tips: &[Number]) -> usize {
        let mut is_kept = vec![false; self.pending.len()];
        for tip in tips {
            let mut at = self.current(*tip);
            while let Some(slot) = at.checked_sub(PENDING)
                && !core::mem::replace(&mut is_kept[slot as usize], true)
            {
                at = self.parent_number(at);
            }
        }
        let before = self.pending_count;
        self.compact(|slot| is_kept[slot]);
        before - self.pending_count
    }

    /// Makes the list of pending headers anew, of those whose slots are to be kept.
    fn compact(&mut self, is_kept: impl Fn(usize) -> bool) {
        let best = self.entry(self.headers.tip()).hash;
        // What became of each slot's number.
        let mut numbers: Vec<Option<Number>> = Vec::with_capacity(self.pending.len());
        let mut kept = Vec::new();
        for (slot, pending) in (0..).zip(core::mem::take(&mut self.pending)) {
            let mut entry = match pending {
                Pending::Entry(entry) => entry,
                Pending::Recorded(number) => {
                    numbers.push(Some(number));
                    continue;
                }
            };
            let hash = self.scatter.hash(entry.hash.as_bytes());
            self.slots.remove(hash, PENDING as usize + slot);
            // A child of a dropped header is dropped, too.
            let parent = match entry.parent.checked_sub(PENDING) {
                None => Some(entry.parent),
                Some(at) => numbers[at as usize],
            };
            let number = parent.filter(|_| is_kept(slot)).and_then(|parent| {
                entry.parent = parent;
                entry.base = match parent.checked_sub(PENDING) {
                    None => parent,
                    Some(at) => base_of(&kept[at as usize]),
                };
                let at = u32::try_from(kept.len()).ok()?;
                self.slots.insert(hash, (PENDING + at) as usize);
                kept.push(Pending::Entry(entry));
                Some(PENDING + at)
            });
            numbers.push(number);
        }
        self.pending_count = kept.len();
        self.pending = kept;
        if self.number(&best).is_none() {
            return self.choose_headers();
        }
        for at in self.headers.0.iter_mut().rev() {
            let Some(slot) = at.checked_sub(PENDING) else {
                break;
            };
            *at = numbers[slot as usize].expect("headers below a kept one are kept");
        }
    }

    /// Undoes the recording of headers from this number on: they are pending again, but for one that was not pending
    /// before, which is dropped. Nothing else may have changed since but statuses.
    pub(crate) fn unrecord(&mut self, first: Number) {
        let slots = (PENDING..).zip(&self.pending);
        let slots: Vec<(Number, Number)> = slots
            .filter_map(|(pending, slot)| match slot {
                Pending::Recorded(number) if *number >= first => Some((*number, pending)),
                _ => None,
            })
            .collect();
        let pending = |number: Number| {
            let slot = slots.iter().find(|(recorded, _)| *recorded == number);
            slot.map(|(_, pending)| *pending)
        };
        // What was recorded together is one branch.
        let base = self.entries.get(first as usize).map_or(0, |it| it.parent);
        while self.recorded() > first
            && let Some(mut entry) = self.entries.pop()
        {
            let number = self.recorded();
            let hash = self.scatter.hash(entry.hash.as_bytes());
            self.slots.remove(hash, number as usize);
            let Some(slot) = pending(number) else {
                self.arrived -= 1;
                if self.headers.tip() == number {
                    self.choose_headers();
                }
                continue;
            };
            self.slots.insert(hash, slot as usize);
            let height = entry.height.value() as usize;
            if let Some(at) = self.headers.0.get_mut(height)
                && *at == number
            {
                *at = slot;
            }
            entry.base = base;
            entry.parent = pending(entry.parent).unwrap_or(entry.parent);
            self.pending[(slot - PENDING) as usize] = Pending::Entry(entry);
            self.pending_count += 1;
        }
    }

    pub(crate) fn set_status(&mut self, number: Number, status: Status) {
        self.entry_mut(number).status = status;
    }

    pub(crate) fn set_complete(&mut self, number: Number) {
        self.entry_mut(number).complete = true;
    }

    /// Forgets that a block is kept.
    pub(crate) fn set_absent(&mut self, number: Number) {
        let entry = self.entry_mut(number);
        entry.status = Status::HeaderOnly;
        entry.complete = false;
    }

    /// Whether a block is part of the best chain.
    pub(crate) fn is_active(&self, number: Number) -> bool {
        self.active.at(self.entry(number).height) == Some(number)
    }

    /// Moves the best chain to end at this block.
    pub(crate) fn set_active(&mut self, number: Number) {
        let mut path = core::mem::replace(&mut self.active, Path(Vec::new()));
        self.lead(&mut path, number);
        self.active = path;
    }

    /// Marks a block and all that build on it as invalid, and gives those that are kept.
    pub(crate) fn invalidate(&mut self, number: Number) -> Vec<Number> {
        let mut kept = Vec::new();
        // Parents come before children, so one pass reaches all descendants.
        let numbers: Vec<Number> = self.numbers().filter(|at| *at >= number).collect();
        for at in numbers {
            let parent = self.parent_number(at);
            let below =
                at == number || (parent >= number && self.entry(parent).status == Status::Invalid);
            let entry = self.entry_mut(at);
            if below && entry.status != Status::Invalid {
                if entry.is_stored() {
                    kept.push(at);
                }
                entry.status = Status::Invalid;
                entry.complete = false;
            }
        }
        if self.entry(self.headers.tip()).status == Status::Invalid {
            self.choose_headers();
        }
        kept
    }

    /// The highest block of the best chain that this header builds on, itself included.
    pub(crate) fn fork(&self, number: Number) -> Number {
        let is_on = |path: &Path, at| path.at(self.entry(at).height) == Some(at);
        let mut at = number;
        while !is_on(&self.active, at) {
            if is_on(&self.headers, at) {
                // Far above, as a rule, while a node catches up.
                let shared = self.active.last_where(|below| is_on(&self.headers, below));
                return shared.expect("both begin with the genesis block");
            }
            at = self.parent_number(at);
        }
        at
    }

    /// Whether a header is `tip` or one that `tip` builds on.
    pub(crate) fn is_below(&self, number: Number, tip: Number) -> bool {
        let height = self.entry(number).height;
        let mut at = tip;
        let base = self.base(tip);
        if self.entry(base).height >= height {
            at = base;
        }
        // Few steps as a rule: most tips lie on the best chain of headers, or just beside it.
        while self.headers.at(self.entry(at).height) != Some(at) {
            if self.entry(at).height <= height {
                return at == number;
            }
            at = self.parent_number(at);
        }
        self.entry(at).height >= height && self.headers.at(height) == Some(number)
    }

    /// Whether a header is `tip` or one that `tip` builds on, and this can be told in a few steps, because `tip` lies on
    /// the best chain of headers or just beside it.
    pub(crate) fn is_clearly_below(&self, number: Number, tip: Number) -> bool {
        let lineage =
            core::iter::successors(Some(self.current(tip)), |at| Some(self.parent_number(*at)));
        let mut near = lineage.take(CLEAR_STEPS);
        near.any(|at| {
            let height = self.entry(at).height;
            at == number || (self.headers.at(height) == Some(at) && self.is_below(number, at))
        })
    }

    /// The headers from above `below` up to `number`, lowest first. The first ones cost little, however far `number` is,
    /// where that lies on the best chain of headers, or just beside it.
    pub(crate) fn upward(&self, below: Number, number: Number) -> impl Iterator<Item = Number> {
        let mut beside = Vec::new();
        let mut at = number;
        while at != below && self.headers.at(self.entry(at).height) != Some(at) {
            beside.push(at);
            at = self.parent_number(at);
        }
        let (from, to) = (
            self.entry(below).height.value(),
            self.entry(at).height.value(),
        );
        let on = (from + 1..=to).filter_map(|height| self.headers.at(Height(height)));
        on.chain(beside.into_iter().rev())
    }

    /// The same at once.
    pub(crate) fn branch(&self, below: Number, number: Number) -> Vec<Number> {
        self.upward(below, number).collect()
    }

    fn push(&mut self, header: &Header, context: &HeaderContext, parent: Number) -> Number {
        let number = self.recorded();
        let mut entry = self.new_entry(header, context, parent);
        entry.base = number;
        self.entries.push(entry);
        let hash = self.scatter.hash(context.hash.as_bytes());
        self.slots.insert(hash, number as usize);
        number
    }

    fn new_entry(&mut self, header: &Header, context: &HeaderContext, parent: Number) -> Entry {
        let sequence = self.arrived;
        let base = match self.entries.is_empty() {
            true => 0,
            false => self.base(parent),
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
            relief: context.relief,
            parent,
            base,
            complete: false,
        }
    }

    /// A recorded header at or below this one: itself, where it is recorded.
    fn base(&self, number: Number) -> Number {
        match self.current(number) {
            pending @ PENDING.. => self.entry(pending).base,
            recorded => recorded,
        }
    }

    /// Makes a header the best one if it has more work than the best so far.
    fn prefer(&mut self, number: Number) {
        if self.entry(number).work > self.entry(self.headers.tip()).work {
            let mut path = core::mem::replace(&mut self.headers, Path(Vec::new()));
            self.lead(&mut path, number);
            self.headers = path;
        }
    }

    /// Chooses the best header anew, after the best one fell away.
    fn choose_headers(&mut self) {
        self.headers = Path(vec![0]);
        let rank = |number: &Number| {
            let entry = self.entry(*number);
            (entry.work, core::cmp::Reverse(entry.sequence))
        };
        let valid = self
            .numbers()
            .filter(|number| self.entry(*number).status != Status::Invalid);
        let best = valid.max_by_key(rank).unwrap_or(0);
        self.prefer(best);
    }

    /// Makes a path end at this header, touching no more of it than what differs.
    fn lead(&self, path: &mut Path, number: Number) {
        let top = self.entry(number).height.value() as usize;
        path.0.resize(top + 1, Number::MAX);
        let mut at = number;
        for height in (0..=top).rev() {
            if path.0[height] == at {
                break;
            }
            path.0[height] = at;
            at = self.parent_number(at);
        }
    }
}

/// The base of a pending header.
fn base_of(slot: &Pending) -> Number {
    match slot {
        Pending::Entry(entry) => entry.base,
        Pending::Recorded(number) => *number,
    }
}
