//! Says plainly where the data is kept, when it is not on this device.

use api::StorageView;
use yew::prelude::*;

/// A note, or nothing where all is kept as one expects.
pub(crate) fn storage_note(storage: &StorageView) -> Html {
    match storage {
        StorageView::Durable => Html::default(),
        StorageView::Failing { reason } => html! {
            <p class="note note-warning" role="status">
                <strong>{ "Nothing is being saved right now. " }</strong>
                { format!("The browser says: {reason}. This tab tries again every few seconds. Until that works, closing it \
                   loses what happened since; making room on this device may help.") }
            </p>
        },
        StorageView::OtherTab => html! {
            <p class="note" role="status">
                { "Another tab of this profile keeps the chain and the wallet. This one works with a copy, and takes over \
                   when that tab closes." }
            </p>
        },
        StorageView::Memory { reason } | StorageView::Unreadable { reason } => html! {
            <p class="note note-warning">{ reason }</p>
        },
    }
}
