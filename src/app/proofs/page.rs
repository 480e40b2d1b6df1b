//! The page of proofs: stamping files, and verifying proofs of others.

use yew::prelude::*;

use super::check_form::CheckForm;
use super::stamp_form::StampForm;
use super::stamp_list::StampList;
use crate::on_demand::shown::Shown;
use crate::route::Route;
use crate::texts::proofs as texts;
use crate::ui::heading::Heading;

/// The page of proofs. Verifying a proof does not need an open chain. A receipt may come from the
/// address of the page.
pub(crate) fn view(shown: &Shown) -> Html {
    let profile = &shown.profile;
    let chains = profile.chains.clone();
    let receipt = match &shown.route {
        Route::Receipt(receipt) => Some(receipt.clone()),
        _ => None,
    };
    match &shown.chain {
        Some(chain) => html! {
            <>
                <Heading title={texts::title()} />
                <div class="columns">
                    <StampForm symbol={chain.rules.symbol.clone()} is_locked={profile.is_locked(chain)}
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
