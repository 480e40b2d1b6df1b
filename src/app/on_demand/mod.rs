//! The pages that are loaded when they are first shown.
//!
//! Everybody begins with the chains. The other pages are parts of the program of their own:
//! `cargo xtask` splits it at the functions with the attribute `wasm_split`
//! (`src/xtask/page/split.rs`). A part that can't be loaded leaves the rest of the page as it is,
//! and the person may try again.

pub(crate) mod shown;

use std::cell::Cell;

use wasm_split_helpers::SplitLoaderError;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::route::Route;
use crate::texts::frame as texts;
use crate::ui::alert::alert;
use crate::{blocks, chains, console, mine, network, proofs, wallet};
use shown::{Content, Unfolded, View};

/// A part of the program that is loaded on demand. The code that two parts share is a file of its
/// own, so there are few parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The explorer, the coin histories and the proofs.
    Explorer,
    /// Peers, relays, the invitation and the console.
    Network,
    /// Balance, payments and the safety of the words.
    Wallet,
    /// Payment requests, contacts, the whole history, signed messages, accounts and the
    /// scanner.
    WalletTools,
    /// The miner, or the author's controls.
    Mine,
    /// The settings of a new chain, and restoring a wallet before a chain is open.
    StartForms,
}

/// The number of parts.
const PARTS: usize = 6;

thread_local! {
    /// The parts that are loaded, in the order of [`Part`]. A part that is loaded stays loaded for
    /// as long as the program runs.
    static LOADED: [Cell<Option<View>>; PARTS] = const { [const { Cell::new(None) }; PARTS] };
}

impl Part {
    /// The part that has this page; `None` if the page belongs to the first load. Pages of a chain
    /// need an open chain.
    pub(crate) fn of(route: &Route, has_chain: bool) -> Option<Self> {
        match route {
            Route::Proofs | Route::Receipt(_) => Some(Self::Explorer),
            Route::Scan => Some(Self::WalletTools),
            Route::Chains => None,
            _ if !has_chain => None,
            Route::Mine => Some(Self::Mine),
            Route::Network | Route::Board | Route::Console => Some(Self::Network),
            Route::Wallet => Some(Self::Wallet),
            Route::Requests
            | Route::Contacts
            | Route::Activity
            | Route::Coins
            | Route::Messages
            | Route::Accounts => Some(Self::WalletTools),
            Route::Blocks
            | Route::Block(_)
            | Route::Transaction(_)
            | Route::Address(_)
            | Route::Origin(..) => Some(Self::Explorer),
        }
    }

    fn loaded(self) -> Option<View> {
        LOADED.with(|loaded| loaded[self as usize].get())
    }

    async fn load(self) -> Result<(), SplitLoaderError> {
        let view = parts::load(self).await?;
        LOADED.with(|loaded| loaded[self as usize].set(Some(view)));
        Ok(())
    }
}

/// The functions at which the program is split.
#[cfg(not(test))]
mod parts {
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::shown::View;
    use super::{Part, explorer, mine_page, network_pages, start_forms};
    use crate::wallet;

    pub(super) async fn load(part: Part) -> Result<View, SplitLoaderError> {
        match part {
            Part::Explorer => load_explorer().await,
            Part::Network => load_network().await,
            Part::Wallet => load_wallet().await,
            Part::WalletTools => load_wallet_tools().await,
            Part::Mine => load_mine().await,
            Part::StartForms => load_start_forms().await,
        }
    }

    #[wasm_split(explorer, fallible)]
    fn load_explorer() -> Result<View, SplitLoaderError> {
        Ok(explorer)
    }

    #[wasm_split(network, fallible)]
    fn load_network() -> Result<View, SplitLoaderError> {
        Ok(network_pages)
    }

    #[wasm_split(wallet, fallible)]
    fn load_wallet() -> Result<View, SplitLoaderError> {
        Ok(|content| content.page(wallet::page::view))
    }

    #[wasm_split(wallet_tools, fallible)]
    fn load_wallet_tools() -> Result<View, SplitLoaderError> {
        Ok(|content| content.page(wallet::tools::view))
    }

    #[wasm_split(mine, fallible)]
    fn load_mine() -> Result<View, SplitLoaderError> {
        Ok(mine_page)
    }

    #[wasm_split(start_forms, fallible)]
    fn load_start_forms() -> Result<View, SplitLoaderError> {
        Ok(start_forms)
    }
}

/// The program of the tests is not split, so that every part is there.
#[cfg(test)]
mod parts {
    use std::future::ready;

    use wasm_split_helpers::SplitLoaderError;

    use super::shown::View;
    use super::{Part, explorer, mine_page, network_pages, start_forms};
    use crate::wallet;

    pub(super) fn load(part: Part) -> impl Future<Output = Result<View, SplitLoaderError>> {
        let view: View = match part {
            Part::Explorer => explorer,
            Part::Network => network_pages,
            Part::Wallet => |content| content.page(wallet::page::view),
            Part::WalletTools => |content| content.page(wallet::tools::view),
            Part::Mine => mine_page,
            Part::StartForms => start_forms,
        };
        ready(Ok(view))
    }
}

/// Renders the explorer, the coin histories and the proofs.
fn explorer(content: &Content) -> Html {
    content.page(|shown| match shown.route {
        Route::Proofs | Route::Receipt(_) => proofs::page::view(shown),
        _ => blocks::page::view(shown),
    })
}

/// Renders the page of the network, the board and the console.
fn network_pages(content: &Content) -> Html {
    content.page(|shown| match shown.route {
        Route::Board => network::board::view(shown),
        Route::Console => console::page::view(),
        _ => network::page::view(shown),
    })
}

/// Renders the miner's page.
fn mine_page(content: &Content) -> Html {
    content.page(mine::page::view)
}

/// Renders the forms of the first page.
fn start_forms(content: &Content) -> Html {
    match content {
        Content::Unfolded(Unfolded::Settings(it)) => chains::settings_form::view(it),
        Content::Unfolded(Unfolded::Restore(profile)) => {
            html! { <wallet::restore::Restore profile={profile.clone()} /> }
        }
        Content::Page(_) => Html::default(),
    }
}

/// Properties of `OnDemand`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The part that has the content.
    pub(crate) part: Part,
    /// The content.
    pub(crate) content: Content,
}

/// Content that is loaded when it is first shown: a message until then, or an error and a button to
/// try again.
#[component]
pub(crate) fn OnDemand(props: &Props) -> Html {
    let attempt = use_state(|| 0_u32);
    // The part whose last attempt failed.
    let failed = use_state(|| None);
    {
        let (failed, update) = (failed.clone(), use_force_update());
        use_effect_with((props.part, *attempt), move |(part, _)| {
            let part = *part;
            if part.loaded().is_none() {
                failed.set(None);
                spawn_local(async move {
                    match part.load().await {
                        Ok(()) => update.force_update(),
                        Err(_) => failed.set(Some(part)),
                    }
                });
            }
        });
    }
    if let Some(view) = props.part.loaded() {
        return view(&props.content);
    }
    if *failed == Some(props.part) {
        let again = Callback::from(move |_: MouseEvent| attempt.set(*attempt + 1));
        return html! {
            <div class="alone">
                { alert(Some(texts::part_missing().into())) }
                <button type="button" class="button" onclick={again}>{ texts::part_again() }</button>
            </div>
        };
    }
    html! { <p class="starting" role="status">{ texts::part_loading() }</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_chain_are_loaded_for_an_open_chain_only() {
        for route in [
            Route::Mine,
            Route::Wallet,
            Route::Blocks,
            Route::Network,
            Route::Board,
            Route::Console,
            Route::Requests,
        ] {
            assert!(Part::of(&route, true).is_some(), "{route:?}");
            assert_eq!(Part::of(&route, false), None, "{route:?}");
        }
    }

    #[test]
    fn a_proof_is_verified_without_a_chain() {
        assert_eq!(Part::of(&Route::Proofs, false), Some(Part::Explorer));
    }

    #[test]
    fn an_invitation_is_scanned_without_a_chain() {
        assert_eq!(Part::of(&Route::Scan, false), Some(Part::WalletTools));
    }

    #[test]
    fn the_first_page_needs_no_part() {
        for has_chain in [false, true] {
            assert_eq!(Part::of(&Route::Chains, has_chain), None);
        }
    }
}
