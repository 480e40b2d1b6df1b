//! All headers, in memory: the tree that they form, and the two paths through it that matter.
//!
//! **Bound.** An entry takes about 330 bytes with its share of the tables, so a million blocks (four months at a block
//! every ten seconds) take 330 MB: headers are the one thing that grows in memory with the chain. Every entry has paid
//! for itself with its proof of work, or with an eighth of it right on a parent that grants relief, or with an author's
//! seal; that branches which are not worth their memory stay out is the node's care.

use crate::authority::span;
use crate::check::header::{HeaderContext, median};
use crate::check::place::Below;
use crate::params::MEDIAN_SPAN;
use crate::schema::Number;
use crate::slots::Slots;
use crate::spec::Spec;
use crate::store::Scatter;
use primitives::{BlockHash, CompactTarget, Header, Height, Timestamp, Work};

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
    /// Its place in the order of arrival: on equal work the first one wins.
    pub sequence: u32,
    pub(crate) next_bits: CompactTarget,
    pub(crate) relief: Timestamp,
    pub(crate) clock: Timestamp,
    pub(crate) parent: Number,
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

/// The tree of headers.
#[derive(Debug)]
pub(crate) struct Index {
    entries: Vec<Entry>,
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
        for (place, entry) in self.entries.iter().enumerate() {
            let hash = self.scatter.hash(entry.hash.as_bytes());
            self.slots.insert(hash, place);
        }
    }

    pub(crate) fn len(&self) -> Number {
        u32::try_from(self.entries.len()).expect("2^32 headers fill more memory than there is")
    }

    pub(crate) fn entry(&self, number: Number) -> &Entry {
        &self.entries[number as usize]
    }

    pub(crate) fn number(&self, hash: &BlockHash) -> Option<Number> {
        let is_wanted = |at: usize| self.entries[at].hash == *hash;
        let at = self
            .slots
            .find(self.scatter.hash(hash.as_bytes()), is_wanted)?;
        Some(self.entries[at].sequence)
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
            next_bits: entry.next_bits,
            relief: entry.relief,
            clock: entry.clock,
            times: times.collect(),
            recent: recent.collect(),
        }
    }

    /// The header below; none below the genesis block.
    fn parent(&self, entry: &Entry) -> Option<&Entry> {
        let above = entry.height != Height::GENESIS;
        above.then(|| self.entry(entry.parent))
    }

    /// Adds a header that was checked; `context` is that of its children.
    pub(crate) fn insert(
        &mut self,
        header: &Header,
        context: &HeaderContext,
        parent: Number,
    ) -> Number {
        let number = self.push(header, context, parent);
        self.prefer(number);
        number
    }

    /// Takes back the header that was added last.
    pub(crate) fn remove_last(&mut self) {
        if let Some(entry) = self.entries.pop() {
            let hash = self.scatter.hash(entry.hash.as_bytes());
            self.slots.remove(hash, self.entries.len());
            if self.headers.tip() == entry.sequence {
                self.choose_headers();
            }
        }
    }

    pub(crate) fn set_status(&mut self, number: Number, status: Status) {
        self.entries[number as usize].status = status;
    }

    pub(crate) fn set_complete(&mut self, number: Number) {
        self.entries[number as usize].complete = true;
    }

    /// Forgets that a block is kept.
    pub(crate) fn set_absent(&mut self, number: Number) {
        let entry = &mut self.entries[number as usize];
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
        for at in number..self.len() {
            let parent = self.entry(at).parent;
            let below =
                at == number || (parent >= number && self.entry(parent).status == Status::Invalid);
            let entry = &mut self.entries[at as usize];
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
            at = self.entry(at).parent;
        }
        at
    }

    /// Whether a header is `tip` or one that `tip` builds on.
    pub(crate) fn is_below(&self, number: Number, tip: Number) -> bool {
        let height = self.entry(number).height;
        let mut at = tip;
        // Few steps as a rule: most tips lie on the best chain of headers, or just beside it.
        while self.headers.at(self.entry(at).height) != Some(at) {
            if self.entry(at).height <= height {
                return at == number;
            }
            at = self.entry(at).parent;
        }
        self.entry(at).height >= height && self.headers.at(height) == Some(number)
    }

    /// The headers from above `below` up to `number`, lowest first. The first ones cost little, however far `number` is,
    /// where that lies on the best chain of headers, or just beside it.
    pub(crate) fn upward(&self, below: Number, number: Number) -> impl Iterator<Item = Number> {
        let mut beside = Vec::new();
        let mut at = number;
        while at != below && self.headers.at(self.entry(at).height) != Some(at) {
            beside.push(at);
            at = self.entry(at).parent;
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
        let number = self.len();
        self.entries.push(Entry {
            header: *header,
            hash: context.hash,
            height: context.height,
            work: context.work,
            median_time: median(&context.times),
            status: Status::HeaderOnly,
            sequence: number,
            next_bits: context.next_bits,
            relief: context.relief,
            clock: context.clock,
            parent,
            complete: false,
        });
        let hash = self.scatter.hash(context.hash.as_bytes());
        self.slots.insert(hash, number as usize);
        number
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
        let best = self
            .entries
            .iter()
            .filter(|entry| entry.status != Status::Invalid)
            .max_by(|a, b| a.work.cmp(&b.work).then(b.sequence.cmp(&a.sequence)))
            .map_or(0, |entry| entry.sequence);
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
            at = self.entry(at).parent;
        }
    }
}
