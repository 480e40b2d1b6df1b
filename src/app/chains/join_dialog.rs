//! The dialog that describes the chain of an invitation link before it is joined.

use api::{InvitationDocument, JOINED_CHAIN_BYTES, Known, PaymentRequest, command};
use yew::prelude::*;

use super::steps::remember_guest;
use crate::dom;
use crate::format;
use crate::node::{Asking, use_asking};
use crate::route::{Place, Route};
use crate::state::{Action, Invited, Page, use_page};
use crate::texts::chains as texts;
use crate::texts::common;
use crate::ui::alert::alert;
use crate::ui::dialog::Dialog;
use crate::ui::fact::fact;

/// Properties of `JoinDialog`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The link, and the chain that it describes.
    pub(crate) invited: Invited,
}

/// Describes the chain of a link and joins it on `Join this chain`. Until then nothing is opened,
/// stopped, stored or changed.
#[component]
pub(crate) fn JoinDialog(props: &Props) -> Html {
    let Invited { link, document } = &props.invited;
    let page = use_page();
    let add_relay = use_state(|| false);
    let joining = use_joining(&page, &props.invited);
    let join = {
        let (ask, link, add_relay) = (joining.ask.clone(), link.clone(), *add_relay);
        Callback::from(move |_: MouseEvent| {
            ask.emit(command::Join {
                link: link.clone(),
                passphrase: None,
                add_relay,
            });
        })
    };
    let refuse = {
        let (dispatcher, route) = (page.dispatcher(), page.route.clone());
        Callback::from(move |()| {
            if let Place::Invitation(_) = Place::parse(&dom::hash()) {
                dom::replace_address(&route.href());
            }
            dispatcher.dispatch(Action::Answered);
        })
    };
    let not_now = refuse.reform(|_: MouseEvent| ());
    let left = page.chain.as_ref();
    let left = left.filter(|chain| chain.rules.genesis.to_string() != document.genesis);
    let left = left.map(|chain| left_words(&chain.rules.name, chain.is_mining()));
    let ontoggle = {
        let add_relay = add_relay.clone();
        Callback::from(move |_: Event| add_relay.set(!*add_relay))
    };
    html! {
        <Dialog id="join-dialog" title={texts::join_dialog_title()} onclose={refuse}>
            { facts(document) }
            if let Some(request) = &document.request {
                { request_facts(request, &document.symbol) }
            }
            if document.known == Known::OtherRelay {
                <label class="check">
                    <input type="checkbox" checked={*add_relay} onchange={ontoggle} />
                    { texts::join_relay(&hosts(document)) }
                </label>
            }
            <p class="hint">
                if let Some(left) = left {
                    { left }{ common::gap() }
                }
                if document.known == Known::New {
                    { texts::join_fetches(&format::bytes(JOINED_CHAIN_BYTES as f64)) }{ common::gap() }
                }
                { texts::join_seen() }
            </p>
            { alert(joining.fault_beside(&[])) }
            <div class="buttons dialog-buttons">
                <button type="button" class="button" onclick={not_now}>{ texts::join_not_now() }</button>
                <button type="button" class="button button-main" disabled={joining.busy} onclick={join}>
                    { texts::join_chain() }
                </button>
            </div>
        </Dialog>
    }
}

/// Returns the means to join. The person then comes to the miner, or to the payment that the link
/// asks for.
#[hook]
fn use_joining(page: &Page, invited: &Invited) -> Asking<()> {
    let (page, requested) = (page.dispatcher(), invited.requested());
    let is_new = invited.document.known == Known::New;
    let genesis = invited.document.genesis.clone();
    use_asking(Callback::from(move |(): ()| {
        if is_new {
            remember_guest(&genesis);
        }
        let route = match &requested {
            Some(_) => Route::Wallet,
            None => Route::Mine,
        };
        leave_link(&route);
        page.dispatch(Action::Answered);
        page.dispatch(Action::Moved(route));
        if let Some(requested) = requested.clone() {
            page.dispatch(Action::Requested(requested));
        }
    }))
}

/// States what happens to the open chain if the person joins another one.
fn left_words(name: &str, is_mining: bool) -> String {
    match is_mining {
        true => texts::join_leaves_mining(&name),
        false => texts::join_leaves(&name),
    }
}

/// Leaves the invitation link for another page. If the link is in the address bar, it is replaced
/// there, so that “back” does not open the dialog again.
pub(crate) fn leave_link(route: &Route) {
    match Place::parse(&dom::hash()) {
        Place::Invitation(_) => dom::replace_address(&route.href()),
        Place::Page(_) => dom::go(&route.href()),
    }
}

fn facts(document: &InvitationDocument) -> Html {
    let makers = match document.authors {
        0 => texts::makers_anyone().to_owned(),
        count => texts::join_authors(count.into()),
    };
    let relay = match hosts(document).as_str() {
        "" => texts::join_no_relay().to_owned(),
        hosts => hosts.to_owned(),
    };
    let known = match document.known {
        Known::New => texts::join_new(),
        Known::Same | Known::OtherRelay => texts::join_known(),
    };
    html! {
        <dl class="bill" aria-label={texts::join_facts()}>
            { fact(texts::name(), html! { <bdi>{ &document.name }</bdi> }) }
            { fact(texts::join_coin(), html! { <bdi>{ &document.symbol }</bdi> }) }
            { fact(texts::join_genesis(), html! {
                <span class="code" title={document.genesis.clone()}>{ short(&document.genesis) }</span>
            }) }
            { fact(common::status(), known) }
            { fact(texts::join_relay_name(), html! { <bdi>{ relay }</bdi> }) }
            { fact(texts::block_authors(), makers) }
            { fact(texts::join_interval(), format::span(document.interval.into())) }
        </dl>
    }
}

/// The payment that the link asks for.
fn request_facts(request: &PaymentRequest, symbol: &str) -> Html {
    html! {
        <>
            <p>{ texts::join_request() }</p>
            <dl class="bill" aria-label={texts::join_request_facts()}>
                if let Some(amount) = request.amount {
                    { fact(common::amount(), format::coins(amount, symbol)) }
                }
                if !request.label.is_empty() {
                    { fact(texts::join_request_by(), html! { <bdi>{ &request.label }</bdi> }) }
                }
                if !request.message.is_empty() {
                    { fact(texts::join_request_for(), html! { <bdi>{ &request.message }</bdi> }) }
                }
            </dl>
        </>
    }
}

/// The last 16 digits of a hash. They differ between chains; the first digits depend on the work.
fn short(hash: &str) -> String {
    let end = hash.len().saturating_sub(16);
    format!("…{}", hash.get(end..).unwrap_or(hash))
}

/// The hosts and ports of the relay and the endpoints.
fn hosts(document: &InvitationDocument) -> String {
    let urls = core::iter::once(&document.relay).chain(&document.endpoints);
    let hosts: Vec<_> = urls
        .map(|url| host(url))
        .filter(|host| !host.is_empty())
        .collect();
    hosts.join(", ")
}

/// The host and the port of a URL.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_named_by_its_host() {
        for (url, name) in [
            ("", ""),
            ("wss://relay.example/signal", "relay.example"),
            ("ws://127.0.0.1:8080/a/signal?x", "127.0.0.1:8080"),
            ("wss://relay.example?x", "relay.example"),
        ] {
            assert_eq!(host(url), name);
        }
    }

    #[test]
    fn a_hash_is_named_by_its_end() {
        assert_eq!(
            short(&format!("{}{}", "0".repeat(48), "0123456789abcdef")),
            "…0123456789abcdef"
        );
        assert_eq!(short("ab"), "…ab");
    }
}
