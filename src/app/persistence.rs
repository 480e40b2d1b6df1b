//! Persistent storage: whether the browser has promised not to delete this page's files by itself.

use gloo::timers::callback::Timeout;
use primitives::BlockHash;
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::state::{Action, Page, Persistence};

/// How long the browser may take to answer before the page says that it has not answered. Some
/// browsers ask the person first.
const ANSWER_WITHIN_MS: u32 = 10_000;

/// Requests persistent storage each time a chain is opened, because the files hold a wallet.
#[hook]
pub(crate) fn use_persistence(page: &Page) {
    let opened = page.chain.as_ref().map(|chain| chain.rules.genesis);
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
    // `None` outside secure contexts.
    let asked = dom::storage().and_then(|storage| storage.persist().ok());
    match asked {
        None => Persistence::Unavailable,
        Some(asked) => match JsFuture::from(asked).await {
            Ok(granted) if granted.is_truthy() => Persistence::Granted,
            Ok(_) | Err(_) => Persistence::Denied,
        },
    }
}
