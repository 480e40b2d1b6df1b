//! The first page: what Tabchain is, and how to start or join a chain.

use yew::prelude::*;

use super::illustration::illustration;
use super::join_form::JoinForm;
use super::known_chains::{OpenChain, known_chains};
use super::restore_card::RestoreCard;
use super::start_form::StartForm;
use super::unopened::Unopened;
use super::your_key::YourKey;
use crate::device::card::{DeviceCard, other_languages};
use crate::route::Route;
use crate::state::{Profile, Refused, use_session};
use crate::texts::chains as texts;
use crate::ui::heading::Heading;
use crate::ui::storage_note::storage_note;

/// Properties of `Chains`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile.
    pub(crate) profile: Profile,
    /// The open chain; `None` if no chain is open.
    pub(crate) open: Option<OpenChain>,
    /// An invitation from the address bar that was refused, and why.
    pub(crate) refused: Option<Refused>,
}

/// The first page.
#[component]
pub(crate) fn Chains(props: &Props) -> Html {
    let Props {
        profile,
        open,
        refused,
    } = props;
    let session = use_session();
    html! {
        <div class="first">
            <div class="first-words">
                <Heading title={texts::title()} />
                <p class="lead">
                    { texts::lead() }
                </p>
                { other_languages(&session) }
            </div>
            { illustration() }
            if let Some(unopened) = profile.unopened.clone() {
                <Unopened {unopened} is_protected={profile.is_protected} wallet={profile.key.clone()} />
            }
            <div class="first-ways">
                <StartForm own_key={profile.key.clone()} />
                <JoinForm refused={refused.clone()} />
            </div>
            <RestoreCard profile={profile.clone()} />
            { known_chains(&profile.chains, *open) }
            <DeviceCard />
            <YourKey own_key={profile.key.clone()} />
            <p class="first-check">
                { texts::verify(html! { <a href={Route::Proofs.href()}>{ texts::verify_link() }</a> }) }
            </p>
            { storage_note(&profile.storage, session.persistence) }
        </div>
    }
}
