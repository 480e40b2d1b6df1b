//! A form: the text in its fields, the fault about the text, and where the focus goes.
//!
//! The owner of a form holds the values ([`use_form`]) and shows a [`Form`] with fields in it. Each
//! field has a name, an [`api::Field`]. With this name the field finds its text among the values
//! and recognises a fault about itself. [`FormFault`] shows a fault that is about none of the
//! form's fields.

use core::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use api::{Fault, Field as Name};
use yew::prelude::*;

use super::alert::alert;
use super::area::area;
use super::choice::choice;
use super::field::Field;
use crate::dom;
use crate::identity::Same;
use crate::reasons::sentence;

/// The values of a form.
pub(crate) trait Values {
    /// The text of the field with this name; `None` if the form has no such text.
    fn text(&mut self, name: Name) -> Option<&mut String>;
}

/// The values of a form while a person edits them. It is cheap to clone; clones share the values.
pub(crate) struct FormHandle<T> {
    values: Rc<RefCell<T>>,
    state: FormState,
}

impl<T> Clone for FormHandle<T> {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            state: self.state.clone(),
        }
    }
}

impl<T> PartialEq for FormHandle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

impl<T: 'static> FormHandle<T> {
    /// The present values. The borrow must end before the values change.
    pub(crate) fn values(&self) -> Ref<'_, T> {
        self.values.borrow()
    }

    /// The state, for [`Form`].
    pub(crate) fn state(&self) -> FormState {
        self.state.clone()
    }

    /// Changes the values, but not as an edit by the person: `onedit` is not called.
    pub(crate) fn set(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.values.borrow_mut());
        self.state.shared.changed();
    }

    /// Returns a callback that applies a person's edit to the values.
    pub(crate) fn editing<I: 'static>(&self, edit: impl Fn(&mut T, I) + 'static) -> Callback<I> {
        let form = self.clone();
        Callback::from(move |input| {
            edit(&mut form.values.borrow_mut(), input);
            form.state.shared.edited();
        })
    }

    /// Notes that the values are sent to the node in another way than by submitting the form. If
    /// they are refused, the focus moves as after a submission.
    pub(crate) fn mark_sent(&self) {
        self.state.shared.sent();
    }
}

/// The state of a form at one rendering of its owner.
#[derive(Clone, PartialEq)]
pub(crate) struct FormState {
    shared: Same<Shared>,
    changes: u32,
    sendings: u32,
}

/// The state that a form and its fields share.
struct Shared {
    values: Rc<RefCell<dyn Values>>,
    /// The names of the fields that are in the document.
    fields: RefCell<Vec<Name>>,
    /// How often the values have changed.
    changes: Cell<u32>,
    /// How often the values were sent.
    sendings: Cell<u32>,
    /// Whether the person has edited the values since they were sent last.
    is_touched: Cell<bool>,
    /// Called when the person has edited the values.
    onedit: RefCell<Callback<()>>,
    /// Renders the owner again.
    update: UseForceUpdateHandle,
}

impl Shared {
    fn changed(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
        self.update.force_update();
    }

    fn edited(&self) {
        self.is_touched.set(true);
        self.changed();
        let onedit = self.onedit.borrow().clone();
        onedit.emit(());
    }

    fn sent(&self) {
        self.is_touched.set(false);
        self.sendings.set(self.sendings.get().wrapping_add(1));
        self.update.force_update();
    }
}

/// Returns the values of a form, which are `initial` at first. `onedit` is called when the person
/// has edited the values, for example to clear the fault about the old ones.
#[hook]
pub(crate) fn use_form<T: Values + 'static>(
    initial: impl FnOnce() -> T,
    onedit: Callback<()>,
) -> FormHandle<T> {
    let values = use_mut_ref(initial);
    let state = use_form_state(values.clone(), onedit);
    FormHandle { values, state }
}

/// The part of [`use_form`] that does not depend on the type of the values. It stands apart because
/// the compiler would otherwise copy it for each type.
#[hook]
fn use_form_state(values: Rc<RefCell<dyn Values>>, onedit: Callback<()>) -> FormState {
    let update = use_force_update();
    let shared = use_state(|| {
        Same::new(Shared {
            values,
            fields: RefCell::default(),
            changes: Cell::default(),
            sendings: Cell::default(),
            is_touched: Cell::default(),
            onedit: RefCell::new(Callback::noop()),
            update,
        })
    });
    shared.onedit.replace(onedit);
    FormState {
        changes: shared.changes.get(),
        sendings: shared.sendings.get(),
        shared: (*shared).clone(),
    }
}

/// Properties of `Form`.
#[derive(Properties, PartialEq)]
pub(crate) struct FormProps {
    /// The state of the form.
    pub(crate) form: FormState,
    /// The error in the values.
    pub(crate) fault: Option<Fault>,
    /// The node's refusal of the values that were submitted last; `None` if there is none. Only a
    /// refusal moves the focus.
    pub(crate) refused: Option<Fault>,
    /// Called when the person submits the form, by the button or the Enter key.
    pub(crate) onsubmit: Callback<()>,
    /// The fields and the button that submits.
    pub(crate) children: Html,
}

/// The context that a form gives to its fields.
#[derive(Clone, PartialEq)]
struct Context {
    form: FormState,
    fault: Option<Fault>,
}

/// A form. When the node refuses the sent values, the first field with a fault takes the focus,
/// because the field may be far out of view. If no field has a fault and nothing has the focus, the
/// submit button takes back the focus, which it lost when it was disabled. A fault that comes while
/// the person types does not move the focus.
#[component]
pub(crate) fn Form(props: &FormProps) -> Html {
    let FormProps {
        form,
        fault,
        refused,
        onsubmit,
        children,
    } = props;
    let element = use_node_ref();
    {
        let (shared, element) = (form.shared.clone(), element.clone());
        use_effect_with(
            (refused.clone(), form.sendings),
            move |(refused, sendings)| {
                if refused.is_some() && *sendings > 0 && !shared.is_touched.get() {
                    let _ = dom::focus_first(&element, "[aria-invalid=true]")
                        || (!dom::is_focused() && dom::focus_first(&element, "[type=submit]"));
                }
            },
        );
    }
    let onsubmit = {
        let (shared, onsubmit) = (form.shared.clone(), onsubmit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            shared.sent();
            onsubmit.emit(());
        })
    };
    let context = Context {
        form: form.clone(),
        fault: fault.clone(),
    };
    html! {
        <form ref={element} {onsubmit}>
            <ContextProvider<Context> {context}>{ children.clone() }</ContextProvider<Context>>
        </form>
    }
}

/// The state of one field in a form.
pub(crate) struct FieldState {
    /// The text in the field.
    text: AttrValue,
    /// The error in it.
    pub(crate) fault: Option<AttrValue>,
    /// Called with the text that the person has typed.
    oninput: Callback<String>,
}

#[hook]
fn use_form_context() -> Context {
    use_context().expect("a field stands in a form")
}

/// Registers the calling component as a field of the form around it.
#[hook]
pub(crate) fn use_field(name: Name) -> FieldState {
    let Context { form, fault } = use_form_context();
    let shared = form.shared;
    {
        let shared = shared.clone();
        use_effect_with(name, move |name| {
            let name = *name;
            shared.fields.borrow_mut().push(name);
            move || {
                let mut fields = shared.fields.borrow_mut();
                if let Some(at) = fields.iter().position(|field| *field == name) {
                    fields.swap_remove(at);
                }
            }
        });
    }
    let text =
        (shared.values.borrow_mut().text(name)).map_or_else(String::new, |text| text.clone());
    let fault = fault.filter(|fault| fault.field == Some(name));
    FieldState {
        text: text.into(),
        fault: fault.map(|fault| sentence(&fault.reason).into()),
        oninput: Callback::from(move |typed| {
            if let Some(text) = shared.values.borrow_mut().text(name) {
                *text = typed;
            }
            shared.edited();
        }),
    }
}

/// Properties of `TextField`.
#[derive(Properties, PartialEq)]
pub(crate) struct TextProps {
    /// The name in the form.
    pub(crate) name: Name,
    /// The id in the document.
    pub(crate) id: AttrValue,
    /// The label.
    pub(crate) label: AttrValue,
    /// Explains what to type.
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    /// The type of the input.
    #[prop_or("text")]
    pub(crate) kind: &'static str,
    /// The kind of text that the browser may fill in.
    #[prop_or("off")]
    pub(crate) autocomplete: &'static str,
    /// The kind of keyboard that a phone shows.
    #[prop_or_default]
    pub(crate) inputmode: Option<&'static str>,
    /// Whether the text is shown in a fixed-width font.
    #[prop_or_default]
    pub(crate) code: bool,
    /// The id of a list of texts that the browser offers while one types.
    #[prop_or_default]
    pub(crate) list: Option<&'static str>,
    /// Whether typed letters are turned into capitals.
    #[prop_or_default]
    pub(crate) capitals: bool,
    /// Elements next to the input.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A [`Field`] of a form.
#[component]
pub(crate) fn TextField(props: &TextProps) -> Html {
    let field = use_field(props.name);
    let oninput = match props.capitals {
        true => field
            .oninput
            .reform(|text: String| text.to_ascii_uppercase()),
        false => field.oninput,
    };
    html! {
        <Field id={&props.id} label={&props.label} value={field.text} {oninput} fault={field.fault}
            hint={props.hint.clone()} kind={props.kind} autocomplete={props.autocomplete}
            inputmode={props.inputmode} code={props.code} list={props.list}>
            { props.children.clone() }
        </Field>
    }
}

/// Properties of `AreaField`.
#[derive(Properties, PartialEq)]
pub(crate) struct AreaProps {
    /// The name in the form.
    pub(crate) name: Name,
    /// The id in the document.
    pub(crate) id: &'static str,
    /// The label.
    pub(crate) label: &'static str,
    /// Explains what to type.
    pub(crate) hint: &'static str,
}

/// A text area of a form.
#[component]
pub(crate) fn AreaField(props: &AreaProps) -> Html {
    let FieldState {
        text,
        fault,
        oninput,
    } = use_field(props.name);
    area(props.id, props.label, &text, fault, props.hint, oninput)
}

/// Properties of `ChoiceField`.
#[derive(Properties, PartialEq)]
pub(crate) struct ChoiceProps {
    /// The name in the form.
    pub(crate) name: Name,
    /// The id in the document.
    pub(crate) id: &'static str,
    /// The label.
    pub(crate) label: &'static str,
    /// The options.
    pub(crate) options: Vec<AttrValue>,
    /// The index of the selected option.
    pub(crate) chosen: usize,
    /// Called with the index of the option that the person selects.
    pub(crate) onchange: Callback<usize>,
}

/// A drop-down list of a form. The selected option is not one of the form's texts.
#[component]
pub(crate) fn ChoiceField(props: &ChoiceProps) -> Html {
    let fault = use_field(props.name).fault;
    let onchange = props.onchange.clone();
    choice(
        props.id,
        props.label,
        &props.options,
        props.chosen,
        onchange,
        fault,
    )
}

/// Shows the form's fault, unless one of the form's fields shows it.
#[component]
pub(crate) fn FormFault() -> Html {
    let Context { form, fault } = use_form_context();
    let fields = form.shared.fields.borrow();
    let fault = fault.filter(|fault| !fault.field.is_some_and(|field| fields.contains(&field)));
    alert(fault.map(|fault| sentence(&fault.reason).into()))
}
