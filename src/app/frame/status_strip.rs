//! The figures that are always in view.

use yew::prelude::*;

use crate::hero::hero;
use crate::state::Chain;
use crate::texts::frame as texts;

/// Balance, height, peers and tip. Screen readers find them by name but do not announce every
/// change. The balance of an account that is only watched says so.
pub(crate) fn status_strip(chain: &Chain) -> Html {
    let tip = chain.head.tip.to_string();
    let watches = chain.wallet.watch_only;
    html! {
        <section class="strip" aria-label={texts::status()}>
            <div class="strip-item">
                <span class="strip-name" aria-hidden={(!watches).then_some("true")}>
                    { if watches { texts::watch_only() } else { texts::balance() } }
                </span>
                <span class="strip-value">
                    <output aria-label={texts::balance()} aria-live="off" data-value={chain.wallet.balance.to_string()}>
                        { hero(chain.wallet.balance) }
                    </output>
                    <span class="symbol">{ &chain.rules.symbol }</span>
                </span>
            </div>
            <div class="strip-item">
                <span class="strip-name" aria-hidden="true">{ texts::height() }</span>
                <output class="strip-value" aria-label={texts::height()} aria-live="off">{ chain.head.height }</output>
            </div>
            <div class="strip-item">
                <span class="strip-name" aria-hidden="true">{ texts::peers() }</span>
                <output class="strip-value" aria-label={texts::peers()} aria-live="off">{ chain.peers.len() }</output>
            </div>
            <div class="strip-item strip-tip">
                <span class="strip-name" aria-hidden="true">{ texts::tip() }</span>
                <output class="strip-value hash" aria-label={texts::tip()} aria-live="off" title={tip.clone()}>{ tip }</output>
            </div>
        </section>
    }
}
