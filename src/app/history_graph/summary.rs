//! A coin history in one or two sentences.

use api::{ProvenanceDocument, WalkProgress};
use yew::prelude::*;

use crate::format;
use crate::texts::history_graph as texts;

/// The sentences, and a progress bar while signatures are being verified.
pub(crate) fn origin_summary(document: &ProvenanceDocument, symbol: &str) -> Html {
    let all = document.transactions.saturating_add(document.ahead).max(1);
    let is_checking = document.progress == WalkProgress::Checking;
    html! {
        <div class="origin-summary">
            <p role="status" class="origin-words-summary">
                { if is_checking { texts::verifying().to_owned() } else { sentence(document, symbol) } }
            </p>
            if is_checking {
                <label class="origin-progress">
                    <span>
                        { texts::checking(
                            &texts::signatures(document.signatures.into()),
                            &texts::steps(document.transactions.into()),
                            document.ahead.into(),
                        ) }
                    </span>
                    <progress max={all.to_string()} value={document.transactions.to_string()} />
                </label>
            }
            if !is_checking && let Some(oldest) = &document.oldest {
                <p class="hint">
                    { if origins_count(document) == 1 {
                        texts::made(oldest.height.into(), &format::date_time(oldest.time))
                    } else {
                        texts::oldest_made(oldest.height.into(), &format::date_time(oldest.time))
                    } }
                </p>
            }
            if document.wrong > 0 {
                <p class="fault" role="alert">
                    { texts::wrong(&texts::steps(document.wrong.into())) }
                </p>
            }
            if !is_checking && document.unchecked > 0 {
                <p class="hint">
                    { texts::unchecked(&texts::steps(document.unchecked.into())) }
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
    let amount = match is_whole {
        true => texts::change_included(&coins),
        false => coins,
    };
    if document.transactions == 1 && origins_count(document) == 1 {
        return texts::new(&amount, &own_origin(document));
    }
    let is_cut = document.progress == WalkProgress::Cut;
    let origins = origins(document);
    let origins = match origins.is_empty() {
        true if is_cut => texts::origins_older().to_owned(),
        true => texts::origins_gone().to_owned(),
        false => format::list(origins),
    };
    let come = match document.unchecked {
        _ if is_cut => texts::come_so_far(&amount, &origins),
        1.. if origins_count(document) > 0 => texts::come_known(&amount, &origins),
        _ => texts::come(&amount, &origins),
    };
    let checked = texts::signatures(document.signatures.into());
    match (document.signatures, document.wrong) {
        (0, 0) => come,
        (1, 0) => format!("{come} {}", texts::valid_one()),
        (_, 0) => format!("{come} {}", texts::valid_all(&checked)),
        _ => format!("{come} {}", texts::valid_some(&checked)),
    }
}

fn origins(document: &ProvenanceDocument) -> Vec<String> {
    let mut list = Vec::new();
    if document.rewards > 0 {
        list.push(texts::origins_rewards(document.rewards.into()));
    }
    if document.allocations > 0 {
        list.push(texts::origins_allocation().to_owned());
    }
    if document.grants > 0 {
        list.push(texts::origins_grants(document.grants.into()));
    }
    list
}

fn origins_count(document: &ProvenanceDocument) -> u32 {
    let new = document.rewards.saturating_add(document.grants);
    new.saturating_add(document.allocations)
}

fn own_origin(document: &ProvenanceDocument) -> &'static str {
    match (document.rewards, document.allocations) {
        (1.., _) => texts::origin_reward(),
        (_, 1..) => texts::origin_allocation(),
        _ => texts::origin_grant(),
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
