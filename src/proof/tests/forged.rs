//! Proofs of what is not so: each is refused, for its own reason.

#![allow(clippy::unwrap_used)] // a failing unwrap fails the test

mod common;

use chain::params::EASIEST;
use chain::testing::{self, mine, output_of, seal};
use chain::{Chain, HeaderContext, MemoryStore, Rule, SpecDraft};
use common::{Draft, DraftLeaf, EASY, HARD, NOW, bare, block_at, id, node, payee, siblings};
use primitives::{
    Amount, Encode, Height, Input, Lock, MerkleNode, OutPoint, Output, Timestamp, Transaction,
    Txid, sha256d,
};
use proof::{InclusionError, Proof, ProofError, ProveError, ReadError, Verdict, prove};

fn check(draft: &Draft, chain: &Chain<MemoryStore>) -> Result<Verdict, ProofError> {
    let proof = Proof::from_bytes(&draft.bytes()).unwrap();
    proof.check(chain.genesis(), NOW)
}

fn refused_inclusion(draft: &Draft, chain: &Chain<MemoryStore>) -> InclusionError {
    match check(draft, chain).unwrap_err() {
        ProofError::Inclusion(error) => error,
        other => panic!("{other}"),
    }
}

fn refused_header(draft: &Draft, chain: &Chain<MemoryStore>) -> (u32, Rule) {
    match check(draft, chain).unwrap_err() {
        ProofError::Header { height, rule } => (height.value(), rule),
        other => panic!("{other}"),
    }
}

/// A transaction of somebody who never had the money.
fn fake() -> Transaction {
    Transaction {
        version: 2,
        inputs: vec![Input::spending(OutPoint {
            txid: Txid::from_bytes([5; 32]),
            index: 0,
        })],
        outputs: vec![Output {
            amount: Amount::COIN,
            lock: payee(),
        }],
        lock_time: 0,
    }
}

#[test]
fn another_chain() {
    let chain = common::chain(HARD, &[0, 1]);
    let other = SpecDraft {
        name: "Other".into(),
        ..chain.spec().clone().into_draft()
    };
    let other = Chain::open(other.build().unwrap(), MemoryStore::new()).unwrap();
    let mut draft = Draft::new(&chain, 2, 1);
    let wanted = other.genesis();
    let found = chain.genesis();
    assert_eq!(
        check(&draft, &other),
        Err(ProofError::Chain { found, wanted })
    );
    // The headers of one chain under the settings of the other.
    draft.spec = other.spec().to_bytes();
    assert_eq!(
        check(&draft, &other),
        Err(ProofError::Start { found, wanted })
    );
    draft.start = wanted.to_bytes();
    assert!(matches!(
        refused_header(&draft, &other),
        (1, Rule::ProofOfWork { .. })
    ));
}

#[test]
fn headers_that_break_a_rule() {
    let chain = common::chain(HARD, &[0, 1, 0, 0]);
    let right = Draft::new(&chain, 2, 1);
    assert!(check(&right, &chain).is_ok());

    let mut draft = right.clone();
    draft.headers[3].nonce += 1;
    assert!(matches!(
        refused_header(&draft, &chain),
        (4, Rule::ProofOfWork { .. })
    ));

    let mut draft = right.clone();
    draft.headers[2].bits = EASIEST;
    mine(&mut draft.headers[2]);
    assert!(matches!(
        refused_header(&draft, &chain),
        (3, Rule::Bits { .. })
    ));

    // Every header after a changed one has lost its work: it names another parent.
    let mut draft = right.clone();
    draft.headers[1].nonce += 1;
    mine(&mut draft.headers[1]);
    assert!(matches!(
        refused_header(&draft, &chain),
        (3, Rule::ProofOfWork { .. })
    ));

    let mut draft = right.clone();
    draft.headers.remove(2);
    assert!(matches!(
        refused_header(&draft, &chain),
        (3, Rule::ProofOfWork { .. })
    ));

    let mut draft = right.clone();
    draft.headers[3].time = chain.spec().time;
    mine(&mut draft.headers[3]);
    assert!(matches!(
        refused_header(&draft, &chain),
        (4, Rule::TimeTooOld { .. })
    ));

    let last = chain.tip().header.time;
    let proof = Proof::from_bytes(&right.bytes()).unwrap();
    assert!(
        proof
            .check(chain.genesis(), last.saturating_sub(600))
            .is_ok()
    );
    let early = proof.check(chain.genesis(), last.saturating_sub(601));
    let Err(ProofError::Header { height, rule }) = early else {
        panic!("{early:?}");
    };
    assert!(height == Height(4) && rule.is_of_the_clock());
}

/// A whole chain of made-up headers, each of no work, in place of the real ones.
#[test]
fn a_chain_of_less_work() {
    let chain = common::chain(HARD, &[0, 1, 0]);
    let mut draft = Draft::new(&chain, 2, 1);
    let mut previous = chain.genesis();
    for header in &mut draft.headers {
        header.previous = previous;
        header.bits = EASIEST;
        mine(header);
        previous = header.hash();
    }
    assert!(matches!(
        refused_header(&draft, &chain),
        (1, Rule::Bits { .. })
    ));
}

#[test]
fn transactions_and_branches_that_do_not_match() {
    let chain = common::chain(EASY, &[0, 4, 3]);
    let right = Draft::new(&chain, 2, 3);

    let mut draft = right.clone();
    draft.other.as_mut().unwrap().1.transaction = fake().to_bytes();
    assert!(matches!(
        refused_inclusion(&draft, &chain),
        InclusionError::Root { .. }
    ));

    for level in 0..3 {
        let mut draft = right.clone();
        draft.other.as_mut().unwrap().1.siblings[level][31] ^= 1;
        assert!(matches!(
            refused_inclusion(&draft, &chain),
            InclusionError::Root { .. }
        ));
        let mut draft = right.clone();
        draft.coinbase.siblings[level][0] ^= 1;
        assert!(matches!(
            refused_inclusion(&draft, &chain),
            InclusionError::CoinbaseRoot { .. }
        ));
    }
    for (index, wanted_place) in [
        (1, false),
        (2, false),
        (7, false),
        (8, true),
        (11, true),
        (252, true),
    ] {
        let mut draft = right.clone();
        draft.other.as_mut().unwrap().0 = index;
        let error = refused_inclusion(&draft, &chain);
        assert_eq!(
            matches!(error, InclusionError::Place { .. }),
            wanted_place,
            "{index}: {error}"
        );
        assert!(wanted_place || matches!(error, InclusionError::Root { .. }));
    }
    // The block above, and the coinbase of that block.
    let mut draft = right.clone();
    draft.block += 1;
    let height = Height(3);
    assert_eq!(
        refused_inclusion(&draft, &chain),
        InclusionError::CoinbaseHeight { height }
    );
    draft.coinbase = Draft::new(&chain, 3, 0).coinbase;
    assert!(matches!(
        refused_inclusion(&draft, &chain),
        InclusionError::Depth { .. } | InclusionError::Root { .. }
    ));
    draft.block -= 1;
    let height = Height(2);
    assert_eq!(
        refused_inclusion(&draft, &chain),
        InclusionError::CoinbaseHeight { height }
    );
    // A payment as coinbase.
    let mut draft = right.clone();
    draft.coinbase = right.other.clone().unwrap().1;
    assert_eq!(
        refused_inclusion(&draft, &chain),
        InclusionError::NoCoinbase
    );
}

/// The last of an odd number of transactions stands in the tree twice, but counts once (CVE-2012-2459).
#[test]
fn a_place_that_only_repeats() {
    for payments in [2, 4, 6, 8, 12] {
        let chain = common::chain(EASY, &[payments]);
        let leaves: Vec<_> = block_at(&chain, 1).transactions.iter().map(id).collect();
        let count = leaves.len();
        // The tree with all its repetitions written out.
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

/// A block, mined for the forger, whose tree has these leaves beside the coinbase: as a draft of its coinbase's proof.
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

/// CVE-2017-12842, downwards: a leaf of 64 bytes whose second half is the name of a transaction that never was.
#[test]
fn a_branch_that_is_too_long() {
    let chain = common::chain(EASY, &[]);
    let left = [0xab; 32];
    let posing = node(left, id(&fake()));
    let (mut draft, leaves) = mined_with(&chain, &[posing]);
    assert!(check(&draft, &chain).is_ok());
    let long = vec![left, leaves[0]];
    assert_eq!(
        primitives::merkle::Branch {
            siblings: long.clone()
        }
        .root(id(&fake()), 3),
        draft.headers[0].merkle_root,
        "the hashes are all right"
    );
    draft.other = Some((3, DraftLeaf::new(&fake(), long)));
    let wanted = InclusionError::Depth {
        found: 2,
        wanted: 1,
    };
    assert_eq!(refused_inclusion(&draft, &chain), wanted);
    // Nor can the coinbase be said to lie as deep.
    draft.coinbase.siblings.insert(0, [0; 32]);
    assert!(matches!(
        refused_inclusion(&draft, &chain),
        InclusionError::CoinbaseRoot { .. }
    ));
}

/// A transaction of 64 bytes without witness.
fn node_sized() -> Transaction {
    let mut transaction = fake();
    transaction.outputs[0].lock = Lock::Data(vec![1, 2, 3]);
    assert_eq!(transaction.stripped_len(), 64);
    transaction
}

/// CVE-2017-12842, upwards: two leaves whose names, side by side, read as a transaction.
#[test]
fn a_branch_that_is_too_short() {
    let chain = common::chain(EASY, &[]);
    let posing = node_sized();
    let mut bytes = Vec::new();
    posing.encode_stripped(&mut bytes);
    let (left, right) = (*bytes.first_chunk().unwrap(), *bytes.last_chunk().unwrap());
    let (mut draft, leaves) = mined_with(&chain, &[[1; 32], left, right]);
    let short = vec![node(leaves[0], leaves[1])];
    assert_eq!(
        node(short[0], id(&posing)),
        *draft.headers[0].merkle_root.as_bytes(),
        "the hashes are all right"
    );
    draft.other = Some((1, DraftLeaf::new(&posing, short.clone())));
    assert_eq!(refused_inclusion(&draft, &chain), InclusionError::NodeSized);
    // One that is longer, by the same branch.
    draft.other = Some((1, DraftLeaf::new(&fake(), short)));
    let wanted = InclusionError::Depth {
        found: 1,
        wanted: 2,
    };
    assert_eq!(refused_inclusion(&draft, &chain), wanted);
}

/// An honest transaction of that size can't be told from a forgery, so nobody gets a proof of it.
#[test]
fn a_real_transaction_of_64_bytes() {
    let mut chain = common::chain(EASY, &[0]);
    let genesis = chain.spec().genesis();
    let from = output_of(&genesis.transactions[0], 1);
    let outputs = vec![Output {
        amount: Amount::ZERO,
        lock: Lock::Data(vec![1, 2, 3]),
    }];
    let small = common::payer().spend(chain.genesis(), &[from], outputs);
    assert_eq!(small.stripped_len(), 64);
    let block = testing::next_block(&chain, &payee(), vec![small.clone()]);
    chain.accept_block(block, NOW).unwrap();
    assert!(
        matches!(prove(&chain, &small.txid()), Err(ProveError::NodeSized(txid)) if txid == small.txid())
    );
    let draft = Draft::new(&chain, 2, 1);
    assert_eq!(refused_inclusion(&draft, &chain), InclusionError::NodeSized);
    assert!(prove(&chain, &block_at(&chain, 2).transactions[0].txid()).is_ok());
}

#[test]
fn witnesses_have_no_place_in_a_proof() {
    let chain = common::chain(EASY, &[1]);
    let block = block_at(&chain, 1);
    let right = Draft::new(&chain, 1, 1);
    let signed = |draft: &mut Draft, at: usize| {
        let bytes = block.transactions[at].to_bytes();
        match at {
            0 => draft.coinbase.transaction = bytes,
            _ => draft.other.as_mut().unwrap().1.transaction = bytes,
        }
    };
    for at in [0, 1] {
        assert!(!block.transactions[at].inputs[0].witness.is_empty());
        let mut draft = right.clone();
        signed(&mut draft, at);
        let error = Proof::from_bytes(&draft.bytes()).unwrap_err();
        assert!(
            matches!(error, ReadError::Encoding(_)) && error.to_string().contains("witness"),
            "{error}"
        );
    }
}

/// The coinbase itself can't be replaced by one that pays somebody else.
#[test]
fn another_coinbase() {
    let chain = common::chain(EASY, &[0, 0]);
    let mut draft = Draft::new(&chain, 1, 0);
    let mut coinbase = bare(&block_at(&chain, 1).transactions[0]);
    coinbase.outputs[0].lock = payee();
    draft.coinbase.transaction = coinbase.to_bytes();
    let error = refused_inclusion(&draft, &chain);
    let found = MerkleNode::from_bytes(id(&coinbase));
    let wanted = draft.headers[0].merkle_root;
    assert_eq!(error, InclusionError::CoinbaseRoot { found, wanted });
}

/// Names everything that a forger's own block proves: it is a valid proof, of as little work as it took.
#[test]
fn what_a_forgery_costs_is_told() {
    let chain = common::chain(EASY, &[]);
    let context = chain.header_context(&chain.genesis()).unwrap();
    let others = vec![fake()];
    let mut block = testing::block_after(chain.spec(), &context, &payee(), others, Amount::ZERO);
    seal(&mut block);
    let leaves = [id(&block.transactions[0]), id(&fake())];
    let (mut draft, _) = mined_with(&chain, &leaves[1..]);
    draft.headers = vec![block.header];
    draft.coinbase = DraftLeaf::new(&block.transactions[0], siblings(&leaves, 0));
    draft.other = Some((1, DraftLeaf::new(&fake(), siblings(&leaves, 1))));
    let verdict = check(&draft, &chain).unwrap();
    assert_eq!(verdict.buried.hashes(), 2);
    assert_eq!(verdict.txid.to_bytes(), sha256d(&fake().to_bytes()));
    assert_eq!(verdict.time, Timestamp(1_700_000_010));
}
