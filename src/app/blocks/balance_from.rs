//! The balance of an address at a chosen number of confirmations.

use api::command;
use yew::prelude::*;

use crate::format;
use crate::identity::Same;
use crate::node::{Query, use_query};
use crate::reasons::sentence;
use crate::state::{ChainVersion, Rules};
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::choice::choice;

/// Properties of `BalanceFrom`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The chain's version.
    pub(crate) version: ChainVersion,
    /// The address.
    pub(crate) address: String,
}

/// The choice of the confirmations, and the balance.
#[component]
pub(crate) fn BalanceFrom(props: &Props) -> Html {
    let rules = &props.rules;
    let chosen = use_state(|| 1);
    let levels = [0, 1, rules.confirmations.max(1)];
    let command = command::Balance {
        address: props.address.clone(),
        confirmations: levels[*chosen % levels.len()],
    };
    let query = use_query(command, props.version);
    let (balance, fault) = match query {
        Query::Found(found) => (format::coins(found.balance, &rules.symbol), None),
        Query::Failed(fault) => (
            String::new(),
            Some(AttrValue::from(sentence(&fault.reason))),
        ),
        Query::Loading => ("…".to_owned(), None),
    };
    let options = [
        texts::from_waiting().into(),
        texts::from_one().into(),
        texts::from_final(&common::confirmations(levels[2].into())).into(),
    ];
    let onchange = {
        let chosen = chosen.setter();
        Callback::from(move |place| chosen.set(place))
    };
    html! {
        <div class="balance-from">
            { choice("balance-from", texts::minimum_confirmations(), &options, *chosen, onchange, fault) }
            <output for="balance-from" class="numbers" aria-label={texts::address_balance()}>{ balance }</output>
        </div>
    }
}
