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
use crate::texts::chains as texts;
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
                <Heading title={texts::title()} />
                <p class="lead">
                    { texts::lead() }
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
                <summary>{ texts::have_words() }</summary>
                <Restore />
            </details>
            { known_chains(&page) }
            <YourKey />
            <p class="first-check">
                { texts::verify(html! { <a href={Route::Proofs.href()}>{ texts::verify_link() }</a> }) }
            </p>
            if let Some(storage) = storage {
                { storage_note(storage, page.persistence) }
            }
        </div>
    }
}
