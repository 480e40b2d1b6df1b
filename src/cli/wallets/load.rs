//! `tabchain wallet load`: payments at a given rate, to measure how a node performs.
//!
//! First the wallet splits its balance into many coins. Then every payment moves one coin to
//! another address of the wallet. So nothing but fees is spent. A coin is moved again before a
//! block confirms it, but at most [`MAX_CHAINED`] times, since mempools bound chains of unconfirmed
//! transactions.

mod coins;
mod figures;
mod spread;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use primitives::{BlockHash, FeeRate, KeySpend, Sighash, Transaction, Txid};

use self::coins::{Coin, Coins, LoadKeys, MAX_CHAINED};
use self::figures::Figures;
use self::spread::POLL;
use super::explorer::{Explorer, PushError};
use super::options::{WalletOptions, bar};
use super::payments::rate;
use crate::clock;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The options of a load.
#[derive(Debug, Args)]
pub(crate) struct LoadOptions {
    /// Payments per second
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate: u32,
    /// The time for which payments are made
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    duration: u32,
    /// The number of coins to make first
    /// [default: enough for all payments without a block in between, at most 3000]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=3_000))]
    coins: Option<u32>,
    /// The number of connections to the node
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    connections: u8,
    /// The maximum time to wait for a block: with the coins at the start, and with the last
    /// payments at the end
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    wait: u64,
    /// The fee rate in base units per virtual byte [default: the node's estimate]
    #[arg(long, value_name = "RATE")]
    fee_rate: Option<f64>,
}

/// The state that the threads of a load share.
struct Load<'a> {
    keys: &'a LoadKeys,
    fee_rate: FeeRate,
    genesis: BlockHash,
    coins: Mutex<Coins>,
    figures: Mutex<Figures>,
    /// The accepted payments that no block has confirmed, with the time of their acceptance.
    waiting: Mutex<BTreeMap<Txid, Instant>>,
    /// The number of the next payment.
    next: AtomicU64,
    is_over: AtomicBool,
}

/// Makes the coins, makes the payments, and prints the figures.
///
/// # Errors
///
/// [`Failure`] if the coins do not suffice, or if the node does not answer.
pub(crate) fn run(
    command: &LoadOptions,
    options: &WalletOptions,
    output: Output,
) -> Result<(), Failure> {
    let (mut opened, node) = options.open_at_tip(output)?;
    let fee_rate = rate(command.fee_rate, &node)?;
    let payments = u64::from(command.rate) * u64::from(command.duration);
    let enough = payments.div_ceil(MAX_CHAINED.into()).clamp(1, 3_000);
    let count = command
        .coins
        .unwrap_or(u32::try_from(enough).unwrap_or(3_000));
    let seed = opened.words(&options.passphrase)?.seed();
    let keys = LoadKeys::new(&opened, &seed)?;
    let wait = Duration::from_secs(command.wait);
    let moves = payments.div_ceil(count.into());
    output.remark(&format!(
        "making {count} coins, and waiting for their block"
    ));
    let coins = spread::spread(
        &mut opened,
        &node,
        &keys,
        &seed,
        &spread::Plan {
            count,
            moves,
            fee_rate,
            wait,
        },
    )?;
    let load = Load {
        keys: &keys,
        fee_rate,
        genesis: opened.genesis(),
        coins: Mutex::new(Coins::new(coins)),
        figures: Mutex::new(Figures::default()),
        waiting: Mutex::new(BTreeMap::new()),
        next: AtomicU64::new(0),
        is_over: AtomicBool::new(false),
    };
    let start = clock::ticks();
    let bar = bar(output, payments);
    let paid = std::thread::scope(|scope| {
        let (load, node) = (&load, &node);
        let payers: Vec<_> = (0..command.connections)
            .map(|_| scope.spawn(move || load.pay(node, start, command.rate, payments)))
            .collect();
        let watcher = scope.spawn(move || load.watch(node, wait));
        while payers.iter().any(|payer| !payer.is_finished()) {
            bar.set_position(load.next.load(Ordering::Relaxed).min(payments));
            clock::wait_until(clock::ticks() + POLL);
        }
        let took = start.elapsed();
        load.is_over.store(true, Ordering::Relaxed);
        bar.set_message("waiting for blocks");
        watcher.join().map_err(|_| ended())?.map(|()| took)
    });
    bar.finish_and_clear();
    let took = paid?;
    opened.follow(&node, |_, _| {})?;
    let waiting = lock(&load.waiting).len();
    let figures = lock(&load.figures);
    let (document, text) = figures.report(took, waiting);
    output.print(&document, &text)
}

impl Load<'_> {
    /// Makes payments, each at its time, until all are made.
    fn pay(&self, node: &Explorer, start: Instant, rate: u32, payments: u64) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= payments {
                return;
            }
            clock::wait_until(start + Duration::from_secs_f64(as_f64(number) / f64::from(rate)));
            let Some(coin) = lock(&self.coins).take() else {
                lock(&self.figures).starved += 1;
                continue;
            };
            let (transaction, moved) = self.moved(&coin, number);
            let begun = clock::ticks();
            let answer = node.push(&transaction);
            let now = clock::ticks();
            let mut figures = lock(&self.figures);
            match answer {
                Ok(()) => {
                    figures.accept(now - begun);
                    lock(&self.waiting).insert(moved.at.txid, now);
                    lock(&self.coins).put(moved);
                }
                Err(error) => {
                    figures.refuse(match error {
                        PushError::Busy => "busy".to_owned(),
                        PushError::Refused(reason) => reason,
                        PushError::Gone(failure) => failure.message,
                    });
                    lock(&self.coins).put(coin);
                }
            }
        }
    }

    /// The signed payment that moves a coin to the next address, and the coin in its output.
    fn moved(&self, coin: &Coin, number: u64) -> (Transaction, Coin) {
        let output = self.keys.output(number, coin.amount, self.fee_rate);
        let mut transaction = coins::transaction(&[coin.at], vec![output.clone()]);
        let spent = [self.keys.spent(coin)];
        let digest = Sighash::new(self.genesis, &transaction, &spent).digest(0);
        let spend = KeySpend::sign(self.keys.key(coin.key), &digest);
        transaction.inputs[0].witness = spend.to_witness();
        let coin = Coin {
            at: coins::first_output(&transaction),
            amount: output.amount,
            key: self.keys.index(number),
            chained: coin.chained + 1,
        };
        (transaction, coin)
    }

    /// Reads each new block until all payments are made and confirmed, or until no block has come
    /// for `wait` after the last payment.
    fn watch(&self, node: &Explorer, wait: Duration) -> Result<(), Failure> {
        let mut height = node.tip_height()?;
        let mut last = clock::ticks();
        loop {
            while let Some(hash) = node.hash_at(height + 1)? {
                let now = clock::ticks();
                let txids = node.block_txids(&hash)?;
                let mut figures = lock(&self.figures);
                let mut waiting = lock(&self.waiting);
                for txid in &txids {
                    if let Some(accepted) = waiting.remove(txid) {
                        figures.confirm(now - accepted);
                    }
                }
                drop((figures, waiting));
                lock(&self.coins).confirm(&txids);
                height += 1;
                last = now;
            }
            let is_over = self.is_over.load(Ordering::Relaxed);
            if is_over && (lock(&self.waiting).is_empty() || last.elapsed() >= wait) {
                return Ok(());
            }
            if !is_over {
                last = clock::ticks();
            }
            clock::wait_until(clock::ticks() + POLL);
        }
    }
}

/// Locks a shared value. It stays consistent even if a thread panics, since each change is one
/// call.
fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn ended() -> Failure {
    Failure::new(Exit::Other, "a thread of the load ended by a panic")
}

#[allow(
    clippy::cast_precision_loss,
    reason = "there are fewer payments than 2^53"
)]
const fn as_f64(number: u64) -> f64 {
    number as f64
}
