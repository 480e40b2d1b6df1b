//! The page about the others: the invitation, the peers, the relay.

use api::{Command, Reply, SyncView};
use yew::prelude::*;

use crate::components::alert::alert;
use crate::components::fact::fact;
use crate::components::heading::Heading;
use crate::components::invitation::Invitation;
use crate::components::keep_blocks::KeepBlocks;
use crate::components::mesh::mesh;
use crate::components::peers_table::peers_table;
use crate::components::relay_form::RelayForm;
use crate::components::relay_words::RelayWords;
use crate::components::save_settings::SaveSettings;
use crate::dom;
use crate::format;
use crate::node::use_asking;
use crate::route::Route;
use crate::state::Chain;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The page about the others.
#[component]
pub(crate) fn Network(props: &Props) -> Html {
    let chain = &props.chain;
    let leaving = use_asking(Callback::from(|_: Reply| dom::go(&Route::Chains.href())));
    let leave = {
        let ask = leaving.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(Command::Leave))
    };
    html! {
        <>
            <Heading title="Network">
                <button type="button" class="button" disabled={leaving.busy} onclick={leave}>{ "All chains" }</button>
            </Heading>
            { alert(leaving.fault_beside(&[])) }
            <div class="columns">
                <Invitation chain={chain.clone()}>
                    <SaveSettings chain={chain.clone()} />
                </Invitation>
                <section class="card" aria-labelledby="state-title">
                    <h2 id="state-title">{ "Connections" }</h2>
                    if !chain.peers.is_empty() {
                        { mesh(chain) }
                    }
                    <dl class="facts">
                        { fact("Blocks", sync_words(chain)) }
                        { fact("Relay", html! { <RelayWords relay={chain.relay.clone()} /> }) }
                    </dl>
                    <p class="hint">
                        { "The relay only introduces tabs to each other; blocks and payments go straight between them." }
                    </p>
                    <RelayForm chain={chain.clone()} />
                </section>
            </div>
            <section class="card" aria-labelledby="peers-title">
                <h2 id="peers-title">{ "Peers" }</h2>
                { peers_table(chain) }
            </section>
            <KeepBlocks chain={chain.clone()} />
        </>
    }
}

fn sync_words(chain: &Chain) -> String {
    match chain.sync {
        SyncView::Ready if chain.peers.is_empty() => "Nobody to compare with yet".to_owned(),
        SyncView::Ready => "In step with everyone connected".to_owned(),
        SyncView::Syncing { target } => format!(
            "Catching up: {} of {}",
            format::grouped(chain.height.into()),
            format::grouped(target.into())
        ),
        SyncView::Unserved { target } => format!(
            "Waiting at {} of {}: nobody connected keeps the old blocks",
            format::grouped(chain.height.into()),
            format::grouped(target.into())
        ),
        SyncView::Stranded { target } => format!(
            "Left behind: others follow another branch, at {}",
            format::grouped(target.into())
        ),
        SyncView::Scanning { scanned } => format!(
            "The wallet is reading: {} of {}",
            format::grouped(scanned.into()),
            format::grouped(chain.height.into())
        ),
    }
}
