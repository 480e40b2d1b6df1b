//! The miner's kernels in the browser's WebAssembly engine.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test fails where one does")]

use browser::program::kernels;
use miner::{Kernel, Search, Shape};
use primitives::{BlockHash, CompactTarget, Header, MerkleNode, Timestamp};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Enough rows for the engine to replace its first code by optimized code.
const ROUNDS: u8 = 40;
const HEADERS: u64 = 20_000;

#[wasm_bindgen_test]
fn every_kernel_finds_what_the_portable_one_finds() {
    let mut kernels = kernels();
    assert_eq!(kernels.len(), Shape::ALL.len());
    let mut hits = 0;
    for round in 0..ROUNDS {
        let header = Header {
            version: 0x6000_0001 + i32::from(round),
            previous: BlockHash::from_bytes([round; 32]),
            merkle_root: MerkleNode::from_bytes([round ^ 0x55; 32]),
            time: Timestamp(1_700_000_000),
            // About one hash in 16,384.
            bits: CompactTarget(0x1f03_ffff),
            nonce: 0,
            seal: None,
        };
        let target = header.bits.to_target().unwrap();
        let search = Search::new(&header, &target);
        let start = u64::from(round) << 32;
        let wanted = search.run(&mut Kernel::portable(), start..start + HEADERS);
        hits += u32::from(wanted.hit.is_some());
        for kernel in &mut kernels {
            let found = search.run(kernel, start..start + HEADERS);
            assert_eq!(found, wanted, "round {round}, {kernel:?}");
        }
    }
    assert!(hits > 0, "some round has a hit");
}
