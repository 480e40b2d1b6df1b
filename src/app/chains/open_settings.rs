//! Starting a chain from a settings file.

use api::command;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::node::Ask;
use crate::texts::chains as texts;

/// A field for a settings file, which starts its chain at once. Everyone who opens the same file
/// gets the same chain. `busy`: whether a command is pending.
pub(crate) fn open_settings(ask: &Ask<()>, busy: bool, fault: Option<AttrValue>) -> Html {
    let onchange = {
        let ask = ask.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let file = input.files().and_then(|files| files.get(0));
            let ask = ask.clone();
            spawn_local(async move {
                if let Some(file) = file {
                    let settings = dom::file_text(&file).await.unwrap_or_default();
                    // Cleared, so that the same file can be chosen again after it was changed.
                    input.set_value("");
                    ask.emit(command::StartFrom {
                        settings,
                        passphrase: None,
                    });
                }
            });
        })
    };
    let described = match fault {
        Some(_) => "settings-file-fault settings-file-hint",
        None => "settings-file-hint",
    };
    html! {
        <div class="field settings-file">
            <label for="settings-file">{ texts::settings_file() }</label>
            <input id="settings-file" type="file" accept=".json,application/json" disabled={busy} {onchange}
                aria-invalid={fault.is_some().then_some("true")} aria-describedby={described} />
            if let Some(fault) = fault {
                <p class="fault" id="settings-file-fault" role="alert">{ fault }</p>
            }
            <p class="hint" id="settings-file-hint">
                { texts::settings_file_hint() }
            </p>
        </div>
    }
}
