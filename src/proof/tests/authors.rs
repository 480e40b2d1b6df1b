//! Proofs of chains with authors, where seals take the place of work.

use chain::testing::{TestKey, authority_draft, block_on, seal_as};
use chain::{Chain, MemoryStore, Rule};
use primitives::{Amount, Encode, Height, Timestamp};
use proof::{Proof, ProofError, Sealed, prove};

const NOW: Timestamp = Timestamp(1_700_100_000);

fn chain(work: bool, blocks: usize) -> Chain<MemoryStore> {
    let spec = authority_draft(5, work).build().unwrap();
    let mut chain = Chain::open(spec, MemoryStore::new()).unwrap();
    for _ in 0..blocks {
        let lock = TestKey::new(7).lock();
        let tip = chain.tip().hash;
        let mut block = block_on(&chain, &tip, &lock, vec![], Amount::ZERO);
        seal_as(
            chain.genesis(),
            &mut block.header,
            chain.turns().unwrap().leader,
        );
        chain.accept_block(block, NOW).unwrap();
    }
    chain
}

#[test]
fn a_verdict_counts_the_authors_who_sealed() {
    for work in [false, true] {
        for blocks in [2, 3, 4, 9] {
            let chain = chain(work, blocks);
            let second = chain.hash_at(Height(2)).unwrap();
            let block = chain.block(&second).unwrap().unwrap();
            let txid = block.transactions[0].txid();
            let file = prove(&chain, &txid).unwrap().to_bytes();
            let proof = Proof::from_bytes(&file).unwrap();
            assert_eq!(proof.to_bytes(), file);
            let verdict = proof.check(chain.genesis(), NOW).unwrap();
            let sealed = Sealed {
                by: (blocks - 1).min(5),
                of: 5,
            };
            assert_eq!(verdict.sealed, Some(sealed));
            assert_eq!(sealed.by_most(), blocks >= 4);
            assert_eq!(verdict.work.hashes() > 0, work);
            assert_eq!(verdict.buried.hashes() > 0, work);
        }
    }
}

/// The forged seal is the first, the last or another one, in a large batch or a small one.
#[test]
fn a_forged_seal_is_rejected() {
    for (blocks, height) in [(4, 2), (4, 4), (20, 1), (20, 13), (20, 20)] {
        let chain = chain(false, blocks);
        let second = chain.hash_at(Height(2)).unwrap();
        let block = chain.block(&second).unwrap().unwrap();
        let txid = block.transactions[0].txid();
        let file = prove(&chain, &txid).unwrap().to_bytes();
        let header = chain.header_at(Height(height)).unwrap();
        let seal = header.seal.unwrap().to_bytes();
        let at = file.windows(65).position(|bytes| *bytes == seal).unwrap();
        let forged = TestKey::new(9).secret().sign(&[1; 32]).to_bytes();
        let file = [&file[..at], &forged, &file[at + 65..]].concat();
        let refused = Proof::from_bytes(&file)
            .unwrap()
            .check(chain.genesis(), NOW);
        match refused {
            Err(ProofError::Header {
                height: found,
                rule: Rule::Seal { author },
            }) => {
                assert_eq!(found, Height(height));
                assert_eq!(Some(author), header.author());
            }
            other => panic!("{other:?}"),
        }
    }
}
