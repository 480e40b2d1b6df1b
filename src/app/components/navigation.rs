//! The five pages: above on a desk, at the thumb on a phone.

use crate::prelude::*;

use super::icon::{Icon, Shape};
use crate::route::Route;

/// The navigation's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The page that is open, or the one above it.
    pub(crate) section: Route,
}

/// The main navigation.
#[component]
pub(crate) fn Navigation(props: &Props) -> Html {
    let items = [
        (Route::Mine, Shape::Mine, "Mine"),
        (Route::Wallet, Shape::Wallet, "Wallet"),
        (Route::Blocks, Shape::Blocks, "Blocks"),
        (Route::Proofs, Shape::Stamp, "Proofs"),
        (Route::Network, Shape::Network, "Network"),
    ];
    let items = items.into_iter().map(|(route, shape, name)| {
        let current = (route == props.section).then_some("page");
        html! {
            <li>
                <a href={route.href()} aria-current={current}>
                    <Icon {shape} />
                    <span>{ name }</span>
                </a>
            </li>
        }
    });
    html! {
        <nav aria-label="Pages">
            <ul>{ for items }</ul>
        </nav>
    }
}
