//! The balance of the wallet.

use api::WalletView;
use primitives::Amount;
use yew::prelude::*;

use crate::dom;
use crate::format;
use crate::hero::hero;
use crate::texts::common;
use crate::texts::wallet as texts;

/// The spendable balance, amounts that are not spendable yet, and a warning if the wallet is not
/// safe.
pub(crate) fn money(
    symbol: &AttrValue,
    wallet: &WalletView,
    warning: Option<&'static str>,
) -> Html {
    let to_safety = Callback::from(|_: MouseEvent| dom::focus_id("safety"));
    let line = |name: &'static str, amount: Amount| {
        html! {
            if !amount.is_zero() {
                <div class="fact"><dt>{ name }</dt><dd class="numbers">{ format::coins(amount, symbol) }</dd></div>
            }
        }
    };
    html! {
        <section class="card money" aria-labelledby="money-title">
            <div>
                <h2 id="money-title">
                    { if wallet.watch_only { texts::money_watched() } else { texts::money_title() } }
                </h2>
                <p class="money-balance numbers">
                    { hero(wallet.balance) }<span class="symbol">{ symbol }</span>
                </p>
            </div>
            <dl class="facts">
                <div class="fact">
                    <dt>{ texts::money_incoming() }</dt>
                    <dd class="numbers">
                        <output aria-label={texts::money_pending()} aria-live="off">{ wallet.incoming.to_string() }</output>
                        { " " }{ symbol }
                    </dd>
                </div>
                { line(texts::money_outgoing(), wallet.outgoing) }
                { line(texts::money_maturing(), wallet.immature) }
                { line(texts::money_frozen(), wallet.frozen) }
            </dl>
            if let Some(warning) = warning {
                <p class="warning">
                    { warning }{ common::gap() }
                    <button type="button" class="link" onclick={to_safety}>{ texts::safety_title() }</button>
                </p>
            }
        </section>
    }
}
