//! Sessions with a miner: blocks, shares, version rolling, the difficulty, the bounds.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod miner;

use std::sync::Arc;

use bitcoin::Block;
use bitcoin::consensus::{deserialize, serialize};
use bitcoin::hashes::Hash as _;
use primitives::Time;
use serde_json::json;
use stratum::{MAX_LINE_BYTES, MAX_SHARES, Work};

use crate::miner::{Miner, PREVIOUS, hex, is_share, script, template_with, work};

#[test]
fn a_miner_finds_a_block() {
    let mut miner = Miner::ready(work("207fffff"));
    let job = miner.jobs[0].clone();
    // Half of all hashes are blocks on this chain, and every block is a share.
    assert!(
        miner.difficulty <= 2.0_f64.powi(-31),
        "{}",
        miner.difficulty
    );
    for extra in 0..20 {
        let extra_nonce = format!("{extra:08x}");
        let nonce = miner.search(&job, &extra_nonce, 0);
        assert_eq!(miner.submit(&job, &extra_nonce, nonce, 0), Ok(json!(true)));
    }
    assert!(!miner.blocks.is_empty());
    for bytes in &miner.blocks {
        let block: Block = deserialize(bytes).unwrap();
        assert_eq!(serialize(&block), *bytes);
        assert_eq!(block.header.prev_blockhash.to_string(), PREVIOUS);
        assert!(block.check_merkle_root());
        assert!(block.header.validate_pow(block.header.target()).is_ok());
        assert_eq!(
            (block.txdata.len(), block.bip34_block_height()),
            (5, Ok(1_000))
        );
        assert!(
            block.txdata[1..]
                .iter()
                .all(|other| other.input[0].witness.len() == 1)
        );
    }
}

#[test]
fn versions_roll_within_the_mask_only() {
    let mut miner = Miner::ready(work("207fffff"));
    let options = json!({
        "version-rolling.mask": "ffffffff",
        "version-rolling.min-bit-count": 2,
        "minimum-difficulty.value": 1e-9,
    });
    let asked = json!([
        ["version-rolling", "minimum-difficulty", "teleport"],
        options
    ]);
    let answer = miner.ask("mining.configure", asked).unwrap();
    assert_eq!(answer["version-rolling"], true);
    assert_eq!(answer["version-rolling.mask"], "1fffe000");
    assert_eq!(
        (&answer["minimum-difficulty"], &answer["teleport"]),
        (&json!(true), &json!(false))
    );
    miner.mask = 0x1fff_e000;
    let job = miner.jobs[0].clone();
    let bits = 0x0abc_c000;
    let nonce = miner.search(&job, "00000001", bits);
    assert_eq!(miner.submit(&job, "00000001", nonce, bits), Ok(json!(true)));
    if let Some(bytes) = miner.blocks.first() {
        let block: Block = deserialize(bytes).unwrap();
        assert_eq!(block.header.version.to_consensus(), 0x2abc_c000);
    }
    let outside = json!(["w", job[0], "00000001", job[7], "00000000", "20000000"]);
    assert_eq!(miner.ask("mining.submit", outside), Err(20));
    // A miner gets those of the bits it asks for that the session allows.
    let asked = json!([["version-rolling"], { "version-rolling.mask": "00fff000" }]);
    let answer = miner.ask("mining.configure", asked).unwrap();
    assert_eq!(answer["version-rolling.mask"], "00ffe000");
}

#[test]
fn wrong_shares_are_refused_with_the_usual_codes() {
    // A block takes a million hashes here, a share far fewer.
    let mut miner = Miner::ready(work("1e0fffff"));
    assert_eq!(
        miner.ask("mining.suggest_difficulty", json!([1e-8])),
        Ok(json!(true))
    );
    let job = miner.jobs.last().unwrap().clone();
    let nonce = miner.search(&job, "00000001", 0);
    assert_eq!(miner.submit(&job, "00000001", nonce, 0), Ok(json!(true)));
    assert_eq!(
        miner.submit(&job, "00000001", nonce, 0),
        Err(22),
        "a duplicate"
    );
    let low = |nonce: &u32| {
        let hash = miner.header(&job, "00000002", *nonce, 0).block_hash();
        !is_share(hash.to_byte_array(), miner.difficulty)
    };
    let nonce = (0..u32::MAX).find(low).unwrap();
    assert_eq!(
        miner.submit(&job, "00000002", nonce, 0),
        Err(23),
        "not enough work"
    );
    for (params, code) in [
        (json!(["w", "ffff", "00000001", job[7], "00000000"]), 21),
        (json!(["w", job[0], "00000001", "00000000", "00000000"]), 20),
        (json!(["w", job[0], "00000001", "ffffffff", "00000000"]), 20),
        (json!(["w", job[0], "0001", job[7], "00000000"]), 20),
        (json!(["w", job[0], "00000001", job[7], "+0000000"]), 20),
        (
            json!(["w", job[0], "00000001", job[7], "00000000", "00002000"]),
            20,
        ),
        (json!(["w", job[0]]), 20),
    ] {
        assert_eq!(
            miner.ask("mining.submit", params.clone()),
            Err(code),
            "{params}"
        );
    }
    assert_eq!(miner.ask("mining.get_transactions", json!([])), Err(20));
    assert!(miner.blocks.is_empty() && !miner.closed);

    let mut early = Miner::new();
    let params = json!(["w", "1", "00000001", "00000000", "00000000"]);
    assert_eq!(
        early.ask("mining.submit", params.clone()),
        Err(25),
        "not subscribed"
    );
    early.ask("mining.subscribe", json!([])).unwrap();
    assert_eq!(
        early.ask("mining.submit", params),
        Err(24),
        "not authorized"
    );
}

#[test]
fn a_new_block_ends_the_jobs_before_it_and_other_work_does_not() {
    let mut miner = Miner::ready(work("207fffff"));
    let old = miner.jobs[0].clone();
    miner.session.offer(work("207fffff"));
    miner.drain();
    assert_eq!(miner.jobs.len(), 2);
    let nonce = miner.search(&old, "00000001", 0);
    assert_eq!(miner.submit(&old, "00000001", nonce, 0), Ok(json!(true)));
    let mut next = template_with("207fffff", script());
    next["previousblockhash"] = PREVIOUS.replace('0', "1").into();
    miner
        .session
        .offer(Arc::new(Work::from_template(&next).unwrap()));
    miner.drain();
    assert_eq!(miner.jobs.len(), 1);
    assert_eq!(miner.submit(&old, "00000002", 0, 0), Err(21));
    // The newest eight jobs count.
    let first = miner.jobs[0].clone();
    for _ in 0..8 {
        miner
            .session
            .offer(Arc::new(Work::from_template(&next).unwrap()));
        miner.drain();
    }
    assert_eq!(miner.submit(&first, "00000003", 0, 0), Err(21));
}

#[test]
fn a_fast_miner_gets_a_higher_difficulty_and_a_slow_one_a_lower() {
    let mut miner = Miner::ready(work("1d00ffff"));
    miner
        .ask("mining.suggest_difficulty", json!([1e-9]))
        .unwrap();
    let suggested = miner.difficulty;
    for extra in 0..12 {
        let job = miner.jobs.last().unwrap().clone();
        let extra_nonce = format!("{extra:08x}");
        let nonce = miner.search(&job, &extra_nonce, 0);
        miner.now = Time(miner.now.0 + 100);
        assert_eq!(miner.submit(&job, &extra_nonce, nonce, 0), Ok(json!(true)));
    }
    // Parsed numbers are exact but for their last digit.
    let is = |difficulty: f64, wanted: f64| (difficulty / wanted - 1.0).abs() < 1e-9;
    assert!(
        is(miner.difficulty, 8.0 * suggested),
        "{}",
        miner.difficulty
    );
    // Two minutes pass without a share; the miner's next line brings an easier job.
    miner.now = Time(miner.now.0 + 120_000);
    miner.ask("mining.extranonce.subscribe", json!([])).unwrap();
    assert!(is(miner.difficulty, suggested), "{}", miner.difficulty);
}

#[test]
fn lines_and_shares_are_bounded() {
    let mut miner = Miner::ready(work("207fffff"));
    for line in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"method":7}"#,
        r#"{"method":"a","params":{}}"#,
    ] {
        miner.receive(line.as_bytes());
    }
    assert!(!miner.closed);
    let long = format!(r#"{{"method":"{}"}}"#, "x".repeat(MAX_LINE_BYTES));
    miner.receive(long.as_bytes());
    assert!(miner.closed);

    let mut miner = Miner::ready(work("207fffff"));
    let job = miner.jobs[0].clone();
    let mut refused = None;
    for nonce in 0..u32::try_from(4 * MAX_SHARES).unwrap() {
        match miner.submit(&job, "00000000", nonce, 0) {
            Ok(_) | Err(23) => {}
            Err(code) => {
                refused = Some(code);
                break;
            }
        }
        miner.blocks.clear();
    }
    assert_eq!(refused, Some(20), "the shares of a job are bounded");
}

#[test]
fn coinbases_without_an_extra_nonce_get_one_if_there_is_room() {
    let bare = [&[2, 0xe8, 3][..], &[90], &[1; 85]].concat();
    let mut miner = Miner::ready(Arc::new(
        Work::from_template(&template_with("207fffff", bare)).unwrap(),
    ));
    let job = miner.jobs[0].clone();
    let nonce = miner.search(&job, "0a0b0c0d", 0);
    assert_eq!(miner.submit(&job, "0a0b0c0d", nonce, 0), Ok(json!(true)));
    let before = hex(job[2].as_str().unwrap());
    assert_eq!(before[before.len() - 5..], [98, 2, 0xe8, 3, 8]);
    let full = [&[2, 0xe8, 3][..], &[90], &[1; 90]].concat();
    let refused = Work::from_template(&template_with("207fffff", full)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the coinbase's script has no room for an extra nonce"
    );
}
