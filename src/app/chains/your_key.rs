//! The public key that identifies this person to others.

use yew::prelude::*;

use crate::state::use_session;
use crate::texts::chains as texts;
use crate::ui::copy_button::CopyButton;
use crate::ui::field::Field;

/// Properties of `YourKey`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The public key.
    pub(crate) own_key: AttrValue,
}

/// The key with an explanation of its purpose, folded: only block authors need it.
#[component]
pub(crate) fn YourKey(props: &Props) -> Html {
    // The text is in the language that the session names.
    use_session();
    let own_key = &props.own_key;
    let field = use_node_ref();
    html! {
        <details class="card safety first-restore">
            <summary>{ texts::key_title() }</summary>
            <Field id="key" label={texts::key()} code=true value={own_key} input={field.clone()}
                hint={texts::key_hint()} />
            <div class="buttons">
                <CopyButton text={own_key} label={texts::key_copy()} {field} />
            </div>
        </details>
    }
}
