//! Inner nodes and repeated leaves of a block's tree: neither can be proven as a transaction.

use crate::common::{
    Draft, DraftLeaf, EASY, NOW, block_at, check, fake, id, node, payee, refused_inclusion,
    siblings,
};
use chain::testing::{self, mine, output_of};
use chain::{Chain, HeaderContext, MemoryStore};
use primitives::{Amount, Encode, Lock, Output, Transaction};
use proof::{InclusionError, ProveError, prove};

/// The last of an odd number of transactions is in the tree twice, but only its first index counts
/// (CVE-2012-2459).
#[test]
fn an_index_of_a_copy_is_rejected() {
    for payments in [2, 4, 6, 8, 12] {
        let chain = crate::common::chain(EASY, &[payments]);
        let leaves: Vec<_> = block_at(&chain, 1).transactions.iter().map(id).collect();
        let count = leaves.len();
        // The tree with all its copies written out.
        let mut full = leaves.clone();
        let mut level = 1;
        while full.len().next_power_of_two() != full.len() {
            if (full.len() / level) % 2 == 1 {
                full.extend_from_within(full.len() - level..);
            }
            level *= 2;
        }
        for (index, leaf) in full.iter().enumerate().skip(1) {
            let real = leaves.iter().position(|own| own == leaf).unwrap();
            let mut draft = Draft::new(&chain, 1, real);
            let other = draft.other.as_mut().unwrap();
            other.0 = u8::try_from(index).unwrap();
            other.1.siblings = siblings(&full, index);
            if index < count {
                assert_eq!(
                    check(&draft, &chain).unwrap().index,
                    u32::try_from(index).unwrap()
                );
            } else {
                let index = u32::try_from(index).unwrap();
                assert_eq!(
                    refused_inclusion(&draft, &chain),
                    InclusionError::Repeated { index }
                );
            }
        }
    }
}

/// Mines the forger's block, whose tree has these leaves after the coinbase. Returns the proof of
/// its coinbase, and the leaves.
fn mined_with(chain: &Chain<MemoryStore>, others: &[[u8; 32]]) -> (Draft, Vec<[u8; 32]>) {
    let context: HeaderContext = chain.header_context(&chain.genesis()).unwrap();
    let mut block =
        testing::block_after(chain.spec(), &context, &payee(), Vec::new(), Amount::ZERO);
    let coinbase = &block.transactions[0];
    let leaves: Vec<_> = core::iter::once(id(coinbase))
        .chain(others.iter().copied())
        .collect();
    let root = primitives::merkle::root(&leaves).root;
    let draft = Draft {
        spec: chain.spec().to_bytes(),
        start: chain.genesis().to_bytes(),
        headers: Vec::new(),
        block: 0,
        coinbase: DraftLeaf::new(coinbase, siblings(&leaves, 0)),
        other: None,
    };
    block.header.merkle_root = root;
    block.header.nonce = 0;
    mine(&mut block.header);
    let headers = vec![block.header];
    (Draft { headers, ..draft }, leaves)
}

/// CVE-2017-12842, downwards: a leaf of 64 bytes, whose second half is the txid of a fake
/// transaction.
#[test]
fn a_branch_that_is_too_long() {
    let chain = crate::common::chain(EASY, &[]);
    let left = [0xab; 32];
    let posing = node(left, id(&fake()));
    let (mut draft, leaves) = mined_with(&chain, &[posing]);
    check(&draft, &chain).unwrap();
    let long = vec![left, leaves[0]];
    assert_eq!(
        primitives::merkle::Branch {
            siblings: long.clone()
        }
        .root(id(&fake()), 3),
        draft.headers[0].merkle_root,
        "the hashes match"
    );
    draft.other = Some((3, DraftLeaf::new(&fake(), long)));
    let wanted = InclusionError::Depth {
        found: 2,
        wanted: 1,
    };
    assert_eq!(refused_inclusion(&draft, &chain), wanted);
    // The coinbase can't be presented at the same depth.
    draft.coinbase.siblings.insert(0, [0; 32]);
    assert!(matches!(
        refused_inclusion(&draft, &chain),
        InclusionError::CoinbaseRoot { .. }
    ));
}

/// A transaction of 64 bytes without witness.
fn node_sized() -> Transaction {
    let mut transaction = fake();
    transaction.outputs[0].lock = Lock::Data(vec![1, 2]);
    assert_eq!(transaction.stripped_len(), 64);
    transaction
}

/// CVE-2017-12842, upwards: two leaves whose txids together parse as a transaction.
#[test]
fn a_branch_that_is_too_short() {
    let chain = crate::common::chain(EASY, &[]);
    let posing = node_sized();
    let mut bytes = Vec::new();
    posing.encode_stripped(&mut bytes);
    let (left, right) = (*bytes.first_chunk().unwrap(), *bytes.last_chunk().unwrap());
    let (mut draft, leaves) = mined_with(&chain, &[[1; 32], left, right]);
    let short = vec![node(leaves[0], leaves[1])];
    assert_eq!(
        node(short[0], id(&posing)),
        *draft.headers[0].merkle_root.as_bytes(),
        "the hashes match"
    );
    draft.other = Some((1, DraftLeaf::new(&posing, short.clone())));
    assert_eq!(refused_inclusion(&draft, &chain), InclusionError::NodeSized);
    // A longer transaction with the same branch.
    draft.other = Some((1, DraftLeaf::new(&fake(), short)));
    let wanted = InclusionError::Depth {
        found: 1,
        wanted: 2,
    };
    assert_eq!(refused_inclusion(&draft, &chain), wanted);
}

/// A real transaction of this size can't be distinguished from a forged one, so there is no proof
/// of it.
#[test]
fn a_real_transaction_of_64_bytes() {
    let mut chain = crate::common::chain(EASY, &[0]);
    let genesis = chain.spec().genesis();
    let from = output_of(&genesis.transactions[0], 1);
    let outputs = vec![Output {
        amount: Amount::ZERO,
        lock: Lock::Data(vec![1, 2]),
    }];
    let small = crate::common::payer().spend(chain.genesis(), &[from], outputs);
    assert_eq!(small.stripped_len(), 64);
    let block = testing::next_block(&chain, &payee(), vec![small.clone()]);
    chain.accept_block(block, NOW).unwrap();
    assert!(
        matches!(prove(&chain, &small.txid()), Err(ProveError::NodeSized(txid)) if txid == small.txid())
    );
    let draft = Draft::new(&chain, 2, 1);
    assert_eq!(refused_inclusion(&draft, &chain), InclusionError::NodeSized);
    prove(&chain, &block_at(&chain, 2).transactions[0].txid()).unwrap();
}
