//! The progress of long operations: blocks that are being downloaded, or scanned by the wallet.

use api::SyncView;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::format;
use crate::state::Chain;
use crate::texts::common;
use crate::texts::frame as texts;

/// The time after which an operation counts as long, in milliseconds. A bar for a shorter one would
/// move the page down and up again before anybody has read it.
const LONG_MS: u32 = 500;

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
    html! { <Progress {done} {all} {words} /> }
}

#[derive(Properties, PartialEq)]
struct Props {
    /// The number of blocks that are done.
    done: u32,
    /// The number of all blocks; not above `done` if it is unknown, as it is until a peer has sent
    /// its headers.
    all: u32,
    /// What is being done.
    words: AttrValue,
}

/// The bar, once the operation has taken [`LONG_MS`].
#[component]
fn Progress(props: &Props) -> Html {
    let is_long = use_state(|| false);
    {
        let is_long = is_long.setter();
        use_effect_with((), move |()| {
            let waiting = Timeout::new(LONG_MS, move || is_long.set(true));
            move || drop(waiting)
        });
    }
    if !*is_long {
        return Html::default();
    }
    let Props { done, all, words } = props;
    let figures = (all > done).then(|| {
        let (done, all) = (
            format::grouped((*done).into()),
            format::grouped((*all).into()),
        );
        common::progress(&done, &all)
    });
    let value = (all > done).then(|| done.to_string());
    html! {
        <div class="progress">
            <label>
                <span>{ words }</span>
                <progress max={(*all).max(1).to_string()} {value} />
            </label>
            if let Some(figures) = figures {
                <span class="numbers">{ figures }</span>
            }
        </div>
    }
}
