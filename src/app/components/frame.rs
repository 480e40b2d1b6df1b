//! What stands around every page: name, light, navigation, status, news.

use crate::prelude::*;

use super::icon::Logo;
use super::light::Light;
use super::navigation::Navigation;
use super::progress::Progress;
use super::status_strip::StatusStrip;
use super::toasts::Toasts;
use crate::dom;
use crate::format;
use crate::route::Route;
use crate::state::use_page;

/// The frame's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The page.
    pub(crate) children: Html,
}

/// The frame around a page.
#[component]
pub(crate) fn Frame(props: &Props) -> Html {
    let page = use_page();
    let chain = page.chain();
    let main = use_node_ref();
    // Not a link: what stands behind the `#` of this page's address is its route.
    let skip = {
        let main = main.clone();
        Callback::from(move |_: MouseEvent| dom::focus(&main))
    };
    let name = chain
        .as_ref()
        .map_or_else(|| "Tabchain".to_owned(), |chain| chain.name.clone());
    html! {
        <div class={classes!("frame", chain.is_some().then_some("has-chain"))}>
            <button class="skip" type="button" onclick={skip}>{ "Skip to the page" }</button>
            <header class="top">
                <div class="brand">
                    <Logo />
                    <span class="brand-name" title={name.clone()}>{ name }</span>
                </div>
                if let Some(chain) = &chain {
                    <Navigation section={page.route.section()} />
                    <div class="top-state">
                        if chain.is_mining() {
                            <a class="chip chip-mining" href={Route::Mine.href()}>
                                <span aria-hidden="true" class="chip-dot" />
                                if chain.authority.as_ref().is_some_and(|it| !it.work) {
                                    { "Making blocks" }
                                } else {
                                    <span class="visually-hidden">{ "Mining at " }</span>
                                    { format::hash_rate(chain.mining.hash_rate) }
                                }
                            </a>
                        }
                        <Light chain={chain.clone()} />
                    </div>
                }
            </header>
            if let Some(chain) = &chain {
                <StatusStrip chain={chain.clone()} />
                <Progress chain={chain.clone()} />
            }
            <main ref={main} tabindex="-1">{ props.children.clone() }</main>
            <Toasts />
        </div>
    }
}
