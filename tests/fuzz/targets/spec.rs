//! A chain's settings, as a link carries them.
#![no_main]

use chain::{Chain, MemoryStore, Spec, SpecDraft};
use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use primitives::{Encode, Height};

fuzz_target!(|bytes: &[u8]| {
    let Ok(spec) = bounded(bytes.len(), || Spec::from_bytes(bytes)) else {
        return;
    };
    assert_eq!(spec.to_bytes(), bytes);
    assert_eq!(SpecDraft::clone(&spec).build().as_ref(), Ok(&spec));
    let supply = spec.total_supply().units();
    assert!(supply < 1 << 53, "the supply is exact in JavaScript");
    let easiest = spec.pow_limit().to_target();
    assert!(easiest.ok() >= spec.bits.to_target().ok());
    assert!((60..=600).contains(&spec.allowed_future()));
    for height in [0, 1, spec.halving, u32::MAX] {
        assert!(spec.reward_at(Height(height)).units() <= supply);
    }
    let chain = Chain::open(spec, MemoryStore::new()).expect("every chain begins");
    let _ = chain.next_block();
});
