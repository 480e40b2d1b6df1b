//! A coin history in one or two sentences.

use api::{ProvenanceDocument, WalkProgress};
use yew::prelude::*;

use crate::format;

/// The sentences, and a progress bar while signatures are being verified.
pub(crate) fn origin_summary(document: &ProvenanceDocument, symbol: &str) -> Html {
    let all = document.transactions.saturating_add(document.ahead).max(1);
    let is_checking = document.progress == WalkProgress::Checking;
    html! {
        <div class="origin-summary">
            <p role="status" class="origin-words-summary">
                { if is_checking { "Verifying every signature…".to_owned() } else { sentence(document, symbol) } }
            </p>
            if is_checking {
                <label class="origin-progress">
                    <span>
                        { format!(
                            "{} checked in {}, {} known to be ahead",
                            format::count(document.signatures.into(), "signature", "signatures"),
                            format::count(document.transactions.into(), "step", "steps"),
                            format::grouped(document.ahead.into()),
                        ) }
                    </span>
                    <progress max={all.to_string()} value={document.transactions.to_string()} />
                </label>
            }
            if !is_checking && let Some(oldest) = &document.oldest {
                <p class="hint">
                    { format!(
                        "{} in block {}, {}.",
                        if origins_count(document) == 1 { "They were made" } else { "The oldest of them were made" },
                        format::grouped(oldest.height.into()),
                        format::date_time(oldest.time),
                    ) }
                </p>
            }
            if document.wrong > 0 {
                <p class="fault" role="alert">
                    { format!(
                        "{} of the history is wrong: what this node stores has been damaged or forged.",
                        format::count(document.wrong.into(), "step", "steps"),
                    ) }
                </p>
            }
            if !is_checking && document.unchecked > 0 {
                <p class="hint">
                    { format!(
                        "{} could not be checked, because this node no longer has what came before.",
                        format::count(document.unchecked.into(), "step", "steps"),
                    ) }
                </p>
            }
        </div>
    }
}

/// “These 12.5 TAB come from 3 block rewards. All 14 signatures are valid.”
fn sentence(document: &ProvenanceDocument, symbol: &str) -> String {
    let coins = format::coins(document.amount, symbol);
    // The amount of a whole payment includes the change of the payer.
    let is_whole = document.output.is_none() && document.transactions > 1;
    let amount = if is_whole {
        format!("{coins}, change included,")
    } else {
        coins
    };
    if document.transactions == 1 && origins_count(document) == 1 {
        return format!(
            "These {amount} are new: {} made them.",
            own_origin(document)
        );
    }
    let is_cut = document.progress == WalkProgress::Cut;
    let origins = match origins(document).as_slice() {
        [] if is_cut => "older coins".to_owned(),
        [] => "older payments, which are not here any more".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    };
    let how_far = match document.unchecked {
        _ if is_cut => ", as far as was looked",
        _ if origins_count(document) == 0 => "",
        0 => "",
        _ => ", as far as this node still knows",
    };
    let checked = format::count(document.signatures.into(), "signature", "signatures");
    let verdict = match (document.signatures, document.wrong) {
        (0, 0) => String::new(),
        (1, 0) => " Its signature is valid.".to_owned(),
        (_, 0) => format!(" All {checked} are valid."),
        _ => format!(" {checked} of it are right, but not all."),
    };
    format!("These {amount} come from {origins}{how_far}.{verdict}")
}

fn origins(document: &ProvenanceDocument) -> Vec<String> {
    let mut list = Vec::new();
    if document.rewards > 0 {
        list.push(format::count(
            document.rewards.into(),
            "block reward",
            "block rewards",
        ));
    }
    if document.allocations > 0 {
        list.push("the first coins of the chain".to_owned());
    }
    if document.grants > 0 {
        list.push(format::count(document.grants.into(), "grant", "grants"));
    }
    list
}

fn origins_count(document: &ProvenanceDocument) -> u32 {
    let new = document.rewards.saturating_add(document.grants);
    new.saturating_add(document.allocations)
}

fn own_origin(document: &ProvenanceDocument) -> &'static str {
    match (document.rewards, document.allocations) {
        (1.., _) => "this block’s reward",
        (_, 1..) => "the chain’s first block",
        _ => "a grant to a new address",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Txid;

    fn document() -> ProvenanceDocument {
        ProvenanceDocument {
            txid: Txid::ZERO,
            output: Some(0),
            amount: "12.5".parse().unwrap(),
            address: None,
            progress: WalkProgress::Whole,
            transactions: 9,
            signatures: 14,
            ahead: 0,
            rewards: 3,
            allocations: 0,
            grants: 0,
            wrong: 0,
            unchecked: 0,
            oldest: None,
            nodes: Vec::new(),
        }
    }

    #[test]
    fn the_sentence_names_origins_and_signatures() {
        assert_eq!(
            sentence(&document(), "TAB"),
            "These 12.5 TAB come from 3 block rewards. All 14 signatures are valid."
        );
        let mixed = ProvenanceDocument {
            allocations: 1,
            rewards: 1,
            grants: 2,
            progress: WalkProgress::Cut,
            ..document()
        };
        assert_eq!(
            sentence(&mixed, "TAB"),
            "These 12.5 TAB come from 1 block reward, the first coins of the chain and 2 grants, as far as was \
             looked. All 14 signatures are valid."
        );
    }

    #[test]
    fn the_sum_of_a_whole_payment_is_not_called_its_amount() {
        let whole = ProvenanceDocument {
            output: None,
            ..document()
        };
        assert!(sentence(&whole, "TAB").starts_with("These 12.5 TAB, change included, come from"));
    }

    #[test]
    fn a_reward_comes_from_nothing() {
        let reward = ProvenanceDocument {
            transactions: 1,
            signatures: 0,
            rewards: 1,
            ..document()
        };
        assert_eq!(
            sentence(&reward, "TAB"),
            "These 12.5 TAB are new: this block’s reward made them."
        );
    }

    #[test]
    fn what_is_not_here_is_not_passed_over() {
        let left = ProvenanceDocument {
            unchecked: 1,
            ..document()
        };
        assert_eq!(
            sentence(&left, "TAB"),
            "These 12.5 TAB come from 3 block rewards, as far as this node still knows. All 14 signatures are valid."
        );
        let alone = ProvenanceDocument {
            transactions: 1,
            signatures: 0,
            rewards: 0,
            ..left
        };
        assert_eq!(
            sentence(&alone, "TAB"),
            "These 12.5 TAB come from older payments, which are not here any more."
        );
    }

    #[test]
    fn a_wrong_signature_is_not_praised() {
        let wrong = ProvenanceDocument {
            wrong: 1,
            ..document()
        };
        assert!(sentence(&wrong, "TAB").ends_with("but not all."));
    }
}
