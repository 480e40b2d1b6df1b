//! A labelled text field with its hint and its error.

use crate::prelude::*;

use crate::dom;

/// The field's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Its id in the document; the ids of hint and error derive from it.
    pub(crate) id: AttrValue,
    /// Its name.
    pub(crate) label: AttrValue,
    /// The text in it.
    pub(crate) value: AttrValue,
    /// Gets the new text; none makes the field read-only.
    #[prop_or_default]
    pub(crate) oninput: Option<Callback<String>>,
    /// What is wrong with the text.
    #[prop_or_default]
    pub(crate) fault: Option<AttrValue>,
    /// What to write into it.
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    /// The type of the input.
    #[prop_or(AttrValue::Static("text"))]
    pub(crate) kind: AttrValue,
    /// The keyboard that a phone shows.
    #[prop_or_default]
    pub(crate) inputmode: Option<AttrValue>,
    /// What the browser may fill in.
    #[prop_or(AttrValue::Static("off"))]
    pub(crate) autocomplete: AttrValue,
    /// Its text is a hash, an address or a link.
    #[prop_or_default]
    pub(crate) code: bool,
    /// The input itself, for who needs it.
    #[prop_or_default]
    pub(crate) input: NodeRef,
    /// Shown beside the input: a unit, a button.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A text field. The error is tied to the input and announced when it appears.
#[component]
pub(crate) fn Field(props: &Props) -> Html {
    let id = &props.id;
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let described: Vec<&str> = [
        props.fault.is_some().then_some(fault_id.as_str()),
        props.hint.is_some().then_some(hint_id.as_str()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let oninput = props.oninput.clone();
    let readonly = oninput.is_none();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(oninput) = &oninput {
            oninput.emit(dom::input_text(&event));
        }
    });
    html! {
        <div class="field">
            <label for={id}>{ &props.label }</label>
            <div class="field-row">
                <input
                    ref={&props.input}
                    {id}
                    class={classes!(props.code.then_some("code"))}
                    type={&props.kind}
                    value={&props.value}
                    inputmode={props.inputmode.clone()}
                    autocomplete={&props.autocomplete}
                    autocapitalize="none"
                    spellcheck="false"
                    {readonly}
                    aria-invalid={props.fault.is_some().then_some("true")}
                    aria-describedby={described}
                    {oninput}
                />
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
