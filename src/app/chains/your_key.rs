//! The public key that identifies this person to others.

use yew::prelude::*;

use crate::state::use_page;
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
            <h2 id="key-title">{ "Your key" }</h2>
            <Field id="key" label="Your public key" code=true value={key.clone()} input={field.clone()}
                hint="Share this key with someone who wants to list you as a block author or give you starting coins. It is the same \
                      on every chain, and can’t be used to spend." />
            <div class="buttons">
                <CopyButton text={key} label="Copy your key" {field} />
            </div>
        </section>
    }
}
