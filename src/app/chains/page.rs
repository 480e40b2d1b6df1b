//! The first page: what Tabchain is, and how to start or join a chain.

use yew::prelude::*;

use super::illustration::illustration;
use super::join_form::JoinForm;
use super::known_chains::known_chains;
use super::start_form::StartForm;
use super::unopened::Unopened;
use super::your_key::YourKey;
use crate::route::Route;
use crate::state::use_page;
use crate::ui::heading::Heading;
use crate::ui::storage_note::storage_note;
use crate::wallet::restore::Restore;

/// The first page.
#[component]
pub(crate) fn Chains() -> Html {
    let page = use_page();
    let storage = page.snapshot.as_ref().map(|all| &all.storage);
    html! {
        <div class="first">
            <div class="first-words">
                <Heading title="A blockchain in your browser tabs" />
                <p class="lead">
                    { "Every open tab is a full node: it mines, checks every payment and talks straight to your friends’ \
                       tabs. " }
                    { "There is no company and no server in the middle. " }
                    { "Start a chain, send a friend the link, and pay each other." }
                </p>
            </div>
            { illustration() }
            if let Some(unopened) = page.snapshot.as_ref().and_then(|all| all.unopened.clone()) {
                <Unopened {unopened} />
            }
            <div class="first-ways">
                <StartForm />
                <JoinForm />
            </div>
            <details class="card safety first-restore">
                <summary>{ "I have twelve words" }</summary>
                <Restore />
            </details>
            { known_chains(&page) }
            <YourKey />
            <p class="first-check">
                { "Received a proof or a receipt? " }<a href={Route::Proofs.href()}>{ "Verify it here" }</a>
                { "; no chain needed." }
            </p>
            if let Some(storage) = storage {
                { storage_note(storage, page.persistence) }
            }
        </div>
    }
}
