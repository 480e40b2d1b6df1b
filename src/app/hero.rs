//! Large figures of coins.

use primitives::Amount;
use yew::prelude::*;

use crate::numbers::grouped;

/// The decimals that are shown as clearly as the whole coins.
const NEAR_DECIMALS: usize = 2;

/// An amount in large type: whole coins in groups of three digits, and the decimals below a
/// hundredth of a coin less clearly. For programs, the element has the plain number as its
/// `data-value`.
pub(crate) fn hero(amount: Amount) -> Html {
    let (whole, near, far) = parts(&amount.to_string());
    html! {
        <>
            { whole }{ near }
            if !far.is_empty() {
                <span class="far">{ far }</span>
            }
        </>
    }
}

/// The grouped whole coins, the near decimals with their point, and the far decimals. The amount is
/// in plain notation.
fn parts(plain: &str) -> (String, String, String) {
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    // An amount has at most 16 digits before the point.
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let (near, far) = decimals.split_at(decimals.len().min(NEAR_DECIMALS));
    let near = match near {
        "" => String::new(),
        near => format!(".{near}"),
    };
    (whole, near, far.to_owned())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn an_amount_is_whole_near_and_far() {
        for (plain, shown) in [
            ("0", ("0", "", "")),
            ("50", ("50", "", "")),
            ("0.5", ("0", ".5", "")),
            ("1898.74999835", ("1,898", ".74", "999835")),
            ("21000000.25", ("21,000,000", ".25", "")),
        ] {
            let (whole, near, far) = parts(plain);
            assert_eq!((whole.as_str(), near.as_str(), far.as_str()), shown);
            let joined = format!("{}{near}{far}", whole.replace(',', ""));
            assert_eq!(joined, plain);
        }
    }
}
