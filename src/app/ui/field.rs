//! A labelled text field with a hint and an error.

use yew::prelude::*;

use crate::dom;

/// Builder of a text field. The error is linked to the input for screen readers and announced when
/// it appears.
pub(crate) struct Field {
    id: AttrValue,
    label: AttrValue,
    value: AttrValue,
    oninput: Option<Callback<String>>,
    fault: Option<AttrValue>,
    hint: Option<AttrValue>,
    kind: &'static str,
    inputmode: Option<&'static str>,
    autocomplete: &'static str,
    code: bool,
    whole: bool,
    input: NodeRef,
    beside: Option<Html>,
}

impl Field {
    /// Starts a read-only field with its id in the document, its label and its text. The ids of the
    /// hint and the error are derived from `id`.
    pub(crate) fn new(id: impl Into<AttrValue>, label: impl Into<AttrValue>, value: &str) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            value: AttrValue::Rc(value.into()),
            oninput: None,
            fault: None,
            hint: None,
            kind: "text",
            inputmode: None,
            autocomplete: "off",
            code: false,
            whole: false,
            input: NodeRef::default(),
            beside: None,
        }
    }

    /// Makes the field editable; `oninput` is called with the new text.
    pub(crate) fn oninput(mut self, oninput: Callback<String>) -> Self {
        self.oninput = Some(oninput);
        self
    }

    /// Sets the error.
    pub(crate) fn fault(mut self, fault: Option<AttrValue>) -> Self {
        self.fault = fault;
        self
    }

    /// Sets the hint, which explains what to type.
    pub(crate) fn hint(mut self, hint: impl Into<AttrValue>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the type of the input; `text` by default.
    pub(crate) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the kind of keyboard that a phone shows.
    pub(crate) fn inputmode(mut self, mode: &'static str) -> Self {
        self.inputmode = Some(mode);
        self
    }

    /// Sets what the browser may fill in; `off` by default.
    pub(crate) fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// Shows the text in a fixed-width font, for hashes, addresses and links.
    pub(crate) fn code(mut self) -> Self {
        self.code = true;
        self
    }

    /// Shows the whole text on as many lines as it needs. Only for read-only fields.
    pub(crate) fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// Sets a reference to the input element.
    pub(crate) fn input(mut self, input: &NodeRef) -> Self {
        self.input = input.clone();
        self
    }

    /// Sets what is shown next to the input, such as a unit or a button.
    pub(crate) fn beside(mut self, beside: Html) -> Self {
        self.beside = Some(beside);
        self
    }

    /// Renders the field with its label, error and hint.
    pub(crate) fn show(self) -> Html {
        let id = &self.id;
        let hint_id = self.hint.is_some().then(|| format!("{id}-hint"));
        let fault_id = self.fault.is_some().then(|| format!("{id}-fault"));
        let described: Vec<&str> = fault_id
            .iter()
            .chain(&hint_id)
            .map(String::as_str)
            .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let readonly = self.oninput.is_none();
        let oninput = self.oninput.unwrap_or_else(Callback::noop);
        let oninput =
            Callback::from(move |event: InputEvent| oninput.emit(dom::input_text(&event)));
        html! {
            <div class="field">
                <label for={id}>{ self.label }</label>
                <div class="field-row">
                    if self.whole {
                        <textarea ref={self.input} {id} class="code whole" rows="2" value={self.value} readonly=true
                            spellcheck="false" aria-describedby={described} />
                    } else {
                    <input
                        ref={self.input}
                        {id}
                        class={self.code.then_some("code")}
                        type={self.kind}
                        value={self.value}
                        inputmode={self.inputmode}
                        autocomplete={self.autocomplete}
                        autocapitalize="none"
                        spellcheck="false"
                        {readonly}
                        aria-invalid={self.fault.is_some().then_some("true")}
                        aria-describedby={described}
                        {oninput}
                    />
                    }
                    { self.beside }
                </div>
                if let Some(fault) = self.fault {
                    <p class="fault" id={fault_id} role="alert">{ fault }</p>
                }
                if let Some(hint) = self.hint {
                    <p class="hint" id={hint_id}>{ hint }</p>
                }
            </div>
        }
    }
}
