//! Which relay introduces this chain's tabs to each other.

use api::{Command, Field as Input};
use yew::prelude::*;

use super::alert::alert;
use super::field::Field;
use crate::node::{typing, use_asking};
use crate::state::Chain;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The relay's address, to be changed where it has moved.
#[component]
pub(crate) fn RelayForm(props: &Props) -> Html {
    let url = use_state(|| props.chain.relay_url.clone());
    let changing = use_asking(Callback::noop());
    let onsubmit = {
        let (ask, url) = (changing.ask.clone(), url.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let url = (*url).clone();
            ask.emit(Command::SetRelay { url });
        })
    };
    let is_same = url.trim() == props.chain.relay_url;
    html! {
        <details>
            <summary>{ "Use another relay" }</summary>
            <form {onsubmit}>
                { Field::new("relay", "Address of the relay", &url)
                    .code().oninput(typing(&url, &changing.forgive)).fault(changing.fault_of(Input::Relay))
                    .hint("Begins with wss:// or ws://. Leave it empty for none. The links that you send name it.")
                    .show() }
                { alert(changing.fault_beside(&[Input::Relay])) }
                <div class="buttons">
                    <button type="submit" class="button" disabled={changing.busy || is_same}>{ "Use this relay" }</button>
                </div>
            </form>
        </details>
    }
}
