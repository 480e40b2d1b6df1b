//! Toasts: short messages about what just happened.

use api::{Failure, Notice};
use gloo::timers::callback::Timeout;
use primitives::Amount;
use yew::prelude::*;

use crate::format::{self, class};
use crate::state::{Action, News, Page, Toast, use_page};
use crate::ui::icon::{Shape, icon};

/// How long a toast is shown.
const SHOWN_MS: u32 = 6_000;
/// How long a toast about a problem is shown. It takes longer to read and often requires an action.
const TROUBLE_SHOWN_MS: u32 = 30_000;

/// The toasts, newest last. Their region is always in the document, so that screen readers announce
/// changes of it.
pub(crate) fn toasts(page: &Page) -> Html {
    let symbol: AttrValue = page
        .chain()
        .map(|chain| chain.symbol.clone())
        .unwrap_or_default()
        .into();
    html! {
        <div class="toasts" role="status" aria-label="News">
            { for page.toasts.shown().iter().map(|toast| html! {
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
    let trouble = matches!(props.toast.news, News::Other(Notice::Trouble { .. }));
    let counts = matches!(props.toast.news, News::Found { .. });
    {
        let dispatcher = page.dispatcher();
        // The time starts again whenever a toast's content changes, as when it counts another
        // block.
        use_effect_with((id, props.toast.news.clone()), move |(id, _)| {
            let id = *id;
            let shown = if trouble { TROUBLE_SHOWN_MS } else { SHOWN_MS };
            let timeout = Timeout::new(shown, move || dispatcher.dispatch(Action::Dismiss(id)));
            move || drop(timeout)
        });
    }
    let dismiss = Callback::from(move |_: MouseEvent| page.dispatch(Action::Dismiss(id)));
    html! {
        // Screen readers do not announce each change of the count of found blocks.
        <div class={class("toast", trouble.then_some("toast-trouble"))} aria-live={counts.then_some("off")}>
            <p>{ words(&props.toast.news, &props.symbol) }</p>
            <button type="button" class="icon-button" aria-label="Dismiss" onclick={dismiss}>
                { icon(Shape::Close) }
            </button>
        </div>
    }
}

fn words(news: &News, symbol: &str) -> String {
    match news {
        News::Found {
            blocks,
            height,
            coins,
        } => found(*blocks, *height, *coins, symbol),
        News::Other(notice) => notice_words(notice, symbol),
    }
}

fn found(blocks: u32, height: u32, coins: Amount, symbol: &str) -> String {
    let (height, coins) = (format::grouped(height.into()), format::coins(coins, symbol));
    match blocks {
        1 => format!("You found block {height}: {coins} for you."),
        _ => {
            let blocks = format::count(blocks.into(), "block", "blocks");
            format!("You found {blocks}, the last one is block {height}: {coins} for you.")
        }
    }
}

fn notice_words(notice: &Notice, symbol: &str) -> String {
    match notice {
        Notice::BlockFound { height, reward } => found(1, *height, *reward, symbol),
        Notice::PaymentReceived { amount } => format!(
            "{} on the way to you, waiting for a block.",
            format::coins(*amount, symbol)
        ),
        Notice::PaymentConfirmed {
            amount,
            received: true,
        } => format!(
            "Received {} (1 confirmation).",
            format::coins(*amount, symbol)
        ),
        Notice::PaymentConfirmed {
            amount,
            received: false,
        } => format!(
            "Your payment of {} is in a block now.",
            format::coins(*amount, symbol)
        ),
        Notice::Saved => "The chain and the wallet are saved again.".to_owned(),
        Notice::TookOver => {
            "The other tab has closed. This tab keeps the chain and the wallet from now on."
                .to_owned()
        }
        Notice::PaymentFailed {
            amount,
            received,
            why,
        } => {
            let (coins, why) = (format::coins(*amount, symbol), why_failed(*why));
            match received {
                true => format!("A payment of {coins} to you came to nothing: {why}."),
                false => format!("Your payment of {coins} came to nothing: {why}."),
            }
        }
        Notice::DataConfirmed => "Your data was confirmed in a block.".to_owned(),
        Notice::Reorganised { depth, own, coins } => {
            let replaced = format!(
                "A longer chain replaced {}",
                format::count((*depth).into(), "block", "blocks")
            );
            match own {
                0 => format!("{replaced}."),
                own => format!(
                    "{replaced}. You had found {} of them: the {} that they paid you are gone.",
                    format::grouped((*own).into()),
                    format::coins(*coins, symbol)
                ),
            }
        }
        Notice::Trouble { message } => message.clone(),
    }
}

const fn why_failed(failure: Failure) -> &'static str {
    match failure {
        Failure::Spent { .. } | Failure::Cancelled { .. } => "another payment spent the same coins",
        Failure::Unfunded { .. } => "the payment that it spends from came to nothing",
        Failure::GivenUp => "it was dropped before a block took it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coins_that_are_gone_are_named() {
        let undone = |own| {
            words(
                &News::Other(Notice::Reorganised {
                    depth: 41,
                    own,
                    coins: Amount::COIN,
                }),
                "TAB",
            )
        };
        assert_eq!(undone(0), "A longer chain replaced 41 blocks.");
        let told = undone(40);
        assert!(
            told.contains("40 of them") && told.contains("1 TAB"),
            "{told}"
        );
    }

    #[test]
    fn found_blocks_are_counted() {
        let found = |blocks| {
            words(
                &News::Found {
                    blocks,
                    height: 26,
                    coins: Amount::COIN,
                },
                "TAB",
            )
        };
        assert_eq!(found(1), "You found block 26: 1 TAB for you.");
        assert!(
            found(26).starts_with("You found 26 blocks"),
            "{}",
            found(26)
        );
    }
}
