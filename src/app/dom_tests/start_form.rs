//! The form that starts a chain.

use api::{Fault, Field, NewChain, ProfileCommand, Request};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::chains::start_form::StartForm;
use crate::dom;
use crate::state::Chain;

fn part(_: Chain) -> Html {
    html! { <StartForm own_key="" /> }
}

/// The settings in the only command.
fn settings(stage: &Stage) -> NewChain {
    match &stage.commands()[..] {
        [Request::Profile(ProfileCommand::Start(command))] => NewChain {
            cores: NewChain::default().cores,
            ..(*command.settings).clone()
        },
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn one_click_starts_a_chain_with_the_default_settings() {
    let stage = Stage::show(part, no_answer).await;
    stage.press("Start a new chain").await;
    assert_eq!(settings(&stage), NewChain::default());
}

#[wasm_bindgen_test]
async fn typed_settings_are_sent() {
    let stage = Stage::show(part, no_answer).await;
    let defaults = NewChain::default();
    stage.unfold("Settings", "#name").await;
    assert_eq!(stage.input("Name").value(), defaults.name);
    assert_eq!(stage.input("Block reward").value(), defaults.reward);
    stage.fill("Name", "Bakers").await;
    stage.fill("Coin symbol", "bun").await;
    assert_eq!(stage.input("Coin symbol").value(), "BUN");
    stage.fill("Block reward", "2,5 bun").await;
    stage.press("Start a new chain").await;
    let wanted = NewChain {
        name: "Bakers".into(),
        symbol: "BUN".into(),
        reward: "2.5".into(),
        ..defaults
    };
    assert_eq!(settings(&stage), wanted);
}

#[wasm_bindgen_test]
async fn a_refused_setting_is_unfolded_and_named_beside_its_field() {
    let refuses = |_: &Request| Err(Fault::of(Field::Symbol, "That symbol is taken."));
    let stage = Stage::show(part, refuses).await;
    assert!(
        stage.find("details[open]").is_none(),
        "settings start folded"
    );
    // The fields are in the document from the first time that they are shown.
    stage.unfold("Settings", "#symbol").await;
    stage.fold("Settings").await;
    stage.press("Start a new chain").await;
    stage
        .until("an error", |stage| stage.find("[role=alert]"))
        .await;
    assert_eq!(stage.texts("[role=alert]"), ["That symbol is taken."]);
    assert_eq!(stage.description("Coin symbol")[0], "That symbol is taken.");
    assert!(
        stage.find("details[open]").is_some(),
        "the field is out of view"
    );
    let focused = dom::document().active_element().unwrap();
    assert_eq!(focused.id(), stage.input("Coin symbol").id());
    // Typing clears the error, because the node has not checked the new text yet.
    stage.fill("Coin symbol", "NEW").await;
    assert_eq!(stage.texts("[role=alert]"), [""; 0]);
}

#[wasm_bindgen_test]
async fn an_error_of_no_setting_leaves_the_settings_folded() {
    let refuses = |_: &Request| Err(Fault::new("No room on this device."));
    let stage = Stage::show(part, refuses).await;
    stage.press("Start a new chain").await;
    stage
        .until("an error", |stage| stage.find("form > [role=alert]"))
        .await;
    assert_eq!(stage.texts("[role=alert]"), ["No room on this device."]);
    assert!(
        stage.find("details[open]").is_none(),
        "nothing in there is wrong"
    );
}
