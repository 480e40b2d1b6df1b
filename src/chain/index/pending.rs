//! Pending headers (see [`super`]): adding them, recording them when a block arrives, and dropping
//! them.

use super::slot::{PENDING, Pending, recorded_ancestor_of};
use super::{Entry, Index};
use crate::check::header::HeaderContext;
use crate::store::schema::Number;
use primitives::Header;

impl Index {
    /// The number of pending headers.
    pub(crate) const fn pending_count(&self) -> usize {
        self.pending_count
    }

    /// Adds a checked header as pending. `context` includes the header: it is the context of the
    /// header's children.
    pub(crate) fn insert_pending(
        &mut self,
        header: &Header,
        context: &HeaderContext,
        parent: Number,
    ) -> Number {
        let slot =
            u32::try_from(self.pending.len()).expect("2^31 headers fill more memory than there is");
        let number = PENDING + slot;
        let entry = self.new_entry(header, context, parent);
        self.pending.push(Pending::Entry(entry));
        self.pending_count += 1;
        let hash = self.hasher.hash(context.hash.as_bytes());
        self.table.insert(hash, number as usize);
        self.prefer(number);
        number
    }

    /// Records a header and its pending ancestors. Returns the new numbers of those that were
    /// pending, in ascending order.
    pub(crate) fn record(&mut self, number: Number) -> Vec<Number> {
        let below = core::iter::successors(Some(self.current(number)), |at| {
            Some(self.parent_number(*at))
        });
        let mut pending: Vec<Number> = below.take_while(|at| *at >= PENDING).collect();
        pending.reverse();
        pending.into_iter().map(|at| self.record_one(at)).collect()
    }

    /// Frees the slots of recorded headers once there are many.
    pub(crate) fn tidy(&mut self) {
        // A compaction visits every slot. It begins when more than half of the slots belong to
        // headers recorded since the last compaction, so its cost is proportional to the number of
        // these headers.
        if self.pending.len() > 2 * self.pending_count + 1_024 {
            self.compact(|_| true);
        }
    }

    /// Records a pending header whose parent is recorded.
    fn record_one(&mut self, pending: Number) -> Number {
        let parent = self.parent_number(pending);
        let number = self.recorded_count();
        let slot = &mut self.pending[(pending - PENDING) as usize];
        let moved = core::mem::replace(slot, Pending::Recorded(number));
        if let Pending::Entry(entry) = moved {
            let hash = self.hasher.hash(entry.hash.as_bytes());
            self.table.remove(hash, pending as usize);
            self.table.insert(hash, number as usize);
            let height = entry.height.value() as usize;
            if let Some(at) = self.headers.0.get_mut(height)
                && *at == pending
            {
                *at = number;
            }
            let recorded_ancestor = number;
            self.entries.push(Entry {
                parent,
                recorded_ancestor,
                ..entry
            });
            self.pending_count -= 1;
        }
        number
    }

    /// The number of pending headers among a header and its ancestors. On a branch beside the best
    /// chain of headers it may also count headers that were recorded since the last compaction.
    pub(crate) fn pending_below(&self, number: Number) -> usize {
        let number = self.current(number);
        let height = self.entry(number).height;
        let recorded_ancestor = if self.headers.at(height) == Some(number) {
            // Recorded headers come first on every path.
            let recorded = self.headers.last_where(|at| at < PENDING);
            recorded.map_or(0, |at| at.min(number))
        } else {
            self.recorded_ancestor(number)
        };
        match number < PENDING {
            true => 0,
            false => height.since(self.entry(recorded_ancestor).height) as usize,
        }
    }

    /// Drops all pending headers except `tips` and their ancestors. Returns the number of dropped
    /// headers.
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

    /// Rebuilds the list of pending headers, which changes their numbers. A header is kept if
    /// `is_kept` holds for its slot and its parent is kept.
    fn compact(&mut self, is_kept: impl Fn(usize) -> bool) {
        let best = self.entry(self.headers.tip()).hash;
        // The new number of each slot's header; `None` if the header is dropped.
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
            let hash = self.hasher.hash(entry.hash.as_bytes());
            self.table.remove(hash, PENDING as usize + slot);
            // A child of a dropped header is dropped, too.
            let parent = match entry.parent.checked_sub(PENDING) {
                None => Some(entry.parent),
                Some(at) => numbers[at as usize],
            };
            let number = parent.filter(|_| is_kept(slot)).and_then(|parent| {
                entry.parent = parent;
                entry.recorded_ancestor = match parent.checked_sub(PENDING) {
                    None => parent,
                    Some(at) => recorded_ancestor_of(&kept[at as usize]),
                };
                let at = u32::try_from(kept.len()).ok()?;
                self.table.insert(hash, (PENDING + at) as usize);
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
            *at = numbers[slot as usize].expect("ancestors of a kept header are kept");
        }
    }

    /// Undoes the recording of headers from the number `first` on. A header that was pending before
    /// becomes pending again. A header that was new with its block is dropped. Between the
    /// recording and this call, the caller may only change statuses.
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
        // Headers recorded together are on one branch, so the parent of the first is the recorded
        // ancestor of all.
        let recorded_ancestor = self.entries.get(first as usize).map_or(0, |it| it.parent);
        while self.recorded_count() > first
            && let Some(mut entry) = self.entries.pop()
        {
            let number = self.recorded_count();
            let hash = self.hasher.hash(entry.hash.as_bytes());
            self.table.remove(hash, number as usize);
            let Some(slot) = pending(number) else {
                self.arrived -= 1;
                if self.headers.tip() == number {
                    self.choose_headers();
                }
                continue;
            };
            self.table.insert(hash, slot as usize);
            let height = entry.height.value() as usize;
            if let Some(at) = self.headers.0.get_mut(height)
                && *at == number
            {
                *at = slot;
            }
            entry.recorded_ancestor = recorded_ancestor;
            entry.parent = pending(entry.parent).unwrap_or(entry.parent);
            self.pending[(slot - PENDING) as usize] = Pending::Entry(entry);
            self.pending_count += 1;
        }
    }

    /// A recorded ancestor of a header (see [`Entry::recorded_ancestor`]); the header itself if it
    /// is recorded.
    pub(super) fn recorded_ancestor(&self, number: Number) -> Number {
        match self.current(number) {
            pending @ PENDING.. => self.entry(pending).recorded_ancestor,
            recorded => recorded,
        }
    }
}
