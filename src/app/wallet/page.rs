//! The page of the wallet.

use yew::prelude::*;

use super::account::{AccountChoice, watched_card};
use super::first_grant::FirstGrant;
use super::history_table::HistoryTable;
use super::money::money;
use super::receive::Receive;
use super::safety::{safety, warning};
use super::saved_words::words_are_saved;
use super::send::form::SendForm;
use crate::blocks::stalled::{Stalled, block_wait};
use crate::on_demand::shown::Shown;
use crate::route::Route;
use crate::state::{Chain, Profile, Requested, use_session};
use crate::texts::wallet as texts;
use crate::ui::heading::Heading;
use crate::ui::storage_note::storage_note;

/// Renders the page. Renders nothing if no chain is open.
pub(crate) fn view(shown: &Shown) -> Html {
    let Shown {
        profile,
        chain,
        requested,
        ..
    } = shown.clone();
    match chain {
        Some(chain) => html! { <Wallet {profile} {chain} {requested} /> },
        None => Html::default(),
    }
}

/// Properties of `Wallet`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile.
    pub(crate) profile: Profile,
    /// The open chain.
    pub(crate) chain: Chain,
    /// A payment request that the person has opened; `None` if there is none.
    pub(crate) requested: Option<Requested>,
}

/// The page of the wallet.
#[component]
pub(crate) fn Wallet(props: &Props) -> Html {
    let Props {
        profile,
        chain,
        requested,
    } = props;
    let (rules, wallet) = (&chain.rules, &chain.wallet);
    let is_locked = profile.is_locked(chain);
    let persistence = use_session().persistence;
    let waits = wallet
        .history
        .iter()
        .any(|row| row.height.is_none() && row.failure.is_none());
    let requested = (requested.as_ref())
        .filter(|it| it.genesis == rules.genesis.to_string())
        .map(|it| it.request.clone());
    let saved = words_are_saved(&profile.key);
    let update = use_force_update();
    let onsaved = use_callback((), move |(), ()| update.force_update());
    html! {
        <>
            <Heading title={texts::title()} />
            <AccountChoice symbol={rules.symbol.clone()} accounts={wallet.accounts.clone()} chosen={wallet.account} />
            { money(&rules.symbol, wallet, warning(profile.is_protected, saved).filter(|_| !wallet.watch_only)) }
            if waits {
                <Stalled wait={block_wait(chain)} authority={chain.authority.clone()} />
            }
            if let Some(amount) = chain.grant {
                <FirstGrant symbol={rules.symbol.clone()} {amount} />
            }
            <div class="columns">
                <Receive address={wallet.address.clone()} />
                if wallet.watch_only {
                    { watched_card(wallet) }
                } else {
                    <SendForm key={wallet.account} symbol={rules.symbol.clone()} {is_locked} tip={chain.head.tip} height={chain.head.height}
                        wallet={wallet.clone()} least_rate={chain.pool.least_rate} interval={rules.interval}
                        {requested} />
                }
            </div>
            <section class="card" aria-labelledby="history-title">
                <h2 id="history-title">{ texts::history() }</h2>
                <HistoryTable rules={rules.clone()} wallet={wallet.clone()} {is_locked} />
            </section>
            { safety(profile, wallet.is_unlocked, &onsaved) }
            <section class="card" aria-labelledby="more-title">
                <h2 id="more-title">{ texts::more() }</h2>
                <div class="buttons">
                    <a class="button" href={Route::Messages.href()}>{ texts::more_messages() }</a>
                    <a class="button" href={Route::Accounts.href()}>{ texts::more_accounts() }</a>
                </div>
            </section>
            { storage_note(&profile.storage, persistence) }
        </>
    }
}
