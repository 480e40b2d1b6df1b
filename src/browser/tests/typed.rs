//! A text in two Unicode forms is one secret.
#![cfg(target_arch = "wasm32")]

use browser::typed::secret;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn accents_may_be_typed_in_two_ways() {
    assert_eq!(secret("caf\u{e9}"), secret("cafe\u{301}"));
    assert_eq!(&*secret("caf\u{e9}"), "cafe\u{301}");
}

/// Cases from Annex 15 of Unicode: a ligature, a wide letter, a Hangul syllable, and marks in the
/// wrong order.
#[wasm_bindgen_test]
fn the_form_is_nfkd() {
    let forms = [
        ("\u{fb01}", "fi"),
        ("\u{ff41}bandon", "abandon"),
        ("\u{d55c}", "\u{1112}\u{1161}\u{11ab}"),
        ("q\u{307}\u{323}", "q\u{323}\u{307}"),
    ];
    for (typed, form) in forms {
        assert_eq!(&*secret(typed), form);
    }
}

#[wasm_bindgen_test]
fn plain_text_stays_as_it_is() {
    assert_eq!(&*secret(" Correct Horse\t1~ "), " Correct Horse\t1~ ");
}
