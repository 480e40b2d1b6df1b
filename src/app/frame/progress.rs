//! The progress of long operations: blocks that are being downloaded, or scanned by the wallet.

use api::SyncView;
use yew::prelude::*;

use crate::format;
use crate::state::Chain;
use crate::texts::common;
use crate::texts::frame as texts;

/// A progress bar with a text; renders nothing if there is no such operation.
pub(crate) fn progress(chain: &Chain) -> Html {
    let height = chain.head.height;
    let (done, all, words) = match chain.sync {
        SyncView::Ready | SyncView::Unserved { .. } | SyncView::Stranded { .. } => {
            return Html::default();
        }
        SyncView::Syncing { target } => (height, target, texts::syncing()),
        SyncView::Scanning { scanned } => (scanned, height, texts::scanning()),
    };
    // The total is unknown until a peer has sent its headers.
    let figures = (all > done).then(|| {
        let (done, all) = (format::grouped(done.into()), format::grouped(all.into()));
        common::progress(&done, &all)
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
