//! Long work in progress: blocks being fetched, or read by the wallet.

use api::SyncView;
use yew::prelude::*;

use crate::format;
use crate::state::Chain;

/// The bar's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// A bar with words while there is such work, nothing otherwise.
#[component]
pub(crate) fn Progress(props: &Props) -> Html {
    let (done, all, words) = match props.chain.sync {
        SyncView::Ready => return Html::default(),
        SyncView::Syncing { target } => {
            (props.chain.height, target, "Fetching and checking blocks")
        }
        SyncView::Scanning { scanned } => (
            scanned,
            props.chain.height,
            "Reading blocks for your wallet",
        ),
    };
    let figures = format!(
        "{} of {}",
        format::grouped(done.into()),
        format::grouped(all.into())
    );
    html! {
        <div class="progress">
            <label>
                <span>{ words }</span>
                <progress max={all.max(1).to_string()} value={done.min(all).to_string()} />
            </label>
            <span class="numbers">{ figures }</span>
        </div>
    }
}
