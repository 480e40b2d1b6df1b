//! A labelled text field of several lines.

use crate::prelude::*;
use web_sys::HtmlTextAreaElement;

/// The field's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Its id in the document; the ids of hint and error derive from it.
    pub(crate) id: AttrValue,
    /// Its name.
    pub(crate) label: AttrValue,
    /// The text in it.
    pub(crate) value: AttrValue,
    /// Gets the new text.
    pub(crate) oninput: Callback<String>,
    /// What is wrong with the text.
    #[prop_or_default]
    pub(crate) fault: Option<AttrValue>,
    /// What to write into it.
    pub(crate) hint: AttrValue,
}

/// A text field of several lines, for hexadecimal. The error is tied to it and announced when it appears.
#[component]
pub(crate) fn Area(props: &Props) -> Html {
    let id = &props.id;
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let described = match props.fault {
        Some(_) => format!("{fault_id} {hint_id}"),
        None => hint_id.clone(),
    };
    let oninput = {
        let oninput = props.oninput.clone();
        Callback::from(move |event: InputEvent| {
            let area = event.target_dyn_into::<HtmlTextAreaElement>();
            oninput.emit(area.map(|area| area.value()).unwrap_or_default());
        })
    };
    html! {
        <div class="field">
            <label for={id}>{ &props.label }</label>
            <textarea {id} class="code" rows="3" value={&props.value} autocomplete="off" autocapitalize="none"
                spellcheck="false" aria-invalid={props.fault.is_some().then_some("true")}
                aria-describedby={described} {oninput} />
            if let Some(fault) = &props.fault {
                <p class="fault" id={fault_id} role="alert">{ fault }</p>
            }
            <p class="hint" id={hint_id}>{ &props.hint }</p>
        </div>
    }
}
