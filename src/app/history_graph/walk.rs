//! Requests for a coin history, repeated step by step until the node has verified all of it or the
//! person leaves the page.

use core::cell::Cell;
use primitives::BlockHash;
use std::rc::Rc;
use yew::prelude::*;

use api::{ProvenanceDocument, ProvenanceNode, WalkProgress, command};
use yew::platform::spawn_local;

use crate::node::{Query, use_node};

/// Requests the history of a transaction or of one of its outputs, with at most `most`
/// transactions. The figures of the replies grow while the node verifies. Meanwhile the
/// transactions of the last complete reply stay in view.
#[hook]
pub(crate) fn use_walk(
    txid: &str,
    output: Option<u32>,
    most: u32,
    tip: BlockHash,
) -> Query<Box<ProvenanceDocument>> {
    let node = use_node();
    let answer = use_state(|| Query::Loading);
    let complete = use_mut_ref(Vec::<ProvenanceNode>::new);
    // A transaction in the mempool may be confirmed by the next block.
    let version = waits(&answer).then_some(tip);
    let setter = answer.setter();
    let question = (txid.to_owned(), output, most, version);
    use_effect_with(question, move |(txid, output, most, _)| {
        let command = command::Provenance {
            txid: txid.clone(),
            output: *output,
            most: *most,
        };
        let current = Rc::new(Cell::new(true));
        let asked = current.clone();
        spawn_local(async move {
            // When the person leaves the page, the requests end, and so does the node's
            // verification.
            while asked.get() {
                let (query, more) = match node.ask(command.clone()).await {
                    Ok(document) => grown(document, &mut complete.borrow_mut()),
                    Err(fault) => (Query::Failed(fault), false),
                };
                if !asked.get() {
                    return;
                }
                setter.set(query);
                if !more {
                    return;
                }
            }
        });
        move || current.set(false)
    });
    (*answer).clone()
}

/// Returns the reply to show, and whether the request must be repeated.
fn grown(
    mut document: Box<ProvenanceDocument>,
    complete: &mut Vec<ProvenanceNode>,
) -> (Query<Box<ProvenanceDocument>>, bool) {
    let more = document.progress == WalkProgress::Checking;
    if more {
        document.nodes.clone_from(complete);
    } else {
        complete.clone_from(&document.nodes);
    }
    (Query::Found(document), more)
}

fn waits(answer: &Query<Box<ProvenanceDocument>>) -> bool {
    match answer {
        Query::Found(document) => document.nodes.iter().any(|node| node.height.is_none()),
        _ => false,
    }
}
