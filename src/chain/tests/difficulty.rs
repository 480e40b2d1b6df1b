//! The difficulty of chains block by block, compared with `tests/vectors/difficulty.json`, which a
//! program in another language computed.

use chain::difficulty::{Difficulty, relief_time};
use chain::{Spec, SpecDraft};
use primitives::{CompactTarget, Timestamp};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    vectors: Vec<Chain>,
}

#[derive(Deserialize)]
struct Chain {
    name: String,
    interval: u32,
    bits: String,
    pow_limit: String,
    fixed_difficulty: bool,
    blocks: Vec<Row>,
}

/// A block's time, and the difficulty of the next block.
#[derive(Debug, Deserialize, PartialEq)]
struct Row {
    time: u32,
    bits: String,
    eased: String,
    relief: u32,
    anchor: String,
}

fn bits(text: &str) -> CompactTarget {
    CompactTarget(u32::from_str_radix(text, 16).unwrap())
}

fn spec(chain: &Chain) -> Spec {
    let draft = SpecDraft {
        interval: chain.interval,
        bits: bits(&chain.bits),
        pow_limit: Some(bits(&chain.pow_limit)),
        fixed_difficulty: chain.fixed_difficulty,
        time: Timestamp(chain.blocks[0].time),
        ..SpecDraft::default()
    };
    draft.build().unwrap()
}

#[test]
fn another_program_computes_the_same_difficulty() {
    let file = include_str!("../../../tests/vectors/difficulty.json");
    let chains = serde_json::from_str::<File>(file).unwrap().vectors;
    assert!(chains.len() > 5);
    for chain in &chains {
        let spec = spec(chain);
        let mut state = Difficulty::first(&spec);
        let mut parent = spec.time;
        for (index, row) in chain.blocks.iter().enumerate() {
            let time = Timestamp(row.time);
            if index > 0 {
                state = state.next(&spec, parent, time);
            }
            let last = &chain.blocks[index.saturating_sub(10)..=index];
            let latest = last.iter().map(|row| row.time).max().unwrap();
            let found = Row {
                time: row.time,
                bits: state.bits.to_string(),
                eased: state.eased(&spec).to_string(),
                relief: relief_time(&spec, Timestamp(latest)).seconds(),
                anchor: state.anchor.to_string(),
            };
            assert_eq!(&found, row, "{}, block {index}", chain.name);
            parent = time;
        }
    }
}
