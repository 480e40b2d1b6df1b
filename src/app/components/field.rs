//! A labelled text field with its hint and its error.

use yew::prelude::*;

use crate::dom;

/// A text field before it is shown. The error is tied to the input and announced when it appears.
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
    /// A field with its id in the document, from which the ids of hint and error derive, its name,
    /// and the text in it. It is read-only.
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

    /// Gets the new text: a person can change it.
    pub(crate) fn oninput(mut self, oninput: Callback<String>) -> Self {
        self.oninput = Some(oninput);
        self
    }

    /// What is wrong with the text.
    pub(crate) fn fault(mut self, fault: Option<AttrValue>) -> Self {
        self.fault = fault;
        self
    }

    /// What to write into it.
    pub(crate) fn hint(mut self, hint: impl Into<AttrValue>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The type of the input.
    pub(crate) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// The keyboard that a phone shows.
    pub(crate) fn inputmode(mut self, mode: &'static str) -> Self {
        self.inputmode = Some(mode);
        self
    }

    /// What the browser may fill in.
    pub(crate) fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// Its text is a hash, an address or a link.
    pub(crate) fn code(mut self) -> Self {
        self.code = true;
        self
    }

    /// All of its text is shown, in as many lines as it takes. Only for one that is read-only.
    pub(crate) fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// The input itself, for who needs it.
    pub(crate) fn input(mut self, input: &NodeRef) -> Self {
        self.input = input.clone();
        self
    }

    /// Shown beside the input: a unit, a button.
    pub(crate) fn beside(mut self, beside: Html) -> Self {
        self.beside = Some(beside);
        self
    }

    /// The field with its words.
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
