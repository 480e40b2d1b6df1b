//! The names of contacts in the places where their addresses stand.

use api::{
    AddressDocument, ChainCommand, Contact, Fault, ProvenanceCheck, ProvenanceDocument,
    ProvenanceKind, ProvenanceNode, Reply, Request, Snapshot, WalkProgress,
};
use primitives::{Amount, Txid};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::blocks::address::Address;
use crate::history_graph::graph::OriginGraph;
use crate::state::{Chain, sample};
use crate::wallet::receive::Receive;

const BOB: &str = "tst1qbob";

fn knows_bob() -> Snapshot {
    let mut snapshot = sample::snapshot();
    if let Some(chain) = &mut snapshot.chain {
        chain.contacts = vec![Contact {
            address: BOB.into(),
            name: "Bob".into(),
        }];
    }
    snapshot
}

fn has_nothing(request: &Request) -> Result<Reply, Fault> {
    match request {
        Request::Chain(ChainCommand::Address(it)) => Ok(AddressDocument {
            address: it.address.clone(),
            mine: false,
            balance: Amount::ZERO,
            received: Amount::ZERO,
            transactions: Vec::new(),
            more: false,
            cut: None,
        }
        .into()),
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    }
}

#[wasm_bindgen_test]
async fn the_page_of_a_contact_s_address_has_the_contact_s_name() {
    let part = |chain: Chain| {
        let version = chain.version();
        html! { <Address rules={chain.rules} {version} address={BOB.to_owned()} /> }
    };
    let stage = Stage::show(part, has_nothing).await;
    stage.until("the address", |stage| stage.find("h1")).await;
    assert_eq!(stage.texts("h1"), ["Address"]);
    stage.send(knows_bob()).await;
    assert_eq!(stage.texts("h1"), ["Bob"]);
    assert!(stage.texts(".heading .chip").contains(&"Contact".into()));
}

#[wasm_bindgen_test]
async fn a_coin_history_names_the_contact_that_a_payment_went_to() {
    let document = ProvenanceDocument {
        txid: Txid::ZERO,
        output: None,
        amount: Amount::COIN,
        address: None,
        progress: WalkProgress::Whole,
        transactions: 1,
        signatures: 1,
        ahead: 0,
        rewards: 0,
        allocations: 0,
        grants: 0,
        wrong: 0,
        unchecked: 0,
        oldest: None,
        nodes: vec![ProvenanceNode {
            txid: Txid::ZERO,
            kind: ProvenanceKind::Payment,
            height: Some(3),
            time: None,
            amount: Some(Amount::COIN),
            payees: vec!["tst1change".into(), BOB.into()],
            signatures: 1,
            check: ProvenanceCheck::Right,
            sources: Vec::new(),
        }],
    };
    let part = move |_| html! { <OriginGraph document={document.clone()} symbol="TST" /> };
    let stage = Stage::show(part, no_answer).await;
    assert_eq!(stage.texts(".origin-words"), ["Payment, block 3"]);
    stage.send(knows_bob()).await;
    assert_eq!(stage.texts(".origin-words"), ["Payment to Bob, block 3"]);
}

/// What is copied from the groups is the address: no blanks stand in it.
#[wasm_bindgen_test]
async fn the_receiving_address_stands_whole_and_in_groups() {
    let part = |_| html! { <Receive address="tst1qreceive" /> };
    let stage = Stage::show(part, no_answer).await;
    assert_eq!(stage.texts(".address-groups"), ["tst1qreceive"]);
    assert_eq!(
        stage.texts(".address-groups span"),
        ["tst1", "qrec", "eive"]
    );
}
