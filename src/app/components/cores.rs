//! How much of the processor searches.

use crate::prelude::*;
use api::Command;

use crate::dom;
use crate::state::{Action, use_page};

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The search is on: changes take effect at once.
    pub(crate) searching: bool,
    /// Asks the node.
    pub(crate) ask: Callback<Command>,
}

/// The slider.
#[component]
pub(crate) fn Cores(props: &Props) -> Html {
    let page = use_page();
    let most = dom::cores();
    let cores = page.cores;
    let oninput = {
        let (page, ask, searching) = (page.clone(), props.ask.clone(), props.searching);
        Callback::from(move |event: InputEvent| {
            let cores = dom::input_text(&event).parse().unwrap_or(1);
            page.dispatch(Action::Cores(cores));
            if searching {
                ask.emit(Command::Mine {
                    cores,
                    passphrase: None,
                });
            }
        })
    };
    html! {
        <div class="field cores">
            <label for="cores">{ "Cores" }</label>
            <div class="field-row">
                <input id="cores" type="range" min="1" max={most.to_string()} step="1"
                    value={cores.to_string()} aria-describedby="cores-hint" {oninput} />
                <span class="numbers cores-count" aria-hidden="true">{ format!("{cores} of {most}") }</span>
            </div>
            <p class="hint" id="cores-hint">{ "Fewer keep the device cool. Changes take effect at once." }</p>
        </div>
    }
}
