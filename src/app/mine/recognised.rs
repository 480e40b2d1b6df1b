//! Whether others recognise the blocks of this wallet.

use api::command;
use yew::prelude::*;

use crate::node::use_asking;
use crate::texts::mine as texts;
use crate::ui::alert::alert;

/// Properties of `Recognised`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether others recognise the blocks now.
    pub(crate) on: bool,
}

/// The choice: all blocks pay to one address, or each to a fresh one.
#[component]
pub(crate) fn Recognised(props: &Props) -> Html {
    let on = props.on;
    let asking = use_asking(Callback::noop());
    let onchange = {
        let ask = asking.ask.clone();
        Callback::from(move |_: Event| ask.emit(command::SetRecognised { on: !on }))
    };
    html! {
        <>
            <label class="check">
                <input type="checkbox" checked={on} disabled={asking.busy} aria-describedby="recognised-hint" {onchange} />
                <span>{ texts::recognised() }</span>
            </label>
            <p class="hint" id="recognised-hint">{ texts::recognised_hint() }</p>
            { alert(asking.fault_beside(&[])) }
        </>
    }
}
