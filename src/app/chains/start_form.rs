//! Starting a chain.

use api::{NewChain, command};
use yew::prelude::*;

use super::settings_texts::plain;
use crate::amount;
use crate::dom;
use crate::node::use_asking;
use crate::on_demand::shown::{Content, SettingsForm, Unfolded};
use crate::on_demand::{OnDemand, Part};
use crate::route::Route;
use crate::state::use_session;
use crate::texts::chains as texts;
use crate::ui::form::{Form, FormFault, use_form};

/// Properties of `StartForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The public key of the person.
    pub(crate) own_key: AttrValue,
}

/// The form. The default settings suffice to start a chain with one click; others are set in the
/// form or loaded from a file.
#[component]
pub(crate) fn StartForm(props: &Props) -> Html {
    let cores = use_session().cores;
    let own_key = Some(props.own_key.clone()).filter(|key| !key.is_empty());
    let asking = use_asking(Callback::from(|(): ()| dom::go(&Route::Mine.href())));
    let form = use_form(NewChain::default, asking.forgive.clone());
    let onsubmit = {
        let form = form.clone();
        let (ask, refuse) = (asking.ask.clone(), asking.refuse.clone());
        Callback::from(
            move |()| match plain(&form.values(), amount::groups_by_comma()) {
                Ok(settings) => ask.emit(command::Start {
                    settings: Box::new(NewChain { cores, ..settings }),
                    passphrase: None,
                }),
                Err(fault) => refuse.emit(fault),
            },
        )
    };
    let onfile = {
        let (form, ask) = (form.clone(), asking.ask.clone());
        Callback::from(move |settings| {
            form.mark_sent();
            ask.emit(command::StartFrom {
                settings,
                passphrase: None,
            });
        })
    };
    let fault = asking.fault.clone();
    // An invalid setting unfolds the settings, so that its error is in view.
    let at_fault = fault.as_ref().is_some_and(|fault| fault.field.is_some());
    let fold = use_fold(at_fault);
    let settings = Unfolded::Settings(SettingsForm {
        form: form.clone(),
        own_key,
        busy: asking.busy,
        onfile,
    });
    html! {
        <section class="card way" aria-labelledby="start-title">
            <h2 id="start-title">{ texts::start_title() }</h2>
            <Form form={form.state()} fault={fault.clone()} refused={fault} {onsubmit}>
                <button type="submit" class="button button-main button-large" disabled={asking.busy}>
                    { texts::start() }
                </button>
                <p class="hint" role="status">
                    if asking.busy {
                        { texts::starting() }
                    } else {
                        { texts::start_hint() }
                    }
                </p>
                <FormFault />
                <details open={fold.is_open} ontoggle={fold.ontoggle}>
                    <summary>{ texts::settings() }</summary>
                    if fold.is_drawn {
                        <OnDemand part={Part::StartForms} content={Content::Unfolded(settings)} />
                    }
                </details>
            </Form>
        </section>
    }
}

/// The state of folded content.
struct Fold {
    /// Whether the content is shown.
    is_open: bool,
    /// Whether the content is in the document: from the first time that it is shown. Most people
    /// never open the settings.
    is_drawn: bool,
    ontoggle: Callback<Event>,
}

/// Content that the person unfolds, and that is unfolded while `is_wanted` is true.
#[hook]
fn use_fold(is_wanted: bool) -> Fold {
    let opened = use_state(|| false);
    let drawn = use_mut_ref(|| false);
    let is_open = *opened || is_wanted;
    let mut drawn = drawn.borrow_mut();
    *drawn |= is_open;
    Fold {
        is_open,
        is_drawn: *drawn,
        ontoggle: Callback::from(move |event: Event| opened.set(dom::is_unfolded(&event))),
    }
}
