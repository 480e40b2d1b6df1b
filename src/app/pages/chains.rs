//! The first page: what this is, and how to get onto a chain.

use api::{Command, Field as Input, NewChain, Reply};
use yew::prelude::*;

use crate::components::field::Field;
use crate::components::heading::Heading;
use crate::components::illustration::Illustration;
use crate::components::known_chains::KnownChains;
use crate::components::storage_note::StorageNote;
use crate::dom;
use crate::node::use_asking;
use crate::route::Route;
use crate::state::use_page;

/// The first page.
#[component]
pub(crate) fn Chains() -> Html {
    let page = use_page();
    let storage = page.snapshot.as_ref().map(|all| all.storage.clone());
    html! {
        <div class="first">
            <div class="first-words">
                <Heading title="A blockchain in your browser tabs" />
                <p class="lead">
                    { "Every open tab is a full node: it mines, checks every payment and talks straight to your friends’ \
                       tabs. " }
                    { "There is no company and no server in the middle. " }
                    { "Start a chain, send a friend the link, and pay each other." }
                </p>
            </div>
            <Illustration />
            <div class="first-ways">
                <StartForm />
                <JoinForm />
            </div>
            <KnownChains />
            if let Some(storage) = storage {
                <StorageNote {storage} />
            }
        </div>
    }
}

/// One click with the filled-in values is enough; who wants others opens the settings.
#[component]
fn StartForm() -> Html {
    let chain = use_state(NewChain::default);
    let asking = use_asking(Callback::from(|_: Reply| dom::go(&Route::Mine.href())));
    let onsubmit = {
        let (chain, ask) = (chain.clone(), asking.ask.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(Command::Start((*chain).clone()));
        })
    };
    let typing = |write: fn(&mut NewChain, String)| {
        let (chain, forgive) = (chain.clone(), asking.forgive.clone());
        Callback::from(move |text| {
            let mut changed = (*chain).clone();
            write(&mut changed, text);
            chain.set(changed);
            forgive.emit(());
        })
    };
    const INPUTS: [Input; 4] = [Input::Name, Input::Symbol, Input::Interval, Input::Reward];
    let opened = use_state(|| false);
    // A refused setting opens the settings, so that its error is in view.
    let at_fault = INPUTS.iter().any(|input| asking.fault_of(*input).is_some());
    let ontoggle = {
        let opened = opened.setter();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<web_sys::Element>();
            opened.set(details.is_some_and(|details| details.has_attribute("open")));
        })
    };
    html! {
        <section class="card way" aria-labelledby="start-title">
            <h2 id="start-title">{ "Begin your own" }</h2>
            <form {onsubmit}>
                <button type="submit" class="button button-main button-large" disabled={asking.busy}>
                    { "Start a new chain" }
                </button>
                <p class="hint" role="status">
                    if asking.busy {
                        { "Making its first block…" }
                    } else {
                        { "Works at once, without a network too." }
                    }
                </p>
                if let Some(fault) = asking.fault_beside(&INPUTS) {
                    <p class="fault" role="alert">{ fault }</p>
                }
                <details open={*opened || at_fault} {ontoggle}>
                    <summary>{ "Settings" }</summary>
                    <div class="settings">
                        <Field id="name" label="Name" value={chain.name.clone()} fault={asking.fault_of(Input::Name)}
                            oninput={typing(|chain, text| chain.name = text)} />
                        <Field id="symbol" label="Coin symbol" value={chain.symbol.clone()}
                            fault={asking.fault_of(Input::Symbol)} hint="2 to 8 capital letters or digits."
                            oninput={typing(|chain, text| chain.symbol = text.to_uppercase())} />
                        <Field id="interval" label="Seconds between blocks" value={chain.interval.clone()}
                            fault={asking.fault_of(Input::Interval)} inputmode="numeric"
                            oninput={typing(|chain, text| chain.interval = text)} />
                        <Field id="reward" label="Coins for a block" value={chain.reward.clone()}
                            fault={asking.fault_of(Input::Reward)} inputmode="decimal"
                            oninput={typing(|chain, text| chain.reward = text)} />
                    </div>
                </details>
            </form>
        </section>
    }
}

/// Joining by link. A link from the address bar that was refused stands here with what is wrong with it.
#[component]
fn JoinForm() -> Html {
    let page = use_page();
    let refused = page.refused.clone();
    let link = {
        let refused = refused.clone();
        use_state(move || refused.map(|refused| refused.link).unwrap_or_default())
    };
    let asking = use_asking(Callback::from(|_: Reply| dom::go(&Route::Mine.href())));
    {
        // The address may bring another refused link while this page is open.
        let link = link.setter();
        use_effect_with(refused.clone(), move |refused| {
            if let Some(refused) = refused {
                link.set(refused.link.clone());
            }
        });
    }
    let onsubmit = {
        let (link, ask) = (link.clone(), asking.ask.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(Command::Join {
                link: link.trim().to_owned(),
            });
        })
    };
    let oninput = {
        let (link, forgive) = (link.setter(), asking.forgive.clone());
        Callback::from(move |text| {
            link.set(text);
            forgive.emit(());
        })
    };
    let from_address = refused
        .filter(|refused| refused.link == *link)
        .map(|refused| AttrValue::from(refused.fault.message));
    let fault = asking
        .fault_of(Input::Link)
        .or_else(|| asking.fault_beside(&[Input::Link]))
        .or(from_address);
    html! {
        <section class="card way" aria-labelledby="join-title">
            <h2 id="join-title">{ "Join a friend" }</h2>
            <form {onsubmit}>
                <Field id="link" label="Chain link" value={(*link).clone()} {oninput} {fault} code=true
                    hint="The link that a friend sent you.">
                    <button type="submit" class="button" disabled={asking.busy}>{ "Join" }</button>
                </Field>
            </form>
        </section>
    }
}
