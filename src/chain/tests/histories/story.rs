//! Random histories of valid and invalid blocks on any branch.
//!
//! Coins have locks of a witness version without a meaning yet, which anyone may spend. So nothing
//! is signed, and thousands of histories take seconds. Signatures have their own tests.

use super::naive::Naive;
use chain::testing::{block_after, commit_witnesses, mine, output_of, seal};
use chain::{Coin, Grant, HeaderContext, Spec, SpecDraft, testing};
use primitives::{
    Amount, Block, BlockHash, Height, Input, KeyHash, Lock, OutPoint, Output, RelativeLock,
    Timestamp, Transaction,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The node's clock. It is ahead of all blocks except those with a wrong time.
pub(crate) const NOW: Timestamp = Timestamp(1_700_100_000);

/// The fault of a block, or a variation that is valid.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    None,
    Overspent,
    Reward,
    /// Less than reward and fees is claimed, which is valid.
    Unclaimed,
    /// Coins are paid to a data output, which burns them. This is valid.
    Burnt,
    DuplicateInput,
    DoubleSpend,
    Immature,
    Missing,
    Root,
    TooOld,
    TooNew,
    NotFinal,
    Relative,
    Height,
    Work,
    Bits,
    SecondCoinbase,
    SecondGrant,
    GrantAmount,
}

/// How a block is made.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The distance from the last block back to the parent.
    parent: usize,
    /// The number of payments.
    payments: usize,
    /// A random number from which all other choices follow.
    choices: u32,
    grant: Option<u8>,
    fault: Fault,
}

/// The steps of a history. One in four has a fault.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    use Fault::*;
    let faults = [
        Overspent,
        Reward,
        Unclaimed,
        Burnt,
        DuplicateInput,
        DoubleSpend,
        Immature,
        Missing,
        Root,
        TooOld,
        TooNew,
        NotFinal,
        Relative,
        Height,
        Work,
        Bits,
        SecondCoinbase,
        SecondGrant,
        GrantAmount,
    ];
    let fault = prop_oneof![3 => Just(None), 1 => prop::sample::select(faults.to_vec())];
    let parent = prop_oneof![5 => Just(0_usize), 3 => 1..3_usize, 1 => 3..12_usize];
    let grant = prop_oneof![3 => Just(Option::None), 1 => (0..4_u8).prop_map(Some)];
    let step = (parent, 0..4_usize, any::<u32>(), grant, fault);
    let step = step.prop_map(|(parent, payments, choices, grant, fault)| Step {
        parent,
        payments,
        choices,
        grant,
        fault,
    });
    prop::collection::vec(step, 1..30)
}

/// A chain with early halvings, grants up to some height, and an allocation.
pub(crate) fn spec() -> Spec {
    let draft = SpecDraft {
        reward: Amount::from_units(5_000).unwrap(),
        halving: 4,
        max_transactions: 5,
        grant: Some(Grant {
            amount: Amount::from_units(77).unwrap(),
            until: Height(9),
        }),
        allocation: vec![(KeyHash::from_bytes([1; 20]), Amount::COIN)],
        ..testing::draft()
    };
    draft.build().unwrap()
}

/// The blocks in the order in which they were made. A block's parent is an earlier one or the
/// genesis block.
pub(crate) fn make(spec: &Spec, steps: &[Step]) -> Vec<Block> {
    let mut builder = HistoryBuilder::new(spec.clone());
    steps.iter().for_each(|step| builder.add(step));
    builder.blocks
}

/// Whether a lock is one of those that [`open_lock`] makes.
fn is_open(lock: &Lock) -> bool {
    matches!(lock, Lock::Other { .. })
}

/// A lock that anyone may spend from. Different marks make transactions differ.
fn open_lock(mark: u32) -> Lock {
    Lock::new(1, &mark.to_le_bytes()).unwrap()
}

struct HistoryBuilder {
    spec: Spec,
    blocks: Vec<Block>,
    contexts: BTreeMap<BlockHash, HeaderContext>,
    genesis: BlockHash,
    /// Computes the coins of a branch.
    naive: Naive,
    /// All coins created so far, on any branch.
    all_coins: Vec<(OutPoint, Output)>,
}

impl HistoryBuilder {
    fn new(spec: Spec) -> Self {
        let context = HeaderContext::genesis(&spec, &spec.genesis().header);
        Self {
            naive: Naive::new(spec.clone()),
            blocks: Vec::new(),
            genesis: context.hash,
            contexts: [(context.hash, context)].into(),
            all_coins: Vec::new(),
            spec,
        }
    }

    fn add(&mut self, step: &Step) {
        let parent = self.blocks.len().checked_sub(1 + step.parent);
        let parent = parent.map_or(self.genesis, |at| self.blocks[at].hash());
        let above = self.contexts[&parent].clone();
        let (transactions, fees) = self.transactions(step, &above);
        let mut block = block_after(
            &self.spec,
            &above,
            &open_lock(step.choices),
            transactions,
            fees,
        );
        break_block(&mut block, step, &above);
        // Invalid blocks may have children, too.
        self.contexts
            .insert(block.hash(), above.extend(&self.spec, &block.header));
        for transaction in &block.transactions {
            let outputs = (0..)
                .take(transaction.outputs.len())
                .map(|index| output_of(transaction, index));
            self.all_coins
                .extend(outputs.filter(|(_, output)| is_open(&output.lock)));
        }
        let _ = self.naive.accept(&block, NOW);
        self.blocks.push(block);
    }

    fn transactions(&self, step: &Step, above: &HeaderContext) -> (Vec<Transaction>, Amount) {
        let height = above.height.next();
        let state = self.naive.replay(above.hash).unwrap_or_default();
        let mature = |coin: &Coin| {
            !coin.must_mature || height >= coin.height.saturating_add(self.spec.maturity)
        };
        let open = |coin: &Coin| is_open(&coin.output.lock);
        let coins = state.coins.iter().filter(|(_, coin)| open(coin));
        let (mature_coins, immature_coins): (Vec<_>, Vec<_>) =
            coins.partition(|(_, coin)| mature(coin));
        let mut mature_coins: Vec<_> = mature_coins
            .into_iter()
            .map(|(at, coin)| (*at, coin.output.clone()))
            .collect();
        let mut transactions = Vec::new();
        let mut fees = 0;
        for index in 0..step.payments {
            let roll = step.choices.rotate_left(5 * u32::try_from(index).unwrap());
            let is_faulty = index + 1 == step.payments;
            let from = match step.fault {
                Fault::Immature if is_faulty => immature_coins
                    .first()
                    .map(|(at, coin)| (**at, coin.output.clone())),
                Fault::Missing if is_faulty => pick(&self.all_coins, roll).cloned(),
                _ if mature_coins.is_empty() => None,
                _ => Some(mature_coins.swap_remove(roll as usize % mature_coins.len())),
            };
            let Some((from, coin)) = from else {
                continue;
            };
            let fee = u64::from(roll % 4).min(coin.amount.units());
            let mut payment = pay(from, &coin, fee, roll);
            let mut paid = fee;
            if is_faulty {
                break_payment(&mut payment, step.fault, height, roll);
            }
            if is_faulty && matches!(step.fault, Fault::Overspent) {
                payment.outputs[0].amount = units(payment.outputs[0].amount.units() + fee + 1);
                paid = 0;
            }
            mature_coins.extend(
                (0..)
                    .take(payment.outputs.len())
                    .map(|index| output_of(&payment, index))
                    .filter(|(_, o)| is_open(&o.lock)),
            );
            transactions.push(payment);
            fees += paid;
            if matches!(step.fault, Fault::DoubleSpend) && is_faulty {
                transactions.push(pay(from, &coin, fee, !roll));
                fees += fee;
            }
        }
        self.grants(step, &mut transactions);
        (transactions, units(fees))
    }

    fn grants(&self, step: &Step, transactions: &mut Vec<Transaction>) {
        let grant = self.spec.grant.unwrap();
        let key = |number: u8| KeyHash::from_bytes([number; 20]);
        let first = step.grant.map(|number| grant.transaction(key(number)));
        match step.fault {
            Fault::SecondGrant => {
                transactions.extend([200, 201].map(|number| grant.transaction(key(number))));
            }
            Fault::GrantAmount => {
                let wrong = Grant {
                    amount: Amount::COIN,
                    ..grant
                };
                transactions.push(wrong.transaction(key(202)));
            }
            _ => transactions.extend(first),
        }
    }
}

/// Applies the faults of a single payment.
fn break_payment(payment: &mut Transaction, fault: Fault, height: Height, roll: u32) {
    let input = &mut payment.inputs[0];
    match fault {
        Fault::NotFinal => {
            input.sequence = Input::FINAL - 1;
            payment.lock_time = height.value() + roll % 2;
        }
        // Some coins are old enough, so that the payment is valid.
        Fault::Relative if roll & 16 == 0 => {
            input.sequence = RelativeLock::Blocks(u16::try_from(roll % 5).unwrap()).sequence();
        }
        Fault::Relative => {
            input.sequence = RelativeLock::Time(u16::try_from(roll % 2).unwrap()).sequence();
        }
        Fault::DuplicateInput => {
            let twice = input.clone();
            payment.inputs.push(twice);
        }
        Fault::Burnt => payment.outputs[0].lock = Lock::Data(vec![7]),
        _ => {}
    }
}

fn units(units: u64) -> Amount {
    Amount::from_units(units).unwrap()
}

/// A payment that spends a coin and has one or two outputs.
fn pay(from: OutPoint, coin: &Output, fee: u64, roll: u32) -> Transaction {
    let rest = coin.amount.units() - fee;
    let first = if roll & 8 == 0 { rest } else { rest / 3 };
    let output = |amount, mark| Output {
        amount: units(amount),
        lock: open_lock(mark),
    };
    let mut outputs = vec![output(first, roll)];
    if first < rest {
        outputs.push(output(rest - first, roll ^ 1));
    }
    Transaction {
        version: 2,
        inputs: vec![Input::spending(from)],
        outputs,
        lock_time: 0,
    }
}

fn pick<T>(items: &[T], roll: u32) -> Option<&T> {
    let last = items.len().checked_sub(1)?;
    items.get(roll as usize % (last + 1))
}

/// Applies the faults of a block as a whole.
fn break_block(block: &mut Block, step: &Step, above: &HeaderContext) {
    let coinbase = &mut block.transactions[0];
    let reward = coinbase.outputs[0].amount.units();
    match step.fault {
        Fault::Reward => coinbase.outputs[0].amount = units(reward + 1),
        Fault::Unclaimed => coinbase.outputs[0].amount = units(reward - reward.min(3)),
        Fault::Height => {
            let mut script = chain::height_push(above.height);
            script.extend_from_slice(b"test");
            coinbase.inputs[0].script = script;
        }
        Fault::SecondCoinbase => {
            let second = block.transactions[0].clone();
            block.transactions.insert(1, second);
        }
        Fault::TooOld => block.header.time = above.median_time(),
        Fault::TooNew => block.header.time = NOW.saturating_add(601),
        Fault::Bits => block.header.bits = primitives::CompactTarget(0x207f_fffe),
        _ => {}
    }
    commit_witnesses(block);
    seal(block);
    match step.fault {
        Fault::Root => {
            let mut root = block.header.merkle_root.to_bytes();
            root[0] ^= 1;
            block.header.merkle_root = primitives::MerkleNode::from_bytes(root);
            mine(&mut block.header);
        }
        Fault::Work => {
            while block.header.meets_target() {
                block.header.nonce += 1;
            }
        }
        _ => {}
    }
}
