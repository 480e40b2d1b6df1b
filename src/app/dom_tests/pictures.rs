//! Pictures: what they show, how they are reached by keyboard, and what they say as text.

use api::{
    BlockSummary, BranchBlock, BranchDocument, ChainCommand, LinkKind, MapBlock, MapPayment,
    PeerView, PoolMapDocument, Reply, Request, Snapshot, TrafficView,
};
use primitives::{Amount, BlockHash, Time, Timestamp, Txid};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, KeyboardEvent, KeyboardEventInit};
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::blocks::block_strip::BlockStrip;
use crate::dom;
use crate::identity::Same;
use crate::mine::search::Search;
use crate::network::mesh::Mesh;
use crate::pictures::branches::Branches;
use crate::pictures::pool_map::PoolMap;
use crate::state::{Chain, Rates, sample};

fn snapshot(change: impl FnOnce(&mut api::ChainView)) -> Snapshot {
    let mut snapshot = sample::snapshot();
    change(snapshot.chain.as_mut().unwrap());
    snapshot
}

fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_search_says_in_words_how_near_it_came() {
    let part = |chain: Chain| {
        let mut rates = Rates::default();
        for second in 0..3_u32 {
            rates.add(&chain.mining, f64::from(second) * 1_000.0);
        }
        html! {
            // The card draws nothing before anything was mined, so it is inside another element.
            <main><Search mining={chain.mining} rates={Same::new(rates)} head={chain.head} /></main>
        }
    };
    let stage = Stage::show(part, no_answer).await;
    assert!(stage.find("figure").is_none(), "nothing was mined yet");
    let mining = |closest| {
        snapshot(|chain| {
            chain.difficulty = 16_000_000.0;
            chain.height = 6;
            chain.mining.cores = 1;
            chain.mining.hash_rate = 2_500_000.0;
            chain.mining.hashes = 9_000_000.0;
            chain.mining.closest = closest;
        })
    };
    stage.send(mining(4_000_000.0)).await;
    let plot = stage.find("[role=img]").unwrap();
    assert!(attribute(&plot, "aria-label").contains("between 2.50 MH/s and 2.50 MH/s"));
    assert_eq!(
        stage.texts(".closest-title"),
        ["Closest hash for block 7 so far"]
    );
    let words = &stage.texts(".closest .hint")[0];
    assert!(
        words.contains("4.00 million") && words.contains("4.0 times lower"),
        "{words}"
    );
    let levels = stage.texts(".chart-levels span");
    assert_eq!(levels, ["4.00 MH/s", "2.00 MH/s", "0 H/s"]);
    stage.send(mining(0.0)).await;
    assert!(stage.texts(".closest .hint")[0].starts_with("No hash has come near"));
}

fn block(height: u32, miner: &str, mine: bool, message: Option<&str>) -> BlockSummary {
    BlockSummary {
        height,
        hash: BlockHash::from_bytes([u8::try_from(height).unwrap(); 32]),
        time: Timestamp(1_700_000_000),
        transactions: 2,
        weight: 400,
        fullness: 0.25,
        author: None,
        miner: Some(miner.into()),
        mine,
        message: message.map(Into::into),
        tag: None,
        cut: false,
    }
}

#[wasm_bindgen_test]
async fn a_block_has_its_miner_s_colour_and_message_and_a_new_one_slides_in() {
    let part = |chain: Chain| {
        html! { <BlockStrip interval={chain.rules.interval} head={chain.head} pool={chain.pool} /> }
    };
    let stage = Stage::show(part, no_answer).await;
    let blocks = |heights: core::ops::RangeInclusive<u32>| {
        snapshot(|chain| {
            chain.height = *heights.end();
            let list = heights.rev().map(|height| match height % 2 {
                0 => block(height, "tst1other", false, Some("Hello from Ann")),
                _ => block(height, "tst1own", true, None),
            });
            chain.blocks = list.collect();
            chain.tip = chain.blocks[0].hash;
        })
    };
    stage.send(blocks(1..=4)).await;
    let class = |stage: &Stage| attribute(&stage.find(".block-strip").unwrap(), "class");
    let kinds: Vec<String> = ["2", "3", "4"]
        .map(|place| {
            let art = stage.find(&format!(
                ".block-strip > li:nth-child({place}) svg.block-art"
            ));
            attribute(&art.unwrap(), "class")
        })
        .to_vec();
    assert_eq!(kinds[0], kinds[2]);
    assert!(
        kinds[0].contains("kind-") && kinds[1].contains("kind-own"),
        "{kinds:?}"
    );
    let messages = stage.texts(".block-message bdi");
    assert_eq!(messages, ["Hello from Ann"; 2]);
    let before = class(&stage);
    stage.send(blocks(1..=5)).await;
    let odd = class(&stage);
    assert!(odd.contains("slides-odd") && odd != before, "{odd}");
    stage.send(blocks(1..=6)).await;
    assert!(class(&stage).contains("slides-even"));
}

#[wasm_bindgen_test]
async fn the_map_of_the_network_shows_what_passes_and_tells_the_last() {
    let part = |chain: Chain| html! { <Mesh peers={chain.peers} height={0} own_key="02" contacts={chain.contacts} /> };
    let stage = Stage::show(part, no_answer).await;
    let peer = |blocks| {
        let traffic = TrafficView::default();
        snapshot(|chain| {
            chain.peers = vec![PeerView {
                name: "c033819f".into(),
                link: LinkKind::Outbound,
                height: 0,
                serves_all: None,
                latency: None,
                since: Time::default(),
                received: 0.0,
                sent: 0.0,
                brought: TrafficView { blocks, ..traffic },
                given: traffic,
                person: None,
            }];
        })
    };
    stage.send(peer(3)).await;
    assert_eq!(stage.texts(".mesh-name"), ["You", "c033819f"]);
    assert!(stage.find(".passing").is_none(), "they passed before");
    stage.send(peer(4)).await;
    assert!(stage.find(".passing-in .passing-block").is_some());
    assert_eq!(stage.texts(".map-last"), ["Last: a block from c033819f"]);
}

#[wasm_bindgen_test]
async fn the_map_of_the_mempool_is_reached_by_keyboard() {
    let payment = |number: u8, block, mine| MapPayment {
        txid: Txid::from_bytes([number; 32]),
        weight: 600 * (4 - u32::from(number)),
        fee: Amount::from_units(1_000).unwrap(),
        rate: 250,
        block,
        mine,
    };
    let map = PoolMapDocument {
        payments: vec![
            payment(1, 0, false),
            payment(2, 0, true),
            payment(3, 1, false),
        ],
        rest: (5, 4_000),
        blocks: vec![MapBlock::default(); 2],
    };
    let answer = move |request: &Request| {
        assert_eq!(request, &Request::Chain(ChainCommand::PoolMap));
        Ok(Reply::PoolMap(map.clone()))
    };
    let part = |chain: Chain| {
        let version = chain.version();
        html! { <PoolMap symbol={chain.rules.symbol.clone()} {version} /> }
    };
    let stage = Stage::show(part, answer).await;
    stage
        .until("the map", |stage| stage.find("svg.pool-map a"))
        .await;
    let tab = |stage: &Stage| -> Vec<String> {
        let tiles =
            ["1", "2", "3"].map(|place| stage.find(&format!(".pool-map a:nth-child({place})")));
        tiles
            .map(|tile| attribute(&tile.unwrap(), "tabindex"))
            .to_vec()
    };
    assert_eq!(tab(&stage), ["0", "-1", "-1"]);
    let own = attribute(&stage.find(".pool-map .is-own").unwrap(), "aria-label");
    assert!(
        own.starts_with("Your payment 02020202") && own.ends_with("Next block."),
        "{own}"
    );
    let picture = stage.find(".pool-map").unwrap();
    let press = |key: &str| {
        let options = KeyboardEventInit::new();
        options.set_key(key);
        options.set_bubbles(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).unwrap();
        picture.dispatch_event(&event).unwrap();
    };
    press("ArrowRight");
    stage.settle().await;
    assert_eq!(tab(&stage), ["-1", "0", "-1"]);
    let focused = dom::document().active_element().unwrap();
    assert_eq!(attribute(&focused, "aria-label"), own);
    press("End");
    stage.settle().await;
    press("ArrowRight");
    stage.settle().await;
    assert_eq!(tab(&stage), ["-1", "-1", "0"]);
    let legend = stage.texts(".map-legend strong");
    assert_eq!(legend, ["Next block", "In 2 blocks"]);
    assert_eq!(stage.texts(".map-own .hash").len(), 1);
    let hints = stage.texts("figure > .hint");
    assert!(hints[0].starts_with("5 more payments"), "{hints:?}");
}

#[wasm_bindgen_test]
async fn a_branch_is_drawn_with_links_to_its_blocks() {
    let hash = BlockHash::from_bytes([7; 32]);
    let block = |height, stored| BranchBlock {
        height,
        hash,
        time: Timestamp(0),
        stored,
    };
    let branch = BranchDocument {
        fork: 11,
        length: 2,
        blocks: vec![block(13, false), block(12, true)],
    };
    let answer = move |_: &Request| Ok(Reply::Branches(vec![branch.clone()]));
    let part = |chain: Chain| html! { <><i /><Branches tip={chain.head.tip} /></> };
    let stage = Stage::show(part, answer).await;
    let link = stage
        .until("the branch", |stage| stage.find(".branch-list a"))
        .await;
    assert_eq!(link.text_content().unwrap(), "Replaced block 12");
    let link: web_sys::HtmlAnchorElement = link.unchecked_into();
    assert!(link.href().ends_with(&format!("#/blocks/block/{hash}")));
    assert_eq!(
        stage.texts(".branch > div > p"),
        ["2 blocks beside the chain, after block 11"]
    );
    let items = stage.texts(".branch-list li");
    assert!(items[0].contains("only the header"), "{items:?}");
}
