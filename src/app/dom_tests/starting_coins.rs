//! Starting coins: the choice of the people, the review, and what is known after the payment.

use core::cell::Cell;
use std::rc::Rc;

use api::{
    BalanceDocument, ChainCommand, Fault, Pace, Reply, Request, Review, ReviewedPayee, Sent,
    Snapshot, command,
};
use primitives::{Amount, BlockHash};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::names::{OWN_KEY, peer, snapshot};
use super::stage::{Stage, no_answer};
use crate::dom;
use crate::network::newcomers::Newcomers;
use crate::state::Chain;

fn part(chain: Chain) -> Html {
    html! { <Newcomers {chain} own_key={OWN_KEY} is_locked=false /> }
}

/// Answers as a node in which only Bob's address has received coins.
fn answer(request: &Request) -> Result<Reply, Fault> {
    match request {
        Request::Chain(ChainCommand::Balance(it)) => {
            let received = match it.address.contains("bbbb") {
                true => Amount::COIN,
                false => Amount::ZERO,
            };
            Ok(Reply::Balance(BalanceDocument {
                address: it.address.clone(),
                confirmations: it.confirmations,
                balance: received,
                received,
            }))
        }
        Request::Chain(ChainCommand::Review(it)) => Ok(Reply::Review(review(it))),
        Request::Chain(ChainCommand::Send(_)) => Ok(Reply::Sent(Sent { txid: "ab".into() })),
        _ => no_answer(request),
    }
}

fn review(asked: &command::Review) -> Review {
    let more = asked.more.iter().map(|payee| ReviewedPayee {
        to: payee.to.clone(),
        amount: Amount::COIN,
        to_self: false,
    });
    Review {
        draft: "draft".into(),
        to: asked.to.clone(),
        amount: Amount::COIN,
        more: more.collect(),
        fee: Amount::ZERO,
        total: Amount::COIN,
        coins: Vec::new(),
        left: Amount::COIN,
        to_self: false,
        note: None,
        replaces: None,
        bumps: None,
        fees: Vec::new(),
    }
}

/// These people are here, at a tip.
fn people(tip: u8, named: &[(&str, &str)]) -> Snapshot {
    snapshot(|chain| {
        chain.tip = BlockHash::from_bytes([tip; 32]);
        let visits = (1..).map(|visit: u32| visit.to_string());
        let peers = visits.zip(named);
        chain.peers = peers
            .map(|(visit, person)| peer(&visit, Some(*person)))
            .collect();
    })
}

const ANN: (&str, &str) = ("Ann", "02aaaaaaaa00");
const BOB: (&str, &str) = ("Bob", "03bbbbbbbb00");
const CY: (&str, &str) = ("Cy", "03cccccccc00");

/// The check boxes, in the order of the rows.
fn boxes() -> Vec<HtmlInputElement> {
    let boxes = dom::document()
        .query_selector_all(".newcomers input")
        .unwrap();
    let nodes = (0..boxes.length()).filter_map(|row| boxes.item(row));
    nodes.map(JsCast::unchecked_into).collect()
}

/// Ticks a row, or takes its tick away.
async fn tick(stage: &Stage, row: usize) {
    boxes()[row].click();
    stage.settle().await;
}

/// Waits until exactly these rows are ticked.
async fn ticked(stage: &Stage, wanted: &[bool]) {
    let what = format!("ticked {wanted:?}");
    stage
        .until(&what, |_| {
            let boxes = boxes();
            let ticked = boxes.iter().map(HtmlInputElement::checked);
            ticked.eq(wanted.iter().copied()).then_some(())
        })
        .await;
}

fn asked(to: &str, more: &[&str]) -> Request {
    let further = |to: &&str| command::FurtherPayee {
        to: (*to).into(),
        amount: "5".into(),
    };
    Request::Chain(ChainCommand::Review(command::Review {
        to: to.into(),
        amount: "5".into(),
        note: String::new(),
        pace: Pace::default(),
        more: more.iter().map(further).collect(),
        coins: Vec::new(),
    }))
}

fn balances(stage: &Stage) -> usize {
    let is_balance = |it: &&Request| matches!(it, Request::Chain(ChainCommand::Balance(_)));
    stage.commands().iter().filter(is_balance).count()
}

#[wasm_bindgen_test]
async fn the_chosen_people_are_paid_by_one_payment_whose_review_names_them() {
    let stage = Stage::show(part, answer).await;
    // Cy is here with two links.
    stage.send(people(1, &[ANN, BOB, CY, CY])).await;
    let names = ["Annaaaaaaaa", "Bobbbbbbbbb", "Cycccccccc"];
    assert_eq!(stage.texts(".newcomers label"), names, "each person once");
    ticked(&stage, &[true, false, true]).await;
    stage.fill("Amount for each", "5").await;
    // A stranger is left out, and Bob gets coins again.
    tick(&stage, 0).await;
    tick(&stage, 1).await;
    ticked(&stage, &[false, true, true]).await;
    stage.press("Review the payment to 2 people").await;
    let wanted = asked("tst103bbbbbbbb00", &["tst103cccccccc00"]);
    assert_eq!(stage.commands().pop(), Some(wanted));
    stage
        .until("the review", |stage| stage.find("#review-dialog"))
        .await;
    assert_eq!(
        stage.texts(".bill-address .named-text"),
        ["Bobbbbbbbbb", "Cycccccccc"]
    );
    assert_eq!(stage.texts(".bill-address svg.emblem").len(), 2);
    let whole: Vec<String> = (stage.texts(".bill-address .address-groups").iter())
        .map(|groups| groups.replace(' ', ""))
        .collect();
    assert_eq!(whole, ["tst103bbbbbbbb00", "tst103cccccccc00"]);
    // Those who come now change neither the payment nor its names.
    stage.send(people(1, &[("Bo", "03bbbbbbbb00"), CY])).await;
    assert_eq!(
        stage.texts(".bill-address .named-text"),
        ["Bobbbbbbbbb", "Cycccccccc"]
    );
}

#[wasm_bindgen_test]
async fn who_was_just_paid_is_no_longer_chosen() {
    let stage = Stage::show(part, answer).await;
    stage.send(people(1, &[ANN, CY])).await;
    ticked(&stage, &[true, true]).await;
    stage.fill("Amount for each", "5").await;
    tick(&stage, 1).await;
    ticked(&stage, &[true, false]).await;
    stage.press("Review the payment to 1 person").await;
    stage
        .until("the review", |stage| stage.find("#review-dialog"))
        .await;
    stage.press("Pay now").await;
    stage
        .until("the receipt", |stage| {
            let said = stage.texts("[role=status]").concat();
            said.contains("Sent to 1 person.").then_some(())
        })
        .await;
    // The node still says that Ann's address has received nothing.
    stage.send(people(2, &[ANN, CY])).await;
    ticked(&stage, &[false, false]).await;
    assert_eq!(
        stage.texts(".newcomers .hint"),
        ["The key’s address has received coins"]
    );
}

#[wasm_bindgen_test]
async fn a_failed_query_chooses_nobody() {
    let fails = Rc::new(Cell::new(false));
    let node = {
        let fails = fails.clone();
        move |request: &Request| match fails.get() {
            true => no_answer(request),
            false => answer(request),
        }
    };
    let stage = Stage::show(part, node).await;
    stage.send(people(1, &[ANN])).await;
    ticked(&stage, &[true]).await;
    fails.set(true);
    stage.send(people(2, &[ANN])).await;
    ticked(&stage, &[false]).await;
    assert!(stage.find(".newcomers .chip").is_none());
}

#[wasm_bindgen_test]
async fn who_left_is_asked_about_again_and_stays_left_out() {
    let stage = Stage::show(part, answer).await;
    stage.send(people(1, &[ANN, BOB])).await;
    ticked(&stage, &[true, false]).await;
    tick(&stage, 0).await;
    ticked(&stage, &[false, false]).await;
    stage.send(people(1, &[])).await;
    let before = balances(&stage);
    stage.send(people(1, &[ANN, BOB])).await;
    stage
        .until("Ann's chip", |stage| stage.find(".newcomers .chip"))
        .await;
    ticked(&stage, &[false, false]).await;
    assert_eq!(balances(&stage), before + 2);
}

#[wasm_bindgen_test]
async fn payments_that_wait_cause_no_query() {
    let stage = Stage::show(part, answer).await;
    stage.send(people(1, &[ANN, BOB])).await;
    ticked(&stage, &[true, false]).await;
    let before = balances(&stage);
    let mut paid = people(1, &[ANN, BOB]);
    if let Some(chain) = &mut paid.chain {
        chain.pool.transactions = 7;
    }
    stage.send(paid).await;
    assert_eq!(balances(&stage), before);
    // At a new block, only those are asked about who have received nothing yet.
    stage.send(people(2, &[ANN, BOB])).await;
    stage
        .until("a query about Ann", |stage| {
            (balances(stage) == before + 1).then_some(())
        })
        .await;
}
