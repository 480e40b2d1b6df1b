//! The result of verifying a proof, as text and as a picture.

use api::{Here, KnownChain, Meaning, OutputDocument, VerdictDocument};
use yew::prelude::*;

use super::proof_art::buried_art;
use super::stamp_list::BOUNDED;
use crate::blocks::carried_view::carried_view;
use crate::format;
use crate::route::Route;
use crate::texts::common;
use crate::texts::proofs as texts;
use crate::ui::fact::fact;
use crate::ui::icon::{Shape, icon};
use crate::ui::links::hash_text;
use crate::ui::moment::moment;

/// The block interval that is passed on to format times: one second, so that times are shown with
/// seconds. A verdict does not contain the interval of its chain.
const EXACT: u32 = 1;

/// The verdict: one sentence, the picture and the details. `chains` are the chains that this
/// profile knows.
pub(crate) fn verdict_view(chains: &[KnownChain], verdict: &VerdictDocument) -> Html {
    let genesis = verdict.genesis.to_string();
    let known = chains.iter().any(|chain| chain.genesis == genesis);
    let is_payment = verdict.stamps.is_empty();
    html! {
        <div class="verdict" role="status" aria-label={texts::verdict()}>
            <p class="verdict-head">{ icon(Shape::Done) }<span>{ headline(verdict) }</span></p>
            { buried_art(seen(verdict)) }
            { for remarks(verdict, known).into_iter().map(|remark| html! { <p>{ remark }</p> }) }
            if is_payment {
                <ul class="side" aria-label={texts::outputs()}>
                    { for verdict.outputs.iter().filter(|output| !is_commitment(output)).map(|output| output_row(output, &verdict.symbol)) }
                    if verdict.more {
                        <li>{ texts::and_more() }</li>
                    }
                </ul>
            } else if !verdict.stamped {
                { for verdict.stamps.iter().map(|digest| html! {
                    <p>{ hash_text(digest.clone(), texts::copy_sha256()) }</p>
                }) }
            }
            <dl class="facts facts-wide">
                { fact(texts::chain(), html! { <bdi>{ &verdict.chain }</bdi> }) }
                { fact(texts::genesis_hash(), hash_text(genesis, texts::copy_genesis_hash())) }
                { fact(texts::block(), block(verdict)) }
                { fact(texts::block_time(), moment(verdict.time, EXACT)) }
                { fact(texts::not_before(), moment(verdict.not_before, EXACT)) }
                if let Some(time) = verdict.not_after {
                    { fact(texts::existed_by(), html! {
                        <>
                            { moment(time, EXACT) }
                            <span class="hint verdict-hint">
                                { texts::existed_by_hint() }
                            </span>
                        </>
                    }) }
                }
                { fact(common::confirmations_title(), format::grouped(u64::from(seen(verdict)))) }
                if let Some(sealed) = verdict.sealed {
                    { fact(texts::sealed_by(), texts::sealed_authors(sealed.by.into(), sealed.of.into())) }
                }
                if verdict.work > 0.0 {
                    { fact(
                        texts::work(),
                        texts::work_hashes(&format::hashes(verdict.buried), &format::hashes(verdict.work)),
                    ) }
                }
            </dl>
        </div>
    }
}

/// The number of known confirmations: that in the proof, or that on this node's chain if it is
/// greater.
fn seen(verdict: &VerdictDocument) -> u32 {
    match verdict.here {
        Here::Best { confirmations } => confirmations.max(verdict.confirmations),
        _ => verdict.confirmations,
    }
}

fn headline(verdict: &VerdictDocument) -> String {
    let block = verdict.height.into();
    match (
        verdict.stamps.is_empty(),
        verdict.stamped,
        verdict.not_after,
    ) {
        (false, true, Some(by)) => texts::verdict_file(&format::date_time(by)),
        (false, true, None) => texts::verdict_file_block(block),
        (false, false, Some(by)) => texts::verdict_stamp(&format::date_time(by)),
        (false, false, None) => texts::verdict_stamp_block(block),
        (true, ..) if verdict.reward => texts::verdict_reward(block),
        (true, ..) => texts::verdict_payment(block),
    }
}

/// Further facts that a person should know before relying on the proof.
fn remarks(verdict: &VerdictDocument, known: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.push(match verdict.here {
        Here::Best { .. } => texts::here_best().to_owned(),
        Here::Unknown => texts::here_unknown().to_owned(),
        Here::Lost => texts::here_lost().to_owned(),
        Here::Elsewhere if known => texts::here_known().to_owned(),
        Here::Elsewhere => texts::here_elsewhere().to_owned(),
    });
    if verdict.not_after.is_none() && !verdict.stamps.is_empty() {
        let confirmations = common::confirmations(verdict.confirmations.into());
        remarks.push(texts::proof_young(&confirmations, BOUNDED.into()));
    } else if verdict.stamps.is_empty() && seen(verdict) < verdict.final_after {
        let confirmations = common::confirmations(verdict.final_after.into());
        remarks.push(texts::payment_young(&confirmations));
    }
    if verdict.sealed.is_some_and(|sealed| !sealed.by_most) {
        remarks.push(texts::few_authors().to_owned());
    }
    if !verdict.whole {
        remarks.push(texts::was_short().to_owned());
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
                { hash_text(address.clone(), common::copy_address()) }
                <span class="numbers">{ format::coins(output.amount, symbol) }</span>
            } else if let Some(carried) = &output.data {
                { carried_view(carried) }
            }
        </li>
    }
}
