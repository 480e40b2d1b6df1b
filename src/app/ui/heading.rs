//! The heading of a page.

use yew::prelude::*;

use crate::dom;
use crate::state::{Activity, use_session};
use crate::texts::common;
use crate::texts::ui as texts;

/// The id of the heading element; each page has one heading.
pub(crate) const ID: &str = "page-title";

/// Properties of `Heading`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The name of the page.
    pub(crate) title: AttrValue,
    /// Shown next to the heading.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// Names the page, visibly and on the browser's tab. When the person has moved to this page, the
/// heading takes the focus, so that the keyboard and a screen reader continue from it.
#[component]
pub(crate) fn Heading(props: &Props) -> Html {
    let session = use_session();
    let heading = use_node_ref();
    use_effect_with(
        (
            props.title.clone(),
            session.chain_name(),
            session.activity(),
        ),
        |(title, chain, activity)| {
            let place = chain.as_deref().unwrap_or(common::product());
            let title = texts::tab_title(title, &place);
            dom::set_title(&match activity {
                Activity { unseen: 1.., .. } => {
                    texts::tab_title_found(activity.unseen.into(), &title)
                }
                Activity {
                    is_mining: true, ..
                } => texts::tab_title_mining(&title),
                _ => title,
            });
        },
    );
    {
        let heading = heading.clone();
        use_effect_with(session.moves, move |moves| {
            if *moves > 0 {
                dom::focus(&heading);
            }
        });
    }
    html! {
        <div class="heading">
            <h1 id={ID} ref={heading} tabindex="-1">{ &props.title }</h1>
            { props.children.clone() }
        </div>
    }
}
