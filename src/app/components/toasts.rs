//! News that deserves a moment.

use api::Notice;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::format::{self, class};
use crate::state::{Action, Page, Toast, use_page};

/// How long news stays.
const SHOWN_MS: u32 = 6_000;
/// How long trouble stays: it asks to be read, and often to be acted upon.
const TROUBLE_SHOWN_MS: u32 = 30_000;

/// The news, newest last. The region is always there, so that screen readers watch it.
pub(crate) fn toasts(page: &Page) -> Html {
    let symbol: AttrValue = page
        .chain()
        .map(|chain| chain.symbol.clone())
        .unwrap_or_default()
        .into();
    html! {
        <div class="toasts" role="status" aria-label="News">
            { for page.toasts.iter().map(|toast| html! {
                <OneToast key={toast.id} toast={toast.clone()} symbol={symbol.clone()} />
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    toast: Toast,
    symbol: AttrValue,
}

#[component]
fn OneToast(props: &Props) -> Html {
    let page = use_page();
    let id = props.toast.id;
    let trouble = matches!(props.toast.notice, Notice::Trouble { .. });
    {
        let dispatcher = page.dispatcher();
        use_effect_with(id, move |id| {
            let id = *id;
            let shown = if trouble { TROUBLE_SHOWN_MS } else { SHOWN_MS };
            let timeout = Timeout::new(shown, move || dispatcher.dispatch(Action::Dismiss(id)));
            move || drop(timeout)
        });
    }
    // Blocks may come every few seconds, and the height beside the name of the page tells of them.
    let is_quiet = matches!(props.toast.notice, Notice::BlockFound { .. });
    let dismiss = Callback::from(move |_: MouseEvent| page.dispatch(Action::Dismiss(id)));
    html! {
        <div class={class("toast", trouble.then_some("toast-trouble"))} aria-live={is_quiet.then_some("off")}>
            <p>{ words(&props.toast.notice, &props.symbol) }</p>
            <button type="button" class="icon-button" aria-label="Dismiss" onclick={dismiss}>
                { icon(Shape::Close) }
            </button>
        </div>
    }
}

fn words(notice: &Notice, symbol: &str) -> String {
    match notice {
        Notice::BlockFound { height, reward } => format!(
            "You found block {}: {} for you.",
            format::grouped((*height).into()),
            format::coins(*reward, symbol)
        ),
        Notice::PaymentReceived { amount } => format!(
            "{} on the way to you, waiting for a block.",
            format::coins(*amount, symbol)
        ),
        Notice::PaymentConfirmed { amount } => format!(
            "A payment of {} is in a block now.",
            format::coins(*amount, symbol)
        ),
        Notice::DataConfirmed => "Your stamp is in a block now.".to_owned(),
        Notice::Reorganised { depth } => format!(
            "The network had more work on another branch: {} replaced.",
            format::count((*depth).into(), "block was", "blocks were")
        ),
        Notice::Trouble { message } => message.clone(),
    }
}
