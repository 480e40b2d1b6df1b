//! The failed attempts to connect to peers, and a report about the connection that can be saved.

use api::{ConnectionView, PeerView};
use yew::prelude::*;

use super::connection_text::attempt;
use super::report::report;
use crate::identity::Same;
use crate::texts::network as texts;
use crate::{dom, format};

/// Properties of `ConnectionDetails`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state of the connection.
    pub(crate) connection: Same<ConnectionView>,
    /// The height of the tip.
    pub(crate) height: u32,
    /// The connected peers.
    pub(crate) peers: Same<Vec<PeerView>>,
}

/// The attempts that failed, and the button that saves the report.
#[component]
pub(crate) fn ConnectionDetails(props: &Props) -> Html {
    let failed = use_state(|| false);
    let save = {
        let (connection, peers) = (props.connection.clone(), props.peers.clone());
        let (height, failed) = (props.height, failed.setter());
        Callback::from(move |_: MouseEvent| {
            let text = report(
                &connection,
                height,
                &peers,
                &dom::browser(),
                &format::machine_now(),
            );
            failed.set(!dom::save("tabchain-connection.txt", text.as_bytes()));
        })
    };
    let attempts = &props.connection.attempts;
    html! {
        <>
            if !attempts.is_empty() {
                <details open={props.peers.is_empty()}>
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
