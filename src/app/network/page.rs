//! The network page: the invitation, the peers and the relays.

use api::command;
use yew::prelude::*;

use super::connection_details::ConnectionDetails;
use super::connection_trouble::Diagnosis;
use super::invitation::Invitation;
use super::keep_blocks::KeepBlocks;
use super::mesh::Mesh;
use super::newcomers::Newcomers;
use super::peers_table::peers_table;
use super::people::Own;
use super::relay_form::RelayForm;
use super::save_settings::SaveSettings;
use super::your_name::YourName;
use crate::dom;
use crate::node::use_asking;
use crate::on_demand::shown::Shown;
use crate::route::Route;
use crate::state::Chain;
use crate::texts::network as texts;
use crate::ui::alert::alert;
use crate::ui::heading::Heading;

/// Renders the network page of the open chain.
pub(crate) fn view(shown: &Shown) -> Html {
    let chain = shown.chain.clone();
    let own_key = &shown.profile.key;
    chain.map_or_else(Html::default, |chain| {
        html! { <Network {chain} {own_key} is_protected={shown.profile.is_protected} /> }
    })
}

/// Properties of `Network`.
#[derive(Properties, PartialEq)]
struct Props {
    /// The open chain.
    chain: Chain,
    /// This person's public key, in hexadecimal digits.
    own_key: AttrValue,
    /// Whether the wallet is encrypted with a passphrase.
    is_protected: bool,
}

/// The network page.
#[component]
fn Network(props: &Props) -> Html {
    let Chain {
        rules,
        connection,
        peers,
        own_name,
        contacts,
        ..
    } = &props.chain;
    let height = props.chain.head.height;
    let own = Own {
        name: own_name.as_ref().map(|own| own.name.as_str()),
        key: &props.own_key,
    };
    let leaving = use_asking(Callback::from(|(): ()| dom::go(&Route::Chains.href())));
    let leave = {
        let ask = leaving.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::Leave))
    };
    html! {
        <>
            <Heading title={texts::title()}>
                <div class="buttons">
                    <a class="button" href={Route::Board.href()}>{ texts::board() }</a>
                    <a class="button" href={Route::Console.href()}>{ texts::console() }</a>
                    <button type="button" class="button" disabled={leaving.busy} onclick={leave}>{ texts::all_chains() }</button>
                </div>
            </Heading>
            { alert(leaving.fault_beside(&[])) }
            <div class="columns">
                <Invitation link={props.chain.invitation.clone()}>
                    <SaveSettings name={rules.name.clone()} version={props.chain.version()} />
                </Invitation>
                <section class="card connections" aria-labelledby="state-title">
                    <h2 id="state-title">{ texts::connections() }</h2>
                    if !peers.is_empty() {
                        <Mesh peers={peers.clone()} {height} own_key={props.own_key.clone()}
                            own_name={own_name.as_ref().map(|own| own.name.clone())} contacts={contacts.clone()} />
                    }
                    <Diagnosis connection={connection.clone()} {height} peers={peers.len()} />
                    <ConnectionDetails connection={connection.clone()} {height} peers={peers.clone()} />
                    <RelayForm connection={connection.clone()} />
                </section>
            </div>
            <section class="card" aria-labelledby="peers-title">
                <h2 id="peers-title">{ texts::peers() }</h2>
                { peers_table(peers, own, contacts) }
            </section>
            <YourName kept={own_name.clone()} own_key={props.own_key.clone()} is_protected={props.is_protected} />
            if may_pay(&props.chain) {
                <Newcomers chain={props.chain.clone()} own_key={props.own_key.clone()}
                    is_locked={props.is_protected && !props.chain.wallet.is_unlocked} />
            }
            <KeepBlocks kept={props.chain.kept} />
        </>
    }
}

/// Whether a peer has sent a name, and the wallet has coins to pay with.
fn may_pay(chain: &Chain) -> bool {
    !chain.wallet.balance.is_zero() && chain.peers.iter().any(|peer| peer.person.is_some())
}
