//! Forged proofs: each is rejected by the check that it breaks.

use crate::common::{
    Draft, DraftLeaf, EASY, HARD, bare, block_at, check, fake, id, payee, refused_inclusion,
    siblings,
};
use chain::params::EASIEST;
use chain::testing::{self, mine};
use chain::{Chain, MemoryStore, Rule, SpecDraft};
use primitives::{Amount, Encode, Height, MerkleNode, Timestamp, sha256d};
use proof::{InclusionError, Proof, ProofError, ReadError};

fn refused_header(draft: &Draft, chain: &Chain<MemoryStore>) -> (u32, Rule) {
    match check(draft, chain).unwrap_err() {
        ProofError::Header { height, rule } => (height.value(), rule),
        other => panic!("{other}"),
    }
}

#[test]
fn another_chain() {
    let chain = crate::common::chain(HARD, &[0, 1]);
    let other = SpecDraft {
        name: "Other".into(),
        ..SpecDraft::clone(chain.spec())
    };
    let other = Chain::open(other.build().unwrap(), MemoryStore::new()).unwrap();
    let mut draft = Draft::new(&chain, 2, 1);
    let wanted = other.genesis();
    let found = chain.genesis();
    assert_eq!(
        check(&draft, &other),
        Err(ProofError::Chain { found, wanted })
    );
    // The headers of one chain with the spec of the other.
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
    let chain = crate::common::chain(HARD, &[0, 1, 0, 0]);
    let right = Draft::new(&chain, 2, 1);
    check(&right, &chain).unwrap();

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

    // Every header after a changed one has lost its work, since its parent's hash changes.
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
    proof
        .check(chain.genesis(), last.saturating_sub(300))
        .unwrap();
    let early = proof.check(chain.genesis(), last.saturating_sub(301));
    let Err(ProofError::Header { height, rule }) = early else {
        panic!("{early:?}");
    };
    assert!(height == Height(4) && rule.depends_on_clock());
}

/// A chain of forged headers without work instead of the real ones.
#[test]
fn a_chain_with_less_work() {
    let chain = crate::common::chain(HARD, &[0, 1, 0]);
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
    let chain = crate::common::chain(EASY, &[0, 4, 3]);
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
    for (index, out_of_range) in [
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
            matches!(error, InclusionError::IndexOutOfRange { .. }),
            out_of_range,
            "{index}: {error}"
        );
        assert!(out_of_range || matches!(error, InclusionError::Root { .. }));
    }
    // The next block, then that block's coinbase.
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
    // A payment as the coinbase.
    let mut draft = right.clone();
    draft.coinbase = right.other.clone().unwrap().1;
    assert_eq!(
        refused_inclusion(&draft, &chain),
        InclusionError::NoCoinbase
    );
}

#[test]
fn a_proof_has_no_witnesses() {
    let chain = crate::common::chain(EASY, &[1]);
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

/// The coinbase can't be replaced by one that pays someone else.
#[test]
fn another_coinbase() {
    let chain = crate::common::chain(EASY, &[0, 0]);
    let mut draft = Draft::new(&chain, 1, 0);
    let mut coinbase = bare(&block_at(&chain, 1).transactions[0]);
    coinbase.outputs[0].lock = payee();
    draft.coinbase.transaction = coinbase.to_bytes();
    let error = refused_inclusion(&draft, &chain);
    let found = MerkleNode::from_bytes(id(&coinbase));
    let wanted = draft.headers[0].merkle_root;
    assert_eq!(error, InclusionError::CoinbaseRoot { found, wanted });
}

/// The forger's own block, with an invalid payment: the verdict has only the work that it took.
#[test]
fn a_verdict_has_the_work_of_a_forgery() {
    let chain = crate::common::chain(EASY, &[]);
    let context = chain.header_context(&chain.genesis()).unwrap();
    let others = vec![fake()];
    let block = testing::block_after(chain.spec(), &context, &payee(), others, Amount::ZERO);
    let leaves = [id(&block.transactions[0]), id(&fake())];
    let draft = Draft {
        spec: chain.spec().to_bytes(),
        start: chain.genesis().to_bytes(),
        headers: vec![block.header],
        block: 0,
        coinbase: DraftLeaf::new(&block.transactions[0], siblings(&leaves, 0)),
        other: Some((1, DraftLeaf::new(&fake(), siblings(&leaves, 1)))),
    };
    let verdict = check(&draft, &chain).unwrap();
    assert_eq!(verdict.buried.hashes(), 2);
    assert_eq!(verdict.txid.to_bytes(), sha256d(&fake().to_bytes()));
    assert_eq!(verdict.time, Timestamp(1_700_000_010));
}
