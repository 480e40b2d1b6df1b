//! A modal dialog: the rest of the page is not usable until the dialog is answered.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::dom;

/// Properties of `Dialog`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The id in the document.
    pub(crate) id: AttrValue,
    /// The accessible name, shown as the heading.
    pub(crate) title: AttrValue,
    /// Called when the Escape key is pressed; does the same as the button that changes nothing.
    pub(crate) onclose: Callback<()>,
    /// The text and the buttons.
    pub(crate) children: Html,
}

/// A dialog that opens when it is mounted. Its heading gets the focus, so that a key that is still
/// held down does not press a button. When the dialog closes, the focus returns to where it was.
#[component]
pub(crate) fn Dialog(props: &Props) -> Html {
    let dialog = use_node_ref();
    let heading = use_node_ref();
    {
        let (dialog, heading) = (dialog.clone(), heading.clone());
        use_effect_with((), move |()| {
            let shown = dialog.cast::<HtmlDialogElement>();
            if let Some(shown) = &shown {
                // Fails only if the dialog is already open or not in the document.
                let _ = shown.show_modal();
            }
            dom::focus(&heading);
            move || {
                if let Some(shown) = shown {
                    shown.close();
                }
            }
        });
    }
    let oncancel = {
        let onclose = props.onclose.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            onclose.emit(());
        })
    };
    let title_id = format!("{}-title", props.id);
    html! {
        <dialog ref={dialog} id={props.id.clone()} class="dialog" aria-labelledby={title_id.clone()} {oncancel}>
            <h2 ref={heading} id={title_id} tabindex="-1">{ &props.title }</h2>
            { props.children.clone() }
        </dialog>
    }
}
