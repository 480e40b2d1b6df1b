//! A link that asks for a payment on the open chain.

use yew::prelude::*;

use crate::chains::join_dialog::leave_link;
use crate::route::Route;
use crate::state::{Action, Requested, use_session};

/// Properties of `OpenRequest`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The payment.
    pub(crate) requested: Requested,
}

/// Leads to the wallet with the filled-in form. Nothing is paid or reviewed by that.
#[component]
pub(crate) fn OpenRequest(props: &Props) -> Html {
    let session = use_session();
    use_effect_with(props.requested.clone(), move |requested| {
        leave_link(&Route::Wallet);
        session.dispatch(Action::Requested(requested.clone()));
        session.dispatch(Action::Answered);
        session.dispatch(Action::Moved(Route::Wallet));
    });
    Html::default()
}
