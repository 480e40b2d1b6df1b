//! The text field.

use core::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::ui::field::Field;

#[wasm_bindgen_test]
async fn typed_text_is_emitted() {
    let typed = Rc::<RefCell<Vec<String>>>::default();
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |text| typed.borrow_mut().push(text))
    };
    let part =
        move |_| html! { <Field id="a" label="Name" value="old" oninput={oninput.clone()} /> };
    let stage = Stage::show(part, no_answer).await;
    let input = stage.input("Name");
    assert_eq!((input.value(), input.read_only()), ("old".into(), false));
    stage.fill("Name", "new").await;
    assert_eq!(*typed.borrow(), ["new"]);
}

#[wasm_bindgen_test]
async fn an_error_stands_beside_its_field_and_is_read_with_it() {
    let part = |_| {
        html! {
            <Field id="a" label="Name" value="" oninput={Callback::noop()} fault="Too long." hint="Any name." />
        }
    };
    let stage = Stage::show(part, no_answer).await;
    assert_eq!(stage.description("Name"), ["Too long.", "Any name."]);
    assert_eq!(stage.texts(".field [role=alert]"), ["Too long."]);
    let input = stage.input("Name");
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn a_field_without_error_is_valid_and_one_without_listener_read_only() {
    let part = |_| html! { <Field id="a" label="Name" value="x" /> };
    let stage = Stage::show(part, no_answer).await;
    let input = stage.input("Name");
    assert!(input.read_only());
    assert_eq!(input.get_attribute("aria-invalid"), None);
    assert_eq!(input.get_attribute("aria-describedby"), None);
    assert_eq!(stage.texts("[role=alert]"), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_passphrase_can_be_shown_while_it_is_typed() {
    let part = |_| {
        html! {
            <Field id="secret" label="Passphrase" kind="password" value="horse" oninput={Callback::noop()} />
        }
    };
    let stage = Stage::show(part, no_answer).await;
    assert_eq!(stage.input("Passphrase").type_(), "password");
    stage.press("Show Passphrase").await;
    assert_eq!(stage.input("Passphrase").type_(), "text");
    assert_eq!(stage.input("Passphrase").value(), "horse");
    stage.press("Show Passphrase").await;
    assert_eq!(stage.input("Passphrase").type_(), "password");
}
