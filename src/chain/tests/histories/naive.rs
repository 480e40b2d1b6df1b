//! A second ledger, as naive as possible: it keeps all blocks, and reads a whole branch from the
//! genesis block for each query. It has no undo data, no index and no store. It is written from the
//! rules' descriptions ([`chain::Rule`], [`chain::TransactionRule`], the BIPs that they name), so
//! that the real ledger can be compared with it.

use chain::params::{EASIEST, LOCK_TIME_THRESHOLD, MEDIAN_SPAN};
use chain::{Coin, Spec};
use primitives::{
    Amount, Block, BlockHash, Height, Input, Lock, OutPoint, RelativeLock, Timestamp, Transaction,
};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the rule by which a block is rejected.
pub(crate) type BrokenRule = &'static str;

/// The coins at the end of a branch.
#[derive(Clone, Default)]
pub(crate) struct State {
    /// All unspent coins.
    pub(crate) coins: BTreeMap<OutPoint, Coin>,
    /// All created coins: the allocation, the claimed rewards and the grants, minus burnt coins.
    pub(crate) supply: u64,
    granted: BTreeSet<Lock>,
    /// The times of the branch's blocks, the genesis block's first.
    times: Vec<Timestamp>,
}

struct AcceptedBlock {
    block: Block,
    height: u32,
    invalid: bool,
}

/// All blocks that were not rejected, by hash.
pub(crate) struct Naive {
    spec: Spec,
    kept: BTreeMap<BlockHash, AcceptedBlock>,
    /// The end of the best branch.
    pub(crate) tip: BlockHash,
}

impl Naive {
    pub(crate) fn new(spec: Spec) -> Self {
        let block = spec.genesis();
        let tip = block.hash();
        let genesis = AcceptedBlock {
            block,
            height: 0,
            invalid: false,
        };
        Self {
            spec,
            kept: [(tip, genesis)].into(),
            tip,
        }
    }

    /// Accepts a block. The longest branch is the best, since all blocks here have the same
    /// difficulty. Of branches with equal length it is the first one.
    pub(crate) fn accept(&mut self, block: &Block, now: Timestamp) -> Result<(), BrokenRule> {
        let hash = block.hash();
        if let Some(known) = self.kept.get(&hash) {
            return Err(if known.invalid {
                "KnownInvalid"
            } else {
                "known"
            });
        }
        let parent = self.kept.get(&block.header.previous).ok_or("orphan")?;
        if parent.invalid {
            return Err("InvalidParent");
        }
        let height = parent.height + 1;
        let branch = self.branch(block.header.previous).into_iter();
        let times: Vec<_> = branch.map(|block| block.header.time).collect();
        check_without_coins(&self.spec, block, height, &times, now)?;
        let kept = AcceptedBlock {
            block: block.clone(),
            height,
            invalid: false,
        };
        self.kept.insert(hash, kept);
        if height > self.kept[&self.tip].height {
            if let Err((wrong, rule)) = self.replay(hash) {
                self.kept.remove(&hash);
                self.mark_invalid(wrong);
                return Err(rule);
            }
            self.tip = hash;
        }
        Ok(())
    }

    pub(crate) fn height(&self) -> u32 {
        self.kept[&self.tip].height
    }

    /// The blocks from the genesis block to this one.
    pub(crate) fn branch(&self, end: BlockHash) -> Vec<&Block> {
        let parent = |block: &&Block| {
            self.kept
                .get(&block.header.previous)
                .map(|kept| &kept.block)
        };
        let end = self.kept.get(&end).map(|kept| &kept.block);
        let mut branch: Vec<_> = core::iter::successors(end, parent).collect();
        branch.reverse();
        branch
    }

    /// The coins at the end of a branch, or the first invalid block on it.
    pub(crate) fn replay(&self, end: BlockHash) -> Result<State, (BlockHash, BrokenRule)> {
        let mut state = State::default();
        for (height, block) in (0..).zip(self.branch(end)) {
            let applied = apply(&self.spec, &mut state, block, height);
            applied.map_err(|rule| (block.hash(), rule))?;
        }
        Ok(state)
    }

    fn mark_invalid(&mut self, wrong: BlockHash) {
        let above: Vec<_> = self.kept.keys().copied().collect();
        let above = above
            .into_iter()
            .filter(|hash| self.branch(*hash).iter().any(|b| b.hash() == wrong));
        for hash in above.collect::<Vec<_>>() {
            self.kept.get_mut(&hash).unwrap().invalid = true;
        }
    }
}

/// Checks the rules that need no coins.
fn check_without_coins(
    spec: &Spec,
    block: &Block,
    height: u32,
    times: &[Timestamp],
    now: Timestamp,
) -> Result<(), BrokenRule> {
    let header = &block.header;
    ensure(header.bits == EASIEST, "Bits")?;
    ensure(header.meets_target(), "ProofOfWork")?;
    let median = median(times, height - 1);
    ensure(header.time > median, "TimeTooOld")?;
    ensure(
        header.time.seconds() <= now.seconds() + spec.allowed_future(),
        "TimeTooNew",
    )?;
    ensure(block.merkle_root().root == header.merkle_root, "MerkleRoot")?;
    ensure(
        block.transactions.len() as u64 <= u64::from(spec.max_transactions),
        "TooManyTransactions",
    )?;
    ensure(block.transactions[0].is_coinbase(), "NoCoinbase")?;
    let mut grants = 0;
    for transaction in &block.transactions[1..] {
        ensure(!transaction.is_coinbase(), "SecondCoinbase")?;
        if transaction.inputs.is_empty() {
            grants += 1;
            ensure(grants < 2, "SecondGrant")?;
            let grant = spec.grant.ok_or("NoInputs")?;
            ensure(transaction.outputs[0].amount == grant.amount, "GrantAmount")?;
        }
        let inputs: BTreeSet<_> = transaction
            .inputs
            .iter()
            .map(|input| input.previous)
            .collect();
        ensure(inputs.len() == transaction.inputs.len(), "DuplicateInput")?;
    }
    let push = chain::height_push(Height(height));
    ensure(
        block.transactions[0].inputs[0].script.starts_with(&push),
        "CoinbaseHeight",
    )?;
    for transaction in &block.transactions {
        let lock = transaction.lock_time;
        let now = if lock < LOCK_TIME_THRESHOLD {
            height
        } else {
            median.seconds()
        };
        let all_final = transaction
            .inputs
            .iter()
            .all(|input| input.sequence == Input::FINAL);
        ensure(lock == 0 || lock < now || all_final, "NotFinal")?;
        if transaction.inputs.is_empty() {
            let until = spec.grant.ok_or("NoInputs")?.until;
            ensure(height <= until.value(), "GrantsOver")?;
        }
    }
    Ok(())
}

/// Applies a block's transactions one by one.
fn apply(spec: &Spec, state: &mut State, block: &Block, height: u32) -> Result<(), BrokenRule> {
    let mut fees = 0;
    for transaction in block.transactions.iter().skip(1) {
        if let [output] = transaction.outputs.as_slice()
            && transaction.inputs.is_empty()
        {
            ensure(state.granted.insert(output.lock.clone()), "GrantedBefore")?;
            state.supply += output.amount.units();
        } else {
            fees += spend(spec, state, transaction, height)?;
        }
        make(state, transaction, height, false);
    }
    let coinbase = &block.transactions[0];
    let reward = match height {
        0 => paid(coinbase),
        _ => spec
            .reward
            .units()
            .checked_shr(height / spec.halving)
            .unwrap_or(0),
    };
    ensure(paid(coinbase) <= reward + fees, "CoinbaseAmount")?;
    // Fees move to the coinbase. Fees that the miner does not claim are lost.
    state.supply = state.supply + paid(coinbase) - fees;
    make(state, coinbase, height, height > 0);
    state.times.push(block.header.time);
    Ok(())
}

/// Removes the coins that a transaction spends, and returns its fee.
fn spend(
    spec: &Spec,
    state: &mut State,
    transaction: &Transaction,
    height: u32,
) -> Result<u64, BrokenRule> {
    let mut spent = Vec::new();
    for input in &transaction.inputs {
        spent.push(state.coins.remove(&input.previous).ok_or("MissingCoin")?);
    }
    for coin in &spent {
        let matures = coin.height.value() + spec.maturity;
        ensure(!coin.must_mature || height >= matures, "Immature")?;
    }
    let taken: u64 = spent.iter().map(|coin| coin.output.amount.units()).sum();
    let ages = transaction.inputs.iter().zip(&spent);
    for (input, coin) in ages.filter(|_| transaction.version >= 2) {
        let made = coin.height.value();
        let old = match RelativeLock::of(input.sequence) {
            None => true,
            Some(RelativeLock::Blocks(blocks)) => height >= made + u32::from(blocks),
            Some(RelativeLock::Time(units)) => {
                let since = median(&state.times, made.saturating_sub(1)).seconds();
                median(&state.times, height - 1).seconds() >= since + u32::from(units) * 512
            }
        };
        ensure(old, "RelativeLock")?;
    }
    taken.checked_sub(paid(transaction)).ok_or("Overspent")
}

fn make(state: &mut State, transaction: &Transaction, height: u32, must_mature: bool) {
    let txid = transaction.txid();
    for (index, output) in (0..).zip(&transaction.outputs) {
        if matches!(output.lock, Lock::Data(_)) {
            state.supply -= output.amount.units();
            continue;
        }
        let coin = Coin {
            output: output.clone(),
            height: Height(height),
            must_mature,
        };
        state.coins.insert(OutPoint { txid, index }, coin);
    }
}

fn paid(transaction: &Transaction) -> u64 {
    transaction
        .outputs
        .iter()
        .map(|output| Amount::units(output.amount))
        .sum()
}

/// The median time past of the block at a height.
fn median(times: &[Timestamp], height: u32) -> Timestamp {
    let end = height as usize + 1;
    let mut last = times[end.saturating_sub(MEDIAN_SPAN)..end].to_vec();
    last.sort_unstable();
    last[last.len() / 2]
}

fn ensure(holds: bool, rule: BrokenRule) -> Result<(), BrokenRule> {
    holds.then_some(()).ok_or(rule)
}
