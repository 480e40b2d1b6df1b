//! Searches over altered stored blocks: a search does not trust the store.

use super::{UNLIMITED, history, last_txids, search};
use chain::coin_history::{Progress, Verdict};
use chain::testing::TestKey;
use chain::{Batch, Chain, MemoryStore, Store as _, Table, TransactionRule};
use primitives::{Block, Decode as _, Encode as _, Height};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_altered_bit_of_a_stored_block_is_found_or_changes_nothing(
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let chain = history(&[(0, 0, 2); 12]);
        let start = last_txids(&chain)[1];
        let (right, _) = search(&chain, chain.genesis(), start, UNLIMITED);
        // One bit is flipped in the transactions of a block that the search visits.
        let height = right.nodes()[2].location.unwrap().height;
        let (key, mut bytes) = stored_block(&chain, height);
        let header = 80;
        let at = header + at.index(bytes.len() - header);
        bytes[at] ^= 1 << bit;
        let altered = with_block(chain, &key, &bytes);
        let (search, end) = search(&altered, altered.genesis(), start, UNLIMITED);
        prop_assert_eq!(end, Progress::Complete);
        // The search may not need the flipped bit, for example in the coinbase's witness or in a
        // transaction that it does not visit. Then it finds the same as without the flip.
        let same = search.nodes() == right.nodes();
        let found = search.nodes().iter().any(|node| node.verdict != Verdict::Valid);
        prop_assert!(same != found, "bit {} of byte {}: {:?}", bit, at, search.nodes());
    }
}

fn stored_block(chain: &Chain<MemoryStore>, height: Height) -> (Vec<u8>, Vec<u8>) {
    // Blocks are stored under their header's number, given in the order of recording. These chains'
    // headers were recorded by height, so the number is the height.
    let key = height.value().to_be_bytes().to_vec();
    let block = chain.block(&chain.hash_at(height).unwrap()).unwrap();
    (key, block.unwrap().to_bytes())
}

/// Overwrites a block's row in the chain's store, and opens the chain again.
fn with_block(mut chain: Chain<MemoryStore>, key: &[u8], bytes: &[u8]) -> Chain<MemoryStore> {
    chain.flush().unwrap();
    let spec = chain.spec().clone();
    let mut store = chain.into_store();
    let mut batch = Batch::default();
    batch.put(Table::Blocks, key, bytes);
    store.commit(&batch).unwrap();
    Chain::open(spec, store).unwrap()
}

#[test]
fn a_forged_signature_in_the_store_is_found() {
    let chain = history(&[(0, 0, 2); 12]);
    let start = last_txids(&chain)[1];
    let (right, _) = search(&chain, chain.genesis(), start, UNLIMITED);
    let victim = right.nodes()[1].clone();
    let (key, bytes) = stored_block(&chain, victim.location.unwrap().height);
    let mut block = Block::from_bytes(&bytes).unwrap();
    // A well-formed signature by the right key, but of another digest.
    let forged = &mut block.transactions[victim.location.unwrap().index as usize];
    let spend = primitives::KeySpend::sign(TestKey::new(1).secret(), &[7; 32]);
    forged.inputs[0].witness = spend.to_witness();
    let altered = with_block(chain, &key, &block.to_bytes());
    let (search, end) = search(&altered, altered.genesis(), start, UNLIMITED);
    assert_eq!(end, Progress::Complete);
    let found = &search.nodes()[1];
    assert!(
        matches!(
            found.verdict,
            Verdict::Invalid(TransactionRule::Witness { input: 0, .. })
        ),
        "{found:?}"
    );
    let others = search.nodes().iter().filter(|node| node.txid != found.txid);
    assert!(
        others
            .into_iter()
            .all(|node| node.verdict == Verdict::Valid)
    );
}
