//! The page of the wallet.

use yew::prelude::*;

use super::first_grant::FirstGrant;
use super::history_table::HistoryTable;
use super::money::money;
use super::receive::Receive;
use super::safety::{safety, warning};
use super::saved_words::words_are_saved;
use super::send_form::SendForm;
use crate::blocks::stalled::Stalled;
use crate::state::{Chain, use_page};
use crate::texts::wallet as texts;
use crate::ui::heading::Heading;
use crate::ui::storage_note::storage_note;

/// Properties of `Wallet`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The page of the wallet.
#[component]
pub(crate) fn Wallet(props: &Props) -> Html {
    let chain = &props.chain;
    let persistence = use_page().persistence;
    let waits = chain
        .wallet
        .history
        .iter()
        .any(|row| row.height.is_none() && row.failure.is_none());
    let saved = words_are_saved(chain.key());
    let update = use_force_update();
    let on_saved = Callback::from(move |()| update.force_update());
    html! {
        <>
            <Heading title={texts::title()} />
            { money(chain, warning(chain, saved)) }
            if waits {
                <Stalled chain={chain.clone()} />
            }
            if let Some(amount) = chain.grant {
                <FirstGrant chain={chain.clone()} {amount} />
            }
            <div class="columns">
                <Receive chain={chain.clone()} />
                <SendForm chain={chain.clone()} />
            </div>
            <section class="card" aria-labelledby="history-title">
                <h2 id="history-title">{ texts::history() }</h2>
                <HistoryTable chain={chain.clone()} />
            </section>
            { safety(chain, &on_saved) }
            { storage_note(chain.storage(), persistence) }
        </>
    }
}
