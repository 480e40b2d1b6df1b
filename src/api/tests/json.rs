//! The exact JSON of commands and replies, which programs in other languages write and read.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use api::{
    BalanceDocument, BalancesDocument, Command, ConfirmationsDocument, KnownNode, LinkKind,
    NodeDocument, Pace, ProvenanceCheck, ProvenanceKind, ProvenanceNode, ProvenanceSource,
    Replacement, Reply, Request, SourcePlace, WaitingDocument, WaitingTransaction, command,
};
use core::fmt::Debug;
use primitives::{Amount, BlockHash, Time, Timestamp, Txid};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Checks both directions: the JSON that a value gives, and the value that is read from it.
fn reads<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, json: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(&serde_json::from_str::<T>(json).unwrap(), value);
}

/// Checks the JSON of a command to a chain, in both directions.
fn sends(command: impl Command, json: &str) {
    reads(&command.into(), &format!(r#"{{"Chain":{json}}}"#));
}

fn txid() -> Txid {
    Txid::from_bytes([0x11; 32])
}

const HASH: &str = "1111111111111111111111111111111111111111111111111111111111111111";

#[test]
fn labels() {
    sends(
        command::ReadPayee {
            text: "tabchain:tab1q".into(),
        },
        r#"{"ReadPayee":{"text":"tabchain:tab1q"}}"#,
    );
    sends(
        command::RequestPayment {
            amount: "1.5".into(),
            label: "Ann".into(),
            message: String::new(),
        },
        r#"{"RequestPayment":{"amount":"1.5","label":"Ann","message":""}}"#,
    );
    sends(command::Requests, r#""Requests""#);
    sends(
        command::SaveContact {
            address: "tab1q".into(),
            name: "Ann".into(),
        },
        r#"{"SaveContact":{"address":"tab1q","name":"Ann"}}"#,
    );
    sends(
        command::SetPaymentNote {
            txid: HASH.into(),
            note: "rent".into(),
        },
        &format!(r#"{{"SetPaymentNote":{{"txid":"{HASH}","note":"rent"}}}}"#),
    );
    sends(
        command::History { from: 0, count: 10 },
        r#"{"History":{"from":0,"count":10}}"#,
    );
}

#[test]
fn commands_to_a_chain() {
    sends(command::Node, r#""Node""#);
    sends(command::BlockCount, r#""BlockCount""#);
    sends(
        command::BlockAt { height: 7 },
        r#"{"BlockAt":{"height":7}}"#,
    );
    sends(
        command::Push {
            transaction: "00".into(),
        },
        r#"{"Push":{"transaction":"00"}}"#,
    );
    sends(
        command::Review {
            to: "tab1q".into(),
            amount: "max".into(),
            note: String::new(),
            pace: Pace::NextBlock,
            more: vec![command::FurtherPayee {
                to: "tab1p".into(),
                amount: "1".into(),
            }],
            coins: vec![command::ChosenCoin {
                txid: "ab".into(),
                index: 2,
            }],
        },
        r#"{"Review":{"to":"tab1q","amount":"max","note":"","pace":"NextBlock","more":[{"to":"tab1p","amount":"1"}],"coins":[{"txid":"ab","index":2}]}}"#,
    );
}

#[test]
fn a_short_review() {
    // Programs that know no pace pay the minimum.
    let short = r#"{"Chain":{"Review":{"to":"tab1q","amount":"1","note":""}}}"#;
    let read: Request = serde_json::from_str(short).unwrap();
    let review = command::Review {
        to: "tab1q".into(),
        amount: "1".into(),
        note: String::new(),
        pace: Pace::NoHurry,
        more: Vec::new(),
        coins: Vec::new(),
    };
    assert_eq!(read, review.into());
}

#[test]
fn more_questions() {
    sends(
        command::Send {
            draft: "ab".into(),
            passphrase: None,
        },
        r#"{"Send":{"draft":"ab","passphrase":null}}"#,
    );
    let unseen = r#"{"Chain":{"Send":{"to":"tab1q","amount":"max","note":"","passphrase":null}}}"#;
    let unseen = serde_json::from_str::<Request>(unseen);
    assert!(unseen.is_err(), "nothing is paid that no review has shown");
    sends(
        command::ReviewReplacement {
            txid: "ab".into(),
            how: Replacement::SpeedUp,
        },
        r#"{"ReviewReplacement":{"txid":"ab","how":"SpeedUp"}}"#,
    );
    sends(
        command::Waiting {
            after: None,
            count: 5,
        },
        r#"{"Waiting":{"after":null,"count":5}}"#,
    );
    sends(
        command::Balance {
            address: "tab1q".into(),
            confirmations: 0,
        },
        r#"{"Balance":{"address":"tab1q","confirmations":0}}"#,
    );
    sends(
        command::Balances {
            beginning: "tab1q".into(),
            confirmations: 1,
            after: None,
            count: 9,
        },
        r#"{"Balances":{"beginning":"tab1q","confirmations":1,"after":null,"count":9}}"#,
    );
    sends(
        command::Provenance {
            txid: "ab".into(),
            output: Some(1),
            most: 100,
        },
        r#"{"Provenance":{"txid":"ab","output":1,"most":100}}"#,
    );
}

#[test]
fn answers() {
    let balance = BalanceDocument {
        address: "tab1q".into(),
        confirmations: 1,
        balance: Amount::COIN,
        received: Amount::MAX,
    };
    let row =
        r#"{"address":"tab1q","confirmations":1,"balance":100000000,"received":9007199254740991}"#;
    reads(&balance, row);
    reads(
        &BalancesDocument {
            beginning: "tab1".into(),
            balances: vec![balance],
            next: None,
        },
        &format!(r#"{{"beginning":"tab1","balances":[{row}],"next":null}}"#),
    );
    reads(
        &WaitingDocument {
            total: 1,
            transactions: vec![WaitingTransaction {
                txid: txid(),
                amount: Amount::COIN,
                mine: true,
                fee: Amount::ZERO,
                weight: 400,
                since: Some(Time(1_700_000_000_000)),
            }],
            next: Some(txid()),
        },
        &format!(
            r#"{{"total":1,"transactions":[{{"txid":"{HASH}","amount":100000000,"mine":true,"fee":0,"weight":400,"since":1700000000000}}],"next":"{HASH}"}}"#
        ),
    );
    reads(
        &ConfirmationsDocument {
            txid: txid(),
            confirmations: 3,
            height: Some(2),
        },
        &format!(r#"{{"txid":"{HASH}","confirmations":3,"height":2}}"#),
    );
    reads(
        &NodeDocument {
            name: "Ours".into(),
            symbol: "TAB".into(),
            genesis: BlockHash::from_bytes([0x11; 32]),
            blocks: 2,
            tip: BlockHash::from_bytes([0x11; 32]),
            waiting: 0,
            nodes: 1,
            mining: false,
        },
        &format!(
            r#"{{"name":"Ours","symbol":"TAB","genesis":"{HASH}","blocks":2,"tip":"{HASH}","waiting":0,"nodes":1,"mining":false}}"#
        ),
    );
    reads(
        &Reply::Nodes(vec![KnownNode {
            link: 1,
            direction: LinkKind::Inbound,
            height: 2,
            latency: None,
            since: Time(5),
        }]),
        r#"{"Nodes":[{"link":1,"direction":"Inbound","height":2,"latency":null,"since":5}]}"#,
    );
}

#[test]
fn a_transaction_of_a_coin_history() {
    reads(
        &ProvenanceNode {
            txid: txid(),
            kind: ProvenanceKind::Payment,
            height: Some(3),
            time: Some(Timestamp(1_700_000_000)),
            amount: Some(Amount::COIN),
            payees: vec!["tab1q".into()],
            signatures: 2,
            check: ProvenanceCheck::Right,
            sources: vec![
                ProvenanceSource {
                    from: SourcePlace::Node(1),
                    coins: 1,
                    amount: Some(Amount::COIN),
                },
                ProvenanceSource {
                    from: SourcePlace::Missing {
                        reason: "gone".into(),
                    },
                    coins: 1,
                    amount: None,
                },
            ],
        },
        &format!(
            r#"{{"txid":"{HASH}","kind":"Payment","height":3,"time":1700000000,"amount":100000000,"payees":["tab1q"],"signatures":2,"check":"Right","sources":[{{"from":{{"Node":1}},"coins":1,"amount":100000000}},{{"from":{{"Missing":{{"reason":"gone"}}}},"coins":1,"amount":null}}]}}"#
        ),
    );
}
