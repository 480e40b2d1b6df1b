//! The log of a chain's newest events. They are numbered, so that a client can resume after the
//! last one that it saw.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::Kind;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Its number; the first one has number 0.
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    /// A JSON object.
    pub(crate) data: Arc<str>,
}

/// The newest events of a chain.
#[derive(Debug)]
pub(crate) struct Log {
    /// A random number in all ids, which distinguishes this run of the program from others.
    run: u32,
    max: usize,
    entries: Mutex<VecDeque<Entry>>,
    /// The number of the next event.
    next: watch::Sender<u64>,
}

/// The result of looking up a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// The event with this number.
    Entry(Entry),
    /// The event has not happened yet.
    Later,
    /// The event was dropped.
    Dropped,
}

impl Log {
    /// An empty log that keeps `max` events. `run` is a fresh random number.
    pub(crate) fn new(run: u32, max: usize) -> Self {
        Self {
            run,
            max,
            entries: Mutex::default(),
            next: watch::Sender::new(0),
        }
    }

    /// Adds an event, and drops the oldest one if there are too many.
    pub(crate) fn push(&self, kind: Kind, data: impl Into<Arc<str>>) {
        let data = data.into();
        self.next.send_modify(|next| {
            let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            if entries.len() >= self.max {
                entries.pop_front();
            }
            entries.push_back(Entry {
                number: *next,
                kind,
                data,
            });
            *next += 1;
        });
    }

    /// The event with this number.
    pub(crate) fn at(&self, number: u64) -> Found {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(oldest) = entries.front() else {
            return Found::Later;
        };
        let Some(index) = number.checked_sub(oldest.number) else {
            return Found::Dropped;
        };
        let entry = usize::try_from(index)
            .ok()
            .and_then(|index| entries.get(index));
        entry.cloned().map_or(Found::Later, Found::Entry)
    }

    /// A receiver of the number of the next event, which changes with each event.
    pub(crate) fn next(&self) -> watch::Receiver<u64> {
        self.next.subscribe()
    }

    /// The id by which a client names the event with this number.
    pub(crate) fn id(&self, number: u64) -> String {
        format!("{:08x}-{number}", self.run)
    }

    /// The number after the event with this id. `None` if it is an id of another run, or if the
    /// events after it were dropped.
    pub(crate) fn after(&self, id: &str) -> Option<u64> {
        let (run, number) = id.split_once('-')?;
        if u32::from_str_radix(run, 16).ok()? != self.run {
            return None;
        }
        let after = number.parse::<u64>().ok()?.checked_add(1)?;
        let is_known = after <= *self.next.borrow() && self.at(after) != Found::Dropped;
        is_known.then_some(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(found: Found) -> u64 {
        match found {
            Found::Entry(entry) => entry.number,
            other => panic!("no entry but {other:?}"),
        }
    }

    #[test]
    fn the_oldest_events_are_dropped() {
        let log = Log::new(1, 3);
        assert_eq!(log.at(0), Found::Later);
        for height in 0..5 {
            log.push(Kind::Block, format!("{{\"height\":{height}}}"));
        }
        assert_eq!(log.at(1), Found::Dropped);
        assert_eq!(number(log.at(2)), 2);
        assert_eq!(number(log.at(4)), 4);
        assert_eq!(log.at(5), Found::Later);
    }

    #[test]
    fn a_client_resumes_after_the_event_that_it_names() {
        let log = Log::new(0xabc, 3);
        for _ in 0..5 {
            log.push(Kind::Block, "{}");
        }
        assert_eq!(log.id(4), "00000abc-4");
        assert_eq!(log.after("00000abc-4"), Some(5));
        assert_eq!(log.after("00000abc-1"), Some(2));
        for unknown in [
            "00000abc-0",
            "00000abc-5",
            "00000abd-4",
            "4",
            "",
            "00000abc--1",
        ] {
            assert_eq!(log.after(unknown), None, "{unknown}");
        }
        let full = format!("00000abc-{}", u64::MAX);
        assert_eq!(log.after(&full), None);
    }
}
