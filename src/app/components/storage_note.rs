//! Says plainly where the data is kept, when it is not on this device.

use api::StorageView;
use yew::prelude::*;

/// A note, or nothing where all is kept as one expects.
pub(crate) fn storage_note(storage: &StorageView) -> Html {
    match storage {
        StorageView::Durable => Html::default(),
        StorageView::OtherTab => html! {
            <p class="note">
                { "Another tab of this profile keeps the chain and the wallet. This one works with a copy, \
                   and what it does is kept once the network has it." }
            </p>
        },
        StorageView::Memory { reason } | StorageView::Unreadable { reason } => html! {
            <p class="note note-warning">{ reason }</p>
        },
    }
}
