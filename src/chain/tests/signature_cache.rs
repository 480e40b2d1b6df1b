//! The signature cache: a chain with cached transactions gives the same verdict on every block as a
//! chain without them.

use chain::check::transaction::check_unsigned;
use chain::testing::{self, TestKey, commit_witnesses, output_of, seal};
use chain::{BlockError, Chain, MemoryStore, SpecDraft, Store};
use primitives::{Amount, Block, Height, OutPoint, Output, Timestamp, Transaction, Witness};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_700_010_000);
/// The number of coins that [`world`] creates.
const COINS: usize = 8;

fn open() -> Chain<MemoryStore> {
    Chain::open(testing::spec(), MemoryStore::new()).unwrap()
}

/// A chain whose last block created [`COINS`] coins for a key.
fn world(alice: &TestKey) -> (Chain<MemoryStore>, Vec<(OutPoint, Output)>) {
    let mut chain = open();
    testing::extend(&mut chain, &alice.lock(), 3);
    let hash = chain.hash_at(Height(1)).unwrap();
    let reward = output_of(&chain.block(&hash).unwrap().unwrap().transactions[0], 0);
    let each = Amount::from_units(reward.1.amount.units() / COINS as u64).unwrap();
    let lock = alice.lock();
    let output = Output { amount: each, lock };
    let split = alice.spend(chain.genesis(), &[reward], vec![output; COINS]);
    let coins = (0..).take(COINS).map(|index| output_of(&split, index));
    let coins = coins.collect();
    let block = testing::next_block(&chain, &alice.lock(), vec![split]);
    chain.accept_block(block, NOW).unwrap();
    (chain, coins)
}

/// Verifies a transaction on the tip, as the mempool does, and caches it.
fn cache<S: Store>(chain: &mut Chain<S>, transaction: &Transaction) {
    let position = chain.next_position();
    let (spec, verifier) = (chain.spec(), chain.verifier());
    let unsigned = check_unsigned(transaction, chain, &position, spec, verifier).unwrap();
    let verified = unsigned.verify(verifier).unwrap();
    chain.cache(verified);
    assert!(chain.verifier().is_cached(&transaction.wtxid()));
}

/// A change of a transaction's first witness.
#[derive(Clone, Debug)]
enum Change {
    /// A bit of the signature or the key is flipped.
    FlipBit { item: usize, byte: usize, bit: u32 },
    /// The witness is by another key.
    OtherKey,
    /// The witness is swapped with that of the next input. If there is none, it is replaced by the
    /// witness of the next transaction.
    Swap,
    /// The witness is removed.
    Remove,
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..2_usize, 0..65_usize, 0..8_u32).prop_map(|(item, byte, bit)| Change::FlipBit {
            item,
            byte,
            bit
        }),
        Just(Change::OtherKey),
        Just(Change::Swap),
        Just(Change::Remove),
    ]
}

fn change_witness(
    chain: &Chain<MemoryStore>,
    payments: &mut [Transaction],
    at: usize,
    how: &Change,
) {
    let before = payments[at].txid();
    let other = payments[(at + 1) % payments.len()].inputs[0]
        .witness
        .clone();
    let spent: Vec<Output> = payments[at]
        .inputs
        .iter()
        .map(|input| chain.coin(&input.previous).unwrap().unwrap().output)
        .collect();
    let payment = &mut payments[at];
    match how {
        Change::FlipBit { item, byte, bit } => {
            let mut items: Vec<Vec<u8>> = payment.inputs[0]
                .witness
                .iter()
                .map(<[u8]>::to_vec)
                .collect();
            // An empty witness has nothing to flip.
            if let Some(item) = items.get_mut(*item) {
                let byte = byte % item.len();
                item[byte] ^= 1 << bit;
            }
            payment.inputs[0].witness = items.iter().collect();
        }
        Change::OtherKey => TestKey::new(9).sign(chain.genesis(), payment, &spent),
        Change::Swap => match payment.inputs.len() {
            1 => payment.inputs[0].witness = other,
            _ => {
                let (first, rest) = payment.inputs.split_at_mut(1);
                core::mem::swap(&mut first[0].witness, &mut rest[0].witness);
            }
        },
        Change::Remove => payment.inputs[0].witness = Witness::new(),
    }
    assert_eq!(
        payment.txid(),
        before,
        "a txid does not depend on witnesses"
    );
}

fn rebuilt(block: &Block, payments: &[Transaction]) -> Block {
    let mut block = block.clone();
    block.transactions.truncate(1);
    block.transactions.extend_from_slice(payments);
    commit_witnesses(&mut block);
    seal(&mut block);
    block
}

proptest! {
    /// Whatever is cached, and however witnesses are changed, the verdict, the broken rule and the
    /// chain afterwards are the same.
    #[test]
    fn verdicts_are_the_same_with_and_without_the_cache(
        seed: [u8; 32],
        sizes in prop::collection::vec(1..=2_usize, 1..=4),
        is_cached: [bool; 4],
        changes in prop::collection::vec((0..4_usize, any_change()), 0..=2),
    ) {
        let alice = TestKey::new(1);
        let (mut with, coins) = world(&alice);
        let mut without = Chain::open(testing::spec(), { with.flush().unwrap(); with.store().clone() }).unwrap();
        with.set_seed(seed);
        without.set_seed(seed);
        let mut coins = coins.chunks(2);
        let mut payments: Vec<Transaction> = sizes.iter().map(|inputs| {
            let spent = &coins.next().unwrap()[..*inputs];
            let to = TestKey::new(2).lock();
            let amount = spent[0].1.amount;
            alice.spend(with.genesis(), spent, vec![Output { amount, lock: to }])
        }).collect();
        for (payment, _) in payments.iter().zip(is_cached).filter(|(_, is_cached)| *is_cached) {
            cache(&mut with, payment);
        }
        let block = testing::next_block(&with, &alice.lock(), payments.clone());
        for (at, how) in &changes {
            let at = at % payments.len();
            change_witness(&with, &mut payments, at, how);
        }
        let block = rebuilt(&block, &payments);
        let (cached, fresh) = (with.accept_block(block.clone(), NOW), without.accept_block(block, NOW));
        prop_assert_eq!(format!("{cached:?}"), format!("{fresh:?}"));
        prop_assert_eq!(with.tip(), without.tip());
        with.flush().unwrap();
        without.flush().unwrap();
        prop_assert!(with.store() == without.store());
    }
}

/// The important case: the transaction has the txid of a cached one, but another witness.
#[test]
fn another_witness_of_a_cached_transaction_is_verified() {
    let alice = TestKey::new(1);
    let (mut chain, coins) = world(&alice);
    let amount = coins[0].1.amount;
    let lock = TestKey::new(2).lock();
    let mut payment = alice.spend(chain.genesis(), &coins[..1], vec![Output { amount, lock }]);
    cache(&mut chain, &payment);
    let spent = [coins[0].1.clone()];
    let right = payment.clone();
    TestKey::new(9).sign(chain.genesis(), &mut payment, &spent);
    let block = testing::next_block(&chain, &alice.lock(), vec![payment]);
    let rejected = chain.accept_block(block, NOW);
    assert!(matches!(rejected, Err(BlockError::Invalid { .. })));
    let block = testing::next_block(&chain, &alice.lock(), vec![right]);
    chain.accept_block(block, NOW).unwrap();
}

/// The seed is also the cache's secret, so proofs under an old seed have no effect.
#[test]
fn a_new_seed_empties_the_cache() {
    let alice = TestKey::new(1);
    let (mut chain, coins) = world(&alice);
    let outputs = vec![coins[0].1.clone()];
    let payment = alice.spend(chain.genesis(), &coins[..1], outputs);
    cache(&mut chain, &payment);
    chain.set_seed([7; 32]);
    assert!(!chain.verifier().is_cached(&payment.wtxid()));
    let other = SpecDraft {
        name: "Other".into(),
        ..testing::draft()
    };
    let other = Chain::open(other.build().unwrap(), MemoryStore::new()).unwrap();
    assert!(!other.verifier().is_cached(&payment.wtxid()));
}
