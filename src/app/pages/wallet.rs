//! The wallet's page.

use primitives::Amount;
use yew::prelude::*;

use crate::components::heading::Heading;
use crate::components::history_table::HistoryTable;
use crate::components::receive::Receive;
use crate::components::safety::{Safety, warning, words_are_saved};
use crate::components::send_form::SendForm;
use crate::components::storage_note::StorageNote;
use crate::dom;
use crate::format;
use crate::state::Chain;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The wallet's page.
#[component]
pub(crate) fn Wallet(props: &Props) -> Html {
    let chain = &props.chain;
    let saved = use_state(words_are_saved);
    let on_saved = {
        let saved = saved.setter();
        Callback::from(move |()| saved.set(true))
    };
    html! {
        <>
            <Heading title="Wallet" />
            <Money chain={chain.clone()} warning={warning(chain, *saved)} />
            <div class="columns">
                <Receive chain={chain.clone()} />
                <SendForm chain={chain.clone()} />
            </div>
            <section class="card" aria-labelledby="history-title">
                <h2 id="history-title">{ "History" }</h2>
                <HistoryTable chain={chain.clone()} />
            </section>
            <Safety protected={chain.is_protected()} saved={on_saved} />
            <StorageNote storage={chain.storage().clone()} />
        </>
    }
}

#[derive(Properties, PartialEq)]
struct MoneyProps {
    chain: Chain,
    warning: Option<&'static str>,
}

/// What there is, and what is on its way.
#[component]
fn Money(props: &MoneyProps) -> Html {
    let (wallet, symbol) = (&props.chain.wallet, &props.chain.symbol);
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
                <h2 id="money-title">{ "You can spend" }</h2>
                <p class="money-balance numbers">
                    { wallet.balance.to_string() }<span class="symbol">{ symbol }</span>
                </p>
            </div>
            <dl class="facts">
                <div class="fact">
                    <dt>{ "Coming in, waiting for a block" }</dt>
                    <dd class="numbers">
                        <output aria-label="Pending" aria-live="off">{ wallet.incoming.to_string() }</output>
                        { " " }{ symbol }
                    </dd>
                </div>
                { line("Going out, waiting for a block", wallet.outgoing) }
                { line("Block rewards, too young to spend", wallet.immature) }
            </dl>
            if let Some(warning) = props.warning {
                <p class="warning">
                    { warning }{ " " }
                    <button type="button" class="link" onclick={to_safety}>{ "Keep it safe" }</button>
                </p>
            }
        </section>
    }
}
