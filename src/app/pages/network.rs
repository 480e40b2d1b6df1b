//! The page about the others: the invitation, the peers, the relay.

use api::{Command, RelayView, Reply, SyncView};
use yew::prelude::*;

use crate::components::copy_button::CopyButton;
use crate::components::fact::Fact;
use crate::components::field::Field;
use crate::components::heading::Heading;
use crate::components::mesh::Mesh;
use crate::components::moment::use_now;
use crate::components::peers_table::PeersTable;
use crate::components::qr::Qr;
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
            if let Some(fault) = leaving.fault_beside(&[]) {
                <p class="fault" role="alert">{ fault }</p>
            }
            <div class="columns">
                <Invitation chain={chain.clone()} />
                <section class="card" aria-labelledby="state-title">
                    <h2 id="state-title">{ "Connections" }</h2>
                    if !chain.peers.is_empty() {
                        <Mesh chain={chain.clone()} />
                    }
                    <dl class="facts">
                        <Fact name="Blocks">{ sync_words(chain) }</Fact>
                        <Fact name="Relay"><RelayWords relay={chain.relay.clone()} /></Fact>
                    </dl>
                    <p class="hint">
                        { "The relay only introduces tabs to each other; blocks and payments go straight between them." }
                    </p>
                </section>
            </div>
            <section class="card" aria-labelledby="peers-title">
                <h2 id="peers-title">{ "Peers" }</h2>
                <PeersTable chain={chain.clone()} />
            </section>
        </>
    }
}

/// The link that brings a friend here.
#[component]
fn Invitation(props: &Props) -> Html {
    let link = &props.chain.invitation;
    let field = use_node_ref();
    html! {
        <section class="card" aria-labelledby="invite-title">
            <h2 id="invite-title">{ "Invite a friend" }</h2>
            <div class="receive-body">
                <Qr text={link.clone()} label="QR code of the invitation link" />
                <div class="receive-words">
                    <Field id="invitation" label="Invitation link" value={link.clone()} code=true input={&field}
                        hint="Whoever opens it is on this chain. It holds the chain’s rules, so nobody has to be trusted for them." />
                    <div class="buttons">
                        <CopyButton text={link.clone()} label="Copy invitation link" {field} />
                    </div>
                </div>
            </div>
        </section>
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
        SyncView::Scanning { scanned } => format!(
            "The wallet is reading: {} of {}",
            format::grouped(scanned.into()),
            format::grouped(chain.height.into())
        ),
    }
}

#[derive(Properties, PartialEq)]
struct RelayProps {
    relay: RelayView,
}

/// The relay's state in words, with the seconds to the next attempt.
#[component]
fn RelayWords(props: &RelayProps) -> Html {
    let now = use_now(1_000);
    html! {
        { match &props.relay {
            RelayView::Off => "Not used".to_owned(),
            RelayView::Connected => "Connected: it introduces whoever opens the link".to_owned(),
            RelayView::Connecting { retry: None } => "Connecting…".to_owned(),
            RelayView::Connecting { retry: Some(retry) } => {
                let wait = (format::millis(*retry) - now) / 1_000.0;
                format!("Not reached; trying again in {}", format::span(wait))
            }
            RelayView::Refused { reason } => format!("Refused: {reason}"),
        } }
    }
}
