//! Whether the browser has promised to keep this page's files.

use gloo::timers::callback::Timeout;
use primitives::BlockHash;
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::state::{Action, Page};

/// How long the browser may take to answer before the page says that it has not: some ask the
/// person, and never answer before that.
const ANSWER_WITHIN_MS: u32 = 10_000;

/// What the browser says about keeping files when space runs short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Persistence {
    /// No chain was opened yet.
    #[default]
    NotAsked,
    /// It was just asked.
    Asked,
    /// It has not answered in time.
    Unanswered,
    /// It keeps them until the person clears them.
    Granted,
    /// It may clear them by itself.
    Denied,
    /// It can't be asked.
    Unavailable,
}

/// Asks the browser each time that a chain is opened: there is a wallet in these files.
#[hook]
pub(crate) fn use_persistence(page: &Page) {
    let opened = page.chain().map(|chain| chain.genesis);
    let page = page.dispatcher();
    use_effect_with(opened, move |opened: &Option<BlockHash>| {
        let late = opened.map(|_| {
            page.dispatch(Action::Persistence(Persistence::Asked));
            let answered = page.clone();
            spawn_local(async move {
                answered.dispatch(Action::Persistence(ask().await));
            });
            Timeout::new(ANSWER_WITHIN_MS, move || {
                page.dispatch(Action::PersistenceLate);
            })
        });
        move || drop(late)
    });
}

async fn ask() -> Persistence {
    // Outside secure contexts there is none.
    let asked = dom::storage().and_then(|storage| storage.persist().ok());
    match asked {
        None => Persistence::Unavailable,
        Some(asked) => match JsFuture::from(asked).await {
            Ok(granted) if granted.is_truthy() => Persistence::Granted,
            Ok(_) | Err(_) => Persistence::Denied,
        },
    }
}
