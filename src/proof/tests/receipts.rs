//! Receipts: for every transaction they give a node of the chain the same verdict as the full
//! proof, and are rejected on another chain or branch.

use crate::common::{EASY, NOW, block_at};
use chain::testing;
use primitives::{BlockHash, Decode, Encode, Txid};
use proof::{Proof, ProveError, ReadError, Receipt, ReceiptError, prove};

#[test]
fn a_receipt_gives_the_verdict_of_the_proof() {
    let chain = crate::common::chain(EASY, &[0, 1, 2, 5, 16, 0, 0, 0, 0, 0, 0, 0, 0]);
    for height in 1..=chain.tip().height.value() {
        for transaction in block_at(&chain, height).transactions {
            let txid = transaction.txid();
            let whole = prove(&chain, &txid).unwrap();
            let bytes = Receipt::new(&chain, &txid).unwrap().to_bytes();
            let receipt = Receipt::from_bytes(&bytes).unwrap();
            assert_eq!(receipt.block(), whole.block());
            assert_eq!(
                receipt.check(&chain).unwrap(),
                whole.check(chain.genesis(), NOW).unwrap()
            );
            // A QR code holds 2,953 bytes, and a link has four characters for three bytes.
            assert!(bytes.len() * 4 / 3 < 2_000, "{} bytes", bytes.len());
        }
    }
}

#[test]
fn a_receipt_is_rejected_on_another_chain_or_branch() {
    let chain = crate::common::chain(EASY, &[0, 3]);
    let txid = block_at(&chain, 2).transactions[1].txid();
    let receipt = Receipt::new(&chain, &txid).unwrap();
    let other = crate::common::chain(crate::common::HARD, &[]);
    assert_eq!(
        receipt.check(&other),
        Err(ReceiptError::Chain {
            found: chain.genesis(),
            wanted: other.genesis()
        })
    );
    let shorter = crate::common::chain(EASY, &[0]);
    assert_eq!(
        receipt.check(&shorter),
        Err(ReceiptError::UnknownBlock(receipt.block()))
    );
    // Another branch from the parent on becomes the best chain.
    let mut branch = crate::common::chain(EASY, &[0]);
    testing::extend(&mut branch, &crate::common::payee(), 3);
    let mut forked = crate::common::chain(EASY, &[0, 3]);
    for height in 2..=4 {
        let block = block_at(&branch, height);
        forked.accept_block(block, NOW).unwrap();
    }
    assert_eq!(
        receipt.check(&forked),
        Err(ReceiptError::NotBest(receipt.block()))
    );
    assert!(matches!(
        Receipt::new(&forked, &txid),
        Err(ProveError::Unknown(_))
    ));
}

#[test]
fn no_byte_of_a_receipt_can_be_changed() {
    let chain = crate::common::chain(EASY, &[0, 3, 1]);
    let txid = block_at(&chain, 2).transactions[2].txid();
    let good = Receipt::new(&chain, &txid).unwrap().to_bytes();
    for at in 0..good.len() {
        assert!(Receipt::from_bytes(&good[..at]).is_err(), "cut at {at}");
        let mut bad = good.clone();
        bad[at] ^= 1;
        let verdict = Receipt::from_bytes(&bad).map(|receipt| receipt.check(&chain));
        assert!(!matches!(verdict, Ok(Ok(_))), "changed at {at}");
    }
}

#[test]
fn the_genesis_block_and_unknown_transactions_have_none() {
    let chain = crate::common::chain(EASY, &[1]);
    let genesis = chain.spec().genesis().transactions[0].txid();
    assert!(matches!(
        Receipt::new(&chain, &genesis),
        Err(ProveError::Genesis(_))
    ));
    assert!(matches!(
        Receipt::new(&chain, &Txid::from_bytes([1; 32])),
        Err(ProveError::Unknown(_))
    ));
    let txid = block_at(&chain, 1).transactions[1].txid();
    let mut bytes = Receipt::new(&chain, &txid).unwrap().to_bytes();
    bytes[32..64].copy_from_slice(&chain.genesis().to_bytes());
    let receipt = Receipt::from_bytes(&bytes).unwrap();
    assert_eq!(receipt.check(&chain), Err(ReceiptError::Genesis));
    assert_ne!(receipt.block(), BlockHash::ZERO);
}

#[test]
fn a_file_too_large_is_not_decoded() {
    let huge = vec![0; proof::MAX_BYTES + 1];
    assert!(matches!(
        Proof::from_bytes(&huge),
        Err(ReadError::TooLong { .. })
    ));
}
