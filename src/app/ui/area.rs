//! A labelled text area.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::dom;

/// A text area for keys and words, in a fixed-width font. Its error is linked to it for screen
/// readers and announced when it appears.
pub(crate) fn area(
    id: &'static str,
    label: &'static str,
    value: &str,
    fault: Option<AttrValue>,
    hint: &'static str,
    oninput: Callback<String>,
) -> Html {
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let described = match fault {
        Some(_) => format!("{fault_id} {hint_id}"),
        None => hint_id.clone(),
    };
    let oninput = {
        Callback::from(move |event: InputEvent| {
            let area = event.target_dyn_into::<HtmlTextAreaElement>();
            oninput.emit(area.map(|area| area.value()).unwrap_or_default());
        })
    };
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <textarea {id} class="code" rows="3" value={value.to_owned()} autocomplete="off" autocapitalize="none"
                spellcheck="false" aria-invalid={fault.is_some().then_some("true")}
                aria-describedby={described} {oninput} onfocus={|event: FocusEvent| dom::show_whole(&event)} />
            if let Some(fault) = fault {
                <p class="fault" id={fault_id} role="alert">{ fault }</p>
            }
            <p class="hint" id={hint_id}>{ hint }</p>
        </div>
    }
}
