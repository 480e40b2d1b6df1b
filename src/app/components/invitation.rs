//! The invitation.

use yew::prelude::*;

use super::copy_button::CopyButton;
use super::field::Field;
use super::qr::Qr;
use crate::state::Chain;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// Shown below the link.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The link that brings a friend here.
#[component]
pub(crate) fn Invitation(props: &Props) -> Html {
    let link = &props.chain.invitation;
    let field = use_node_ref();
    html! {
        <section class="card" aria-labelledby="invite-title">
            <h2 id="invite-title">{ "Invite a friend" }</h2>
            <div class="receive-body">
                <Qr text={link.clone()} label="QR code of the invitation link" />
                <div class="receive-words">
                    { Field::new("invitation", "Invitation link", link)
                        .code().input(&field)
                        .hint("Whoever opens it is on this chain. It holds the chain’s rules, so nobody has to be trusted for them.")
                        .show() }
                    <div class="buttons">
                        <CopyButton text={link.clone()} label="Copy invitation link" {field} />
                    </div>
                    { props.children.clone() }
                </div>
            </div>
        </section>
    }
}
