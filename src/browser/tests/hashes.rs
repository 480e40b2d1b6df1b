//! Four messages that are hashed together in the lanes of a vector have the same hashes as when
//! each is hashed alone.
#![cfg(target_arch = "wasm32")]

use primitives::{sha256d, sha256d_each};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn four_at_once_are_the_same_as_one_by_one() {
    let text: Vec<u8> = (0..=255).cycle().take(700).collect();
    let all: Vec<&[u8]> = (0..text.len()).map(|at| &text[at / 3..at]).collect();
    for count in [0, 1, 2, 3, 4, 5, all.len()] {
        let plain: Vec<_> = all[..count]
            .iter()
            .map(|message| sha256d(message))
            .collect();
        assert_eq!(sha256d_each(&all[..count]), plain, "{count} messages");
    }
}
