//! The actions on an unconfirmed payment of this wallet.

use api::{HistoryKind, HistoryRow, Replacement, Review, command};
use yew::prelude::*;

use super::review_dialog::ReviewDialog;
use crate::node::use_asking;
use crate::texts::wallet as texts;
use crate::ui::alert::alert;

/// Properties of `WaitingActions`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The payment, which must be replaceable or bumpable.
    pub(crate) row: HistoryRow,
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
    /// The id of an element that names the payment, if more than one is shown.
    #[prop_or_default]
    pub(crate) describedby: Option<AttrValue>,
}

/// The buttons that cancel the payment and that speed it up; the payment of somebody else can only
/// be sped up. Each opens a review, because both sign a transaction.
#[component]
pub(crate) fn WaitingActions(props: &Props) -> Html {
    let asked = use_state(|| None::<Review>);
    let asking = {
        let asked = asked.setter();
        use_asking(Callback::from(move |review| asked.set(Some(review))))
    };
    let ask = |how: Replacement| {
        let (ask, txid) = (asking.ask.clone(), props.row.txid.to_string());
        Callback::from(move |_: MouseEvent| {
            ask.emit(command::ReviewReplacement {
                txid: txid.clone(),
                how,
            });
        })
    };
    let bump = {
        let (ask, txid) = (asking.ask.clone(), props.row.txid.to_string());
        Callback::from(move |_: MouseEvent| ask.emit(command::ReviewBump { txid: txid.clone() }))
    };
    let speed_up = match props.row.bumpable {
        true => bump,
        false => ask(Replacement::SpeedUp),
    };
    let close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let onpaid = close.reform(|_: Review| ());
    let describedby = props.describedby.clone();
    html! {
        <div class="waiting-actions">
            <div class="buttons">
                if props.row.replaceable && props.row.kind != HistoryKind::ToSelf {
                    <button type="button" class="button button-quiet" disabled={asking.busy}
                        aria-describedby={describedby.clone()} onclick={ask(Replacement::Cancel)}>
                        { texts::waiting_cancel() }
                    </button>
                }
                <button type="button" class="button button-quiet" disabled={asking.busy}
                    aria-describedby={describedby} onclick={speed_up}>
                    { texts::waiting_speed_up() }
                </button>
            </div>
            { alert(asking.fault_beside(&[])) }
            if let Some(review) = &*asked {
                <ReviewDialog review={review.clone()} symbol={props.symbol.clone()} is_locked={props.is_locked}
                    {onpaid} onback={close} />
            }
        </div>
    }
}
