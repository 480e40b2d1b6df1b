//! The page of proofs: stamping files, and verifying proofs of others.

use yew::prelude::*;

use super::check_form::CheckForm;
use super::stamp_form::StampForm;
use super::stamp_list::StampList;
use crate::route::Route;
use crate::state::{Chain, Profile};
use crate::texts::proofs as texts;
use crate::ui::heading::Heading;

/// Properties of `Proofs`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile.
    pub(crate) profile: Profile,
    /// The open chain; `None` if no chain is open. Verifying a proof does not need one.
    pub(crate) chain: Option<Chain>,
    /// A receipt from the address of the page.
    #[prop_or_default]
    pub(crate) receipt: Option<String>,
}

/// The page of proofs.
#[component]
pub(crate) fn Proofs(props: &Props) -> Html {
    let receipt = props.receipt.clone();
    let chains = props.profile.chains.clone();
    match &props.chain {
        Some(chain) => html! {
            <>
                <Heading title={texts::title()} />
                <div class="columns">
                    <StampForm symbol={chain.rules.symbol.clone()} is_protected={props.profile.is_protected}
                        wallet={chain.wallet.clone()} />
                    <CheckForm {chains} {receipt} />
                </div>
                <StampList interval={chain.rules.interval} version={chain.version()} />
            </>
        },
        None => html! {
            <div class="alone">
                <Heading title={texts::title()}>
                    <a class="button" href={Route::Chains.href()}>{ texts::all_chains() }</a>
                </Heading>
                <CheckForm {chains} {receipt} />
            </div>
        },
    }
}
