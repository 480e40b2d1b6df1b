//! The relays that introduce this chain's nodes to each other.

use api::{ConnectionView, Field as Input, RelayEntry, command};
use yew::prelude::*;

use super::relay_words::RelayWords;
use crate::identity::Same;
use crate::node::{typing, use_asking};
use crate::texts::network as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;

/// Properties of `RelayForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state of the connection.
    pub(crate) connection: Same<ConnectionView>,
}

/// The relays with their states, and the means to add and remove them.
#[component]
pub(crate) fn RelayForm(props: &Props) -> Html {
    let url = use_state(String::new);
    let adding = {
        let url = url.setter();
        use_asking(Callback::from(move |(): ()| url.set(String::new())))
    };
    let removing = use_asking(Callback::from(|(): ()| ()));
    let hiding = use_asking(Callback::from(|(): ()| ()));
    let onsubmit = {
        let (ask, url) = (adding.ask.clone(), url.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let url = (*url).clone();
            ask.emit(command::AddRelay { url });
        })
    };
    let hides = props.connection.hides_address;
    let hide = {
        let ask = hiding.ask.clone();
        Callback::from(move |_: Event| ask.emit(command::HideAddress { hide: !hides }))
    };
    let row = |relay: &RelayEntry| {
        let remove = {
            let (ask, url) = (removing.ask.clone(), relay.url.clone());
            Callback::from(move |_: MouseEvent| ask.emit(command::RemoveRelay { url: url.clone() }))
        };
        html! {
            <li key={relay.url.clone()} class="relay">
                <span class="relay-words">
                    <span class="hash">{ &relay.url }</span>
                    <RelayWords relay={relay.state.clone()} />
                </span>
                <button type="button" class="button" disabled={removing.busy} onclick={remove}
                    aria-label={texts::relay_remove_name(&relay.url)}>{ texts::relay_remove() }</button>
            </li>
        }
    };
    html! {
        <>
            <h3 class="relays-title">{ texts::relays() }</h3>
            <p class="hint">
                { texts::relays_hint() }
            </p>
            <ul class="relays">{ for props.connection.relays.iter().map(row) }</ul>
            { alert(removing.fault_beside(&[])) }
            <details>
                <summary>{ texts::relay_add_title() }</summary>
                <form {onsubmit}>
                    <Field id="relay" label={texts::relay_address()} code=true value={(*url).clone()}
                        oninput={typing(&url, &adding.forgive)} fault={adding.fault_of(Input::Relay)}
                        hint={texts::relay_address_hint()} />
                    { alert(adding.fault_beside(&[Input::Relay])) }
                    <div class="buttons">
                        <button type="submit" class="button" disabled={adding.busy}>{ texts::relay_add() }</button>
                    </div>
                </form>
            </details>
            <label class="check">
                <input type="checkbox" checked={hides} disabled={hiding.busy} onchange={hide} />
                { texts::hide_address() }
            </label>
            { alert(hiding.fault_beside(&[])) }
            <p class="hint">
                { texts::hide_address_hint() }
            </p>
        </>
    }
}
