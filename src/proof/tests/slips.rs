//! Short receipts: for every transaction they say what the whole proof says, to who is on the chain, and nothing else.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use chain::testing;
use common::{EASY, NOW, block_at};
use primitives::{BlockHash, Decode, Encode, Txid};
use proof::{Proof, ProveError, ReadError, Slip, SlipError, prove};

#[test]
fn a_slip_says_what_the_proof_says() {
    let chain = common::chain(EASY, &[0, 1, 2, 5, 16, 0, 0, 0, 0, 0, 0, 0, 0]);
    for height in 1..=chain.tip().height.value() {
        for transaction in block_at(&chain, height).transactions {
            let txid = transaction.txid();
            let whole = prove(&chain, &txid).unwrap();
            let bytes = Slip::new(&chain, &txid).unwrap().to_bytes();
            let slip = Slip::from_bytes(&bytes).unwrap();
            assert_eq!(slip.block(), whole.block());
            assert_eq!(
                slip.check(&chain).unwrap(),
                whole.check(chain.genesis(), NOW).unwrap()
            );
            // A QR code holds 2,953 bytes, and a link has four letters for three bytes.
            assert!(bytes.len() * 4 / 3 < 2_000, "{} bytes", bytes.len());
        }
    }
}

#[test]
fn a_slip_is_nothing_on_another_chain_or_branch() {
    let chain = common::chain(EASY, &[0, 3]);
    let txid = block_at(&chain, 2).transactions[1].txid();
    let slip = Slip::new(&chain, &txid).unwrap();
    let other = common::chain(common::HARD, &[]);
    assert_eq!(
        slip.check(&other),
        Err(SlipError::Chain {
            found: chain.genesis(),
            wanted: other.genesis()
        })
    );
    let shorter = common::chain(EASY, &[0]);
    assert_eq!(
        slip.check(&shorter),
        Err(SlipError::UnknownBlock(slip.block()))
    );
    // Another branch from the parent on takes the best chain over.
    let mut branch = common::chain(EASY, &[0]);
    testing::extend(&mut branch, &common::payee(), 3);
    let mut forked = common::chain(EASY, &[0, 3]);
    for height in 2..=4 {
        let block = block_at(&branch, height);
        forked.accept_block(block, NOW).unwrap();
    }
    assert_eq!(slip.check(&forked), Err(SlipError::NotBest(slip.block())));
    assert!(matches!(
        Slip::new(&forked, &txid),
        Err(ProveError::Unknown(_))
    ));
}

#[test]
fn no_byte_of_a_slip_can_be_changed() {
    let chain = common::chain(EASY, &[0, 3, 1]);
    let txid = block_at(&chain, 2).transactions[2].txid();
    let good = Slip::new(&chain, &txid).unwrap().to_bytes();
    for at in 0..good.len() {
        assert!(Slip::from_bytes(&good[..at]).is_err(), "cut at {at}");
        let mut bad = good.clone();
        bad[at] ^= 1;
        let verdict = Slip::from_bytes(&bad).map(|slip| slip.check(&chain));
        assert!(!matches!(verdict, Ok(Ok(_))), "changed at {at}");
    }
}

#[test]
fn the_genesis_block_and_strangers_have_none() {
    let chain = common::chain(EASY, &[1]);
    let genesis = chain.spec().genesis().transactions[0].txid();
    assert!(matches!(
        Slip::new(&chain, &genesis),
        Err(ProveError::Genesis(_))
    ));
    assert!(matches!(
        Slip::new(&chain, &Txid::from_bytes([1; 32])),
        Err(ProveError::Unknown(_))
    ));
    let txid = block_at(&chain, 1).transactions[1].txid();
    let mut bytes = Slip::new(&chain, &txid).unwrap().to_bytes();
    bytes[32..64].copy_from_slice(&chain.genesis().to_bytes());
    let slip = Slip::from_bytes(&bytes).unwrap();
    assert_eq!(slip.check(&chain), Err(SlipError::Genesis));
    assert_ne!(slip.block(), BlockHash::ZERO);
}

#[test]
fn a_file_too_large_is_not_even_read() {
    let huge = vec![0; proof::MAX_BYTES + 1];
    assert!(matches!(
        Proof::from_bytes(&huge),
        Err(ReadError::TooLong { .. })
    ));
}
