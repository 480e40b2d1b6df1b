//! The choice when a wallet with a passphrase locks itself, and locking it at once.

use api::{AutoLock, command};
use yew::prelude::*;

use crate::device::auto_lock::{CHOICES, choose, chosen};
use crate::node::use_asking;
use crate::texts::wallet as texts;
use crate::ui::alert::alert;
use crate::ui::choice::choice;

/// Properties of `Lock`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether the wallet is unlocked.
    pub(crate) is_unlocked: bool,
}

/// The list of times, and a button that locks the wallet now.
#[component]
pub(crate) fn Lock(props: &Props) -> Html {
    let after = use_state(chosen);
    let asking = use_asking(Callback::noop());
    let onchange = {
        let (after, ask) = (after.setter(), asking.ask.clone());
        Callback::from(move |place: usize| {
            let chosen = CHOICES[place % CHOICES.len()];
            choose(chosen);
            after.set(chosen);
            ask.emit(command::SetAutoLock { after: chosen });
        })
    };
    let onclick = {
        let ask = asking.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::Lock))
    };
    let options = CHOICES.map(|choice| AttrValue::from(words(choice)));
    let place = CHOICES.iter().position(|choice| *choice == *after);
    let state = match props.is_unlocked {
        true => texts::lock_open(),
        false => texts::lock_locked(),
    };
    html! {
        <div class="safety-body">
            <p>{ texts::lock_text() }</p>
            { choice("auto-lock", texts::lock_after(), &options, place.unwrap_or_default(), onchange, None) }
            { alert(asking.fault_beside(&[])) }
            <div class="buttons">
                if props.is_unlocked {
                    <button type="button" class="button" disabled={asking.busy} {onclick}>{ texts::lock_now() }</button>
                }
                <span role="status">{ state }</span>
            </div>
        </div>
    }
}

fn words(choice: AutoLock) -> String {
    match choice {
        AutoLock::EachPayment => texts::lock_each_payment().to_owned(),
        AutoLock::AfterMinutes(minutes) => texts::lock_minutes(minutes.into()),
        AutoLock::Never => texts::lock_never().to_owned(),
    }
}
