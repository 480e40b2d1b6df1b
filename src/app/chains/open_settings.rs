//! Starting a chain from a settings file.

use api::Field as Input;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::state::use_session;
use crate::texts::chains as texts;
use crate::ui::form::use_field;

/// Properties of `OpenSettings`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Whether a command is pending.
    pub(crate) busy: bool,
    /// Called with the text of the chosen file; empty if it can't be read.
    pub(crate) onfile: Callback<String>,
}

/// A field for a settings file, which starts its chain at once. Everyone who opens the same file
/// gets the same chain.
#[component]
pub(crate) fn OpenSettings(props: &Props) -> Html {
    // The text is in the language that the session names.
    use_session();
    let fault = use_field(Input::SettingsFile).fault;
    let onchange = {
        let onfile = props.onfile.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let file = input.files().and_then(|files| files.get(0));
            let onfile = onfile.clone();
            spawn_local(async move {
                if let Some(file) = file {
                    let settings = dom::file_text(&file).await.unwrap_or_default();
                    // Cleared, so that the same file can be chosen again after it was changed.
                    input.set_value("");
                    onfile.emit(settings);
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
            <input id="settings-file" type="file" accept=".json,application/json" disabled={props.busy} {onchange}
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
