//! A coin history as text: a list of its transactions, called steps.

use api::{
    ProvenanceCheck, ProvenanceDocument, ProvenanceKind, ProvenanceNode, ProvenanceSource,
    SourcePlace,
};
use yew::prelude::*;

use crate::format;
use crate::route::Route;
use crate::state::Contacts;
use crate::texts::history_graph as texts;

/// The steps, newest first, each with the steps that its coins come from.
pub(crate) fn origin_steps(
    document: &ProvenanceDocument,
    contacts: &Contacts,
    symbol: &str,
) -> Html {
    html! {
        <ol class="origin-steps" aria-label={texts::steps_label()}>
            { for document.nodes.iter().map(|node| html! {
                <li key={node.txid.to_string()}>
                    <a href={Route::Transaction(node.txid.to_string()).href()}>{ name_of(node, contacts, symbol) }</a>
                    if !node.sources.is_empty() {
                        <span class="hint">{ from_words(&node.sources, symbol) }</span>
                    }
                </li>
            }) }
        </ol>
    }
}

/// The name of the first contact that a step pays; `None` if it pays none.
pub(super) fn payee<'a>(node: &ProvenanceNode, contacts: &'a Contacts) -> Option<&'a str> {
    node.payees
        .iter()
        .find_map(|address| contacts.name(address))
}

/// Describes a step: “Payment of 12.5 TAB to Bob in block 14, 2 signatures right”.
pub(crate) fn name_of(node: &ProvenanceNode, contacts: &Contacts, symbol: &str) -> String {
    let kind = match node.kind {
        ProvenanceKind::Payment => texts::step_payment(),
        ProvenanceKind::Reward => texts::step_reward(),
        ProvenanceKind::Allocation => texts::step_first_coins(),
        ProvenanceKind::Grant => texts::step_grant(),
    };
    let step = match node.amount {
        Some(amount) => texts::step_of(&kind, &format::coins(amount, symbol)),
        None => kind.to_owned(),
    };
    let step = match payee(node, contacts) {
        Some(name) => texts::step_to(&step, &name),
        None => step,
    };
    let step = match node.height {
        Some(height) => texts::step_in_block(&step, height.into()),
        None => texts::step_waiting(&step),
    };
    match &node.check {
        ProvenanceCheck::Right if node.sources.is_empty() => step,
        ProvenanceCheck::Right => texts::step_right(&step, &signatures(node)),
        ProvenanceCheck::Wrong { reason } => texts::step_wrong(&step, reason),
        ProvenanceCheck::Unchecked => texts::step_unchecked(&step),
    }
}

/// The number of verified signatures of a step.
pub(crate) fn signatures(node: &ProvenanceNode) -> String {
    texts::signatures(node.signatures.into())
}

/// Describes where the coins of a step come from: “from step 2 (5 TAB) and step 3 (7.5 TAB)”.
fn from_words(sources: &[ProvenanceSource], symbol: &str) -> String {
    let parts: Vec<String> = sources
        .iter()
        .map(|source| {
            let place = match &source.from {
                SourcePlace::Node(place) => texts::from_step(u64::from(*place) + 1),
                SourcePlace::Ahead => texts::from_older().to_owned(),
                SourcePlace::Missing { reason } => texts::from_missing(reason),
            };
            match source.amount {
                Some(amount) => texts::from_coins(&place, &format::coins(amount, symbol)),
                None => place,
            }
        })
        .collect();
    match parts.is_empty() {
        true => String::new(),
        false => texts::from(&format::list(parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{Amount, Txid};

    fn node() -> ProvenanceNode {
        ProvenanceNode {
            txid: Txid::ZERO,
            kind: ProvenanceKind::Payment,
            height: Some(14),
            time: None,
            amount: Some(Amount::COIN),
            payees: Vec::new(),
            signatures: 1,
            check: ProvenanceCheck::Right,
            sources: vec![
                ProvenanceSource {
                    from: SourcePlace::Node(1),
                    coins: 1,
                    amount: Some(Amount::COIN),
                },
                ProvenanceSource {
                    from: SourcePlace::Missing {
                        reason: "this node pruned it".into(),
                    },
                    coins: 2,
                    amount: None,
                },
            ],
        }
    }

    #[test]
    fn a_step_is_named_with_what_came_of_checking_it() {
        let nobody = Contacts::none();
        let name = |check| name_of(&ProvenanceNode { check, ..node() }, &nobody, "TAB");
        assert_eq!(
            name(ProvenanceCheck::Right),
            "Payment of 1 TAB in block 14, 1 signature right"
        );
        assert_eq!(
            name(ProvenanceCheck::Wrong {
                reason: "bad".into()
            }),
            "Payment of 1 TAB in block 14, wrong: bad"
        );
        let reward = ProvenanceNode {
            kind: ProvenanceKind::Reward,
            sources: Vec::new(),
            ..node()
        };
        assert_eq!(
            name_of(&reward, &nobody, "TAB"),
            "Block reward of 1 TAB in block 14"
        );
    }

    #[test]
    fn a_step_names_the_contact_that_it_pays() {
        let paid = ProvenanceNode {
            payees: vec!["tab1change".into(), "tab1bob".into()],
            ..node()
        };
        let contacts = Contacts::of(&[("tab1bob", "Bob"), ("tab1ann", "Ann")]);
        assert_eq!(
            name_of(&paid, &contacts, "TAB"),
            "Payment of 1 TAB to Bob in block 14, 1 signature right"
        );
    }

    #[test]
    fn a_step_says_where_its_coins_come_from() {
        assert_eq!(
            from_words(&node().sources, "TAB"),
            "from step 2 (1 TAB) and a payment that is not here (this node pruned it)"
        );
    }
}
