//! A chain on which tests break rules, and the checks after each broken rule.

use chain::testing::{self, TestKey, commit_witnesses, output_of, seal};
use chain::{
    BlockError, Chain, MemoryStore, Rule, SpecDraft, TransactionError, TransactionRule,
    verify_transaction,
};
use primitives::{Amount, Block, Height, OutPoint, Output, Timestamp, Transaction, Witness};

/// A chain of eight blocks whose rewards belong to `alice`.
pub(crate) struct World {
    pub(crate) chain: Chain<MemoryStore>,
    pub(crate) alice: TestKey,
    pub(crate) bob: TestKey,
}

pub(crate) const FEE: u64 = 1000;

impl World {
    pub(crate) fn new() -> Self {
        Self::of(SpecDraft {
            max_weight: 40_000,
            max_transactions: 5,
            ..testing::draft()
        })
    }

    pub(crate) fn of(draft: SpecDraft) -> Self {
        let mut chain = Chain::open(draft.build().unwrap(), MemoryStore::new()).unwrap();
        let (alice, bob) = (TestKey::new(1), TestKey::new(2));
        testing::extend(&mut chain, &alice.lock(), 8);
        Self { chain, alice, bob }
    }

    /// The outpoint of the reward of the block at a height.
    pub(crate) fn reward(&self, height: u32) -> OutPoint {
        let hash = self.chain.hash_at(Height(height)).unwrap();
        let block = self.chain.block(&hash).unwrap().unwrap();
        output_of(&block.transactions[0], 0).0
    }

    /// A valid transaction that spends the first reward in the next block.
    pub(crate) fn payment(&self) -> Transaction {
        let fee = Amount::from_units(FEE).unwrap();
        self.alice
            .pay(&self.chain, self.reward(1), &self.bob.lock(), fee)
    }

    /// A valid block with the payment.
    pub(crate) fn block(&self) -> Block {
        testing::next_block(&self.chain, &self.alice.lock(), vec![self.payment()])
    }

    /// Changes a valid block. Expects that it is rejected by a rule for which `expected` holds, and
    /// that nothing stored changes.
    pub(crate) fn rejects_block(
        change: impl Fn(&Self, &mut Block),
        expected: impl Fn(&Rule) -> bool,
    ) {
        for header_first in [false, true] {
            let mut world = Self::new();
            let mut block = world.block();
            change(&world, &mut block);
            let now = Timestamp(block.header.time.seconds().min(1_700_001_000));
            let known = header_first && world.chain.accept_headers(&[block.header], now).is_ok();
            world.chain.flush().unwrap();
            let (store, tip) = (world.chain.store().clone(), world.chain.tip().clone());
            let hash = block.hash();
            world.rejects_proposal(&block, now, &expected);
            let rule = match world.chain.accept_block(block.clone(), now) {
                Err(BlockError::Invalid { block, rule }) => {
                    assert_eq!(block, hash);
                    rule
                }
                other => panic!("{other:?}"),
            };
            assert!(expected(&rule), "{rule:?}");
            world.chain.flush().unwrap();
            assert_eq!(world.chain.store(), &store, "{rule}");
            assert_eq!(world.chain.tip(), &tip, "{rule}");
            // A known header is marked as invalid, unless another copy of the block may be valid.
            if known && !rule.may_be_mutated() {
                let again = world.chain.accept_block(block, now);
                let rule = Rule::KnownInvalid;
                assert!(matches!(again, Err(BlockError::Invalid { rule: r, .. }) if r == rule));
            } else {
                assert!(known || world.chain.entry(&hash).is_none());
            }
            // The chain can still be extended.
            let valid = world.block();
            let now = valid.header.time;
            assert_eq!(
                world
                    .chain
                    .accept_block(valid, now)
                    .unwrap()
                    .connected
                    .len(),
                1
            );
        }
    }

    /// Expects that a block is rejected as a proposal by the same rule, unless it only lacks proof
    /// of work, which a proposal may lack.
    fn rejects_proposal(&self, block: &Block, now: Timestamp, expected: impl Fn(&Rule) -> bool) {
        let (hash, bits) = (block.hash(), block.header.bits);
        if expected(&Rule::ProofOfWork { hash, bits }) {
            self.chain.check_proposal(block, now).unwrap();
            return;
        }
        match self.chain.check_proposal(block, now) {
            Err(BlockError::Invalid { block, rule }) => {
                assert!(block == hash && expected(&rule), "{rule:?}");
            }
            other => panic!("{other:?}"),
        }
    }

    /// Changes the payment, and signs it again if `sign` is set. Expects that the mempool's checks
    /// and a block reject it by a rule for which `expected` holds.
    pub(crate) fn rejects_payment(
        sign: bool,
        change: impl Fn(&Self, &mut Transaction),
        expected: impl Fn(&TransactionRule) -> bool,
    ) {
        let world = Self::new();
        let mut payment = world.payment();
        change(&world, &mut payment);
        if sign {
            let spent: Vec<Output> = payment
                .inputs
                .iter()
                .filter_map(|input| world.chain.coin(&input.previous).unwrap())
                .map(|coin| coin.output)
                .collect();
            if spent.len() == payment.inputs.len() {
                let genesis = world.chain.genesis();
                world.alice.sign(genesis, &mut payment, &spent);
            }
        }
        match world.verify(&payment) {
            Err(TransactionError::Invalid(rule)) => assert!(expected(&rule), "{rule:?}"),
            other => panic!("{other:?}"),
        }
        let in_block = |_: &Self, block: &mut Block| {
            block.transactions[1] = payment.clone();
            commit_witnesses(block);
            seal(block);
        };
        Self::rejects_block(in_block, |rule| {
            matches!(rule, Rule::Transaction { transaction: 1, txid, rule }
                if *txid == payment.txid() && expected(rule))
        });
    }

    pub(crate) fn verify(
        &self,
        transaction: &Transaction,
    ) -> Result<Amount, TransactionError<impl std::error::Error + use<>>> {
        verify_transaction(
            transaction,
            &self.chain,
            &self.chain.next_position(),
            self.chain.spec(),
            self.chain.verifier(),
        )
    }
}

/// Whether the rule is broken by the transaction with this index, and `expected` holds for its
/// rule.
pub(crate) fn within(
    rule: &Rule,
    index: usize,
    expected: impl Fn(&TransactionRule) -> bool,
) -> bool {
    matches!(rule, Rule::Transaction { transaction, rule, .. } if *transaction == index && expected(rule))
}

pub(crate) fn is_missing_coin(rule: &TransactionRule) -> bool {
    matches!(rule, TransactionRule::MissingCoin(_))
}

pub(crate) fn edit(witness: &mut Witness, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut items = witness.iter().map(<[u8]>::to_vec).collect();
    change(&mut items);
    *witness = items.into_iter().collect();
}
