//! A button that copies text and confirms it.

use gloo::timers::callback::Timeout;
use web_sys::HtmlElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::dom;
use crate::format::class;
use crate::texts::ui as texts;

/// How long the confirmation is shown.
const SAID_MS: u32 = 2_000;

/// Properties of `CopyButton`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The text to copy.
    pub(crate) text: AttrValue,
    /// The button's accessible name.
    pub(crate) label: AttrValue,
    /// Whether only the icon is visible; the name stays for screen readers.
    #[prop_or_default]
    pub(crate) small: bool,
    /// A field with the same text, for browsers that offer no clipboard to this page.
    #[prop_or_default]
    pub(crate) field: NodeRef,
}

/// A button that copies a text. Its name stays the same; the result is shown next to it.
#[component]
pub(crate) fn CopyButton(props: &Props) -> Html {
    let said = use_state(|| None::<bool>);
    {
        let setter = said.setter();
        use_effect_with(*said, move |said| {
            let forget = said.map(|_| Timeout::new(SAID_MS, move || setter.set(None)));
            move || drop(forget)
        });
    }
    let onclick = {
        let (text, field, said) = (props.text.clone(), props.field.clone(), said.setter());
        Callback::from(move |_: MouseEvent| {
            let Some(clipboard) = dom::clipboard() else {
                let field = field.cast::<HtmlElement>();
                said.set(Some(field.is_some_and(|field| dom::copy_from(&field))));
                return;
            };
            let (text, said) = (text.clone(), said.clone());
            spawn_local(async move { said.set(Some(dom::copy(clipboard, &text).await)) });
        })
    };
    let shape = if *said == Some(true) {
        Shape::Done
    } else {
        Shape::Copy
    };
    let words = match *said {
        None => "",
        Some(true) => texts::copied(),
        Some(false) => texts::copy_by_hand(),
    };
    html! {
        <span class={class("copy", props.small.then_some("copy-small"))}>
            <button
                type="button"
                class={if props.small { "icon-button" } else { "button" }}
                aria-label={props.small.then(|| props.label.clone())}
                title={props.small.then(|| props.label.clone())}
                {onclick}
            >
                { icon(shape) }
                if !props.small {
                    <span>{ &props.label }</span>
                }
            </button>
            <span class="copy-said" role="status">{ words }</span>
        </span>
    }
}
