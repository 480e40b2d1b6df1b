//! Crashes: after a crash the store opens with the state of a commit, whichever of the last writes
//! reached the disk.

use crate::common::{NOW, Rows, dump, sample_blocks};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, TestKey};
use chain::{BlockError, Chain, MemoryStore, Settings};
use primitives::{Amount, Block, BlockHash, Height};
use proptest::prelude::*;
use redb::StorageBackend;
use std::io;
use std::sync::{Arc, Mutex};
use store::RedbStore;

/// A change of a disk.
#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Resize(usize),
    Sync,
}

/// A disk in memory that records every change. It can refuse one attempt, or all changes after a
/// given number of them.
#[derive(Clone, Debug, Default)]
struct Disk {
    /// The content, and the changes that led to it.
    state: Arc<Mutex<(Vec<u8>, Vec<Change>)>>,
    /// The number of changes after which every further one fails. `None` if there is no limit.
    last: Option<usize>,
    /// The index of the one attempt that fails. `None` if no single attempt fails.
    refused: Option<usize>,
    /// The number of attempts to change something.
    attempts: Arc<Mutex<usize>>,
}

impl Disk {
    fn holding(content: Vec<u8>) -> Self {
        Self {
            state: Arc::new(Mutex::new((content, Vec::new()))),
            ..Self::default()
        }
    }

    /// A disk on which one attempt to change something fails.
    fn failing_once(content: Vec<u8>, refused: usize) -> Self {
        Self {
            refused: Some(refused),
            ..Self::holding(content)
        }
    }

    fn attempts(&self) -> usize {
        *self.attempts.lock().unwrap()
    }

    /// A disk on which every change after the first `last` ones fails.
    fn failing(content: Vec<u8>, last: usize) -> Self {
        Self {
            last: Some(last),
            ..Self::holding(content)
        }
    }

    fn content(&self) -> Vec<u8> {
        self.state.lock().unwrap().0.clone()
    }

    fn changes(&self) -> Vec<Change> {
        self.state.lock().unwrap().1.clone()
    }

    fn make(&self, change: Change) -> io::Result<()> {
        let mut attempts = self.attempts.lock().unwrap();
        *attempts += 1;
        if self.refused == Some(*attempts - 1) {
            return Err(io::Error::other("the disk is full"));
        }
        let mut disk = self.state.lock().unwrap();
        if self.last.is_some_and(|last| disk.1.len() >= last) {
            return Err(io::Error::other("the disk has failed"));
        }
        apply(&mut disk.0, &change);
        disk.1.push(change);
        Ok(())
    }
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, data) => {
            let end = at + data.len();
            if content.len() < end {
                content.resize(end, 0);
            }
            content[*at..end].copy_from_slice(data);
        }
        Change::Resize(length) => content.resize(*length, 0),
        Change::Sync => {}
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state.lock().unwrap().0.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let disk = self.state.lock().unwrap();
        let at = usize::try_from(offset).unwrap();
        let bytes = disk.0.get(at..at + out.len());
        out.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.make(Change::Resize(usize::try_from(len).unwrap()))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.make(Change::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.make(Change::Write(
            usize::try_from(offset).unwrap(),
            data.to_vec(),
        ))
    }
}

/// The disk's content after a crash that follows the first `done` changes. The content has all
/// changes up to the last sync, all changes of length, and the later writes for which `kept`
/// returns true.
fn crashed(changes: &[Change], done: usize, kept: impl Fn(usize) -> bool) -> Vec<u8> {
    let done = &changes[..done];
    let synced = done
        .iter()
        .rposition(|change| matches!(change, Change::Sync))
        .map_or(0, |at| at + 1);
    let mut content = Vec::new();
    for (at, change) in done.iter().enumerate() {
        if at < synced || matches!(change, Change::Resize(_)) || kept(at) {
            apply(&mut content, change);
        }
    }
    content
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn after_a_crash_the_store_has_the_last_commit_or_the_one_in_progress(
        point in 0.0f64..1.0,
        kept in any::<u64>(),
    ) {
        let spec = testing::spec();
        let disk = Disk::default();
        let store = RedbStore::with_backend(disk.clone()).unwrap();
        let mut chain = Chain::open(spec.clone(), store).unwrap();
        // Each state, with the number of changes after which it was durable.
        let mut states = vec![(disk.changes().len(), chain.tip().hash, dump(chain.store()))];
        let first = disk.changes().len();
        for block in sample_blocks(&spec) {
            chain.accept_block(block, NOW).unwrap();
            chain.flush().unwrap();
            states.push((disk.changes().len(), chain.tip().hash, dump(chain.store())));
        }
        let changes = disk.changes();
        #[allow(clippy::cast_possible_truncation, reason = "an index in a short list")]
        let done = first + (point * (changes.len() - first) as f64) as usize;
        let content = crashed(&changes, done, |at| kept >> (at % 64) & 1 == 1);

        let store = RedbStore::with_backend(Disk::holding(content)).unwrap();
        let mut chain = Chain::open(spec.clone(), store).unwrap();
        let at_least = states.iter().rposition(|(end, ..)| *end <= done).unwrap();
        let here = dump(chain.store());
        let state = states[at_least..]
            .iter()
            .take(2)
            .find(|(_, tip, rows)| *tip == chain.tip().hash && *rows == here);
        prop_assert!(state.is_some(), "neither the last commit nor the one in progress");
        // The chain continues from there to the same tip.
        for block in sample_blocks(&spec) {
            let _ = chain.accept_block(block, NOW);
        }
        chain.flush().unwrap();
        prop_assert_eq!(chain.tip().hash, states.last().unwrap().1);
    }
}

/// A change of a chain that ends with a commit.
enum Step {
    Accept(Block),
    /// Continues a switch of branches until it is complete.
    Resume,
    Prune(Height),
}

type TestChain = Chain<RedbStore>;

/// A chain's tip and its store's rows.
type State = (BlockHash, Vec<Rows>);

fn state(chain: &TestChain) -> State {
    (chain.tip().hash, dump(chain.store()))
}

fn open(disk: Disk) -> TestChain {
    let store = RedbStore::with_backend(disk).unwrap();
    // Every switch of branches is done in steps.
    let settings = Settings {
        switch_bytes: 0,
        whole_blocks: Some(MIN_WHOLE_BLOCKS),
        ..Settings::default()
    };
    Chain::open_with(testing::spec(), store, settings).unwrap()
}

fn perform(chain: &mut TestChain, step: &Step) -> Result<(), String> {
    match step {
        Step::Accept(block) => {
            let accepted = chain.accept_block(block.clone(), NOW);
            match accepted {
                Ok(_) | Err(BlockError::Known) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Step::Resume => {
            while chain.has_unconsidered() {
                chain.resume().map_err(|error| error.to_string())?;
            }
        }
        Step::Prune(up_to) => {
            let pruned = chain.prune(*up_to, &|_, _| false);
            pruned.map_err(|error| error.to_string())?;
        }
    }
    chain.flush().map_err(|error| error.to_string())
}

/// The content of a disk with a chain that is long enough to be pruned, and the steps that follow:
/// blocks with payments, a reorganisation of depth two, and pruning. Some of the pruned blocks
/// spend coins of other pruned blocks.
fn pruning_scenario() -> (Vec<u8>, Vec<Step>) {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let (alice, bob) = (TestKey::new(1), TestKey::new(2));
    let mut blocks = Vec::new();
    let mut steps = Vec::new();
    let fee = Amount::from_units(9).unwrap();
    let long = MIN_WHOLE_BLOCKS + 9;
    for height in 1..=long + 2 {
        let mut payments = Vec::new();
        if height == 11 || height == long + 1 {
            for spent in [height - 9, height - 8] {
                let coinbase: &Block = &blocks[spent as usize - 1];
                let (coin, _) = testing::output_of(&coinbase.transactions[0], 0);
                payments.push(alice.pay(&chain, coin, &bob.lock(), fee));
            }
        }
        let block = testing::next_block(&chain, &alice.lock(), payments);
        chain.accept_block(block.clone(), NOW).unwrap();
        blocks.push(block);
    }
    let (base, rest) = blocks.split_at(long as usize);
    for block in rest {
        steps.extend([Step::Accept(block.clone()), Step::Resume]);
    }
    let mut parent = base[long as usize - 1].hash();
    for _ in 0..3 {
        let block = testing::block_on(&chain, &parent, &bob.lock(), Vec::new(), Amount::ZERO);
        chain.accept_block(block.clone(), NOW).unwrap();
        parent = block.hash();
        steps.extend([Step::Accept(block), Step::Resume]);
    }
    steps.extend([5, 11, u32::MAX].map(|up_to| Step::Prune(Height(up_to))));

    let disk = Disk::default();
    let mut chain = open(disk.clone());
    for block in base {
        chain.accept_block(block.clone(), NOW).unwrap();
    }
    chain.flush().unwrap();
    drop(chain);
    (disk.content(), steps)
}

/// Whether to run the long mode, which tests every kind of failure at every write. Otherwise each
/// write fails in one way, or only every fifth write fails.
fn is_thorough() -> bool {
    std::env::var_os("TABCHAIN_CRASH").is_some()
}

/// A pseudorandom number that depends on the two arguments only.
fn draw(index: usize, way: usize) -> u64 {
    let bytes = [index.to_le_bytes(), way.to_le_bytes()].concat();
    u64::from_le_bytes(*primitives::sha256(&bytes).first_chunk().unwrap())
}

/// The power fails during each change in turn. The disk then has all changes before the last sync,
/// none, some or all of those after it, and a part of the interrupted write.
#[test]
fn the_power_may_fail_during_any_write() {
    let (base, steps) = pruning_scenario();
    let disk = Disk::holding(base.clone());
    let mut chain = open(disk.clone());
    let mut states = vec![(disk.changes().len(), state(&chain))];
    for step in &steps {
        perform(&mut chain, step).unwrap();
        states.push((disk.changes().len(), state(&chain)));
    }
    assert_eq!(chain.pruned_height(), Some(Height(12)));
    let changes = disk.changes();
    let first = states[0].0;
    let ways = 4;
    for index in first..changes.len() {
        let rounds = if is_thorough() {
            0..ways
        } else {
            index % ways..index % ways + 1
        };
        for way in rounds {
            let bits = draw(index, way);
            let kept = |at: usize| match way {
                0 => false,
                1 | 2 => true,
                _ => bits >> (at % 64) & 1 == 1,
            };
            let mut content = base.clone();
            let synced = changes[..index]
                .iter()
                .rposition(|change| matches!(change, Change::Sync));
            for (at, change) in changes[..index].iter().enumerate() {
                if synced.is_some_and(|sync| at < sync)
                    || matches!(change, Change::Resize(_))
                    || kept(at)
                {
                    apply(&mut content, change);
                }
            }
            if let Change::Write(at, data) = &changes[index] {
                let cut = match way {
                    1 => data.len() / 2,
                    2 => usize::try_from(bits % data.len() as u64).unwrap(),
                    _ => 0,
                };
                apply(&mut content, &Change::Write(*at, data[..cut].to_vec()));
            }
            let at_least = states.iter().rposition(|(end, _)| *end <= index).unwrap();
            let here = state(&open(Disk::holding(content)));
            let is_commit = states[at_least..]
                .iter()
                .take(2)
                .any(|(_, state)| *state == here);
            assert!(
                is_commit,
                "change {index} of {}, way {way}: neither the last state nor the next",
                changes.len()
            );
        }
    }
}

/// For each change in turn, the backend refuses it and all later ones: the chain returns an error,
/// and the stored state is that of a commit.
#[test]
fn the_disk_may_refuse_all_writes_from_any_point_on() {
    let (base, steps) = pruning_scenario();
    let disk = Disk::holding(base.clone());
    let mut chain = open(disk.clone());
    let first = disk.changes().len();
    let mut states = vec![state(&chain)];
    for step in &steps {
        perform(&mut chain, step).unwrap();
        states.push(state(&chain));
    }
    let last = disk.changes().len();
    let stride = if is_thorough() { 1 } else { 5 };
    for refused in (first..last).step_by(stride) {
        let disk = Disk::failing(base.clone(), refused);
        let mut chain = open(disk.clone());
        let failed = steps
            .iter()
            .position(|step| perform(&mut chain, step).is_err());
        let failed = failed.unwrap_or(steps.len());
        drop(chain);
        let here = state(&open(Disk::holding(disk.content())));
        let is_commit = states[failed..].iter().take(2).any(|state| *state == here);
        assert!(
            is_commit,
            "change {refused} of {last}: neither the last state nor the next"
        );
    }
}

/// One write, sync or change of length fails once, as when the quota is reached for a moment. The
/// same chain continues in the same process, no durable data is lost, and everything is durable in
/// the end.
#[test]
fn a_chain_continues_after_any_single_failed_write() {
    let (base, steps) = pruning_scenario();
    let disk = Disk::holding(base.clone());
    let mut chain = open(disk.clone());
    let first = disk.attempts();
    for step in &steps {
        perform(&mut chain, step).unwrap();
    }
    let last = disk.attempts();
    let wanted = state(&chain);
    let stride = if is_thorough() { 1 } else { 5 };
    let mut failures = 0;
    for refused in (first..last).step_by(stride) {
        let disk = Disk::failing_once(base.clone(), refused);
        let mut chain = open(disk.clone());
        for step in &steps {
            if let Err(error) = perform(&mut chain, step) {
                failures += 1;
                assert!(error.contains("the disk is full"), "{refused}: {error}");
                // The database was opened again at once, and its rows are those on the disk.
                let durable = state(&open(Disk::holding(disk.content())));
                assert!(dump(chain.store()) == durable.1, "{refused}");
                perform(&mut chain, step).unwrap();
                perform(&mut chain, &Step::Resume).unwrap();
            }
        }
        assert!(state(&chain) == wanted, "{refused}");
        drop(chain);
        let durable = state(&open(Disk::holding(disk.content())));
        assert!(durable == wanted, "{refused}");
    }
    assert!(failures > 0);
}
