//! A labelled text field with a hint and an error.

use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::dom;
use crate::texts::ui as texts;

/// Properties of `Field`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The id in the document; those of the hint and the error are derived from it.
    pub(crate) id: AttrValue,
    /// The label, which is the accessible name.
    pub(crate) label: AttrValue,
    /// The text in the field.
    pub(crate) value: AttrValue,
    /// Called with the new text; without it, the field is read-only.
    #[prop_or_default]
    pub(crate) oninput: Option<Callback<String>>,
    /// The error in the text.
    #[prop_or_default]
    pub(crate) fault: Option<AttrValue>,
    /// Explains what to type.
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    /// The type of the input.
    #[prop_or("text")]
    pub(crate) kind: &'static str,
    /// The kind of keyboard that a phone shows.
    #[prop_or_default]
    pub(crate) inputmode: Option<&'static str>,
    /// The kind of text that the browser may fill in.
    #[prop_or("off")]
    pub(crate) autocomplete: &'static str,
    /// Whether the text is shown in a fixed-width font, as hashes, addresses and links are.
    #[prop_or_default]
    pub(crate) code: bool,
    /// Whether the whole text is shown, on as many lines as it needs. Only for read-only fields.
    #[prop_or_default]
    pub(crate) whole: bool,
    /// The id of a list of texts that the browser offers while one types.
    #[prop_or_default]
    pub(crate) list: Option<&'static str>,
    /// A reference to the input element.
    #[prop_or_default]
    pub(crate) input: NodeRef,
    /// Elements next to the input, such as a unit or a button.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A text field. The error is linked to the input for screen readers and announced when it appears.
#[component]
pub(crate) fn Field(props: &Props) -> Html {
    let id = &props.id;
    let hint_id = props.hint.is_some().then(|| format!("{id}-hint"));
    let fault_id = props.fault.is_some().then(|| format!("{id}-fault"));
    let described: Vec<&str> = fault_id
        .iter()
        .chain(&hint_id)
        .map(String::as_str)
        .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let readonly = props.oninput.is_none();
    let is_secret = props.kind == "password";
    let is_shown = use_state(|| false);
    let kind = if is_secret && *is_shown {
        "text"
    } else {
        props.kind
    };
    let toggle = {
        let is_shown = is_shown.clone();
        Callback::from(move |_: MouseEvent| is_shown.set(!*is_shown))
    };
    let oninput = props.oninput.clone().unwrap_or_else(Callback::noop);
    let oninput = Callback::from(move |event: InputEvent| oninput.emit(dom::input_text(&event)));
    html! {
        <div class="field">
            <label for={id}>{ &props.label }</label>
            <div class="field-row">
                if props.whole {
                    <textarea ref={&props.input} {id} class="code whole" rows="2" value={&props.value} readonly=true
                        onfocus={|event: FocusEvent| dom::show_whole(&event)}
                        spellcheck="false" aria-describedby={described} />
                } else {
                    <input
                        ref={&props.input}
                        {id}
                        class={props.code.then_some("code")}
                        type={kind}
                        value={&props.value}
                        inputmode={props.inputmode}
                        list={props.list}
                        autocomplete={props.autocomplete}
                        autocapitalize="none"
                        spellcheck="false"
                        {readonly}
                        aria-invalid={props.fault.is_some().then_some("true")}
                        aria-describedby={described}
                        {oninput}
                    />
                }
                if is_secret {
                    // The button's name stays the same, since `aria-pressed` tells screen readers
                    // its state.
                    <button type="button" class="icon-button" aria-pressed={is_shown.to_string()} onclick={toggle}
                        aria-label={texts::show_secret(&props.label)} title={texts::show_secret(&props.label)}>
                        { icon(if *is_shown { Shape::Shown } else { Shape::Hidden }) }
                    </button>
                }
                { props.children.clone() }
            </div>
            if let Some(fault) = &props.fault {
                <p class="fault" id={fault_id} role="alert">{ fault }</p>
            }
            if let Some(hint) = &props.hint {
                <p class="hint" id={hint_id}>{ hint }</p>
            }
        </div>
    }
}
