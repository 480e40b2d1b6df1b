//! One payment request, to be shown or sent to the payer.

use api::RequestRow;
use yew::prelude::*;

use crate::dom;
use crate::format;
use crate::texts::common;
use crate::texts::wallet_tools as texts;
use crate::ui::address::address_groups;
use crate::ui::choice::choice;
use crate::ui::copy_button::CopyButton;
use crate::ui::fact::fact;
use crate::ui::field::Field;
use crate::ui::qr::Qr;

/// Properties of `RequestCard`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The request.
    pub(super) row: RequestRow,
    /// The invitation link to the chain.
    pub(super) invitation: AttrValue,
    /// The coin's symbol.
    pub(super) symbol: AttrValue,
}

/// The request as a picture and as a link. The person chooses between the link that opens the page
/// and the short one for people who have the chain.
#[component]
pub(super) fn RequestCard(props: &Props) -> Html {
    let request = &props.row.request;
    let is_short = use_state(|| false);
    let link: AttrValue = match *is_short {
        true => props.row.uri.clone().into(),
        false => format!("{}&{}", props.invitation, props.row.parameters).into(),
    };
    let options = [
        texts::request_for_all().into(),
        texts::request_short().into(),
    ];
    let onchange = {
        let is_short = is_short.setter();
        Callback::from(move |chosen| is_short.set(chosen == 1))
    };
    let share = {
        let link = link.clone();
        Callback::from(move |_: MouseEvent| dom::share(texts::request_share_title(), &link))
    };
    let field = use_node_ref();
    html! {
        <section class="card receive" aria-labelledby="request-title" id="request">
            <h2 id="request-title" tabindex="-1">{ texts::request_title() }</h2>
            <div class="receive-body">
                <Qr text={link.clone()} label={texts::request_qr()} />
                <div class="receive-words">
                    <dl class="bill" aria-label={texts::request_title()}>
                        if let Some(amount) = request.amount {
                            { fact(common::amount(), format::coins(amount, &props.symbol)) }
                        }
                        if !request.label.is_empty() {
                            { fact(texts::request_label(), html! { <bdi>{ &request.label }</bdi> }) }
                        }
                        if !request.message.is_empty() {
                            { fact(texts::request_message(), html! { <bdi>{ &request.message }</bdi> }) }
                        }
                        <div class="fact bill-address">
                            <dt>{ common::address() }</dt>
                            <dd>{ address_groups(&request.to) }</dd>
                        </div>
                    </dl>
                    { choice("request-kind", texts::request_kind(), &options, usize::from(*is_short), onchange, None) }
                    <Field id="request-link" label={texts::request_link()} code=true value={link.clone()}
                        input={field.clone()} hint={texts::request_link_hint()} />
                    <div class="buttons">
                        <CopyButton text={link.clone()} label={texts::request_copy()} {field} />
                        if dom::can_share() {
                            <button type="button" class="button" onclick={share}>{ texts::request_share() }</button>
                        }
                    </div>
                </div>
            </div>
        </section>
    }
}
