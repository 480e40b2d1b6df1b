//! The lines of a miner that speaks Stratum, with new work and time in between.
//!
//! A line `!` offers the other work, and a line `+` lets a minute pass; every other line is the
//! miner's.
#![no_main]

use std::sync::{Arc, LazyLock};

use fuzz::small_node::SmallNode;
use libfuzzer_sys::fuzz_target;
use methods::{Access, rpc};
use primitives::{Block, Decode, Time};
use serde_json::Value;
use stratum::{Output, Session, Work};

/// The maximum number of outputs that one line or one new work causes: an answer, a block, a
/// difficulty and a job.
const MAX_OUTPUTS: usize = 4;

/// Works on two different blocks.
static WORKS: LazyLock<[Arc<Work>; 2]> = LazyLock::new(|| {
    const CALL: &[u8] = br#"{"method":"getblocktemplate","params":[{"rules":["segwit"]}],"id":0}"#;
    let mut node = SmallNode::new();
    let reply = rpc::answer(CALL, Access::Read, &mut node.call());
    let mut reply: Value = serde_json::from_str(&reply.body).expect("JSON");
    let template = &mut reply["result"];
    let first = Work::from_template(template).expect("a template of our own");
    template["previousblockhash"] = "11".repeat(32).into();
    let other = Work::from_template(template).expect("a template of our own");
    [Arc::new(first), Arc::new(other)]
});

fuzz_target!(|bytes: &[u8]| {
    let mut now = Time(0);
    let mut session = Session::new([1, 2, 3, 4], now);
    session.offer(Arc::clone(&WORKS[0]));
    let mut offered = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        match line {
            b"!" => {
                offered = 1 - offered;
                session.offer(Arc::clone(&WORKS[offered]));
            }
            b"+" => now = Time(now.0 + 60_000),
            line => session.receive(now, line),
        }
        let outputs: Vec<_> = std::iter::from_fn(|| session.poll()).collect();
        assert!(outputs.len() <= MAX_OUTPUTS, "{outputs:?}");
        for output in &outputs {
            check(output);
        }
        if outputs
            .iter()
            .any(|output| matches!(output, Output::Close(_)))
        {
            return;
        }
    }
});

fn check(output: &Output) {
    match output {
        Output::Send(line) => {
            let text = line.strip_suffix('\n').expect("a line ends");
            assert!(!text.contains('\n'), "one line: {line}");
            let value: Value = serde_json::from_str(text).expect("JSON");
            assert!(value.is_object(), "{line}");
        }
        Output::Submit(bytes) => {
            let block = Block::from_bytes(bytes).expect("a block");
            assert!(block.header.meets_target());
        }
        Output::Close(reason) => assert!(!reason.is_empty()),
    }
}
