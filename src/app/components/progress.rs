//! Long work in progress: blocks being fetched, or read by the wallet.

use api::SyncView;
use yew::prelude::*;

use crate::format;
use crate::state::Chain;

/// A bar with words while there is such work, nothing otherwise.
pub(crate) fn progress(chain: &Chain) -> Html {
    let (done, all, words) = match chain.sync {
        SyncView::Ready | SyncView::Unserved { .. } | SyncView::Stranded { .. } => {
            return Html::default();
        }
        SyncView::Syncing { target } => (chain.height, target, "Fetching and checking blocks"),
        SyncView::Scanning { scanned } => (scanned, chain.height, "Reading blocks for your wallet"),
    };
    // Before a peer has shown its headers, nobody knows how far the way is.
    let figures = (all > done).then(|| {
        let (done, all) = (format::grouped(done.into()), format::grouped(all.into()));
        format!("{done} of {all}")
    });
    let value = (all > done).then(|| done.to_string());
    html! {
        <div class="progress">
            <label>
                <span>{ words }</span>
                <progress max={all.max(1).to_string()} {value} />
            </label>
            if let Some(figures) = figures {
                <span class="numbers">{ figures }</span>
            }
        </div>
    }
}
