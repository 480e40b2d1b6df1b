//! Starting a chain.

use api::{Fault, Field as Input, NewChain, command};
use yew::prelude::*;

use super::chain_settings::chain_settings;
use super::editing::{Editing, plain};
use super::open_settings::open_settings;
use crate::amount;
use crate::dom;
use crate::node::use_asking;
use crate::reasons::sentence;
use crate::route::Route;
use crate::state::use_session;
use crate::texts::chains as texts;

/// Properties of `StartForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The public key of the person.
    pub(crate) own_key: AttrValue,
}

/// The form. The default settings suffice to start a chain with one click; others are set in the
/// form or loaded from a file.
#[component]
pub(crate) fn StartForm(props: &Props) -> Html {
    let cores = use_session().cores;
    let own_key = Some(&props.own_key).filter(|key| !key.is_empty());
    let chain = use_state(NewChain::default);
    let asking = use_asking(Callback::from(|(): ()| dom::go(&Route::Mine.href())));
    let onsubmit = {
        let chain = chain.clone();
        let (ask, refuse) = (asking.ask.clone(), asking.refuse.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match plain(&chain, amount::groups_by_comma()) {
                Ok(settings) => ask.emit(command::Start {
                    settings: Box::new(NewChain { cores, ..settings }),
                    passphrase: None,
                }),
                Err(fault) => refuse.emit(fault),
            }
        })
    };
    let field = asking.fault.as_ref().and_then(|fault| fault.field);
    let editing = Editing {
        chain,
        fault: asking.fault.clone(),
        forgive: asking.forgive.clone(),
    };
    let form = use_node_ref();
    {
        let form = form.clone();
        // The settings are unfolded by now, so that the invalid field can take the focus.
        use_effect_with(asking.fault.clone(), move |fault| match fault {
            Some(Fault { field: Some(_), .. }) => dom::focus_wrong(&form),
            // The button lost the focus while it was disabled.
            Some(_) => dom::focus_id("start"),
            None => {}
        });
    }
    let opened = use_state(|| false);
    // An invalid setting unfolds the settings, so that its error is in view.
    let at_fault = field.is_some();
    let ontoggle = {
        let opened = opened.setter();
        Callback::from(move |event: Event| opened.set(is_unfolded(&event)))
    };
    html! {
        <section class="card way" aria-labelledby="start-title">
            <h2 id="start-title">{ texts::start_title() }</h2>
            <form ref={form} {onsubmit}>
                <button id="start" type="submit" class="button button-main button-large" disabled={asking.busy}>
                    { texts::start() }
                </button>
                <p class="hint" role="status">
                    if asking.busy {
                        { texts::starting() }
                    } else {
                        { texts::start_hint() }
                    }
                </p>
                if let Some(fault) = asking.fault.as_ref().filter(|fault| fault.field.is_none()) {
                    <p class="fault" role="alert">{ sentence(&fault.reason) }</p>
                }
                <details open={*opened || at_fault} {ontoggle}>
                    <summary>{ texts::settings() }</summary>
                    { chain_settings(&editing, own_key) }
                    { open_settings(&asking.ask, asking.busy, asking.fault_of(Input::SettingsFile)) }
                </details>
            </form>
        </section>
    }
}

/// Whether the `details` element of a toggle event shows its content.
fn is_unfolded(event: &Event) -> bool {
    let details = event.target_dyn_into::<web_sys::Element>();
    details.is_some_and(|details| details.has_attribute("open"))
}
