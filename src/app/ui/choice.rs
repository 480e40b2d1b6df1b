//! A labelled drop-down list.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A drop-down list. `chosen` is the index of the selected option; `onchange` is called with the
/// index of a newly selected one. The error is linked to the list for screen readers and announced
/// when it appears.
pub(crate) fn choice(
    id: &'static str,
    label: &'static str,
    options: &[AttrValue],
    chosen: usize,
    onchange: Callback<usize>,
    fault: Option<AttrValue>,
) -> Html {
    let fault_id = format!("{id}-fault");
    let onchange = {
        Callback::from(move |event: Event| {
            let list = event.target_dyn_into::<HtmlSelectElement>();
            let chosen = list.and_then(|list| usize::try_from(list.selected_index()).ok());
            onchange.emit(chosen.unwrap_or_default());
        })
    };
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <select {id} {onchange} aria-invalid={fault.is_some().then_some("true")}
                aria-describedby={fault.is_some().then(|| fault_id.clone())}>
                { for (0..).zip(options).map(|(place, words): (usize, &AttrValue)| html! {
                    <option selected={place == chosen}>{ words }</option>
                }) }
            </select>
            if let Some(fault) = fault {
                <p class="fault" id={fault_id} role="alert">{ fault }</p>
            }
        </div>
    }
}
