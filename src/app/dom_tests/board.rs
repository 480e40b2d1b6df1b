//! The big board: who is here, and who found blocks.

use api::{BlockSummary, OwnName};
use primitives::{BlockHash, Timestamp};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::names::{OWN_KEY, peer, snapshot};
use super::stage::{Stage, no_answer};
use crate::network::board::Board;
use crate::state::Chain;

fn part(chain: Chain) -> Html {
    html! { <Board {chain} own_key={OWN_KEY} /> }
}

fn block(height: u32, tag: Option<&str>, mine: bool) -> BlockSummary {
    BlockSummary {
        height,
        hash: BlockHash::from_bytes([u8::try_from(height).unwrap(); 32]),
        time: Timestamp(1_000 + height),
        transactions: 1,
        weight: 400,
        fullness: 0.1,
        author: None,
        miner: Some(format!("tst1{height}")),
        mine,
        message: None,
        tag: tag.map(Into::into),
        cut: false,
    }
}

#[wasm_bindgen_test]
async fn people_stand_with_digits_of_their_keys() {
    let stage = Stage::show(part, no_answer).await;
    let people = snapshot(|chain| {
        chain.own_name = Some(OwnName {
            name: "Zoe".into(),
            tags_blocks: false,
        });
        chain.peers = vec![
            peer("1", Some(("Zoe", "02aaaaaaaa00"))),
            peer("2", Some(("Ann (aaaaaaaa)", "03bbbbbbbb00"))),
            peer("3", None),
        ];
    });
    stage.send(people).await;
    assert_eq!(
        stage.texts(".board-people > li"),
        ["Zoe", "Zoeaaaaaaaa", "Ann (aaaaaaaa)bbbbbbbb"]
    );
    assert_eq!(
        stage.texts(".board-people code"),
        ["aaaaaaaa", "bbbbbbbb"],
        "the digits are elements of their own"
    );
}

#[wasm_bindgen_test]
async fn a_name_in_a_block_is_a_quotation_without_a_picture() {
    let stage = Stage::show(part, no_answer).await;
    // Strangers take the words for this person and for nobody, and this person's name.
    let blocks = |tags: &[(Option<&str>, bool)]| {
        let height = u32::try_from(tags.len()).unwrap();
        let blocks = (1..=height).rev().zip(tags);
        let blocks: Vec<_> = blocks
            .map(|(height, (tag, mine))| block(height, *tag, *mine))
            .collect();
        snapshot(move |chain| {
            chain.height = height;
            chain.blocks = blocks;
        })
    };
    let tags = [
        (Some("You"), false),
        (None, true),
        (None, false),
        (Some("You"), false),
        (Some("Without a name"), false),
        (Some("you"), true),
        (Some("none"), false),
        (Some("You"), false),
    ];
    stage.send(blocks(&tags[2..])).await;
    stage.send(blocks(&tags)).await;
    assert_eq!(
        stage.texts(".board-found > li"),
        [
            "“You”3",
            "You2",
            "“Without a name”1",
            "“none”1",
            "Without a name1"
        ]
    );
    assert_eq!(
        stage.texts(".board-found .emblem").len(),
        1,
        "only one's own key has a picture"
    );
    assert_eq!(stage.texts(".board-latest .emblem").len(), 2);
    let said = stage.texts(".board-found ~ .hint").concat();
    assert!(said.contains("so it has no picture"), "{said}");
}
