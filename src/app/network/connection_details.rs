//! The failed attempts to connect to peers, and a report about the connection that can be saved.

use yew::prelude::*;

use super::connection_text::attempt;
use super::report::report;
use crate::state::Chain;
use crate::texts::network as texts;
use crate::{dom, format};

/// Properties of `ConnectionDetails`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The attempts that failed, and the button that saves the report.
#[component]
pub(crate) fn ConnectionDetails(props: &Props) -> Html {
    let failed = use_state(|| false);
    let save = {
        let (chain, failed) = (props.chain.clone(), failed.setter());
        Callback::from(move |_: MouseEvent| {
            let text = report(&chain, &dom::browser(), &format::machine_now());
            failed.set(!dom::save("tabchain-connection.txt", text.as_bytes()));
        })
    };
    let attempts = &props.chain.connection.attempts;
    html! {
        <>
            if !attempts.is_empty() {
                <details open={props.chain.peers.is_empty()}>
                    <summary>{ texts::tried() }</summary>
                    <ul class="attempts">
                        { for attempts.iter().map(|it| html! { <li>{ attempt(it) }</li> }) }
                    </ul>
                </details>
            }
            <div class="buttons">
                <button type="button" class="button" onclick={save}>{ texts::report_save() }</button>
            </div>
            if *failed {
                <p class="fault" role="alert">{ texts::report_failed() }</p>
            }
            <p class="hint">
                { texts::report_hint() }
            </p>
        </>
    }
}
