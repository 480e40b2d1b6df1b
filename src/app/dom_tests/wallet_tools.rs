//! The wallet's pages on demand: requests, contacts and the whole history.

use api::{
    ChainCommand, Contact, Fault, HistoryKind, HistoryRow, PaymentRequest, Reply, Request,
    RequestRow, command,
};
use primitives::{Amount, Time, Timestamp, Txid};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use super::stage::{Stage, choose};
use crate::route::Route;
use crate::state::sample;
use crate::wallet::tools;

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

async fn show(route: Route, answer: impl Fn(&Request) -> Result<Reply, Fault> + 'static) -> Stage {
    Stage::show(move |chain| tools::page(&route, chain, false), answer).await
}

fn request(received: &str, confirmed: &str) -> RequestRow {
    RequestRow {
        request: PaymentRequest {
            to: "tst1qqqq".into(),
            amount: Some(coins("2")),
            label: "Ann".into(),
            message: "Lunch".into(),
        },
        uri: "tabchain:tst1qqqq?amount=2".into(),
        parameters: "pay=tst1qqqq&amount=2".into(),
        time: Time(0),
        confirmed: coins(confirmed),
        received: coins(received),
    }
}

#[wasm_bindgen_test]
async fn a_request_is_made_and_shown_as_a_link() {
    let answer = |command: &Request| match command {
        Request::Chain(ChainCommand::RequestPayment(_)) => Ok(request("0", "0").into()),
        Request::Chain(ChainCommand::Requests) => Ok(vec![request("0", "0")].into()),
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    };
    let stage = show(Route::Requests, answer).await;
    let mut snapshot = sample::snapshot();
    if let Some(chain) = &mut snapshot.chain {
        chain.invitation = "https://tab.example/#chain=AB".into();
    }
    stage.send(snapshot).await;
    stage.fill("Amount", "2,0 TST").await;
    stage.fill("Your name", "Ann").await;
    stage.fill("What it is for", "Lunch").await;
    stage.press("Make the request").await;
    let link = stage
        .until("the request", |stage| stage.find("#request-link"))
        .await;
    let link: HtmlInputElement = link.unchecked_into();
    assert_eq!(
        link.value(),
        "https://tab.example/#chain=AB&pay=tst1qqqq&amount=2"
    );
    let made = command::RequestPayment {
        amount: "2.0".into(),
        label: "Ann".into(),
        message: "Lunch".into(),
    };
    assert!(stage.commands().contains(&made.into()));
    choose(&stage, "#request-kind", 1).await;
    assert_eq!(link.value(), "tabchain:tst1qqqq?amount=2");
    assert!(stage.find("svg[role=img].qr").is_some());
    // The name stays for the next request.
    assert_eq!(stage.input("Your name").value(), "Ann");
    stage
        .until("an empty amount", |stage| {
            stage.input("Amount").value().is_empty().then_some(())
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_request_says_how_much_of_it_is_paid() {
    for (received, confirmed, words) in [
        ("0", "0", "Not paid yet"),
        ("1.5", "1.5", "1.5 of 2 TST so far"),
        ("2", "0", "Paid, waiting for a block"),
        ("2.5", "2", "Paid"),
    ] {
        let answer = move |command: &Request| match command {
            Request::Chain(ChainCommand::Requests) => Ok(vec![request(received, confirmed)].into()),
            other => Err(Fault::new(format!("unexpected: {other:?}"))),
        };
        let stage = show(Route::Requests, answer).await;
        stage
            .until("a row", |stage| stage.find(".requests .status"))
            .await;
        assert_eq!(stage.texts(".requests .status"), [words]);
    }
}

#[wasm_bindgen_test]
async fn contacts_are_listed_and_removed() {
    let answer = |command: &Request| match command {
        Request::Chain(ChainCommand::SaveContact(_) | ChainCommand::RemoveContact(_)) => {
            Ok(().into())
        }
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    };
    let stage = show(Route::Contacts, answer).await;
    stage.fill("Their address", " tst1ann ").await;
    stage.fill("Name", "Ann").await;
    stage.press("Save the name").await;
    let (address, name) = ("tst1ann".to_owned(), "Ann".to_owned());
    let saved = command::SaveContact {
        address: address.clone(),
        name: name.clone(),
    };
    assert_eq!(stage.commands(), [saved.into()]);
    let mut snapshot = sample::snapshot();
    if let Some(chain) = &mut snapshot.chain {
        let address = address.clone();
        chain.contacts = vec![Contact { address, name }];
    }
    stage.send(snapshot).await;
    assert_eq!(stage.texts(".contacts bdi"), ["Ann"]);
    stage.press("Remove Ann").await;
    assert_eq!(
        stage.commands().last(),
        Some(&command::RemoveContact { address }.into())
    );
}

fn row(kind: HistoryKind, byte: u8, days: u32) -> HistoryRow {
    HistoryRow {
        txid: Txid::from_bytes([byte; 32]),
        kind,
        amount: Amount::COIN,
        fee: None,
        counterpart: None,
        height: Some(7),
        confirmations: 1,
        time: Timestamp(1_700_000_000 - days * 86_400),
        note: None,
        private_note: (byte == 1).then(|| "Rent".into()),
        failure: None,
        replaceable: false,
        bumpable: false,
    }
}

#[wasm_bindgen_test]
async fn the_history_has_months_and_is_filtered_and_searched() {
    let answer = |command: &Request| match command {
        Request::Chain(ChainCommand::History(_)) => Ok(vec![
            row(HistoryKind::Received, 1, 0),
            row(HistoryKind::Sent, 2, 1),
            row(HistoryKind::Reward, 3, 40),
        ]
        .into()),
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    };
    let stage = show(Route::Activity, answer).await;
    stage
        .until("rows", |stage| stage.find(".month tbody tr"))
        .await;
    let kinds = |stage: &Stage| stage.texts(".month td:first-child a");
    assert_eq!(kinds(&stage), ["Received", "Sent", "Block reward"]);
    assert_eq!(stage.texts(".month h2").len(), 2);
    choose(&stage, "#activity-filter", 2).await;
    assert_eq!(kinds(&stage), ["Sent"]);
    choose(&stage, "#activity-filter", 0).await;
    stage.fill("Search", "rent").await;
    assert_eq!(kinds(&stage), ["Received"]);
    stage.fill("Search", "nothing like this").await;
    assert_eq!(stage.texts(".empty"), ["No payments found."]);
}
