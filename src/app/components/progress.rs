//! Long work in progress: blocks being fetched, or read by the wallet; and what keeps them from being fetched.

use api::SyncView;
use yew::prelude::*;

use crate::format;
use crate::state::Chain;

/// A bar with words while there is such work, a note where it can't go on, nothing otherwise.
pub(crate) fn progress(chain: &Chain) -> Html {
    let (done, all, words) = match chain.sync {
        SyncView::Ready => return Html::default(),
        SyncView::Unserved { .. } => {
            return html! {
                <p class="note note-warning" role="status">
                    { "Nobody connected keeps this chain's old blocks: they all keep only the newest ones. \
                       This tab waits, and goes on by itself as soon as somebody comes who keeps every block." }
                </p>
            };
        }
        SyncView::Stranded { target } => {
            return html! {
                <p class="note note-warning" role="status">
                    { format!(
                        "Others follow another branch of this chain, now at block {}, with more work in it. It parts \
                         from yours where this tab's blocks are no longer whole, so this tab can't change over. What \
                         you mine or pay here will not count for them.",
                        format::grouped(target.into())
                    ) }
                </p>
            };
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
