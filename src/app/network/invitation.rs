//! The invitation.

use yew::prelude::*;

use crate::texts::network as texts;
use crate::ui::copy_button::CopyButton;
use crate::ui::field::Field;
use crate::ui::qr::Qr;

/// Properties of `Invitation`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The invitation link.
    pub(crate) link: AttrValue,
    /// Shown below the link.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The invitation link, which leads others to this chain.
#[component]
pub(crate) fn Invitation(props: &Props) -> Html {
    let link = &props.link;
    let field = use_node_ref();
    html! {
        <section class="card" aria-labelledby="invite-title">
            <h2 id="invite-title">{ texts::invite_title() }</h2>
            <div class="receive-body">
                <Qr text={link.clone()} label={texts::invite_qr()} />
                <div class="receive-words">
                    <Field id="invitation" label={texts::invite_link()} code=true value={link.clone()}
                        input={field.clone()}
                        hint={texts::invite_hint()} />
                    <div class="buttons">
                        <CopyButton text={link.clone()} label={texts::invite_copy()} {field} />
                    </div>
                    if let Some(host) = local_host(link) {
                        <p class="note note-warning">
                            { texts::invite_local(&host) }
                        </p>
                    }
                    { props.children.clone() }
                </div>
            </div>
        </section>
    }
}

/// The host of a link if it refers to the local computer, such as `localhost`, which is another
/// computer for everyone else.
fn local_host(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("://")?;
    let authority = rest.split(['/', '#', '?']).next()?;
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => authority.split(':').next()?,
    };
    let is_local = host == "localhost"
        || host.ends_with(".localhost")
        || host == "::1"
        || host.starts_with("127.")
            && host
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_local.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::local_host;

    #[test]
    fn links_that_lead_nowhere_else_are_known() {
        for (link, host) in [
            ("http://127.0.0.1:8080/#chain=x", Some("127.0.0.1")),
            ("http://localhost:8080/tab/", Some("localhost")),
            ("http://a.localhost/", Some("a.localhost")),
            ("http://[::1]:8080/", Some("::1")),
            ("http://192.168.1.20:8080/", None),
            ("https://127.example.org/", None),
            ("https://tab.example/#chain=localhost", None),
        ] {
            assert_eq!(local_host(link), host, "{link}");
        }
    }
}
