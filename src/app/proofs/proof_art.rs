//! The drawings on the page of proofs.

use yew::prelude::*;

/// Maximum number of blocks drawn on top of the confirmed one.
const MAX_BLOCKS: u32 = 10;

/// A sheet of paper under a stamp, shown while a list is empty.
pub(crate) fn stamp_art() -> Html {
    html! {
        <svg class="proof-art" viewBox="0 0 200 110" aria-hidden="true" focusable="false">
            <path class="art-window" d="M58 14h54l20 20v66a6 6 0 0 1-6 6H58a6 6 0 0 1-6-6V20a6 6 0 0 1 6-6z" />
            <path class="art-bar" d="M66 44h46M66 58h50M66 72h28" />
            <circle class="proof-seal" cx="128" cy="80" r="21" />
            <path class="proof-tick" d="M118 80l7 8 14-16" />
        </svg>
    }
}

/// The block with the transaction and the blocks on top of it: `confirmations` in all.
pub(crate) fn buried_art(confirmations: u32) -> Html {
    let above = confirmations.saturating_sub(1);
    let drawn = above.min(MAX_BLOCKS);
    let blocks = (1..=drawn).map(|place| {
        let x = 8 + 54 * place;
        html! {
            <>
                <path class="art-link" d={format!("M{} 40h12", x - 12)} />
                <rect class="art-block" x={x.to_string()} y="19" width="42" height="42" rx="8" />
            </>
        }
    });
    let end = 8 + 54 * (drawn + 1);
    let more = (above > MAX_BLOCKS).then(|| {
        html! { <path class="art-link proof-more" d={format!("M{} 40h36", end - 12)} /> }
    });
    html! {
        <svg class="proof-chain" viewBox="0 0 640 80" aria-hidden="true" focusable="false">
            <rect class="art-block art-block-new" x="8" y="19" width="42" height="42" rx="8" />
            <path class="proof-tick" d="M18 40l8 9 14-18" />
            { for blocks }
            { more }
        </svg>
    }
}
