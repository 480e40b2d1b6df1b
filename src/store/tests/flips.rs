//! One byte of a database is changed. The outcome is a correct answer, an earlier commit, an error,
//! or a panic of the storage engine, but never a panic of this program and never a wrong verdict on
//! a block.
//!
//! The test uses a random sample of bytes, whose seed is printed, or all bytes if `TABCHAIN_FLIPS`
//! is set.

use crate::common::{NOW, sample_blocks};
use chain::testing::{self, TestKey};
use chain::{Batch, BlockError, Chain, Damage, OpenError, StorageError, Store, Table};
use primitives::{Block, BlockHash, Height};
use redb::StorageBackend;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use store::{RedbError, RedbStore};

/// A backend in memory whose bytes outlive the database.
#[derive(Clone, Debug, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl StorageBackend for Bytes {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let bytes = self.0.lock().unwrap();
        let at = usize::try_from(offset).map_err(io::Error::other)?;
        let end = at.checked_add(out.len());
        let found = end.and_then(|end| bytes.get(at..end));
        out.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        if len > 1 << 26 {
            return Err(io::Error::other("the quota is reached"));
        }
        self.0
            .lock()
            .unwrap()
            .resize(usize::try_from(len).unwrap(), 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut bytes = self.0.lock().unwrap();
        let at = usize::try_from(offset).map_err(io::Error::other)?;
        let end = at.checked_add(data.len());
        let place = end.and_then(|end| bytes.get_mut(at..end));
        place
            .ok_or(io::ErrorKind::UnexpectedEof)?
            .copy_from_slice(data);
        Ok(())
    }
}

thread_local! {
    /// The source file in which this thread's first panic began.
    static PANICKED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The undamaged database of a tab that was killed, its content, and the blocks that follow.
struct Truth {
    bytes: Vec<u8>,
    /// The database's blocks.
    blocks: Vec<Block>,
    /// The tips of all commits, in their order.
    tips: Vec<BlockHash>,
    /// Blocks that follow the last tip. One of them spends a stored coin.
    next: Vec<Block>,
}

fn truth() -> Truth {
    let spec = testing::spec();
    let bytes = Bytes::default();
    let store = RedbStore::with_backend(bytes.clone()).unwrap();
    let mut chain = Chain::open(spec.clone(), store).unwrap();
    let mut tips = vec![chain.tip().hash];
    let blocks = sample_blocks(&spec);
    for block in &blocks {
        chain.accept_block(block.clone(), NOW).unwrap();
        chain.put_record(b"wallet/row", Some(b"a row of the wallet"));
        chain.flush().unwrap();
        tips.push(chain.tip().hash);
    }
    let killed = bytes.0.lock().unwrap().clone();
    let bob = TestKey::new(2);
    let tip = chain.block(&chain.tip().hash).unwrap().unwrap();
    let mut next = Vec::new();
    let mut parent = tip;
    for _ in 0..3 {
        let (coin, _) = testing::output_of(&parent.transactions[0], 0);
        let fee = primitives::Amount::from_units(9).unwrap();
        let payment = (next.len() == 2).then(|| bob.pay(&chain, coin, &bob.lock(), fee));
        let block = testing::next_block(&chain, &bob.lock(), payment.into_iter().collect());
        chain.accept_block(block.clone(), NOW).unwrap();
        if next.is_empty() {
            parent = blocks[blocks.len() - 2].clone();
        }
        next.push(block);
    }
    Truth {
        bytes: killed,
        blocks,
        tips,
        next,
    }
}

/// The outcome of a changed byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The last commit, complete.
    Whole,
    /// An earlier commit, complete.
    Earlier,
    /// An error, when opening or later.
    Error,
    /// A panic of the storage engine.
    Engine,
}

/// Opens a database, reads all its blocks, and accepts the next ones.
fn open_and_use(truth: &Truth, bytes: Vec<u8>, check: bool) -> Outcome {
    let backend = Bytes(Arc::new(Mutex::new(bytes)));
    let opened = match check {
        true => RedbStore::with_checked_backend(backend),
        false => RedbStore::with_backend(backend),
    };
    let Ok(store) = opened else {
        return Outcome::Error;
    };
    let mut chain = match Chain::open(testing::spec(), store) {
        Ok(chain) => chain,
        Err(OpenError::Storage(_)) => return Outcome::Error,
        Err(error) => panic!("not an error of the storage: {error}"),
    };
    let tip = chain.tip().hash;
    assert!(truth.tips.contains(&tip), "a tip that no commit had");
    let mut outcome = match Some(&tip) == truth.tips.last() {
        true => Outcome::Whole,
        false => Outcome::Earlier,
    };
    for height in 1..=chain.tip().height.value() {
        let hash = chain.hash_at(Height(height)).unwrap();
        match chain.block(&hash) {
            Ok(Some(block)) => assert!(truth.blocks.contains(&block), "a false block"),
            Ok(None) => panic!("a block is missing without an error"),
            Err(_) => outcome = Outcome::Error,
        }
    }
    match chain.record(b"wallet/row") {
        Ok(Some(row)) => assert_eq!(row, b"a row of the wallet", "a false row"),
        Ok(None) => {}
        Err(_) => outcome = Outcome::Error,
    }
    for block in truth.blocks.iter().chain(&truth.next) {
        match chain.accept_block(block.clone(), NOW) {
            Ok(_) | Err(BlockError::Known | BlockError::Orphan { .. }) => {}
            Err(BlockError::Storage(_)) => outcome = Outcome::Error,
            Err(error) => panic!("a verdict on a valid block: {error}"),
        }
        if chain.flush().is_err() {
            outcome = Outcome::Error;
        }
    }
    outcome
}

/// The outcome of a change of the byte at the offset `at`.
fn outcome(truth: &Truth, at: usize, check: bool) -> Outcome {
    let mut bytes = truth.bytes.clone();
    bytes[at] ^= 0x80;
    PANICKED.take();
    match panic::catch_unwind(AssertUnwindSafe(|| open_and_use(truth, bytes, check))) {
        Ok(outcome) => outcome,
        Err(panic) => {
            let file = PANICKED.take();
            if !file.contains("redb-") {
                panic::resume_unwind(panic);
            }
            Outcome::Engine
        }
    }
}

/// The number of times that each outcome occurred.
type Counts = BTreeMap<Outcome, usize>;

const OUTCOMES: [Outcome; 4] = [
    Outcome::Whole,
    Outcome::Earlier,
    Outcome::Error,
    Outcome::Engine,
];

/// The environment variable with the task of a child process, as three numbers: whether databases
/// are checked when they are opened (0 or 1), the index of the first byte to change in the list of
/// bytes, and the distance to the index of the next one.
const TASK: &str = "TABCHAIN_FLIPS_TASK";

thread_local! {
    /// The index of the byte that is being changed, and the outcomes of the earlier ones.
    static PROGRESS: RefCell<(usize, Counts)> = const { RefCell::new((0, Counts::new())) };
}

/// Reports this process's progress to the process that waits for it.
fn report() {
    PROGRESS.with_borrow(|(place, counts)| {
        let counts = OUTCOMES.map(|outcome| counts.get(&outcome).copied().unwrap_or(0));
        println!("progress {place} {counts:?}");
    });
}

/// Records the source file in which a panic began. A second panic of the engine, while it unwinds,
/// ends the process; the progress is reported first.
fn note_panics() {
    let default = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let file = info.location().map(|at| at.file().to_owned());
        let file = file.unwrap_or_default();
        let before = PANICKED.with_borrow(String::clone);
        if before.contains("redb-") {
            report();
        } else if !file.contains("redb-") {
            default(info);
        }
        if before.is_empty() {
            PANICKED.replace(file);
        }
    }));
}

/// Runs the task of a child process. `offsets` are those of all bytes to change.
fn run_task(truth: &Truth, offsets: &[usize], task: &str) {
    note_panics();
    let task: Vec<usize> = task.split(' ').map(|it| it.parse().unwrap()).collect();
    let [check, first, stride] = task[..] else {
        panic!("a task has three numbers")
    };
    for index in (first..offsets.len()).step_by(stride) {
        PROGRESS.with_borrow_mut(|progress| progress.0 = index);
        let at = offsets[index];
        let outcome = match panic::catch_unwind(|| outcome(truth, at, check == 1)) {
            Ok(outcome) => outcome,
            Err(_) => panic!("byte {at} ^ 0x80, checked: {check}"),
        };
        PROGRESS.with_borrow_mut(|(_, counts)| *counts.entry(outcome).or_default() += 1);
    }
    report();
}

/// Changes every `stride`-th of `bytes` bytes from the index `first` on, in child processes. A
/// further process is started each time one ends because the engine panics while it unwinds.
fn outcomes(bytes: usize, check: bool, first: usize, stride: usize) -> Counts {
    let mut counts = Counts::new();
    let mut next = first;
    while next < bytes {
        let mut process = Command::new(std::env::current_exe().unwrap());
        process.args([
            "flips::a_changed_byte_is_never_a_false_block",
            "--exact",
            "--nocapture",
        ]);
        process.env(TASK, format!("{} {next} {stride}", u8::from(check)));
        let output = process.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let text = format!("{text}\n{}", String::from_utf8_lossy(&output.stderr));
        let progress = text
            .lines()
            .rev()
            .find_map(|it| it.strip_prefix("progress "));
        let (last, numbers) = progress.and_then(|it| it.split_once(' ')).expect(&text);
        let numbers = numbers.trim_matches(['[', ']']).split(", ");
        for (outcome, number) in OUTCOMES.into_iter().zip(numbers) {
            *counts.entry(outcome).or_default() += number.parse::<usize>().unwrap();
        }
        if output.status.success() {
            break;
        }
        assert_eq!(
            output.status.code(),
            None,
            "something other than the engine ended the process: {text}"
        );
        *counts.entry(Outcome::Engine).or_default() += 1;
        next = last.parse::<usize>().unwrap() + stride;
    }
    counts
}

#[test]
fn a_changed_byte_is_never_a_false_block() {
    let truth = truth();
    let all = std::env::var_os("TABCHAIN_FLIPS").is_some();
    let seed = std::env::var("TABCHAIN_SEED").map_or(1, |seed| seed.parse().unwrap());
    // Zero bytes are mostly in unused pages, so only other bytes are drawn.
    let candidates: Vec<usize> = (0..truth.bytes.len())
        .filter(|at| all || truth.bytes[*at] != 0)
        .collect();
    let offsets: Vec<usize> = match all {
        true => candidates,
        false => (0..400_u64)
            .map(|draw| {
                let bytes = [u64::to_le_bytes(seed), draw.to_le_bytes()].concat();
                let number = u64::from_le_bytes(*primitives::sha256(&bytes).first_chunk().unwrap());
                candidates[usize::try_from(number % candidates.len() as u64).unwrap()]
            })
            .collect(),
    };
    if let Ok(task) = std::env::var(TASK) {
        return run_task(&truth, &offsets, &task);
    }
    println!("{} bytes, seed {seed}", truth.bytes.len());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    for check in [false, true] {
        let mut counts = Counts::new();
        thread::scope(|scope| {
            let bytes = offsets.len();
            let threads: Vec<_> = (0..threads)
                .map(|first| scope.spawn(move || outcomes(bytes, check, first, threads)))
                .collect();
            for thread in threads {
                for (outcome, count) in thread.join().unwrap() {
                    *counts.entry(outcome).or_default() += count;
                }
            }
        });
        println!(
            "checked when opened: {check}; {counts:?} of {}",
            offsets.len()
        );
        assert_eq!(counts.values().sum::<usize>(), offsets.len());
        assert!(counts[&Outcome::Error] > 0);
        if check {
            let engine = counts[&Outcome::Engine];
            assert_eq!(engine, 0, "a checked database never makes the engine panic");
        }
    }
}

/// A changed value is detected when the row is read.
#[test]
fn a_changed_row_is_an_error_that_names_it() {
    let truth = truth();
    let mut bytes = truth.bytes.clone();
    let row = b"a row of the wallet";
    let places: Vec<usize> = (0..bytes.len() - row.len())
        .filter(|at| bytes[*at..].starts_with(row))
        .collect();
    for at in places {
        bytes[at + 2] ^= 1;
    }
    let store = RedbStore::with_backend(Bytes(Arc::new(Mutex::new(bytes)))).unwrap();
    let mut chain = Chain::open(testing::spec(), store).unwrap();
    let error = chain.record(b"wallet/row").unwrap_err();
    assert!(
        matches!(&error, StorageError::Store(RedbError::Checksum { key, .. }) if key == b"wallet/row"),
        "{error}"
    );
    assert!(chain.records(b"wallet/").is_err());
    // On such a store a block is neither accepted nor found invalid.
    let lock = TestKey::new(9).lock();
    let bad = testing::block_on(
        &chain,
        &chain.tip().hash,
        &lock,
        vec![],
        primitives::Amount::COIN,
    );
    let error = chain.accept_block(bad, NOW).unwrap_err();
    assert!(
        matches!(
            &error,
            BlockError::Storage(StorageError::Damaged(Damage::Checksums))
        ),
        "{error}"
    );
    chain.clear_records(b"wallet/").unwrap();
    chain.flush().unwrap();
    assert_eq!(chain.records(b"wallet/").unwrap(), []);
}

/// A commit rewrites the page of a changed key and gives the page a new checksum that matches. The
/// store still detects the damage when it verifies the rows.
#[test]
fn a_changed_key_is_detected_even_after_its_page_was_rewritten() {
    let key = b"the outpoint of a coin";
    let mut batch = Batch::default();
    batch.put(Table::Coins, key, b"a coin");
    let backend = Bytes::default();
    let mut store = RedbStore::with_backend(backend.clone()).unwrap();
    store.commit(&batch).unwrap();
    drop(store);
    let mut bytes = backend.0.lock().unwrap().clone();
    let places: Vec<usize> = (0..bytes.len() - key.len())
        .filter(|at| bytes[*at..].starts_with(key))
        .collect();
    for at in &places {
        bytes[*at] ^= 0x80;
    }
    let mut store = RedbStore::with_backend(Bytes(Arc::new(Mutex::new(bytes)))).unwrap();
    assert_eq!(store.get(Table::Coins, key).unwrap(), None);
    let mut other = Batch::default();
    other.put(Table::Coins, b"another outpoint", b"another coin");
    store.commit(&other).unwrap();
    assert!(!store.verify().unwrap());
}
