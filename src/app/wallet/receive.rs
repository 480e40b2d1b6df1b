//! The receiving address.

use api::command;
use yew::prelude::*;

use crate::node::use_asking;
use crate::route::Route;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::address::address_groups;
use crate::ui::alert::alert;
use crate::ui::copy_button::CopyButton;
use crate::ui::field::Field;
use crate::ui::qr::Qr;

/// Properties of `Receive`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The receiving address.
    pub(crate) address: AttrValue,
}

/// The receiving address as text and as a QR code.
#[component]
pub(crate) fn Receive(props: &Props) -> Html {
    let address = &props.address;
    let field = use_node_ref();
    let fresh = use_asking(Callback::noop());
    let onclick = {
        let ask = fresh.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::NewAddress))
    };
    html! {
        <section class="card receive" aria-labelledby="receive-title">
            <h2 id="receive-title">{ texts::receive_title() }</h2>
            <div class="receive-body">
                <Qr text={address.clone()} label={texts::receive_qr()} />
                <div class="receive-words">
                    <Field id="address" label={texts::receive_address()} whole=true value={address.clone()}
                        input={field.clone()} hint={texts::receive_hint()} />
                    <p class="hint receive-groups">{ address_groups(address) }</p>
                    <div class="buttons">
                        <CopyButton text={address.clone()} label={common::copy_address()} {field} />
                        <button type="button" class="button button-quiet" disabled={fresh.busy} {onclick}>
                            { texts::receive_new() }
                        </button>
                        <a class="button" href={Route::Requests.href()}>{ texts::receive_request() }</a>
                    </div>
                    { alert(fresh.fault_beside(&[])) }
                </div>
            </div>
        </section>
    }
}
