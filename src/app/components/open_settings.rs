//! Starting a chain from a file with its settings.

use crate::prelude::*;
use api::Command;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;

use crate::dom;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Asks the node.
    pub(crate) ask: Callback<Command>,
    /// The node is at something else.
    pub(crate) busy: bool,
    /// What is wrong with the file.
    pub(crate) fault: Option<AttrValue>,
}

/// A chosen file starts its chain at once: the same for everybody who has the file.
#[component]
pub(crate) fn OpenSettings(props: &Props) -> Html {
    let onchange = {
        let ask = props.ask.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let file = input.files().and_then(|files| files.get(0));
            let ask = ask.clone();
            spawn_local(async move {
                if let Some(file) = file {
                    let settings = dom::file_text(&file).await.unwrap_or_default();
                    // The same file can be chosen again, after it was changed.
                    input.set_value("");
                    ask.emit(Command::StartFrom { settings });
                }
            });
        })
    };
    let described = match props.fault {
        Some(_) => "settings-file-fault settings-file-hint",
        None => "settings-file-hint",
    };
    html! {
        <div class="field settings-file">
            <label for="settings-file">{ "Open a settings file" }</label>
            <input id="settings-file" type="file" accept=".json,application/json" disabled={props.busy} {onchange}
                aria-invalid={props.fault.is_some().then_some("true")} aria-describedby={described} />
            if let Some(fault) = &props.fault {
                <p class="fault" id="settings-file-fault" role="alert">{ fault }</p>
            }
            <p class="hint" id="settings-file-hint">
                { "Starts its chain as it stands there. Everybody who opens the same file is on the same chain; the page Network saves one." }
            </p>
        </div>
    }
}
