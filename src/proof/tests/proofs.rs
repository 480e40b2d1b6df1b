//! Proofs of real chains: every transaction of blocks of many sizes, from the genesis block or a
//! later one.

use crate::common::{Draft, EASY, NOW, bare, block_at, file, payee};
use chain::testing;
use chain::{Chain, MemoryStore};
use primitives::{Amount, Encode, Height, Txid};
use proof::{Inclusion, Proof, ProofError, ProveError, Verdict, assemble, prove, prove_between};
use proptest::prelude::*;

/// The verdict according to the full chain.
fn expected(chain: &Chain<MemoryStore>, height: u32, index: usize) -> Verdict {
    let (height, tip) = (Height(height), chain.tip());
    let entry = chain.entry_at(height).unwrap();
    let parent = chain.entry(&entry.header.previous).unwrap();
    let transaction = &block_at(chain, height.value()).transactions[index];
    let deep = chain.entry_at(height.saturating_add(10));
    Verdict {
        txid: transaction.txid(),
        transaction: bare(transaction),
        block: entry.hash,
        height,
        index: u32::try_from(index).unwrap(),
        time: entry.header.time,
        confirmations: tip.height.since(height) + 1,
        tip: tip.hash,
        work: tip.work,
        buried: tip.work - parent.work,
        sealed: None,
        not_before: parent.median_time.saturating_sub(300),
        not_after: deep.map(|entry| entry.median_time.saturating_add(300)),
    }
}

/// Proves every transaction of the chain, and compares the bytes with those of the test's own
/// encoder.
fn assert_all_proven(chain: &Chain<MemoryStore>) {
    for height in 1..=chain.tip().height.value() {
        for (index, transaction) in block_at(chain, height).transactions.iter().enumerate() {
            let proof = prove(chain, &transaction.txid()).unwrap();
            let bytes = proof.to_bytes();
            assert!(
                bytes == Draft::new(chain, height, index).bytes(),
                "{height}, {index}"
            );
            let read = Proof::from_bytes(&bytes).unwrap();
            assert_eq!(read, proof);
            assert_eq!(read.block(), chain.hash_at(Height(height)).unwrap());
            let verdict = read.check(chain.genesis(), NOW).unwrap();
            assert_eq!(verdict, expected(chain, height, index));
        }
    }
}

#[test]
fn every_transaction_of_blocks_of_many_sizes() {
    let sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 32, 0, 0];
    assert_all_proven(&crate::common::chain(EASY, &sizes));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_chain(sizes in proptest::collection::vec(0usize..9, 1..14)) {
        assert_all_proven(&crate::common::chain(EASY, &sizes));
    }
}

#[test]
fn payments_and_stamps() {
    let chain = crate::common::chain(EASY, &[0, 3, 1]);
    let transactions = block_at(&chain, 2).transactions;
    for (number, payment) in transactions[1..].iter().enumerate() {
        let proof = prove(&chain, &payment.txid()).unwrap();
        let verdict = proof.check(chain.genesis(), NOW).unwrap();
        assert_eq!(verdict.paid_to(&payee()), Amount::COIN);
        assert_eq!(
            verdict.paid_to(&crate::common::payer().lock()),
            Amount::ZERO
        );
        assert_eq!(verdict.stamped().collect::<Vec<_>>(), [file(number)]);
        assert!(verdict.stamps(&file(number)));
        assert!(!verdict.stamps(&file(number + 1)));
    }
}

#[test]
fn from_a_block_that_the_verifier_knows() {
    let chain = crate::common::chain(
        EASY,
        &[0, 1, 0, 4, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
    );
    for (height, index) in [(4, 0), (4, 3), (5, 2), (18, 1)] {
        let txid = block_at(&chain, height).transactions[index].txid();
        for from in 1..height {
            for to in height..=20 {
                let proof = prove_between(&chain, &txid, Height(from), Height(to)).unwrap();
                let proof = Proof::from_bytes(&proof.to_bytes()).unwrap();
                let known = chain.header_context(&proof.start()).unwrap();
                assert_eq!(known.height, Height(from));
                let verdict = proof.check_from(chain.genesis(), &known, NOW).unwrap();
                let tip = chain.entry_at(Height(to)).unwrap();
                let below = chain.entry_at(Height(height - 1)).unwrap();
                let whole = expected(&chain, height, index);
                let wanted = Verdict {
                    confirmations: to - height + 1,
                    tip: tip.hash,
                    work: tip.work,
                    buried: tip.work - below.work,
                    sealed: None,
                    not_after: whole.not_after.filter(|_| to - height >= 10),
                    ..whole
                };
                assert_eq!(verdict, wanted);
                // For a verifier who knows only the genesis block, and for one who knows another
                // block.
                let start = |error| matches!(error, ProofError::Start { .. });
                assert!(start(proof.check(chain.genesis(), NOW).unwrap_err()));
                let other = chain.header_context(&tip.hash).unwrap();
                let error = proof.check_from(chain.genesis(), &other, NOW);
                assert!(start(error.unwrap_err()));
            }
        }
    }
}

#[test]
fn a_short_proof_fits_a_qr_code() {
    let chain = crate::common::chain(EASY, &[0, 1, 7, 1, 0, 0, 0, 0, 0, 0]);
    let txid = block_at(&chain, 3).transactions[5].txid();
    let spec = chain.spec().to_bytes().len();
    let proof = prove_between(&chain, &txid, Height(2), Height(10)).unwrap();
    let length = proof.to_bytes().len() - spec;
    // A QR code of version 40 holds 2,953 bytes; a spec without allocation takes about 80.
    assert!(length < 1_300, "{length} bytes");
}

#[test]
fn an_impossible_proof_gives_the_reason() {
    let chain = crate::common::chain(EASY, &[0, 1, 0]);
    let unknown = Txid::from_bytes([7; 32]);
    assert!(matches!(prove(&chain, &unknown), Err(ProveError::Unknown(txid)) if txid == unknown));
    let genesis = chain.spec().genesis().transactions[0].txid();
    assert!(matches!(prove(&chain, &genesis), Err(ProveError::Genesis(txid)) if txid == genesis));
    let txid = block_at(&chain, 2).transactions[1].txid();
    for (from, to) in [(2, 3), (3, 3), (0, 1), (0, 4), (3, 1), (u32::MAX, u32::MAX)] {
        let proof = prove_between(&chain, &txid, Height(from), Height(to));
        assert!(
            matches!(proof, Err(ProveError::Range { .. })),
            "{from}..{to}"
        );
    }
}

#[test]
fn a_stored_inclusion_gives_a_proof_while_its_block_is_on_the_best_chain() {
    let mut chain = crate::common::chain(EASY, &[0, 3, 0]);
    let block = block_at(&chain, 2);
    let kept = Inclusion::new(&block, 2).unwrap();
    assert_eq!(Inclusion::new(&block, 4), None);
    let whole = |kept: &Inclusion, chain: &Chain<MemoryStore>, height| {
        let tip = chain.tip().height;
        assemble(chain, kept.clone(), Height(height), Height(0), tip)
    };
    let proof = whole(&kept, &chain, 2).unwrap();
    assert_eq!(proof, prove(&chain, &block.transactions[2].txid()).unwrap());
    assert!(matches!(
        whole(&kept, &chain, 1),
        Err(ProveError::Inclusion(_))
    ));
    let mut parent = chain.hash_at(Height(1)).unwrap();
    for _ in 0..4 {
        let branch = testing::block_on(&chain, &parent, &payee(), Vec::new(), Amount::ZERO);
        parent = branch.hash();
        chain.accept_block(branch, NOW).unwrap();
    }
    assert_eq!(chain.tip().hash, parent);
    assert!(matches!(
        whole(&kept, &chain, 2),
        Err(ProveError::Inclusion(_))
    ));
}

/// A miner sets the time of its block back as far as possible. The bounds from the other miners'
/// clocks still hold.
#[test]
fn a_block_with_a_false_time_is_younger_than_its_parents() {
    let mut chain = crate::common::chain(EASY, &[0; 20]);
    let honest = chain.tip().header.time.saturating_add(10);
    let number = 0;
    let payment = crate::common::payment(&chain, number);
    let mut block = testing::next_block(&chain, &payee(), vec![payment.clone()]);
    let earliest = chain.next_block().min_time;
    block.header.time = earliest;
    testing::seal(&mut block);
    chain.accept_block(block, NOW).unwrap();
    for later in 1..=10 {
        let mut block = testing::next_block(&chain, &payee(), Vec::new());
        block.header.time = honest.saturating_add(later * 10);
        testing::seal(&mut block);
        chain.accept_block(block, NOW).unwrap();
    }
    let proof = prove(&chain, &payment.txid()).unwrap();
    let verdict = proof.check(chain.genesis(), NOW).unwrap();
    assert_eq!(verdict.time, earliest);
    assert!(verdict.time < honest.saturating_sub(50));
    assert!(verdict.not_before <= honest);
    // The median of the block's false time and ten true ones.
    assert_eq!(verdict.not_after, Some(honest.saturating_add(50 + 300)));
}
