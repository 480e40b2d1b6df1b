//! The form that takes an invitation link and opens the dialog that joins.

use api::{Field as Input, command};
use yew::prelude::*;

use crate::node::{use_asking, use_focus_on_fault};
use crate::reasons::sentence;
use crate::route::Route;
use crate::state::{Action, Invited, Refused, use_session};
use crate::texts::chains as texts;
use crate::ui::field::Field;

/// Properties of `JoinForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// An invitation from the address bar that was refused, and why.
    pub(crate) refused: Option<Refused>,
}

/// The form. If a link from the address bar was refused, the form shows the link and the reason.
#[component]
pub(crate) fn JoinForm(props: &Props) -> Html {
    let session = use_session();
    let refused = props.refused.clone();
    let link = {
        let refused = refused.clone();
        use_state(move || refused.map(|refused| refused.link).unwrap_or_default())
    };
    let asking = {
        let link = link.clone();
        use_asking(Callback::from(move |document| {
            session.dispatch(Action::Invited(Invited {
                link: link.trim().to_owned(),
                document,
            }));
        }))
    };
    {
        // Another link may be refused while this page is open.
        let link = link.setter();
        use_effect_with(refused.clone(), move |refused| {
            if let Some(refused) = refused {
                link.set(refused.link.clone());
            }
        });
    }
    let form = use_node_ref();
    use_focus_on_fault(&form, asking.fault.as_ref());
    let onsubmit = {
        let (link, ask) = (link.clone(), asking.ask.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::Invitation {
                link: link.trim().to_owned(),
            });
        })
    };
    let oninput = {
        let (link, forgive) = (link.setter(), asking.forgive.clone());
        Callback::from(move |text| {
            link.set(text);
            forgive.emit(());
        })
    };
    let from_address = refused
        .filter(|refused| refused.link == *link)
        .map(|refused| AttrValue::from(sentence(&refused.fault.reason)));
    let fault = asking
        .fault_of(Input::Link)
        .or_else(|| asking.fault_beside(&[Input::Link]))
        .or(from_address);
    html! {
        <section class="card way" aria-labelledby="join-title">
            <h2 id="join-title">{ texts::join_title() }</h2>
            <form ref={form} {onsubmit}>
                <Field id="link" label={texts::link()} code=true value={(*link).clone()} {oninput} {fault}
                    hint={texts::link_hint()}>
                    <button type="submit" class="button" disabled={asking.busy}>{ texts::join() }</button>
                </Field>
                <div class="buttons">
                    <a class="button" href={Route::Scan.href()}>{ texts::join_scan() }</a>
                </div>
            </form>
        </section>
    }
}
