//! A node that mines and pays is killed (SIGKILL) at a random time, again and again. Nothing that
//! it had reported as written is lost.
//!
//! Five kills in an ordinary run; `TABCHAIN_KILLS` sets another number. The times are drawn from a
//! seed, which is printed; `TABCHAIN_SEED` sets it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use core::time::Duration;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

use api::command;
use common::{LIMIT, mining, settings, spec, started};
use daemon::{Event, Handle};
use native::clock;
use primitives::{BlockHash, Height};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// The folder of the node that is to be killed.
const FOLDER: &str = "TABCHAIN_KILLED_FOLDER";

/// The longest time between a node's first report and its end.
const MAX_LIFE: Duration = Duration::from_millis(1_500);

fn setting<T: core::str::FromStr>(name: &str) -> Option<T> {
    env::var(name).ok()?.parse().ok()
}

/// The blocks and payments that a node has reported as written.
#[derive(Debug, Default)]
struct Reported {
    blocks: Vec<(Height, BlockHash)>,
    payments: Vec<String>,
}

impl Reported {
    fn note(&mut self, line: &str) {
        let mut words = line.split(' ');
        match (words.next(), words.next(), words.next()) {
            (Some("block"), Some(height), Some(hash)) => {
                let height = Height(height.parse().unwrap());
                self.blocks.push((height, hash.parse().unwrap()));
            }
            (Some("paid"), Some(txid), None) => self.payments.push(txid.to_owned()),
            // The harness prints lines of its own.
            _ => {}
        }
    }
}

/// The process that is killed; the test below starts it. It mines, pays, and reports on its
/// standard output.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the test of kills starts it in a process of its own"]
async fn the_node_that_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let running = started(mining(settings(Path::new(&folder), spec("Kills")))).await;
    let mut events = running.handle.events();
    let handle = running.handle.clone();
    tokio::spawn(async move { while pay(&handle).await.is_some() {} });
    while let Ok(event) = events.recv().await {
        if let Event::Connected { height, hash } = event {
            println!("block {} {hash}", height.value());
        }
    }
}

/// Pays to the node's own wallet, and reports the payment. Without coins it waits for a block.
async fn pay(handle: &Handle) -> Option<()> {
    let mut events = handle.events();
    let paid = handle.ask(|call| {
        let to = call.ask(command::NewAddress).ok()?;
        let review = command::Review {
            to,
            amount: "0.01".into(),
            note: String::new(),
            pace: api::Pace::default(),
            more: Vec::new(),
            coins: Vec::new(),
        };
        let draft = call.ask(review).ok()?.draft;
        let passphrase = None;
        Some(call.ask(command::Send { draft, passphrase }).ok()?.txid)
    });
    match paid.await.ok()? {
        Some(txid) => println!("paid {txid}"),
        None => while !matches!(events.recv().await.ok()?, Event::Connected { .. }) {},
    }
    Some(())
}

/// Starts a node in a process of its own. Returns the process and the lines that it prints.
fn node(folder: &Path) -> (Killed, Receiver<String>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "the_node_that_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (sender, received) = channel();
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    (Killed(child), received)
}

/// A process that is killed when this is dropped.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().expect("nobody else waits for the process");
        self.0.wait().expect("nobody else waits for the process");
    }
}

/// Lets a node run for `life` after its first report, and kills it. Returns what it has reported.
fn killed(folder: &Path, life: Duration) -> Reported {
    let (child, lines) = node(folder);
    let mut reported = Reported::default();
    let mut end = clock::ticks() + LIMIT;
    while reported.blocks.is_empty() {
        let left = end.saturating_sub(clock::ticks());
        let line = lines.recv_timeout(left);
        reported.note(&line.expect("the node reports a block in time"));
    }
    end = clock::ticks() + life;
    loop {
        match lines.recv_timeout(end.saturating_sub(clock::ticks())) {
            Ok(line) => reported.note(&line),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => panic!("the node ended by itself"),
        }
    }
    drop(child);
    // The lines that it had printed before it was killed are still in the pipe.
    lines.iter().for_each(|line| reported.note(&line));
    reported
}

/// Opens the node's folder, and checks that it has everything that was reported. Returns the height
/// of the tip and the number of payments.
async fn check(folder: &Path, reported: &Reported) -> (u32, usize) {
    let running = started(settings(folder, spec("Kills"))).await;
    let blocks = reported.blocks.clone();
    let payments = reported.payments.clone();
    let tip = running.handle.ask(move |call| {
        let chain = call.service.node().chain();
        for (height, hash) in blocks {
            let found = chain.hash_at(height);
            assert_eq!(found, Some(hash), "the block at {height:?} is lost");
            let block = chain.block(&hash).unwrap();
            assert!(
                block.is_some(),
                "the content of the block at {height:?} is lost"
            );
        }
        let tip = chain.tip().height.value();
        for txid in payments {
            let found = call.ask(command::Transaction { txid: txid.clone() });
            assert!(found.is_ok(), "the payment {txid} is lost: {found:?}");
        }
        tip
    });
    let tip = tip
        .await
        .expect("the node's thread lives, so nothing is lost");
    running.stop().await.unwrap();
    (tip, reported.payments.len())
}

#[tokio::test]
async fn a_node_that_is_killed_at_any_time_loses_nothing_that_it_reported() {
    let kills: u32 = setting("TABCHAIN_KILLS").unwrap_or(5);
    let seed: u64 = setting("TABCHAIN_SEED").unwrap_or_else(rand::random);
    println!("{kills} kills, TABCHAIN_SEED={seed}");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let (mut last, mut paid) = (0, 0);
    for kill in 0..kills {
        let life = MAX_LIFE.mul_f64(random.random());
        let reported = killed(folder.path(), life);
        let (tip, payments) = check(folder.path(), &reported).await;
        assert!(tip > last, "seed {seed}, kill {kill}: the node has mined");
        last = tip;
        paid += payments;
    }
    println!("{last} blocks and {paid} payments survived {kills} kills");
}
