//! The public key that identifies this person to others.

use yew::prelude::*;

use crate::texts::chains as texts;
use crate::ui::copy_button::CopyButton;
use crate::ui::field::Field;

/// Properties of `YourKey`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The public key.
    pub(crate) own_key: AttrValue,
}

/// The key with an explanation of its purpose.
#[component]
pub(crate) fn YourKey(props: &Props) -> Html {
    let own_key = &props.own_key;
    let field = use_node_ref();
    html! {
        <section class="card" aria-labelledby="key-title">
            <h2 id="key-title">{ texts::key_title() }</h2>
            <Field id="key" label={texts::key()} code=true value={own_key} input={field.clone()}
                hint={texts::key_hint()} />
            <div class="buttons">
                <CopyButton text={own_key} label={texts::key_copy()} {field} />
            </div>
        </section>
    }
}
