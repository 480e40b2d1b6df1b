//! The page that is shown when the node has ended or could not be started.

use api::StorageView;
use yew::prelude::*;

use crate::dom;
use crate::texts::frame as texts;

/// Whether a reload of the page helps.
#[derive(Clone, Copy)]
pub(crate) enum Reload<'a> {
    /// A reload does not help.
    Useless,
    /// A reload may help. `None` if the node has not reported where it stores its data.
    Helps(Option<&'a StorageView>),
}

/// Renders the reason, which is a sentence, and the person's options.
pub(crate) fn ended(reason: &AttrValue, reload: Reload<'_>) -> Html {
    let onclick = Callback::from(|_: MouseEvent| dom::reload());
    html! {
        <section class="card narrow" role="alert">
            <h1>{ texts::ended_title() }</h1>
            <p>{ reason }</p>
            if let Reload::Helps(storage) = reload {
                <p>{ what_is_kept(storage) }</p>
                <button type="button" class="button button-main" {onclick}>{ texts::ended_reload() }</button>
            }
        </section>
    }
}

/// States which data is left and what a reload does.
fn what_is_kept(storage: Option<&StorageView>) -> &'static str {
    match storage {
        Some(StorageView::Durable) => texts::ended_durable(),
        Some(StorageView::Failing { .. }) => texts::ended_failing(),
        Some(StorageView::OtherTab) => texts::ended_other_tab(),
        Some(StorageView::Memory { .. }) => texts::ended_memory(),
        Some(StorageView::Unreadable { .. }) | None => texts::ended_unknown(),
    }
}
