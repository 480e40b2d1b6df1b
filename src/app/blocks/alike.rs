//! A list of addresses with the same beginning, and their balances.

use api::BalancesDocument;
use yew::prelude::*;

use crate::format;
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::address::address_link;
use crate::ui::table::{Column, Row, table, text};

/// Number of addresses listed at a time.
pub(crate) const ADDRESSES_PER_STEP: u32 = 20;

const COLUMNS: [Column; 2] = [
    Column::hash(common::address),
    Column::number(texts::balance),
];

/// Length of an address without its prefix and the digit 1: version, key hash and checksum
/// (BIP173).
const LETTERS: usize = 39;

/// The list. `symbol` is the coin's symbol. `onmore` is called with the last address of the list,
/// to add the addresses after it.
pub(crate) fn alike(found: &BalancesDocument, symbol: &str, onmore: Callback<String>) -> Html {
    let more = found.next.clone().map(|next| {
        let onclick = Callback::from(move |_: MouseEvent| onmore.emit(next.clone()));
        html! { <button type="button" class="button" {onclick}>{ texts::addresses_more() }</button> }
    });
    let rows = found.balances.iter().map(|row| Row {
        key: row.address.clone(),
        cells: vec![
            address_link(&row.address),
            text(format::coins(row.balance, symbol)),
        ],
    });
    html! {
        <section class="card" aria-labelledby="alike">
            <h2 id="alike">{ texts::addresses_beginning(&found.beginning) }</h2>
            if found.balances.is_empty() {
                <p class="empty" role="status">{ texts::addresses_none() }</p>
            } else {
                { table(texts::addresses(), None, &COLUMNS, rows.collect()) }
            }
            { more }
        </section>
    }
}

/// Whether a text is the beginning of an address of a chain with this prefix: the prefix, the digit
/// 1, and fewer characters than a complete address has.
pub(crate) fn is_beginning(text: &str, prefix: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let letters = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('1'));
    letters.is_some_and(|letters| letters.len() < LETTERS && !letters.contains('1'))
}

#[cfg(test)]
mod tests {
    use super::is_beginning;

    #[test]
    fn only_a_part_of_an_address_is_a_beginning() {
        // BIP173's example address, complete and cut off.
        let whole = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
        assert!(!is_beginning(whole, "bc"));
        for length in 3..whole.len() {
            assert!(is_beginning(&whole[..length], "bc"), "{length}");
            assert!(
                is_beginning(&whole[..length].to_uppercase(), "bc"),
                "{length}"
            );
        }
        // The beginnings of a hash and of an address of another chain.
        for other in ["", "1", "17", "bc", "1q", "a1b2c3d4", "tab1qw5"] {
            assert!(!is_beginning(other, "bc"), "{other}");
        }
    }
}
