//! A labelled choice of one among a few.

use crate::prelude::*;
use web_sys::HtmlSelectElement;

/// The choice's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Its id in the document.
    pub(crate) id: AttrValue,
    /// Its name.
    pub(crate) label: AttrValue,
    /// What can be chosen, in words.
    pub(crate) options: Vec<AttrValue>,
    /// The place of what is chosen.
    pub(crate) chosen: usize,
    /// Gets the place of what is chosen next.
    pub(crate) onchange: Callback<usize>,
    /// What is wrong with the choice.
    #[prop_or_default]
    pub(crate) fault: Option<AttrValue>,
}

/// A list that opens. The error is tied to it and announced when it appears.
#[component]
pub(crate) fn Choice(props: &Props) -> Html {
    let id = &props.id;
    let fault_id = format!("{id}-fault");
    let onchange = {
        let onchange = props.onchange.clone();
        Callback::from(move |event: Event| {
            let list = event.target_dyn_into::<HtmlSelectElement>();
            let chosen = list.and_then(|list| usize::try_from(list.selected_index()).ok());
            onchange.emit(chosen.unwrap_or_default());
        })
    };
    html! {
        <div class="field">
            <label for={id}>{ &props.label }</label>
            <select {id} {onchange} aria-invalid={props.fault.is_some().then_some("true")}
                aria-describedby={props.fault.is_some().then(|| fault_id.clone())}>
                { for (0..).zip(&props.options).map(|(place, words): (usize, &AttrValue)| html! {
                    <option selected={place == props.chosen}>{ words }</option>
                }) }
            </select>
            if let Some(fault) = &props.fault {
                <p class="fault" id={fault_id} role="alert">{ fault }</p>
            }
        </div>
    }
}
