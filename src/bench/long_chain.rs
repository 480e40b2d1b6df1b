//! A chain of many blocks in a file, as a tab stores it, which another tab can then join.

use std::fs;
use std::path::Path;

use anyhow::Context;
use bench::payment::{Owned, pay, secret};
use chain::testing::{self, output_of};
use chain::{Chain, Spec, SpecDraft};
use primitives::{Amount, Height, Lock, Output, Timestamp, Transaction};
use store::RedbStore;

/// The number of blocks before those with payments. They let the first reward mature, and split it.
const BEFORE: u32 = 4;

/// The amount of each payment, in base units.
const PAID: u64 = 1_000;

/// Writes a chain with this many blocks of so many payments each, whose last block has the time
/// `now`. Each payment spends the change of a payment in the previous block. Returns the chain's
/// spec.
///
/// # Errors
/// If the file can't be written, or the first reward does not suffice for so many payments.
pub(crate) fn write(
    file: &Path,
    blocks: u32,
    payments: u32,
    now: Timestamp,
) -> anyhow::Result<Spec> {
    let paid = Amount::from_units(PAID)?;
    if file.exists() {
        fs::remove_file(file)?;
    }
    let draft = testing::draft();
    let spec = SpecDraft {
        time: Timestamp(now.seconds() - (BEFORE + blocks) * draft.interval),
        ..draft
    };
    let spec = spec.build()?;
    let mut chain = Chain::open(spec.clone(), RedbStore::open_file(file)?)?;
    let miner = Lock::Key(secret(0).public().key_hash());
    testing::extend(&mut chain, &miner, 3);
    let first = chain
        .hash_at(Height(1))
        .context("the chain has no blocks")?;
    let first = chain.block(&first)?.context("a block is not kept")?;
    let (at, output) = output_of(&first.transactions[0], 0);
    let reward = Owned {
        at,
        key: secret(0),
        output,
    };
    let units = reward.output.amount.units().checked_div(payments.into());
    let part = Amount::from_units(units.context("a block needs a payment")?)?;
    let outputs = (0..payments).map(|number| to(number, part));
    let split = pay(chain.genesis(), &[reward], outputs.collect());
    let mut coins: Vec<Owned> = (0..payments)
        .map(|number| owned(&split, number, number))
        .collect();
    add(&mut chain, &miner, vec![split])?;
    for block in 1..=blocks {
        let mut made = Vec::new();
        for (number, coin) in (payments * block..).zip(&mut coins) {
            let change = coin.output.amount.checked_sub(paid);
            let outputs = vec![
                to(0, paid),
                to(number, change.context("the reward is spent")?),
            ];
            let payment = pay(chain.genesis(), core::slice::from_ref(coin), outputs);
            *coin = owned(&payment, 1, number);
            made.push(payment);
        }
        add(&mut chain, &miner, made)?;
    }
    chain.flush()?;
    Ok(spec)
}

/// Adds a block with these payments.
fn add(
    chain: &mut Chain<RedbStore>,
    miner: &Lock,
    payments: Vec<Transaction>,
) -> anyhow::Result<()> {
    let block = testing::next_block(chain, miner, payments);
    let time = block.header.time;
    chain.accept_block(block, time)?;
    Ok(())
}

/// An output with this amount for the key with this number.
fn to(number: u32, amount: Amount) -> Output {
    Output {
        amount,
        lock: Lock::Key(secret(number).public().key_hash()),
    }
}

/// An output of a transaction, with the key of this number, which spends it.
fn owned(transaction: &Transaction, index: u32, number: u32) -> Owned {
    let (at, output) = output_of(transaction, index);
    Owned {
        at,
        output,
        key: secret(number),
    }
}
