//! The kernels of this processor find what the portable kernel finds.

use core::cell::RefCell;

use miner::{Kernel, Search};
use primitives::{BlockHash, CompactTarget, Header, MerkleNode, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

fn any_header() -> impl Strategy<Value = Header> {
    let bits = prop_oneof![
        Just(0x207f_ffff_u32), // every second hash
        Just(0x200f_ffff),     // one in 16
        Just(0x2000_ffff),     // one in 256
        Just(0x1f0f_ffff),     // one in 4,096
    ];
    let hashes = (any::<[u8; 32]>(), any::<[u8; 32]>());
    (any::<i32>(), hashes, any::<u32>(), bits).prop_map(
        |(version, (previous, root), time, bits)| Header {
            version,
            previous: BlockHash::from_bytes(previous),
            merkle_root: MerkleNode::from_bytes(root),
            time: Timestamp(time),
            bits: CompactTarget::from_bits(bits),
            nonce: 0,
            seal: None,
        },
    )
}

/// Starts of ranges: any, and around the boundaries of versions, rows and the last, short row.
fn any_start() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        0..Search::HEADERS,
        900..1_100_u64,
        (1_000 << 16) - 300..(1_000 << 16) + 300_u64,
        (4_294_967_000_u64 << 16) - 300..(4_294_967_000_u64 << 16) + 600,
        Search::HEADERS - 700..Search::HEADERS,
    ]
}

/// The cases share the kernels, so that each kernel goes from search to search as in a miner.
#[test]
fn every_kernel_finds_what_the_portable_one_finds() {
    let kernels = RefCell::new(native::kernels());
    let config = ProptestConfig::with_source_file(file!());
    let mut runner = TestRunner::new(config);
    let cases = (any_header(), any_start(), 0..3_000_u64);
    let result = runner.run(&cases, |(header, start, length)| {
        let target = header.bits.to_target().expect("the bits are valid");
        let search = Search::new(&header, &target);
        let headers = start..start + length;
        let wanted = search.run(&mut Kernel::portable(), headers.clone());
        for kernel in kernels.borrow_mut().iter_mut() {
            let found = search.run(kernel, headers.clone());
            prop_assert_eq!(found, wanted, "{:?}", kernel);
        }
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

/// There is a kernel exactly if the processor has SHA instructions.
#[test]
#[cfg(target_arch = "x86_64")]
fn a_processor_with_sha_instructions_has_a_kernel() {
    assert_eq!(
        native::kernels().len(),
        usize::from(is_x86_feature_detected!("sha"))
    );
}
