//! Branches: the branch with the most work is the best, in any order of arrival. After a
//! reorganisation a chain has the same state as a chain that never had the other branch.

use chain::testing::{self, TestKey};
use chain::{Accepted, BlockError, Chain, MemoryStore, Rule, Spec, Status, Table};
use primitives::{Amount, Block, BlockHash, Height, Lock, Timestamp, Transaction};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const NOW: Timestamp = Timestamp(1_700_010_000);

fn open(spec: &Spec) -> Chain<MemoryStore> {
    Chain::open(spec.clone(), MemoryStore::new()).unwrap()
}

/// A new chain that accepts only these blocks.
fn new_chain<'a>(spec: &Spec, blocks: impl IntoIterator<Item = &'a Block>) -> Chain<MemoryStore> {
    let mut chain = open(spec);
    for block in blocks {
        chain.accept_block(block.clone(), NOW).unwrap();
    }
    chain
}

/// A tree of valid blocks, parents before children.
struct Tree {
    spec: Spec,
    blocks: Vec<Block>,
    parents: Vec<Option<usize>>,
    /// For each block, the store of a chain that has only the block and its ancestors.
    stores: Vec<MemoryStore>,
}

impl Tree {
    /// Builds a tree. Each step has the distance from the last block back to the new block's
    /// parent, and the number of payments in the new block.
    fn grow(steps: &[(usize, usize)]) -> Self {
        let mut tree = Self {
            spec: testing::spec(),
            blocks: Vec::new(),
            parents: Vec::new(),
            stores: Vec::new(),
        };
        for (index, (parent, payments)) in steps.iter().enumerate() {
            // The parent is one of the last four blocks, so that branches become long.
            tree.add(index.checked_sub(1 + parent % 4), *payments);
        }
        tree
    }

    /// Adds a child of an earlier block or of the genesis block, with about this many payments (see
    /// [`Tree::payments`]).
    fn add(&mut self, parent: Option<usize>, payments: usize) -> usize {
        let store = parent.map_or_else(MemoryStore::new, |at| self.stores[at].clone());
        let mut chain = Chain::open(self.spec.clone(), store).unwrap();
        let index = self.blocks.len();
        let payments = self.payments(&chain, &self.path(parent), payments);
        let block = testing::next_block(&chain, &owner(index).lock(), payments);
        chain.accept_block(block.clone(), NOW).unwrap();
        chain.flush().unwrap();
        self.blocks.push(block);
        self.parents.push(parent);
        self.stores.push(chain.into_store());
        index
    }

    /// The blocks from the first one up to `end`, in ascending order.
    fn path(&self, end: Option<usize>) -> Vec<usize> {
        let mut path: Vec<usize> = core::iter::successors(end, |at| self.parents[*at]).collect();
        path.reverse();
        path
    }

    /// Payments that spend the oldest unspent rewards of a branch, at least `count` if there are
    /// enough. The outputs of some payments are spent by a second payment in the same block.
    fn payments(
        &self,
        chain: &Chain<MemoryStore>,
        below: &[usize],
        count: usize,
    ) -> Vec<Transaction> {
        let mut payments = Vec::new();
        let mature = below.len().saturating_sub(1);
        for at in &below[..mature] {
            let (from, _) = testing::output_of(&self.blocks[*at].transactions[0], 0);
            if payments.len() >= count || chain.coin(&from).unwrap().is_none() {
                continue;
            }
            let to = owner(at + 100);
            let payment = owner(*at).pay(chain, from, &to.lock(), Amount::from_units(7).unwrap());
            if at % 2 == 0 {
                let output = testing::output_of(&payment, 0);
                let mut outputs = vec![payment.outputs[0].clone()];
                outputs[0].lock = owner(at + 50).lock();
                payments.push(payment);
                payments.push(to.spend(chain.genesis(), &[output], outputs));
            } else {
                payments.push(payment);
            }
        }
        payments
    }

    /// The blocks of a chain's best branch, lowest first.
    fn branch_of(&self, chain: &Chain<MemoryStore>) -> Vec<&Block> {
        let tip = chain.tip().hash;
        let end = self.blocks.iter().position(|block| block.hash() == tip);
        self.path(end)
            .into_iter()
            .map(|at| &self.blocks[at])
            .collect()
    }

    fn most_work(&self) -> u32 {
        let lengths = (0..self.blocks.len()).map(|at| self.path(Some(at)).len());
        u32::try_from(lengths.max().unwrap_or(0)).unwrap()
    }
}

fn owner(index: usize) -> TestKey {
    TestKey::new(u8::try_from(1 + index % 250).unwrap())
}

/// The tables that depend on the best chain only: coins and indexes.
fn state(chain: &mut Chain<MemoryStore>) -> Vec<BTreeMap<Vec<u8>, Vec<u8>>> {
    chain.flush().unwrap();
    [Table::Coins, Table::Locations, Table::History]
        .map(|table| chain.store().rows(table).clone())
        .to_vec()
}

/// Follows the best chain as a wallet does, and checks that the reports are consistent.
#[derive(Default)]
struct Follower(Vec<BlockHash>);

impl Follower {
    fn follow(&mut self, accepted: Accepted) {
        for (height, block) in accepted.disconnected {
            assert_eq!(height.value() as usize, self.0.len());
            assert_eq!(self.0.pop(), Some(block.hash()));
        }
        for (height, block) in accepted.connected {
            self.0.push(block.hash());
            assert_eq!(height.value() as usize, self.0.len());
        }
        assert!(accepted.rejected.is_empty());
    }
}

fn steps() -> impl Strategy<Value = Vec<(usize, usize)>> {
    proptest::collection::vec((0usize..6, 0usize..3), 1..22)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_order_of_arrival_ends_in_the_same_state(
        steps in steps(),
        order in proptest::collection::vec(any::<u32>(), 22),
        flushes in any::<u32>(),
    ) {
        let tree = Tree::grow(&steps);
        let mut chain = open(&tree.spec);
        let headers: Vec<_> = tree.blocks.iter().map(|block| block.header).collect();
        prop_assert_eq!(chain.accept_headers(&headers, NOW).unwrap().added, headers.len());
        let mut arrival: Vec<usize> = (0..tree.blocks.len()).collect();
        arrival.sort_by_key(|at| order[*at]);
        let mut follower = Follower::default();
        for (index, at) in arrival.into_iter().enumerate() {
            follower.follow(chain.accept_block(tree.blocks[at].clone(), NOW).unwrap());
            if flushes >> (index % 32) & 1 == 1 {
                chain.flush().unwrap();
                // After a flush, the chain opens again with the same state, but without pending
                // headers. These are accepted again.
                let tip = chain.tip().hash;
                let recorded = chain.header_count() - chain.pending_headers();
                let mut reopened = Chain::open(tree.spec.clone(), chain.into_store()).unwrap();
                prop_assert_eq!(reopened.tip().hash, tip);
                prop_assert_eq!(reopened.header_count(), recorded);
                reopened.accept_headers(&headers, NOW).unwrap();
                chain = reopened;
            }
        }
        prop_assert_eq!(chain.tip().height, Height(tree.most_work()));
        prop_assert_eq!(follower.0.last(), Some(&chain.tip().hash));
        prop_assert!(chain.missing_blocks(&chain.best_header().hash, 10).is_empty());
        let best = tree.branch_of(&chain);
        let mut fresh = new_chain(&tree.spec, best);
        prop_assert_eq!(state(&mut chain), state(&mut fresh));
    }

    #[test]
    fn blocks_in_order_need_no_headers_and_the_first_of_equal_work_is_the_best(steps in steps()) {
        let tree = Tree::grow(&steps);
        let mut chain = open(&tree.spec);
        let mut follower = Follower::default();
        for block in &tree.blocks {
            let before = chain.tip().clone();
            follower.follow(chain.accept_block(block.clone(), NOW).unwrap());
            let heavier = chain.entry(&block.hash()).unwrap().work > before.work;
            let expected = if heavier { block.hash() } else { before.hash };
            prop_assert_eq!(chain.tip().hash, expected);
        }
        let best = tree.branch_of(&chain);
        let mut fresh = new_chain(&tree.spec, best);
        prop_assert_eq!(state(&mut chain), state(&mut fresh));
    }
}

/// A common trunk of five blocks, a branch of `depth` blocks, and a branch that is one block
/// longer.
fn fork(depth: usize) -> (Tree, Vec<usize>, Vec<usize>) {
    let mut tree = Tree::grow(&[(0, 0); 5]);
    let mut branch = |length: usize, first_payments: usize| {
        let mut parent = Some(4);
        for step in 0..length {
            parent = Some(tree.add(parent, first_payments + step % 2));
        }
        tree.path(parent)[5..].to_vec()
    };
    let (short, long) = (branch(depth, 1), branch(depth + 1, 0));
    (tree, short, long)
}

#[test]
fn reorganisations_of_1_to_12_blocks() {
    for depth in 1..=12 {
        let (tree, short, long) = fork(depth);
        let mut chain = new_chain(&tree.spec, tree.blocks[..5].iter());
        let trunk = chain.tip().hash;
        for at in &short {
            chain.accept_block(tree.blocks[*at].clone(), NOW).unwrap();
        }
        let (last, before) = long.split_last().unwrap();
        for at in before {
            let accepted = chain.accept_block(tree.blocks[*at].clone(), NOW).unwrap();
            assert_eq!(accepted, Accepted::default());
            let status = chain.entry(&tree.blocks[*at].hash()).unwrap().status;
            assert_eq!(status, Status::Stored);
        }
        let accepted = chain.accept_block(tree.blocks[*last].clone(), NOW).unwrap();
        assert_eq!(accepted.disconnected.len(), depth);
        assert_eq!(accepted.connected.len(), depth + 1);
        assert!(chain.is_active(&trunk));
        let fresh = tree
            .path(Some(*last))
            .into_iter()
            .map(|at| &tree.blocks[at]);
        assert_eq!(state(&mut chain), state(&mut new_chain(&tree.spec, fresh)));
    }
}

#[test]
fn an_invalid_block_of_a_branch_leaves_the_old_chain() {
    let (tree, short, long) = fork(3);
    let mut chain = new_chain(&tree.spec, tree.blocks[..5].iter());
    for at in &short {
        chain.accept_block(tree.blocks[*at].clone(), NOW).unwrap();
    }
    let fresh = tree.path(short.last().copied());
    let mut fresh = new_chain(&tree.spec, fresh.into_iter().map(|at| &tree.blocks[at]));
    // The coinbase of the branch's second block pays too much. The chain finds this only when the
    // branch has the most work.
    chain
        .accept_block(tree.blocks[long[0]].clone(), NOW)
        .unwrap();
    let first = tree.blocks[long[0]].hash();
    let lock = owner(77).lock();
    let too_much = Amount::COIN;
    let bad = testing::block_on(&chain, &first, &lock, vec![], too_much);
    chain.accept_block(bad.clone(), NOW).unwrap();
    let third = testing::block_on(&chain, &bad.hash(), &lock, vec![], Amount::ZERO);
    chain.accept_block(third.clone(), NOW).unwrap();
    let tip = chain.tip().clone();
    let fourth = testing::block_on(&chain, &third.hash(), &lock, vec![], Amount::ZERO);
    let error = chain.accept_block(fourth.clone(), NOW).unwrap_err();
    assert!(matches!(
        error,
        BlockError::Invalid { block, rule: Rule::CoinbaseAmount { .. } } if block == bad.hash()
    ));
    assert_eq!(chain.tip(), &tip);
    assert_eq!(chain.best_header(), &tip);
    assert_eq!(state(&mut chain), state(&mut fresh));
    assert_eq!(chain.entry(&third.hash()).unwrap().status, Status::Invalid);
    assert_eq!(chain.block(&bad.hash()).unwrap(), None);
    // The valid part of the branch is still there and can be extended.
    for at in &long[1..] {
        chain.accept_block(tree.blocks[*at].clone(), NOW).unwrap();
    }
    assert_eq!(chain.tip().hash, tree.blocks[*long.last().unwrap()].hash());
}

#[test]
fn invalid_blocks_on_top_of_a_missing_one_are_reported() {
    let spec = testing::spec();
    let mut chain = open(&spec);
    let lock = owner(1).lock();
    let first = testing::next_block(&chain, &lock, vec![]);
    chain.accept_headers(&[first.header], NOW).unwrap();
    let bad = testing::block_on(&chain, &first.hash(), &lock, vec![], Amount::COIN);
    chain.accept_block(bad.clone(), NOW).unwrap();
    assert_eq!(
        chain.missing_blocks(&chain.best_header().hash, 9),
        [first.hash()]
    );
    let accepted = chain.accept_block(first.clone(), NOW).unwrap();
    assert_eq!(accepted.connected, [(Height(1), first.clone())]);
    assert!(
        matches!(&accepted.rejected[..], [(hash, Rule::CoinbaseAmount { .. })] if *hash == bad.hash())
    );
    assert_eq!(chain.tip().hash, first.hash());
}

#[test]
fn queries_follow_the_best_chain() {
    let (tree, short, long) = fork(2);
    let mut chain = new_chain(&tree.spec, tree.blocks[..5].iter());
    for at in &short {
        chain.accept_block(tree.blocks[*at].clone(), NOW).unwrap();
    }
    let paid = tree.blocks[short[0]].transactions[1].clone();
    let located = chain.transaction(&paid.txid()).unwrap().unwrap();
    assert_eq!((located.height, located.index), (Height(6), 1));
    assert_eq!(located.block, tree.blocks[short[0]].hash());
    let lock: &Lock = &paid.outputs[0].lock;
    assert_eq!(
        chain.history(lock, 9).unwrap().last().unwrap().transaction,
        paid
    );
    assert_eq!(chain.history(lock, 0).unwrap(), []);
    let spent = chain.spent_coins(&located.block).unwrap().unwrap();
    assert_eq!(
        spent[0].output.amount.units(),
        paid.outputs[0].amount.units() + 7
    );
    for at in &long {
        chain.accept_block(tree.blocks[*at].clone(), NOW).unwrap();
    }
    let best: BTreeSet<_> = tree.path(long.last().copied()).into_iter().collect();
    for (at, block) in tree.blocks.iter().enumerate() {
        assert_eq!(chain.is_active(&block.hash()), best.contains(&at));
        assert_eq!(chain.block(&block.hash()).unwrap().as_ref(), Some(block));
        let at_height = chain.entry(&block.hash()).unwrap().height;
        assert_eq!(
            chain.hash_at(at_height) == Some(block.hash()),
            best.contains(&at)
        );
    }
    let locator = chain.locator();
    assert_eq!(locator.first(), Some(&chain.tip().hash));
    assert_eq!(locator.last(), Some(&chain.genesis()));
    // A peer on the other branch gets the headers after the fork.
    let peer: Vec<_> = short
        .iter()
        .rev()
        .chain(&[4])
        .map(|at| tree.blocks[*at].hash())
        .collect();
    let headers = chain.headers_after(&peer, 2);
    let wanted: Vec<_> = long[..2].iter().map(|at| tree.blocks[*at].header).collect();
    assert_eq!(headers, wanted);
    assert_eq!(chain.headers_after(&[], 100).len(), 8);
}

#[test]
fn a_branch_of_headers_can_be_checked_without_storing_it() {
    let (tree, _, long) = fork(3);
    let chain = new_chain(&tree.spec, tree.blocks[..5].iter());
    let mut context = chain.header_context(&chain.tip().hash).unwrap();
    for at in &long {
        let header = tree.blocks[*at].header;
        context.check(chain.spec(), &header, NOW).unwrap();
        context = context.extend(chain.spec(), &header);
    }
    assert!(context.work > chain.tip().work);
    assert_eq!(chain.header_count(), 6);
    let mut chain = chain;
    let headers: Vec<_> = long.iter().map(|at| tree.blocks[*at].header).collect();
    chain.accept_headers(&headers, NOW).unwrap();
    assert_eq!(chain.header_context(&context.hash), Some(context));
    assert_eq!(
        chain.missing_blocks(&chain.best_header().hash, 2),
        [headers[0].hash(), headers[1].hash()]
    );
}

#[test]
fn the_tips_are_the_blocks_and_headers_without_children() {
    let mut tree = Tree::grow(&[(0, 0), (0, 0), (0, 1)]);
    let fork = tree.add(Some(0), 0);
    let best = new_chain(&tree.spec, &tree.blocks);
    let tips = |chain: &Chain<MemoryStore>| -> BTreeSet<(BlockHash, u32)> {
        let tips = chain.tips().into_iter();
        tips.map(|tip| (tip.entry.hash, tip.branch_length))
            .collect()
    };
    let hash = |at: usize| tree.blocks[at].hash();
    assert_eq!(tips(&best), [(hash(2), 0), (hash(fork), 1)].into());
    // A header without its block is a tip, and the best chain's block below it stays one.
    let mut behind = new_chain(&tree.spec, &tree.blocks[..2]);
    behind
        .accept_headers(&[tree.blocks[2].header], NOW)
        .unwrap();
    assert_eq!(tips(&behind), [(hash(1), 0), (hash(2), 1)].into());
    for chain in [&best, &behind] {
        let block = chain.tip().hash;
        let stored = chain.block(&block).unwrap().unwrap().transactions.len() as u64;
        assert_eq!(chain.transaction_count(&block).unwrap(), Some(stored));
    }
    let missing = behind.transaction_count(&hash(2)).unwrap();
    assert_eq!(missing, None, "only its header is known");
}

#[test]
fn a_proposal_is_checked_and_changes_nothing() {
    let tree = Tree::grow(&[(0, 0), (0, 0), (0, 1)]);
    let mut chain = new_chain(&tree.spec, &tree.blocks[..2]);
    let before = state(&mut chain);
    let proposal = &tree.blocks[2];
    chain.check_proposal(proposal, NOW).unwrap();
    let late = chain.check_proposal(&tree.blocks[1], NOW);
    assert!(matches!(late, Err(BlockError::Orphan { .. })));
    assert_eq!(state(&mut chain), before);
    assert!(chain.entry(&proposal.hash()).is_none());
    chain.accept_block(proposal.clone(), NOW).unwrap();
}
