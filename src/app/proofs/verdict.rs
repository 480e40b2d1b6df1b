//! The result of verifying a proof, as text and as a picture.

use api::{Here, Meaning, OutputDocument, VerdictDocument};
use yew::prelude::*;

use super::proof_art::buried_art;
use crate::blocks::carried_view::carried_view;
use crate::format;
use crate::route::Route;
use crate::state::use_page;
use crate::ui::fact::fact;
use crate::ui::icon::{Shape, icon};
use crate::ui::links::hash_text;
use crate::ui::moment::moment;

/// The block interval with which times are shown, one second, so that they have seconds. A verdict
/// does not contain the interval of its chain.
const EXACT: u32 = 1;

/// Properties of `Verdict`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The result of the verification.
    pub(crate) verdict: VerdictDocument,
}

/// The verdict: one sentence, the picture and the details.
#[component]
pub(crate) fn Verdict(props: &Props) -> Html {
    let verdict = &props.verdict;
    let page = use_page();
    let genesis = verdict.genesis.to_string();
    let known = page.chains().iter().any(|chain| chain.genesis == genesis);
    let is_payment = verdict.stamps.is_empty();
    html! {
        <div class="verdict" role="status" aria-label="Verdict">
            <p class="verdict-head">{ icon(Shape::Done) }<span>{ headline(verdict) }</span></p>
            { buried_art(seen(verdict)) }
            { for remarks(verdict, known).into_iter().map(|remark| html! { <p>{ remark }</p> }) }
            if is_payment {
                <ul class="side" aria-label="Outputs">
                    { for verdict.outputs.iter().filter(|output| !is_commitment(output)).map(|output| output_row(output, &verdict.symbol)) }
                    if verdict.more {
                        <li>{ "and more" }</li>
                    }
                </ul>
            } else if !verdict.stamped {
                { for verdict.stamps.iter().map(|digest| html! {
                    <p>{ hash_text(digest.clone(), "Copy the SHA-256") }</p>
                }) }
            }
            <dl class="facts facts-wide">
                { fact("Chain", html! { <bdi>{ &verdict.chain }</bdi> }) }
                { fact("Genesis hash", hash_text(genesis, "Copy genesis hash")) }
                { fact("Block", block(verdict)) }
                { fact("Block time", moment(verdict.time, EXACT)) }
                { fact("Not made before", moment(verdict.not_before, EXACT)) }
                if let Some(time) = verdict.not_after {
                    { fact("Existed by", html! {
                        <>
                            { moment(time, EXACT) }
                            <span class="hint verdict-hint">
                                { "Miners’ clocks may be wrong, so this includes a margin after the block’s own time. It may \
                                   still be in the future." }
                            </span>
                        </>
                    }) }
                }
                { fact("Confirmations", format::grouped(u64::from(seen(verdict)))) }
                if let Some(sealed) = verdict.sealed {
                    { fact("Sealed by", format!("{} of {} authors", sealed.by, sealed.of)) }
                }
                if verdict.work > 0.0 {
                    { fact(
                        "Proof of work",
                        format!("{} hashes since, {} in all", format::hashes(verdict.buried), format::hashes(verdict.work)),
                    ) }
                }
            </dl>
        </div>
    }
}

/// The known confirmations: those in the proof, or those that this node counts if they are more.
fn seen(verdict: &VerdictDocument) -> u32 {
    match verdict.here {
        Here::Best { confirmations } => confirmations.max(verdict.confirmations),
        _ => verdict.confirmations,
    }
}

fn headline(verdict: &VerdictDocument) -> String {
    let block = format::grouped(verdict.height.into());
    match (
        verdict.stamps.is_empty(),
        verdict.stamped,
        verdict.not_after,
    ) {
        (false, true, Some(by)) => {
            format!("This exact file existed by {}.", format::date_time(by))
        }
        (false, true, None) => format!("This exact file was stamped in block {block}."),
        (false, false, Some(by)) => format!(
            "The proof is right: a file existed by {}. Choose the file, too, to see whether it is this one.",
            format::date_time(by)
        ),
        (false, false, None) => format!(
            "The proof is right: a file was stamped in block {block}. Choose the file, too, to see whether it is this one."
        ),
        (true, ..) if verdict.reward => {
            format!("The receipt is right: this is the reward for block {block}.")
        }
        (true, ..) => format!("The receipt is right: this was paid in block {block}."),
    }
}

/// Further facts that a person should know before relying on the proof.
fn remarks(verdict: &VerdictDocument, known: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.push(match verdict.here {
        Here::Best { .. } => {
            "Your own node has the block in its best chain, and so has every node in sync with yours.".to_owned()
        }
        Here::Unknown => "Your own node does not have this block, at least not yet. Wait until it has caught up, and check again.".to_owned(),
        Here::Lost => "Careful: on your own node the block has lost to a branch with more work. What it contains does not count on this chain.".to_owned(),
        Here::Elsewhere if known => "It belongs to a chain that you know. Open that chain, and your node tells whether the block is in its best chain.".to_owned(),
        Here::Elsewhere => "You have not joined its chain. Anybody can start a chain, so compare its genesis hash with the one you were told, and see how much work stands behind it.".to_owned(),
    });
    if verdict.not_after.is_none() && !verdict.stamps.is_empty() {
        remarks.push(format!(
            "The proof is young, with {}: from 11 on it shows by when the file existed. Ask for a newer one later.",
            format::count(
                verdict.confirmations.into(),
                "confirmation",
                "confirmations"
            )
        ));
    } else if verdict.stamps.is_empty() && seen(verdict) < verdict.final_after {
        remarks.push(format!(
            "The payment is still young. On this chain, a payment is final after {}.",
            format::count(verdict.final_after.into(), "confirmation", "confirmations")
        ));
    }
    if verdict.sealed.is_some_and(|sealed| !sealed.by_most) {
        remarks.push(
            "At most half of the authors have sealed the block or one on top of it so far. Together they could have forged it.".to_owned(),
        );
    }
    if !verdict.whole {
        remarks
            .push("This was a short receipt, so the work was counted by your own node.".to_owned());
    }
    remarks
}

fn block(verdict: &VerdictDocument) -> Html {
    let height = format::grouped(verdict.height.into());
    match verdict.here {
        Here::Best { .. } => {
            let href = Route::Block(verdict.block.to_string()).href();
            html! { <a {href}>{ height }</a> }
        }
        _ => html! { height },
    }
}

fn is_commitment(output: &OutputDocument) -> bool {
    let data = output.data.as_ref();
    data.is_some_and(|data| data.meaning == Meaning::Commitment)
}

fn output_row(output: &OutputDocument, symbol: &str) -> Html {
    html! {
        <li>
            if let Some(address) = &output.address {
                { hash_text(address.clone(), "Copy address") }
                <span class="numbers">{ format::coins(output.amount, symbol) }</span>
            } else if let Some(carried) = &output.data {
                { carried_view(carried) }
            }
        </li>
    }
}
