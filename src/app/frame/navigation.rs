//! The navigation between the five pages: at the top on a desktop, at the bottom on a phone.

use yew::prelude::*;

use crate::route::Route;
use crate::texts::common;
use crate::texts::frame as texts;
use crate::ui::icon::{Shape, icon};

/// The main navigation. `section` is the open page, or the page of the navigation that it belongs
/// to.
pub(crate) fn navigation(section: &Route) -> Html {
    let items = [
        (Route::Mine, Shape::Mine, texts::mine()),
        (Route::Wallet, Shape::Wallet, texts::wallet()),
        (Route::Blocks, Shape::Blocks, common::blocks_title()),
        (Route::Proofs, Shape::Stamp, texts::proofs()),
        (Route::Network, Shape::Network, texts::network()),
    ];
    let items = items.into_iter().map(|(route, shape, name)| {
        let current = (route == *section).then_some("page");
        html! {
            <li>
                <a href={route.href()} aria-current={current}>
                    { icon(shape) }
                    <span>{ name }</span>
                </a>
            </li>
        }
    });
    html! {
        <nav aria-label={texts::pages()}>
            <ul>{ for items }</ul>
        </nav>
    }
}
