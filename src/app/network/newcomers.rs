//! Starting coins: one payment to people who are here with a name.

use std::collections::BTreeMap;

use api::command::FurtherPayee;
use api::{Field as Input, PeerView, Review, command};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::payees::{Change, Payees};
use super::people::{Called, Own};
use crate::amount::{groups_by_comma, read};
use crate::node::{Asking, Query, typing, use_asking, use_query};
use crate::state::{Chain, ChainVersion};
use crate::texts::network as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;
use crate::wallet::send::review_dialog::ReviewDialog;

/// Maximum number of payees of one payment, as in the node. The next payment pays the others.
const MAX_PAYEES: usize = 20;

/// Properties of `Newcomers`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// This person's public key, in hexadecimal digits.
    pub(crate) own_key: AttrValue,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
}

/// The people with a name, and a form that pays the chosen ones the same amount each. They are paid
/// at the addresses of their keys; the review shows everything before it is signed.
#[component]
pub(crate) fn Newcomers(props: &Props) -> Html {
    let (chain, symbol) = (&props.chain, &props.chain.rules.symbol);
    let payees = use_reducer_eq(Payees::default);
    let typed = use_state(String::new);
    let paying = use_paying(payees.dispatcher());
    let people = people(&chain.peers, &props.own_key);
    use_only_those_here(&people, &payees);
    let chosen: Vec<&str> = (people.keys().copied())
        .filter(|address| payees.is_chosen(address))
        .take(MAX_PAYEES)
        .collect();
    let amount = read(&typed, symbol, groups_by_comma());
    let question = (amount.as_ref().ok()).and_then(|amount| question(&chosen, amount));
    let onsubmit = {
        let onreview = paying.onreview.clone();
        let labels = labels(props, &people, &chosen);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(question) = question.clone() {
                onreview.emit((question, labels.clone()));
            }
        })
    };
    let reviewing = &paying.reviewing;
    let fault = amount.err().map(AttrValue::from);
    let fault = fault.or_else(|| reviewing.fault_of(Input::Amount));
    let is_empty = chosen.is_empty() || typed.trim().is_empty();
    html! {
        <section class="card" aria-labelledby="newcomers-title">
            <h2 id="newcomers-title">{ texts::newcomers() }</h2>
            <p class="card-words">{ texts::newcomers_text() }</p>
            <form {onsubmit}>
                { list(props, &people, &payees) }
                <Field id="newcomers-amount" label={texts::newcomers_amount()} inputmode="decimal"
                    value={(*typed).clone()} oninput={typing(&typed, &reviewing.forgive)} {fault}>
                    <span class="unit" aria-hidden="true">{ symbol }</span>
                </Field>
                { alert(reviewing.fault_beside(&[Input::Amount])) }
                <div class="buttons">
                    <button type="submit" class="button" disabled={reviewing.busy || is_empty}>
                        { texts::newcomers_review(chosen.len() as u64) }
                    </button>
                </div>
            </form>
            <p role="status" class="hint">
                if *paying.paid > 0 {
                    { texts::newcomers_paid(*paying.paid as u64) }
                }
            </p>
            if let Some(review) = &*paying.asked {
                <ReviewDialog review={review.clone()} {symbol} is_locked={props.is_locked}
                    people={(*paying.labels).clone()} onpaid={paying.onpaid.clone()}
                    onback={paying.onback.clone()} />
            }
        </section>
    }
}

/// Forgets what is known about people who are no longer here.
#[hook]
fn use_only_those_here(people: &BTreeMap<&str, &PeerView>, payees: &UseReducerHandle<Payees>) {
    let here: Vec<String> = people.keys().copied().map(str::to_owned).collect();
    let payees = payees.dispatcher();
    use_effect_with(here, move |here| {
        payees.dispatch(Change::Here(here.clone()));
    });
}

/// The pictures and names of these people, as they are now.
fn labels(
    props: &Props,
    people: &BTreeMap<&str, &PeerView>,
    chosen: &[&str],
) -> BTreeMap<String, Html> {
    let label = |address: &&str| {
        let called = called(props, people.get(address)?);
        Some(((*address).to_owned(), called.label()))
    };
    chosen.iter().filter_map(label).collect()
}

fn called<'a>(props: &'a Props, peer: &'a PeerView) -> Called<'a> {
    let chain = &props.chain;
    let own = Own {
        name: chain.own_name.as_ref().map(|own| own.name.as_str()),
        key: &props.own_key,
    };
    Called::of(peer, &chain.peers, own, &chain.contacts)
}

/// The people, each with a check box and a note whether the address has received coins.
fn list(
    props: &Props,
    people: &BTreeMap<&str, &PeerView>,
    payees: &UseReducerHandle<Payees>,
) -> Html {
    // At each new block, not at each payment: the node walks through all that wait to be confirmed.
    let version = ChainVersion {
        waiting: 0,
        ..props.chain.version()
    };
    let onknown = {
        let payees = payees.dispatcher();
        Callback::from(move |(address, any)| payees.dispatch(Change::Known(address, any)))
    };
    let person = |(address, peer): (&&str, &&PeerView)| {
        let address = (*address).to_owned();
        let has_received = payees.has_received(&address);
        let onchange = {
            let (payees, address) = (payees.dispatcher(), address.clone());
            Callback::from(move |event: Event| {
                let checked = event.target_unchecked_into::<HtmlInputElement>().checked();
                payees.dispatch(Change::Chose(address.clone(), checked));
            })
        };
        html! {
            <li key={address.clone()} class="named">
                <label class="check">
                    <input type="checkbox" checked={payees.is_chosen(&address)} {onchange} />
                    { called(props, peer).label() }
                </label>
                { note(has_received) }
                if has_received != Some(true) {
                    <Known {address} {version} onknown={onknown.clone()} />
                }
            </li>
        }
    };
    html! {
        <ul class="newcomers" aria-label={texts::newcomers()}>{ for people.iter().map(person) }</ul>
    }
}

fn note(has_received: Option<bool>) -> Html {
    match has_received {
        Some(true) => html! { <span class="hint">{ texts::newcomers_has() }</span> },
        Some(false) => html! { <span class="chip">{ texts::newcomers_new() }</span> },
        None => Html::default(),
    }
}

/// The review of a payment, and the result of the payment.
struct Paying {
    reviewing: Asking<Review>,
    /// Reviews a payment to people with these pictures and names, by their addresses.
    onreview: Callback<(command::Review, BTreeMap<String, Html>)>,
    /// The pictures and names that were shown when the payment was to be reviewed.
    labels: UseStateHandle<BTreeMap<String, Html>>,
    /// The payment that the person is asked to confirm; `None` if there is none.
    asked: UseStateHandle<Option<Review>>,
    /// The number of people whom the last payment paid; 0 before it.
    paid: UseStateHandle<usize>,
    onpaid: Callback<Review>,
    onback: Callback<()>,
}

#[hook]
fn use_paying(payees: UseReducerDispatcher<Payees>) -> Paying {
    let labels = use_state(BTreeMap::new);
    let asked = use_state(|| None::<Review>);
    let paid = use_state(|| 0_usize);
    let reviewing = {
        let asked = asked.setter();
        use_asking(Callback::from(move |review| asked.set(Some(review))))
    };
    let onreview = {
        let (ask, paid) = (reviewing.ask.clone(), paid.setter());
        let labels = labels.setter();
        Callback::from(move |(question, shown)| {
            paid.set(0);
            labels.set(shown);
            ask.emit(question);
        })
    };
    let onback = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let onpaid = {
        let (asked, paid) = (asked.setter(), paid.setter());
        Callback::from(move |review: Review| {
            let more = review.more.into_iter().map(|payee| payee.to);
            let all: Vec<String> = more.chain([review.to]).collect();
            asked.set(None);
            paid.set(all.len());
            payees.dispatch(Change::Paid(all));
        })
    };
    Paying {
        reviewing,
        onreview,
        labels,
        asked,
        paid,
        onpaid,
        onback,
    }
}

/// The people with a name by their addresses, each once, without this person's other tabs.
fn people<'a>(peers: &'a [PeerView], own_key: &str) -> BTreeMap<&'a str, &'a PeerView> {
    let person = |peer: &'a PeerView| {
        let person = peer.person.as_ref().filter(|it| it.key != own_key)?;
        Some((person.address.as_str(), peer))
    };
    peers.iter().filter_map(person).collect()
}

/// The payment of this amount to each of these addresses; `None` if there are none.
fn question(payees: &[&str], amount: &str) -> Option<command::Review> {
    let (first, more) = payees.split_first()?;
    let further = |to: &&str| FurtherPayee {
        to: (*to).to_owned(),
        amount: amount.to_owned(),
    };
    Some(command::Review {
        to: (*first).to_owned(),
        amount: amount.to_owned(),
        note: String::new(),
        pace: api::Pace::default(),
        more: more.iter().map(further).collect(),
        coins: Vec::new(),
    })
}

/// Properties of `Known`.
#[derive(Properties, PartialEq)]
struct KnownProps {
    /// The address of a person's key.
    address: String,
    /// The chain's version.
    version: ChainVersion,
    /// Called with the address and whether it has received coins; `None` if the node can't say.
    onknown: Callback<(String, Option<bool>)>,
}

/// Asks whether an address has received coins, in a block or in the mempool. Shows nothing.
#[component]
fn Known(props: &KnownProps) -> Html {
    let question = command::Balance {
        address: props.address.clone(),
        confirmations: 0,
    };
    let any = match use_query(question, props.version) {
        Query::Found(balance) => Some(!balance.received.is_zero()),
        _ => None,
    };
    let (address, onknown) = (props.address.clone(), props.onknown.clone());
    use_effect_with(any, move |any| onknown.emit((address, *any)));
    Html::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_get_the_same_in_one_payment() {
        assert_eq!(question(&[], "5"), None);
        let asked = question(&["tab1a", "tab1b", "tab1c"], "5").unwrap();
        assert_eq!((asked.to.as_str(), asked.amount.as_str()), ("tab1a", "5"));
        let more: Vec<_> = (asked.more.iter())
            .map(|payee| (payee.to.as_str(), payee.amount.as_str()))
            .collect();
        assert_eq!(more, [("tab1b", "5"), ("tab1c", "5")]);
    }
}
