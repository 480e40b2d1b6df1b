//! The number of cores used for mining.

use api::command;
use yew::prelude::*;

use crate::dom;
use crate::node::Ask;
use crate::state::{Action, SessionHandle};
use crate::texts::mine as texts;

/// A slider for the number of cores. While `searching`, a change takes effect at once through a
/// command to the node.
pub(crate) fn cores(session: &SessionHandle, searching: bool, ask: &Ask<()>) -> Html {
    let most = dom::cores();
    let cores = session.cores;
    let oninput = {
        let (session, ask) = (session.clone(), ask.clone());
        Callback::from(move |event: InputEvent| {
            let cores = dom::input_text(&event).parse().unwrap_or(1);
            session.dispatch(Action::Cores(cores));
            if searching {
                ask.emit(command::Mine {
                    cores,
                    passphrase: None,
                });
            }
        })
    };
    html! {
        <div class="field cores">
            <label for="cores">{ texts::cores() }</label>
            <div class="field-row">
                <input id="cores" type="range" min="1" max={most.to_string()} step="1"
                    value={cores.to_string()} aria-describedby="cores-hint" {oninput} />
                <span class="numbers cores-count" aria-hidden="true">{ texts::cores_chosen(&cores, &most) }</span>
            </div>
            <p class="hint" id="cores-hint">{ texts::cores_hint() }</p>
        </div>
    }
}
