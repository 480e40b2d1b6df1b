//! A modal dialog: the page behind it can't be used until it is answered.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::dom;

/// The dialog's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Its id in the document.
    pub(crate) id: AttrValue,
    /// Its accessible name, shown as its heading.
    pub(crate) title: AttrValue,
    /// The Escape key was pressed: the same as the button that changes nothing.
    pub(crate) onclose: Callback<()>,
    /// What it says, and its buttons.
    pub(crate) children: Html,
}

/// Opens when it is mounted. The heading gets the focus, so that a key that is still held down
/// presses no button; when the dialog goes, the focus returns to where it was.
#[component]
pub(crate) fn Dialog(props: &Props) -> Html {
    let dialog = use_node_ref();
    let heading = use_node_ref();
    {
        let (dialog, heading) = (dialog.clone(), heading.clone());
        use_effect_with((), move |()| {
            let shown = dialog.cast::<HtmlDialogElement>();
            if let Some(shown) = &shown {
                // Fails only for a dialog that is open already or not in the document.
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
