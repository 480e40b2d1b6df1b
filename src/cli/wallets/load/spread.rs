//! Making the coins of a load: the wallet pays itself, and each such payment is split into many
//! coins.

use std::time::Duration;

use primitives::{Amount, FeeRate, KEY_DUST_LIMIT, KeySpend, Output, Sighash};
use wallet::{Payment, Seed, Spend};

use super::coins::{Coin, LoadKeys, first_output, move_weight, transaction, weight};
use crate::clock;
use crate::failure::{Exit, Failure};
use crate::wallets::explorer::Explorer;
use crate::wallets::opened::OpenWallet;

/// The maximum number of coins that one transaction makes, so that it is light enough to be
/// relayed.
const MAX_OUTPUTS: u32 = 750;
/// The amount of a coin after the fees of all its moves, in base units: well above dust.
const WORTH: u64 = 10 * KEY_DUST_LIMIT;

/// The interval at which the node is asked for a new tip.
pub(crate) const POLL: Duration = Duration::from_millis(100);

/// The coins to make.
pub(crate) struct Plan {
    /// The number of coins.
    pub(crate) count: u32,
    /// The number of times that each will be moved.
    pub(crate) moves: u64,
    /// The fee rate of the moves.
    pub(crate) fee_rate: FeeRate,
    /// How long to wait for the block that confirms the coins.
    pub(crate) wait: Duration,
}

/// Makes the coins, and waits until a block has confirmed all of them.
///
/// # Errors
///
/// [`Failure`] if the wallet's coins do not suffice, if the node refuses a transaction, or if no
/// block confirms the coins in time.
pub(crate) fn spread(
    opened: &mut OpenWallet,
    node: &Explorer,
    keys: &LoadKeys,
    seed: &Seed,
    plan: &Plan,
) -> Result<Vec<Coin>, Failure> {
    let fees = plan
        .fee_rate
        .fee(move_weight())
        .units()
        .saturating_mul(plan.moves);
    let each = amount(WORTH.saturating_add(fees))?;
    let mut made = Vec::new();
    let mut left = plan.count;
    while left > 0 {
        let count = left.min(MAX_OUTPUTS);
        left -= count;
        made.extend(split(opened, node, keys, seed, plan.fee_rate, each, count)?);
    }
    opened.save()?;
    let start = clock::ticks();
    let mut height = opened.tip.value();
    let mut unconfirmed: Vec<_> = made.iter().map(|coin| coin.at.txid).collect();
    unconfirmed.sort_unstable();
    unconfirmed.dedup();
    while !unconfirmed.is_empty() {
        if let Some(hash) = node.hash_at(height + 1)? {
            let confirmed = node.block_txids(&hash)?;
            unconfirmed.retain(|txid| !confirmed.contains(txid));
            height += 1;
            continue;
        }
        if start.elapsed() >= plan.wait {
            let message = format!(
                "no block confirmed the coins within {} s; is anyone mining?",
                plan.wait.as_secs()
            );
            return Err(Failure::of("--wait", Exit::Refused, message));
        }
        clock::wait_until(clock::ticks() + POLL);
    }
    Ok(made)
}

/// Pays the wallet itself, and splits that payment into coins.
fn split(
    opened: &mut OpenWallet,
    node: &Explorer,
    keys: &LoadKeys,
    seed: &Seed,
    fee_rate: FeeRate,
    each: Amount,
    count: u32,
) -> Result<Vec<Coin>, Failure> {
    let key = |number: u32| keys.index(number.into());
    let outputs = (0..count).map(|number| Output {
        amount: each,
        lock: keys.lock(key(number)).clone(),
    });
    let outputs: Vec<Output> = outputs.collect();
    let fee = fee_rate.fee(weight(outputs.clone()));
    let total = each
        .units()
        .saturating_mul(count.into())
        .saturating_add(fee.units());
    let payment = Payment {
        to: keys.lock(0).clone(),
        amount: Spend::Exact(amount(total)?),
        fee_rate,
        note: None,
    };
    let draft = opened
        .wallet
        .prepare(&payment, opened.tip)
        .map_err(|error| Failure::new(Exit::Refused, error.to_string()))?;
    let paid = opened
        .wallet
        .sign(&draft, seed)
        .map_err(|error| Failure::of("--wallet", Exit::Data, error.to_string()))?;
    opened.send(node, &paid)?;
    let whole = Output {
        amount: amount(total)?,
        lock: payment.to,
    };
    let index = paid.outputs.iter().position(|output| *output == whole);
    let mut at = first_output(&paid);
    at.index = u32::try_from(index.unwrap_or_default()).unwrap_or_default();
    let mut split = transaction(&[at], outputs);
    let digest = Sighash::new(opened.genesis(), &split, &[whole]).digest(0);
    split.inputs[0].witness = KeySpend::sign(keys.key(0), &digest).to_witness();
    opened.send(node, &split)?;
    let txid = split.txid();
    let coins = (0..count).map(|index| Coin {
        at: primitives::OutPoint { txid, index },
        amount: each,
        key: key(index),
        chained: 0,
    });
    Ok(coins.collect())
}

fn amount(units: u64) -> Result<Amount, Failure> {
    Amount::from_units(units).map_err(|error| Failure::new(Exit::Refused, error.to_string()))
}
