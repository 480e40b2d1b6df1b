//! The form that sends a payment.

use api::{ChainCommand, Fault, Field, Reply, Request, Review, command};
use primitives::Amount;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::dom;
use crate::state::Chain;
use crate::state::sample::OWN_ADDRESS;
use crate::wallet::send_form::SendForm;

fn part(chain: Chain) -> Html {
    let Chain {
        rules,
        head,
        wallet,
        pool,
        ..
    } = chain;
    html! {
        <SendForm symbol={rules.symbol.clone()} is_protected=false tip={head.tip} {wallet} least_rate={pool.least_rate} />
    }
}

fn asks(to: &str, amount: &str, note: &str) -> Request {
    let command = command::Review {
        to: to.into(),
        amount: amount.into(),
        note: note.into(),
    };
    command.into()
}

/// The review of a payment of 2 TST with a fee of 1 TST, from a balance of 10 TST.
fn review(to: &str) -> Review {
    let coins = |count: u64| Amount::from_units(count * Amount::COIN.units()).unwrap();
    Review {
        draft: "draft".into(),
        to: to.into(),
        amount: coins(2),
        fee: coins(1),
        total: coins(3),
        left: coins(7),
        to_self: false,
        note: None,
        replaces: None,
    }
}

fn accepts(request: &Request) -> Result<Reply, Fault> {
    match request {
        Request::Chain(ChainCommand::Review(command)) => Ok(review(&command.to).into()),
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    }
}

#[wasm_bindgen_test]
async fn the_cost_is_shown_while_a_payment_is_typed() {
    let stage = Stage::show(part, accepts).await;
    stage.fill("To", " tst1friend ").await;
    assert_eq!(stage.commands(), [], "no amount is known yet");
    // A decimal comma is read as a decimal point.
    stage.fill("Amount", "2,5").await;
    stage.fill("Public note", "for bread").await;
    let bill = stage
        .until("a bill", |stage| {
            stage.find("dl[aria-label=\"This payment\"]")
        })
        .await;
    let text = bill.text_content().unwrap();
    for line in ["2 TST", "1 TST", "3 TST", "7 TST"] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    // The form reviews a text only when the typing pauses.
    assert_eq!(stage.commands(), [asks("tst1friend", "2.5", "for bread")]);
}

#[wasm_bindgen_test]
async fn a_refused_payee_is_named_beside_its_field() {
    let refuses = |_: &Request| Err(Fault::of(Field::To, "No such address."));
    let stage = Stage::show(part, refuses).await;
    stage.fill("To", "nobody").await;
    stage.fill("Amount", "1").await;
    stage
        .until("an error", |stage| stage.find("[role=alert]"))
        .await;
    assert_eq!(stage.texts("[role=alert]"), ["No such address."]);
    assert_eq!(stage.description("To")[0], "No such address.");
    assert_eq!(stage.description("Amount"), [""; 0]);
}

#[wasm_bindgen_test]
async fn an_error_of_no_field_stands_above_the_button() {
    let refuses = |_: &Request| Err(Fault::new("Not enough coins."));
    let stage = Stage::show(part, refuses).await;
    stage.fill("To", "tst1friend").await;
    stage.fill("Amount", "1").await;
    stage
        .until("an error", |stage| stage.find("form > [role=alert]"))
        .await;
    assert_eq!(stage.texts("[role=alert]"), ["Not enough coins."]);
    assert_eq!(stage.description("To"), ["The recipient’s address."]);
}

#[wasm_bindgen_test]
async fn send_opens_the_dialog_with_the_review() {
    let stage = Stage::show(part, accepts).await;
    stage.fill("To", "tst1friend").await;
    stage.fill("Amount", "2").await;
    stage.press("Send").await;
    let dialog = stage
        .until("a dialog", |stage| stage.find("dialog[open]"))
        .await;
    let text = dialog.text_content().unwrap();
    assert!(
        text.contains("tst1 frie nd") && text.contains("3 TST"),
        "{text}"
    );
    let sent = stage
        .commands()
        .iter()
        .all(|command| *command == asks("tst1friend", "2", ""));
    assert!(sent, "nothing is paid yet: {:?}", stage.commands());
}

#[wasm_bindgen_test]
async fn max_fills_in_what_can_be_sent() {
    let stage = Stage::show(part, accepts).await;
    stage.press("Max").await;
    stage
        .until("an amount", |stage| {
            (stage.input("Amount").value() == "2").then_some(())
        })
        .await;
    // Without a payee, the wallet's own address stands in.
    assert_eq!(stage.commands(), [asks(OWN_ADDRESS, "max", "")]);
}

#[wasm_bindgen_test]
async fn nothing_is_asked_for_an_empty_form() {
    let stage = Stage::show(part, no_answer).await;
    assert_eq!(stage.input("To").value(), "");
    assert_eq!(stage.texts("[role=alert]"), [""; 0]);
    assert_eq!(stage.commands(), []);
}

#[wasm_bindgen_test]
async fn only_a_refused_submission_moves_the_focus() {
    let refuses = |_: &Request| Err(Fault::of(Field::To, "No such address."));
    let stage = Stage::show(part, refuses).await;
    stage.fill("To", "nobody").await;
    stage.fill("Amount", "1").await;
    stage
        .until("an error", |stage| stage.find("[role=alert]"))
        .await;
    let focused = || dom::document().active_element().map(|element| element.id());
    let to = stage.input("To").id();
    assert_ne!(focused().as_ref(), Some(&to), "the person is typing");
    stage.press("Send").await;
    stage
        .until("the focus", |_| {
            (focused().as_ref() == Some(&to)).then_some(())
        })
        .await;
}
