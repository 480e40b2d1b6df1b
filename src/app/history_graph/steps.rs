//! A coin history as text: a list of its transactions, called steps.

use api::{
    ProvenanceCheck, ProvenanceDocument, ProvenanceKind, ProvenanceNode, ProvenanceSource,
    SourcePlace,
};
use yew::prelude::*;

use crate::format;
use crate::route::Route;

/// Properties of `OriginSteps`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin history.
    pub(crate) document: ProvenanceDocument,
    /// The coin's symbol.
    pub(crate) symbol: String,
}

/// The steps, newest first, each with the steps that its coins come from. It is a component because
/// there may be two thousand steps, which do not change while the page is rendered several times a
/// second.
#[component]
pub(crate) fn OriginSteps(props: &Props) -> Html {
    let (document, symbol) = (&props.document, &props.symbol);
    html! {
        <ol class="origin-steps" aria-label="Steps of the way back">
            { for document.nodes.iter().map(|node| html! {
                <li key={node.txid.to_string()}>
                    <a href={Route::Transaction(node.txid.to_string()).href()}>{ name_of(node, symbol) }</a>
                    if !node.sources.is_empty() {
                        <span class="hint">{ from_words(&node.sources, symbol) }</span>
                    }
                </li>
            }) }
        </ol>
    }
}

/// Describes a step: “Payment of 12.5 TAB in block 14, 2 signatures right”.
pub(crate) fn name_of(node: &ProvenanceNode, symbol: &str) -> String {
    let kind = match node.kind {
        ProvenanceKind::Payment => "Payment",
        ProvenanceKind::Reward => "Block reward",
        ProvenanceKind::Allocation => "First coins of the chain",
        ProvenanceKind::Grant => "Grant",
    };
    let amount = node.amount.map_or_else(String::new, |amount| {
        format!(" of {}", format::coins(amount, symbol))
    });
    let place = match node.height {
        Some(height) => format!(" in block {}", format::grouped(height.into())),
        None => ", waiting for a block".to_owned(),
    };
    let check = match &node.check {
        ProvenanceCheck::Right if node.sources.is_empty() => String::new(),
        ProvenanceCheck::Right => format!(", {} right", signatures(node)),
        ProvenanceCheck::Wrong { reason } => format!(", wrong: {reason}"),
        ProvenanceCheck::Unchecked => ", signatures not checked".to_owned(),
    };
    format!("{kind}{amount}{place}{check}")
}

/// The number of verified signatures of a step.
pub(crate) fn signatures(node: &ProvenanceNode) -> String {
    format::count(node.signatures.into(), "signature", "signatures")
}

/// Describes where the coins of a step come from: “from step 2 (5 TAB) and step 3 (7.5 TAB)”.
fn from_words(sources: &[ProvenanceSource], symbol: &str) -> String {
    let parts: Vec<String> = sources
        .iter()
        .map(|source| {
            let place = match &source.from {
                SourcePlace::Node(place) => {
                    format!("step {}", format::grouped(u64::from(*place) + 1))
                }
                SourcePlace::Ahead => "older payments, not looked at yet".to_owned(),
                SourcePlace::Missing { reason } => format!("a payment that is not here ({reason})"),
            };
            match source.amount {
                Some(amount) => format!("{place} ({})", format::coins(amount, symbol)),
                None => place,
            }
        })
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => format!("from {one}"),
        [most @ .., last] => format!("from {} and {last}", most.join(", ")),
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
        let name = |check| name_of(&ProvenanceNode { check, ..node() }, "TAB");
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
        assert_eq!(name_of(&reward, "TAB"), "Block reward of 1 TAB in block 14");
    }

    #[test]
    fn a_step_says_where_its_coins_come_from() {
        assert_eq!(
            from_words(&node().sources, "TAB"),
            "from step 2 (1 TAB) and a payment that is not here (this node pruned it)"
        );
    }
}
