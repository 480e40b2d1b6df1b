//! The public key that identifies this person to others.

use yew::prelude::*;

use crate::state::use_page;
use crate::texts::chains as texts;
use crate::ui::copy_button::CopyButton;
use crate::ui::field::Field;

/// The key with an explanation of its purpose; renders nothing until the key is known.
#[component]
pub(crate) fn YourKey() -> Html {
    let page = use_page();
    let field = use_node_ref();
    let Some(key) = page.snapshot.as_ref().map(|all| all.key.clone()) else {
        return Html::default();
    };
    html! {
        <section class="card" aria-labelledby="key-title">
            <h2 id="key-title">{ texts::key_title() }</h2>
            <Field id="key" label={texts::key()} code=true value={key.clone()} input={field.clone()}
                hint={texts::key_hint()} />
            <div class="buttons">
                <CopyButton text={key} label={texts::key_copy()} {field} />
            </div>
        </section>
    }
}
