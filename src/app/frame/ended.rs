//! The page that is shown when the node has ended or could not be started.

use api::StorageView;
use yew::prelude::*;

use crate::dom;

/// Whether a reload of the page helps.
#[derive(Clone, Copy)]
pub(crate) enum Reload<'a> {
    /// It does not.
    Useless,
    /// It may. `None` if the node has not reported where it stores its data.
    Helps(Option<&'a StorageView>),
}

/// Renders the reason, a sentence, and what the person can do.
pub(crate) fn ended(reason: &AttrValue, reload: Reload<'_>) -> Html {
    let onclick = Callback::from(|_: MouseEvent| dom::reload());
    html! {
        <section class="card narrow" role="alert">
            <h1>{ "The node has stopped" }</h1>
            <p>{ reason }</p>
            if let Reload::Helps(storage) = reload {
                <p>{ what_is_kept(storage) }</p>
                <button type="button" class="button button-main" {onclick}>{ "Reload" }</button>
            }
        </section>
    }
}

/// States which data is left and what a reload does.
fn what_is_kept(storage: Option<&StorageView>) -> &'static str {
    match storage {
        Some(StorageView::Durable) => {
            "Your chain and your wallet are kept; loading the page again starts it anew."
        }
        Some(StorageView::Failing { .. }) => {
            "What came since saving failed is gone; loading the page again starts with what was saved before."
        }
        Some(StorageView::OtherTab) => {
            "Another tab keeps your chain and your wallet; loading the page again starts this one anew."
        }
        Some(StorageView::Memory { .. }) => {
            "Nothing could be saved, so what this tab did is gone; loading the page again starts anew."
        }
        Some(StorageView::Unreadable { .. }) | None => "Loading the page again may help.",
    }
}
