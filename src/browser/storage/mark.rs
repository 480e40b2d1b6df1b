//! The mark “being opened”: a small file in the profile's folder that names the chain that is being
//! opened. The file stays if the worker ends before the opening does.
//!
//! A damaged database can make the storage engine panic. This ends the worker before it can report
//! the chain, but at the next start the mark names the chain. The worker keeps the file open as
//! long as it runs, so that it can write the file synchronously, also in a panic hook. The file
//! holds the chain's genesis hash, or nothing.

use std::cell::RefCell;

use super::sync_file::SyncFile;

/// Longest valid content, in bytes: a hash in hexadecimal.
const MAX_LEN: u64 = 64;

thread_local! {
    static MARK: RefCell<Option<Mark>> = const { RefCell::new(None) };
}

struct Mark {
    file: SyncFile,
    /// The genesis hash of the open chain; `None` if none is open.
    open: Option<String>,
}

impl Mark {
    fn write(&self, genesis: &str) {
        // A failure is ignored. Without a mark, an interrupted opening is not noticed at the next
        // start, but everything else works.
        let _ = (self.file.set_len(0))
            .and_then(|()| self.file.write(0, genesis.as_bytes()))
            .and_then(|()| self.file.flush());
    }
}

/// Uses this file for the mark from now on. Returns the genesis hash of the chain whose opening did
/// not end; `None` if there is none.
pub(super) fn keep(file: SyncFile) -> Option<String> {
    let length = file.len().ok().filter(|length| *length <= MAX_LEN);
    let mut bytes = vec![0; usize::try_from(length.unwrap_or(0)).unwrap_or(0)];
    let read = file.read(0, &mut bytes);
    let genesis = String::from_utf8(bytes).ok().filter(|_| read.is_ok());
    MARK.set(Some(Mark { file, open: None }));
    genesis.filter(|genesis| !genesis.is_empty())
}

/// Notes that the chain with this genesis hash is being opened.
pub fn opening(genesis: &str) {
    with(|mark| mark.write(genesis));
}

/// Notes that the opening of a chain has ended. `genesis` is the hash of the open chain; `None` if
/// none is open.
pub fn opened(genesis: Option<&str>) {
    with(|mark| {
        mark.write("");
        mark.open = genesis.map(Into::into);
    });
}

/// Notes that the worker panics. The open chain then counts as one whose opening did not end.
pub fn panicked() {
    with(|mark| {
        if let Some(open) = mark.open.take() {
            mark.write(&open);
        }
    });
}

fn with(action: impl FnOnce(&mut Mark)) {
    // A panic may happen at any time, also in this module or at the thread's end.
    let _ = MARK.try_with(|mark| {
        if let Ok(mut mark) = mark.try_borrow_mut()
            && let Some(mark) = &mut *mark
        {
            action(mark);
        }
    });
}
