//! A long chain that one native node serves to a fresh one over the mesh, beside the same blocks
//! added to a chain without a network.

use core::time::Duration;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use chain::{Chain, Spec};
use daemon::{Folder, Handle, Settings, start};
use native::clock;
use primitives::{BlockHash, Height, Timestamp};
use service::Setup;
use store::RedbStore;
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout};

use crate::long_chain;

/// The number of blocks of one printed line.
const LINE: u32 = 1_000;
/// How often the fresh node is asked for its height.
const ASK_EVERY: Duration = Duration::from_millis(50);
/// How long the fresh node may take.
const LIMIT: Duration = Duration::from_secs(3_600);
/// The number of blocks after which the chain without a network is written, about as often as a
/// node that catches up writes.
const WRITTEN_TOGETHER: u32 = 500;

/// Makes a chain with this many blocks of so many payments each below `folder`, which must be new,
/// and measures both ways. Prints the blocks a second of every thousand.
///
/// # Errors
/// If a file can't be written, a node does not start, or the nodes do not end on the same block.
pub(crate) fn measure(folder: &Path, blocks: u32, payments: u32, now: Timestamp) -> Result<()> {
    fs::create_dir(folder).with_context(|| format!("{}", folder.display()))?;
    let made = folder.join("made.redb");
    let begun = clock::ticks();
    let spec = long_chain::write(&made, blocks, payments, now)?;
    let tip = {
        let chain = Chain::open(spec.clone(), RedbStore::open_file(&made)?)?;
        (chain.tip().height, chain.tip().hash)
    };
    let took = clock::ticks().saturating_sub(begun);
    let size = fs::metadata(&made)?.len() >> 20;
    println!(
        "made {} blocks with {payments} payments each in {:.1} s, {size} MiB",
        tip.0,
        took.as_secs_f64()
    );
    alone(&made, &folder.join("alone.redb"), &spec, now)?;

    let serving = Folder::open(&folder.join("serving"), None)?;
    let database = serving.database(&spec.genesis_hash());
    fs::create_dir_all(database.parent().context("the database has no folder")?)?;
    fs::rename(&made, &database)?;
    Runtime::new()?.block_on(joined(folder, serving, spec, tip))
}

/// Adds the blocks of a file to a new chain in another file.
fn alone(from: &Path, to: &Path, spec: &Spec, now: Timestamp) -> Result<()> {
    let source = Chain::open(spec.clone(), RedbStore::open_file(from)?)?;
    let mut chain = Chain::open(spec.clone(), RedbStore::open_file(to)?)?;
    let last = source.tip().height.value();
    let mut line = Line::new("without a network");
    let mut taken = Duration::ZERO;
    for height in 1..=last {
        let hash = source.hash_at(Height(height)).context("a missing block")?;
        let block = source.block(&hash)?.context("a block is not kept")?;
        let begun = clock::ticks();
        chain.accept_block(block, now)?;
        if height % WRITTEN_TOGETHER == 0 || height == last {
            chain.flush()?;
        }
        taken += clock::ticks().saturating_sub(begun);
        line.reached(height, taken);
    }
    line.ended(last, taken);
    ensure!(chain.tip().hash == source.tip().hash, "another tip");
    Ok(())
}

/// Lets a fresh node join the one whose data are in `serving`, at its direct endpoint.
async fn joined(
    folder: &Path,
    serving: Folder,
    spec: Spec,
    tip: (Height, BlockHash),
) -> Result<()> {
    let server = start(Settings {
        endpoint: Some(([127, 0, 0, 1], 0).into()),
        ..settings(serving, Setup::new(spec.clone(), ""))
    })
    .await?;
    let endpoint = server.endpoints.first().context("no endpoint")?;
    let fresh = Folder::open(&folder.join("fresh"), None)?;
    let begun = clock::ticks();
    let joiner = start(settings(fresh, Setup::new(spec, endpoint))).await?;
    let mut line = Line::new("over the mesh");
    let reached = async {
        loop {
            let (height, hash) = tip_of(&joiner.handle).await?;
            let taken = clock::ticks().saturating_sub(begun);
            line.reached(height.value(), taken);
            if height == tip.0 {
                ensure!(hash == tip.1, "another tip");
                line.ended(height.value(), taken);
                return Ok(());
            }
            sleep(ASK_EVERY).await;
        }
    };
    timeout(LIMIT, reached).await??;
    joiner.stop().await?;
    server.stop().await?;
    Ok(())
}

async fn tip_of(handle: &Handle) -> Result<(Height, BlockHash)> {
    let tip = handle.ask(|call| {
        let tip = call.service.node().chain().tip();
        (tip.height, tip.hash)
    });
    Ok(tip.await?)
}

fn settings(folder: Folder, setup: Setup) -> Settings {
    Settings {
        folder,
        setup,
        passphrase: None,
        page: String::new(),
        cores: 0,
        author: false,
        name: None,
        endpoint: None,
        external: Vec::new(),
        entry: None,
        own_relay: None,
        ice: Vec::new(),
    }
}

/// The progress of one way, printed every thousand blocks.
struct Line {
    name: &'static str,
    height: u32,
    taken: Duration,
}

impl Line {
    const fn new(name: &'static str) -> Self {
        Self {
            name,
            height: 0,
            taken: Duration::ZERO,
        }
    }

    fn reached(&mut self, height: u32, taken: Duration) {
        let blocks = height.saturating_sub(self.height);
        if blocks < LINE {
            return;
        }
        let seconds = taken.saturating_sub(self.taken).as_secs_f64();
        println!(
            "  {}: up to {height}: {:.0} blocks a second",
            self.name,
            f64::from(blocks) / seconds
        );
        (self.height, self.taken) = (height, taken);
    }

    fn ended(&self, height: u32, taken: Duration) {
        let seconds = taken.as_secs_f64();
        println!(
            "{}: {height} blocks in {seconds:.1} s, {:.0} a second",
            self.name,
            f64::from(height) / seconds
        );
    }
}
