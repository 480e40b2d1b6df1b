//! Sections of the snapshot: a change of one draws only the components that show it.

use api::{BlockSummary, HistoryKind, HistoryRow, Snapshot};
use js_sys::{Array, Date, Function, Object, Reflect};
use primitives::{Amount, BlockHash, Timestamp, Txid};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::blocks::block_table::BlockTable;
use crate::state::{Chain, sample};
use crate::wallet::history_table::HistoryTable;

/// The time of the only block and the time of the only payment, in seconds since 1970.
const BLOCK_TIME: u32 = 1_700_000_000;
const PAYMENT_TIME: u32 = 1_600_000_000;

/// The times that components have drawn. A component that draws a time asks the browser for its
/// text in ISO 8601, once each time that it renders.
struct DrawnTimes {
    texts: Array,
    original: JsValue,
}

impl DrawnTimes {
    fn record() -> Self {
        let original = Reflect::get(&date(), &METHOD.into()).unwrap();
        let texts = Array::new();
        let recorder = Function::new_with_args(
            "texts, original",
            "return function () { const text = original.call(this); texts.push(text); return text; };",
        );
        let recorder = recorder.call2(&JsValue::NULL, &texts, &original).unwrap();
        Reflect::set(&date(), &METHOD.into(), &recorder).unwrap();
        Self { texts, original }
    }

    /// How often a component has drawn this time.
    fn count(&self, seconds: u32) -> usize {
        let start = Date::new(&(f64::from(seconds) * 1_000.0).into());
        let function: &Function = self.original.unchecked_ref();
        let text = function.call0(&start).unwrap();
        self.texts.iter().filter(|drawn| *drawn == text).count()
    }

    fn counts(&self) -> (usize, usize) {
        (self.count(BLOCK_TIME), self.count(PAYMENT_TIME))
    }
}

impl Drop for DrawnTimes {
    fn drop(&mut self) {
        let _ = Reflect::set(&date(), &METHOD.into(), &self.original);
    }
}

const METHOD: &str = "toISOString";

/// The prototype of dates.
fn date() -> Object {
    Object::get_prototype_of(&Date::new_0())
}

fn part(chain: Chain) -> Html {
    html! {
        <>
            <output>{ chain.mining.hash_rate }</output>
            <BlockTable interval={chain.rules.interval} head={chain.head} has_authors=false />
            <HistoryTable rules={chain.rules} wallet={chain.wallet} is_locked=false />
        </>
    }
}

/// A snapshot with one block and one payment.
fn snapshot() -> Snapshot {
    let mut snapshot = sample::snapshot();
    let chain = snapshot.chain.as_mut().unwrap();
    chain.blocks = vec![BlockSummary {
        height: 0,
        hash: BlockHash::ZERO,
        time: Timestamp(BLOCK_TIME),
        transactions: 1,
        weight: 400,
        fullness: 0.1,
        author: None,
        miner: None,
        mine: false,
        message: None,
        tag: None,
        cut: false,
    }];
    chain.wallet.history = vec![HistoryRow {
        txid: Txid::ZERO,
        kind: HistoryKind::Received,
        amount: Amount::COIN,
        fee: None,
        counterpart: None,
        height: Some(0),
        confirmations: 1,
        time: Timestamp(PAYMENT_TIME),
        note: None,
        private_note: None,
        failure: None,
        replaceable: false,
        bumpable: false,
    }];
    snapshot
}

#[wasm_bindgen_test]
async fn a_change_of_one_section_draws_no_component_of_another() {
    let drawn = DrawnTimes::record();
    let stage = Stage::show(part, no_answer).await;
    let mut next = snapshot();
    stage.send(next.clone()).await;
    let (blocks, payments) = drawn.counts();
    assert!(blocks > 0 && payments > 0, "{blocks}, {payments}");

    // The hash rate changes several times a second.
    for rate in [1.0, 2.0, 3.0] {
        next.chain.as_mut().unwrap().mining.hash_rate = rate;
        stage.send(next.clone()).await;
        assert_eq!(stage.texts("output"), [rate.to_string()]);
    }
    assert_eq!(drawn.counts(), (blocks, payments), "the hash rate changed");

    next.chain.as_mut().unwrap().wallet.history[0].confirmations += 1;
    stage.send(next.clone()).await;
    let (blocks, payments) = (blocks, payments + 1);
    assert_eq!(drawn.counts(), (blocks, payments), "the wallet changed");

    next.chain.as_mut().unwrap().height += 1;
    stage.send(next).await;
    let (blocks, payments) = (blocks + 1, payments);
    assert_eq!(drawn.counts(), (blocks, payments), "the head changed");
}
