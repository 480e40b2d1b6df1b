//! Toasts: short messages about what just happened.

use api::{Failure, Notice};
use gloo::timers::callback::Timeout;
use primitives::Amount;
use yew::prelude::*;

use crate::format::{self, class};
use crate::reasons::sentence;
use crate::state::{Action, News, Page, Toast, use_session};
use crate::texts::common;
use crate::texts::frame as texts;
use crate::ui::icon::{Shape, icon};

/// How long a toast is shown.
const SHOWN_MS: u32 = 6_000;
/// How long a toast about a problem is shown. It takes longer to read and often requires an action.
const TROUBLE_SHOWN_MS: u32 = 30_000;

/// The toasts, newest last. Their region is always in the document, so that screen readers announce
/// changes of it.
pub(crate) fn toasts(page: &Page) -> Html {
    let chain = page.chain.as_ref();
    let symbol = chain.map_or_else(AttrValue::default, |chain| chain.rules.symbol.clone());
    let maturity = chain.map_or(0, |chain| chain.rules.maturity);
    html! {
        <div class="toasts" role="status" aria-label={texts::news()}>
            { for page.toasts.shown().iter().map(|toast| html! {
                <OneToast key={toast.id} toast={toast.clone()} symbol={symbol.clone()} {maturity} />
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    toast: Toast,
    symbol: AttrValue,
    maturity: u32,
}

#[component]
fn OneToast(props: &Props) -> Html {
    let session = use_session();
    let id = props.toast.id;
    let trouble = matches!(props.toast.news, News::Other(Notice::Trouble { .. }));
    let counts = matches!(props.toast.news, News::Found { .. });
    {
        let session = session.clone();
        // The time starts again whenever the toast's content changes, for example when it counts
        // another block.
        use_effect_with((id, props.toast.news.clone()), move |(id, _)| {
            let id = *id;
            let shown = if trouble { TROUBLE_SHOWN_MS } else { SHOWN_MS };
            let timeout = Timeout::new(shown, move || session.dispatch(Action::Dismiss(id)));
            move || drop(timeout)
        });
    }
    let dismiss = Callback::from(move |_: MouseEvent| session.dispatch(Action::Dismiss(id)));
    html! {
        // Screen readers do not announce each change of the count of found blocks.
        <div class={class("toast", trouble.then_some("toast-trouble"))} aria-live={counts.then_some("off")}>
            <p>{ words(&props.toast.news, &props.symbol, props.maturity) }</p>
            <button type="button" class="icon-button" aria-label={texts::dismiss()} onclick={dismiss}>
                { icon(Shape::Close) }
            </button>
        </div>
    }
}

/// The text of a toast. `maturity` is the number of confirmations until a block reward can be
/// spent.
pub(crate) fn words(news: &News, symbol: &str, maturity: u32) -> String {
    match news {
        News::Found {
            blocks,
            height,
            coins,
        } => found(*blocks, *height, *coins, symbol, maturity),
        News::Other(notice) => notice_words(notice, symbol),
    }
}

fn found(blocks: u32, height: u32, coins: Amount, symbol: &str, maturity: u32) -> String {
    let (height, coins) = (height.into(), format::coins(coins, symbol));
    match blocks {
        // The balance does not show it yet.
        1 if maturity > 1 => {
            texts::found_one_young(height, &coins, &common::blocks((maturity - 1).into()))
        }
        1 => texts::found_one(height, &coins),
        _ => texts::found_several(&common::blocks(blocks.into()), height, &coins),
    }
}

fn notice_words(notice: &Notice, symbol: &str) -> String {
    match notice {
        Notice::BlockFound { height, reward } => found(1, *height, *reward, symbol, 0),
        Notice::PaymentReceived { amount } => {
            texts::payment_received(&format::coins(*amount, symbol))
        }
        Notice::PaymentConfirmed {
            amount,
            received: true,
        } => texts::payment_to_you_confirmed(&format::coins(*amount, symbol)),
        Notice::PaymentConfirmed {
            amount,
            received: false,
        } => texts::payment_confirmed(&format::coins(*amount, symbol)),
        Notice::Saved => texts::saved().to_owned(),
        Notice::TookOver => texts::took_over().to_owned(),
        Notice::PaymentFailed {
            amount,
            received,
            why,
        } => {
            let (coins, why) = (format::coins(*amount, symbol), why_failed(*why));
            match received {
                true => texts::payment_to_you_failed(&coins, &why),
                false => texts::payment_failed(&coins, &why),
            }
        }
        Notice::DataConfirmed => texts::data_confirmed().to_owned(),
        Notice::Reorganised { depth, own, coins } => {
            let replaced = common::blocks((*depth).into());
            let coins = format::coins(*coins, symbol);
            match own {
                0 => texts::reorganised(&replaced),
                own => texts::reorganised_own(&replaced, (*own).into(), &coins),
            }
        }
        Notice::Trouble { reason } => sentence(reason),
    }
}

fn why_failed(failure: Failure) -> &'static str {
    match failure {
        Failure::Spent { .. } | Failure::Cancelled { .. } => texts::failed_spent(),
        Failure::Unfunded { .. } => texts::failed_unfunded(),
        Failure::GivenUp => texts::failed_given_up(),
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
                6,
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
        let found = |blocks, maturity| {
            words(
                &News::Found {
                    blocks,
                    height: 26,
                    coins: Amount::COIN,
                },
                "TAB",
                maturity,
            )
        };
        assert_eq!(found(1, 1), "You found block 26: 1 TAB for you.");
        assert_eq!(
            found(1, 6),
            "You found block 26: 1 TAB for you, spendable in 5 blocks."
        );
        let many = found(26, 6);
        assert!(many.starts_with("You found 26 blocks"), "{many}");
    }
}
