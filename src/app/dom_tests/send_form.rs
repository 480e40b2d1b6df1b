//! The form that sends a payment.

use api::command::ChosenCoin;
use api::{
    ChainCommand, CoinRow, Contact, Fault, FeeOption, Field, Pace, PaymentRequest, Reply, Request,
    Review, ReviewedCoin, command,
};
use primitives::{Amount, Txid};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, choose, no_answer};
use crate::dom;
use crate::state::Chain;
use crate::state::sample::{self, OWN_ADDRESS};
use crate::wallet::send::form::SendForm;

fn part(chain: Chain) -> Html {
    let Chain {
        rules,
        head,
        wallet,
        pool,
        ..
    } = chain;
    html! {
        <SendForm symbol={rules.symbol.clone()} is_locked=false tip={head.tip} height={head.height} {wallet} least_rate={pool.least_rate}
            interval={rules.interval} />
    }
}

fn asks(to: &str, amount: &str, note: &str) -> Request {
    let command = command::Review {
        to: to.into(),
        amount: amount.into(),
        note: note.into(),
        pace: Pace::NextBlock,
        more: Vec::new(),
        coins: Vec::new(),
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
        more: Vec::new(),
        coins: Vec::new(),
        fee: coins(1),
        total: coins(3),
        left: coins(7),
        to_self: false,
        note: None,
        replaces: None,
        bumps: None,
        fees: Vec::new(),
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
    assert_eq!(
        stage.description("To"),
        ["An address, a payment request or a contact’s name."]
    );
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
        text.contains("tst1friend") && text.contains("3 TST"),
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
    // Without a payee, the wallet's own address is used instead.
    assert_eq!(stage.commands(), [asks(OWN_ADDRESS, "max", "")]);
}

/// Reads every text as a request of Ann for 2.5 coins.
fn reads(request: &Request) -> Result<Reply, Fault> {
    match request {
        Request::Chain(ChainCommand::ReadPayee(_)) => {
            let request = PaymentRequest {
                to: "tst1ann".into(),
                amount: Some("2.5".parse().unwrap()),
                label: "Ann".into(),
                message: "Lunch".into(),
            };
            Ok(request.into())
        }
        other => accepts(other),
    }
}

#[wasm_bindgen_test]
async fn a_pasted_request_fills_the_form_in() {
    let stage = Stage::show(part, reads).await;
    stage.fill("To", "tabchain:TST1ANN?amount=2.5").await;
    stage
        .until("the payee", |stage| {
            (stage.input("To").value() == "tst1ann").then_some(())
        })
        .await;
    assert_eq!(stage.input("Amount").value(), "2.5");
    assert_eq!(stage.texts(".request-says"), ["Ann asks for this: Lunch"]);
    // The words of the request are not written into the chain.
    assert_eq!(stage.input("Public note").value(), "");
    stage.fill("To", "tst1other").await;
    assert_eq!(stage.texts(".request-says"), [""; 0]);
    let text = "tabchain:TST1ANN?amount=2.5".into();
    let read = Request::from(command::ReadPayee { text });
    assert_eq!(stage.commands().first(), Some(&read));
}

#[wasm_bindgen_test]
async fn a_refused_link_is_named_before_an_amount_is_typed() {
    let refuses = |_: &Request| Err(Fault::of(Field::To, "This is an invitation."));
    let stage = Stage::show(part, refuses).await;
    stage.fill("To", "https://tab.example/#chain=AB").await;
    stage
        .until("an error", |stage| stage.find("[role=alert]"))
        .await;
    assert_eq!(stage.description("To")[0], "This is an invitation.");
}

#[wasm_bindgen_test]
async fn a_contacts_name_stands_for_the_address() {
    let stage = Stage::show(part, accepts).await;
    let mut snapshot = sample::snapshot();
    if let Some(chain) = &mut snapshot.chain {
        chain.contacts = vec![Contact {
            address: "tst1ann".into(),
            name: "Ann".into(),
        }];
    }
    stage.send(snapshot).await;
    let offered = stage.find("datalist option").unwrap();
    assert_eq!(offered.get_attribute("value").as_deref(), Some("Ann"));
    assert_eq!(
        stage.input("To").get_attribute("list"),
        stage.find("datalist").unwrap().get_attribute("id")
    );
    stage.fill("To", "ann").await;
    stage.fill("Amount", "2").await;
    stage
        .until("a bill", |stage| {
            stage.find("dl[aria-label=\"This payment\"]")
        })
        .await;
    assert_eq!(stage.commands(), [asks("tst1ann", "2", "")]);
    stage.press("Send").await;
    let dialog = stage
        .until("a dialog", |stage| stage.find("dialog[open]"))
        .await;
    let text = dialog.text_content().unwrap();
    assert!(text.contains("Ann") && text.contains("tst1ann"), "{text}");
}

/// The same review, with two fees to choose from.
fn congested(request: &Request) -> Result<Reply, Fault> {
    match request {
        Request::Chain(ChainCommand::Review(command)) => {
            let option = |pace, fee: &str, blocks| FeeOption {
                pace,
                fee: fee.parse().unwrap(),
                blocks,
            };
            let fees = vec![
                option(Pace::NextBlock, "1", Some(1)),
                option(Pace::NoHurry, "0.25", Some(6)),
            ];
            let review = review(&command.to);
            Ok(Review { fees, ..review }.into())
        }
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    }
}

#[wasm_bindgen_test]
async fn a_lower_fee_can_be_chosen_where_there_is_a_choice() {
    let stage = Stage::show(part, congested).await;
    stage.fill("To", "tst1friend").await;
    stage.fill("Amount", "2").await;
    stage
        .until("fees", |stage| stage.find("#fee-pace option"))
        .await;
    assert_eq!(
        stage.texts("#fee-pace option"),
        [
            "Next block (about 10 seconds): 1 TST",
            "6 blocks (about 60 seconds): 0.25 TST"
        ]
    );
    choose(&stage, "#fee-pace", 1).await;
    let cheap = command::Review {
        to: "tst1friend".into(),
        amount: "2".into(),
        note: String::new(),
        pace: Pace::NoHurry,
        more: Vec::new(),
        coins: Vec::new(),
    };
    stage
        .until("another review", |stage| {
            (stage.commands().last() == Some(&cheap.clone().into())).then_some(())
        })
        .await;
}

#[wasm_bindgen_test]
async fn several_payees_are_reviewed_together() {
    let stage = Stage::show(part, accepts).await;
    stage.fill("To", "tst1friend").await;
    stage.fill("Amount", "2").await;
    stage.press("Add a payee").await;
    stage.fill("To 2", "tst1other").await;
    stage.fill("Amount 2", "1,5").await;
    let more = vec![command::FurtherPayee {
        to: "tst1other".into(),
        amount: "1.5".into(),
    }];
    let both = command::Review {
        to: "tst1friend".into(),
        amount: "2".into(),
        note: String::new(),
        pace: Pace::NextBlock,
        more,
        coins: Vec::new(),
    };
    stage
        .until("a review of both", |stage| {
            (stage.commands().last() == Some(&both.clone().into())).then_some(())
        })
        .await;
    stage.press("Remove payee 2").await;
    stage
        .until("a review of one", |stage| {
            (stage.commands().last() == Some(&asks("tst1friend", "2", ""))).then_some(())
        })
        .await;
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

/// A node with two coins that can be spent, and one that is frozen.
fn has_coins(request: &Request) -> Result<Reply, Fault> {
    let coin = |index: u32, count: u64, is_frozen: bool| CoinRow {
        txid: Txid::ZERO,
        index,
        amount: Amount::from_units(count * Amount::COIN.units()).unwrap(),
        address: OWN_ADDRESS.into(),
        height: Some(0),
        private_note: (index == 1).then(|| "from Ann".into()),
        spendable: !is_frozen,
        frozen: is_frozen,
    };
    match request {
        Request::Chain(ChainCommand::Coins) => {
            Ok(vec![coin(0, 50, false), coin(1, 7, false), coin(2, 5, true)].into())
        }
        Request::Chain(ChainCommand::Review(command)) => {
            let spends = |coin: &ChosenCoin| ReviewedCoin {
                txid: coin.txid.clone(),
                index: coin.index,
                amount: Amount::COIN,
            };
            let coins = command.coins.iter().map(spends).collect();
            let review = review(&command.to);
            Ok(Review { coins, ..review }.into())
        }
        Request::Chain(ChainCommand::SetPaymentNote(_)) => Ok(().into()),
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    }
}

#[wasm_bindgen_test]
async fn the_coins_of_a_payment_can_be_chosen_and_noted() {
    let stage = Stage::show(part, has_coins).await;
    stage.fill("To", "tst1friend").await;
    stage.fill("Amount", "2").await;
    stage.unfold("Options", ".coin-list").await;
    let boxes = stage.texts(".coin-list label");
    assert_eq!(
        boxes,
        [
            "50 TST1 confirmation",
            "7 TST1 confirmationfrom Ann",
            "5 TST1 confirmation, frozen"
        ]
    );
    let status = |stage: &Stage| stage.texts(".coin-choice [role=status]");
    assert_eq!(status(&stage), ["The wallet chooses the coins."]);
    assert!(stage.input(&boxes[2]).disabled());
    stage.input(&boxes[1]).click();
    stage.settle().await;
    assert_eq!(status(&stage), ["1 coin chosen: 7 TST"]);

    stage.press("Send").await;
    let dialog = stage
        .until("a dialog", |stage| stage.find("dialog[open]"))
        .await;
    assert!(dialog.text_content().unwrap().contains("Chosen coin"));
    let last = stage.commands().into_iter().rev().find_map(|it| match it {
        Request::Chain(ChainCommand::Review(review)) => Some(review.coins),
        _ => None,
    });
    let txid = Txid::ZERO.to_string();
    assert_eq!(last, Some(vec![ChosenCoin { txid, index: 1 }]));
    stage.press("Back").await;

    stage.press("Edit the private note on 7 TST").await;
    stage.fill("Note", "for bread").await;
    stage.press("Save").await;
    let noted = command::SetPaymentNote {
        txid: Txid::ZERO.to_string(),
        note: "for bread".into(),
    };
    stage
        .until("the note to be kept", |stage| {
            stage
                .commands()
                .contains(&noted.clone().into())
                .then_some(())
        })
        .await;
    stage.press("Choose none").await;
    assert_eq!(status(&stage), ["The wallet chooses the coins."]);
}
