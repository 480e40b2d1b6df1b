//! A field for a file. A person drops a file on it or chooses one.

use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

/// Properties of `FileField`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The id in the document; the ids of the hint and the error are derived from it.
    pub(crate) id: AttrValue,
    /// The label.
    pub(crate) label: AttrValue,
    /// The hint, which explains what to choose.
    pub(crate) hint: AttrValue,
    /// The error in the file.
    #[prop_or_default]
    pub(crate) fault: Option<AttrValue>,
    /// Called with the file, or with `None` if it was removed.
    pub(crate) onfile: Callback<Option<File>>,
    /// A change of this number clears the field.
    #[prop_or_default]
    pub(crate) emptied: u32,
}

/// The browser's own file input, large enough to drop a file on. `onfile` gets a handle; the file
/// is not read here.
#[component]
pub(crate) fn FileField(props: &Props) -> Html {
    let id = &props.id;
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let described = match props.fault {
        Some(_) => format!("{fault_id} {hint_id}"),
        None => hint_id.clone(),
    };
    let input = use_node_ref();
    {
        let input = input.clone();
        use_effect_with(props.emptied, move |_| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value("");
            }
        });
    }
    let onchange = {
        let onfile = props.onfile.clone();
        Callback::from(move |event: Event| {
            let input = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let files = input.and_then(|input| input.files());
            onfile.emit(files.and_then(|files| files.get(0)));
        })
    };
    html! {
        <div class="field">
            <label for={id}>{ &props.label }</label>
            <input ref={&input} {id} class="drop" type="file" aria-describedby={described}
                aria-invalid={props.fault.is_some().then_some("true")} {onchange} />
            if let Some(fault) = &props.fault {
                <p class="fault" id={fault_id} role="alert">{ fault }</p>
            }
            <p class="hint" id={hint_id}>{ &props.hint }</p>
        </div>
    }
}
