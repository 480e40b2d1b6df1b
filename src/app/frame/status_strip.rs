//! The figures that are always in view.

use yew::prelude::*;

use crate::state::Chain;

/// Balance, height, peers and tip. Screen readers find them by name but do not announce every
/// change.
pub(crate) fn status_strip(chain: &Chain) -> Html {
    let tip = chain.tip.to_string();
    html! {
        <section class="strip" aria-label="Status">
            <div class="strip-item">
                <span class="strip-name" aria-hidden="true">{ "Balance" }</span>
                <span class="strip-value">
                    <output aria-label="Balance" aria-live="off">{ chain.wallet.balance.to_string() }</output>
                    <span class="symbol">{ &chain.symbol }</span>
                </span>
            </div>
            <div class="strip-item">
                <span class="strip-name" aria-hidden="true">{ "Height" }</span>
                <output class="strip-value" aria-label="Height" aria-live="off">{ chain.height }</output>
            </div>
            <div class="strip-item">
                <span class="strip-name" aria-hidden="true">{ "Peers" }</span>
                <output class="strip-value" aria-label="Peers" aria-live="off">{ chain.peers.len() }</output>
            </div>
            <div class="strip-item strip-tip">
                <span class="strip-name" aria-hidden="true">{ "Tip" }</span>
                <output class="strip-value hash" aria-label="Tip" aria-live="off" title={tip.clone()}>{ tip }</output>
            </div>
        </section>
    }
}
