//! The pages that are loaded when they are first shown.
//!
//! Most people begin with the chains, the miner and the wallet. The other pages are parts of the
//! program of their own: `cargo xtask` splits it at the functions with the attribute `wasm_split`
//! (`src/xtask/split.rs`). A part that can't be loaded leaves the rest of the page as it is, and the
//! person may try again.

use std::cell::Cell;

use wasm_split_helpers::SplitLoaderError;
#[cfg(not(test))]
use wasm_split_helpers::wasm_split;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::route::Route;
use crate::state::{Chain, Profile};
use crate::texts::frame as texts;
use crate::ui::alert::alert;
use crate::{blocks, network, proofs};

/// What these pages show.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    /// The profile.
    pub(crate) profile: Profile,
    /// The open chain; `None` if no chain is open.
    pub(crate) chain: Option<Chain>,
    /// The page.
    pub(crate) route: Route,
}

/// Renders the pages of a part. It is called only for routes of that part.
pub(crate) type View = fn(&Shown) -> Html;

/// A part of the program that is loaded on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The explorer and the coin histories.
    Blocks,
    /// Peers, relays and the invitation.
    Network,
    /// Stamps, and the verification of proofs.
    Proofs,
}

/// The number of parts.
const PARTS: usize = 3;

thread_local! {
    /// The parts that are loaded, in the order of [`Part`]. A part that is loaded stays loaded for as
    /// long as the program runs.
    static LOADED: [Cell<Option<View>>; PARTS] = const { [const { Cell::new(None) }; PARTS] };
}

impl Part {
    /// The part that has this page; `None` if the page belongs to the first load. Pages of a chain
    /// need an open chain.
    pub(crate) fn of(route: &Route, has_chain: bool) -> Option<Self> {
        match route {
            Route::Proofs | Route::Receipt(_) => Some(Self::Proofs),
            Route::Chains | Route::Mine | Route::Wallet => None,
            _ if !has_chain => None,
            Route::Network => Some(Self::Network),
            Route::Blocks
            | Route::Block(_)
            | Route::Transaction(_)
            | Route::Address(_)
            | Route::Origin(..) => Some(Self::Blocks),
        }
    }

    fn loaded(self) -> Option<View> {
        LOADED.with(|loaded| loaded[self as usize].get())
    }

    async fn load(self) -> Result<(), SplitLoaderError> {
        let view = match self {
            Self::Blocks => blocks_part().await,
            Self::Network => network_part().await,
            Self::Proofs => proofs_part().await,
        }?;
        LOADED.with(|loaded| loaded[self as usize].set(Some(view)));
        Ok(())
    }
}

#[cfg_attr(not(test), wasm_split(blocks, fallible))]
fn blocks_part() -> Result<View, SplitLoaderError> {
    Ok(blocks::page::view)
}

#[cfg_attr(not(test), wasm_split(network, fallible))]
fn network_part() -> Result<View, SplitLoaderError> {
    Ok(network::page::view)
}

#[cfg_attr(not(test), wasm_split(proofs, fallible))]
fn proofs_part() -> Result<View, SplitLoaderError> {
    Ok(proofs::page::view)
}

/// Properties of `OnDemand`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The part that has the page.
    pub(crate) part: Part,
    /// What the page shows.
    pub(crate) shown: Shown,
}

/// A page that is loaded when it is first shown: a message until then, or an error and a button to
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
        return view(&props.shown);
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
