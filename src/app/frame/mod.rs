//! The frame around every page: name, connection status, navigation, figures and toasts.

pub(crate) mod ended;
mod light;
mod navigation;
mod progress;
pub(crate) mod starting;
mod status_strip;
pub(crate) mod toasts;

use yew::prelude::*;

use self::light::light;
use self::navigation::navigation;
use self::progress::progress;
use self::status_strip::status_strip;
use self::toasts::toasts;
use crate::device::card::language_note;
use crate::dom;
use crate::format::{self, class};
use crate::network::connection_trouble::connection_trouble;
use crate::route::Route;
use crate::state::{use_page, use_session};
use crate::texts::common;
use crate::texts::frame as texts;
use crate::ui::icon::logo;

/// Properties of `Frame`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The content of the frame.
    pub(crate) children: Html,
    /// Loads a newer version of the page.
    pub(crate) on_update: Callback<()>,
}

/// The frame around a page.
#[component]
pub(crate) fn Frame(props: &Props) -> Html {
    let page = use_page();
    let session = use_session();
    let chain = page.chain.as_ref();
    let main = use_node_ref();
    // Not a link, because the part of the address after the `#` is the route.
    let skip = {
        let main = main.clone();
        Callback::from(move |_: MouseEvent| dom::focus(&main))
    };
    let name = chain.map_or(AttrValue::Static(common::product()), |chain| {
        chain.rules.name.clone()
    });
    html! {
        <div class={class("frame", chain.is_some().then_some("has-chain"))}>
            <button class="skip" type="button" onclick={skip}>{ texts::skip() }</button>
            <header class="top">
                <div class="brand">
                    { logo() }
                    <span class="brand-name" title={name.clone()}>{ name }</span>
                </div>
                if let Some(chain) = chain {
                    { navigation(&page.route.section()) }
                    <div class="top-state">
                        if chain.is_mining() {
                            <a class="chip chip-mining" href={Route::Mine.href()}>
                                <span aria-hidden="true" class="chip-dot" />
                                if chain.authority.as_ref().is_some_and(|it| !it.work) {
                                    { texts::making_blocks() }
                                } else {
                                    <span class="visually-hidden">{ texts::mining_at() }{ " " }</span>
                                    { format::hash_rate(chain.mining.hash_rate) }
                                }
                            </a>
                        }
                        { light(chain) }
                    </div>
                }
            </header>
            if let Some(chain) = chain {
                { status_strip(chain) }
                { progress(chain) }
                { connection_trouble(chain, &page.route) }
            }
            { update_note(page.newer, &props.on_update) }
            { language_note(&session) }
            <main ref={main} tabindex="-1">{ props.children.clone() }</main>
            { toasts(&page) }
        </div>
    }
}

/// A message that a newer version is ready. Its region is always in the document, so that screen
/// readers announce changes of it.
fn update_note(is_ready: bool, on_update: &Callback<()>) -> Html {
    let onclick = on_update.reform(|_: MouseEvent| ());
    html! {
        <div class="update" role="status">
            if is_ready {
                <p>{ texts::update_text() }</p>
                <button type="button" class="button" {onclick}>{ texts::update_now() }</button>
            }
        </div>
    }
}
