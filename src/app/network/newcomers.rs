//! Starting coins: one payment to everybody who is here with a name and has no coins yet.

use std::collections::BTreeMap;
use std::rc::Rc;

use api::command::FurtherPayee;
use api::{Field as Input, PeerView, Review, command};
use yew::prelude::*;

use super::people::{Called, Own};
use crate::amount::{groups_by_comma, read};
use crate::node::{Asking, Query, typing, use_asking, use_query};
use crate::state::{Chain, ChainVersion};
use crate::texts::network as texts;
use crate::ui::alert::alert;
use crate::ui::drawing::emblem::emblem;
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

/// Whether the address of each person's key has received coins, as far as it is known.
#[derive(Default, PartialEq)]
struct Received(BTreeMap<String, bool>);

impl Reducible for Received {
    type Action = (String, bool);

    fn reduce(self: Rc<Self>, (address, any): Self::Action) -> Rc<Self> {
        let mut all = self.0.clone();
        all.insert(address, any);
        Self(all).into()
    }
}

/// The people with a name, and a form that pays the newcomers among them the same amount each. They
/// are paid at the addresses of their keys; the review shows everything before it is signed.
#[component]
pub(crate) fn Newcomers(props: &Props) -> Html {
    let (chain, symbol) = (&props.chain, &props.chain.rules.symbol);
    let received = use_reducer_eq(Received::default);
    let typed = use_state(String::new);
    let paying = use_paying();
    let people = people(&chain.peers, &props.own_key);
    let new: Vec<&str> = (people.keys().copied())
        .filter(|address| received.0.get(*address) == Some(&false))
        .take(MAX_PAYEES)
        .collect();
    let amount = read(&typed, symbol, groups_by_comma());
    let question = (amount.as_ref().ok()).and_then(|amount| question(&new, amount));
    let onsubmit = {
        let onreview = paying.onreview.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(question) = question.clone() {
                onreview.emit(question);
            }
        })
    };
    let reviewing = &paying.reviewing;
    let fault = amount.err().map(AttrValue::from);
    let fault = fault.or_else(|| reviewing.fault_of(Input::Amount));
    let is_empty = new.is_empty() || typed.trim().is_empty();
    html! {
        <section class="card" aria-labelledby="newcomers-title">
            <h2 id="newcomers-title">{ texts::newcomers() }</h2>
            <p class="card-words">{ texts::newcomers_text() }</p>
            { list(props, &people, &received.dispatcher()) }
            <form {onsubmit}>
                <Field id="newcomers-amount" label={texts::newcomers_amount()} inputmode="decimal"
                    value={(*typed).clone()} oninput={typing(&typed, &reviewing.forgive)} {fault}>
                    <span class="unit" aria-hidden="true">{ symbol }</span>
                </Field>
                { alert(reviewing.fault_beside(&[Input::Amount])) }
                <div class="buttons">
                    <button type="submit" class="button" disabled={reviewing.busy || is_empty}>
                        { texts::newcomers_review(new.len() as u64) }
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
                    onpaid={paying.onpaid.clone()} onback={paying.onback.clone()} />
            }
        </section>
    }
}

/// The people, each with a note whether they have received coins.
fn list(
    props: &Props,
    people: &BTreeMap<&str, &PeerView>,
    received: &UseReducerDispatcher<Received>,
) -> Html {
    let chain = &props.chain;
    let own = Own {
        name: chain.own_name.as_ref().map(|own| own.name.as_str()),
        key: &props.own_key,
    };
    let received = received.clone();
    let onknown = Callback::from(move |known| received.dispatch(known));
    let person = |(address, peer): (&&str, &&PeerView)| {
        let called = Called::of(peer, &chain.peers, own, &chain.contacts);
        html! {
            <li key={(*address).to_owned()} class="named">
                { emblem(called.pictured) }
                <bdi>{ called.text() }</bdi>
                <Known address={(*address).to_owned()} version={chain.version()} onknown={onknown.clone()} />
            </li>
        }
    };
    html! { <ul class="newcomers">{ for people.iter().map(person) }</ul> }
}

/// The review of a payment, and the result of the payment.
struct Paying {
    reviewing: Asking<Review>,
    /// Reviews a payment.
    onreview: Callback<command::Review>,
    /// The payment that the person is asked to confirm; `None` if there is none.
    asked: UseStateHandle<Option<Review>>,
    /// The number of people whom the last payment paid; 0 before it.
    paid: UseStateHandle<usize>,
    onpaid: Callback<Review>,
    onback: Callback<()>,
}

#[hook]
fn use_paying() -> Paying {
    let asked = use_state(|| None::<Review>);
    let paid = use_state(|| 0_usize);
    let reviewing = {
        let asked = asked.setter();
        use_asking(Callback::from(move |review| asked.set(Some(review))))
    };
    let onreview = {
        let (ask, paid) = (reviewing.ask.clone(), paid.setter());
        Callback::from(move |question| {
            paid.set(0);
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
            asked.set(None);
            paid.set(1 + review.more.len());
        })
    };
    Paying {
        reviewing,
        onreview,
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
    /// Called with the address and whether it has received coins.
    onknown: Callback<(String, bool)>,
}

/// Whether a person has received coins, in a block or in the mempool.
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
    {
        let (address, onknown) = (props.address.clone(), props.onknown.clone());
        use_effect_with(any, move |any| {
            if let Some(any) = any {
                onknown.emit((address, *any));
            }
        });
    }
    match any {
        Some(true) => html! { <span class="hint">{ texts::newcomers_has() }</span> },
        Some(false) => html! { <span class="chip">{ texts::newcomers_new() }</span> },
        None => Html::default(),
    }
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
