//! The mark “being opened”: a small file beside the profile that outlives a worker which ends while
//! it opens a chain.
//!
//! A damaged database can make the storage engine panic, which ends the worker before it can say
//! which chain it was. The mark says so at the next start. Its file stays open for the worker's
//! life, so that it can be written without waiting, also by a panic hook. It holds the genesis hash
//! of the chain, or nothing.

use std::cell::RefCell;

use crate::opfs::SyncFile;

/// Longest content that means something: a hash in hexadecimal.
const MAX_LEN: u64 = 64;

thread_local! {
    static MARK: RefCell<Option<Mark>> = const { RefCell::new(None) };
}

struct Mark {
    file: SyncFile,
    /// The chain that is open.
    open: Option<String>,
}

impl Mark {
    fn write(&self, genesis: &str) {
        // Without a mark everything works but for what it is for.
        let _ = (self.file.set_len(0))
            .and_then(|()| self.file.write(0, genesis.as_bytes()))
            .and_then(|()| self.file.flush());
    }
}

/// Keeps the mark in this file from now on; gives the chain whose opening did not end.
pub(crate) fn keep(file: SyncFile) -> Option<String> {
    let length = file.len().ok().filter(|length| *length <= MAX_LEN);
    let mut bytes = vec![0; usize::try_from(length.unwrap_or(0)).unwrap_or(0)];
    let read = file.read(0, &mut bytes);
    let genesis = String::from_utf8(bytes).ok().filter(|_| read.is_ok());
    MARK.set(Some(Mark { file, open: None }));
    genesis.filter(|genesis| !genesis.is_empty())
}

/// The chain of this genesis hash is being opened.
pub fn opening(genesis: &str) {
    with(|mark| mark.write(genesis));
}

/// The opening of a chain has ended: it is open, or none is.
pub fn opened(genesis: Option<&str>) {
    with(|mark| {
        mark.write("");
        mark.open = genesis.map(Into::into);
    });
}

/// The worker panics: the chain that is open counts as one whose opening did not end.
pub fn panicked() {
    with(|mark| {
        if let Some(open) = mark.open.take() {
            mark.write(&open);
        }
    });
}

fn with(action: impl FnOnce(&mut Mark)) {
    // A panic may come at any time, also from in here or at the thread's end.
    let _ = MARK.try_with(|mark| {
        if let Ok(mut mark) = mark.try_borrow_mut()
            && let Some(mark) = &mut *mark
        {
            action(mark);
        }
    });
}
