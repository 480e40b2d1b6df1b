//! The miner's state on the browser's tab and on the program's icon, for a person who looks at
//! something else.

use gloo::events::EventListener;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::state::{Action, Activity, Page};

/// Shows on the icon of the installed program whether this node mines, and how many blocks it has
/// found out of the person's view. The count ends when the page comes into view.
#[hook]
pub(crate) fn use_activity(page: &Page) {
    {
        let page = page.dispatcher();
        use_effect_with((), move |()| {
            let listening = EventListener::new(&dom::document(), "visibilitychange", move |_| {
                if dom::is_visible() {
                    page.dispatch(Action::Seen);
                }
            });
            move || drop(listening)
        });
    }
    let was_set = use_mut_ref(|| false);
    use_effect_with(page.activity(), move |activity| {
        let is_set = *activity != Activity::default();
        if was_set.replace(is_set) || is_set {
            set_badge(*activity);
        }
    });
}

/// Sets the badge: the number of found blocks, or a mark while the node mines, or none.
fn set_badge(activity: Activity) {
    let navigator = dom::window().navigator();
    let method = match activity {
        Activity {
            is_mining: false,
            unseen: 0,
        } => "clearAppBadge",
        _ => "setAppBadge",
    };
    let count = match activity.unseen {
        0 => JsValue::UNDEFINED,
        count => count.into(),
    };
    let method = Reflect::get(&navigator, &method.into());
    // Few browsers have badges.
    let Some(method) = method.ok().and_then(|it| it.dyn_into::<Function>().ok()) else {
        return;
    };
    let setting = method.call1(&navigator, &count);
    if let Some(setting) = setting.ok().and_then(|it| it.dyn_into::<Promise>().ok()) {
        spawn_local(async move {
            // Fails for a page that is not installed, which has no icon.
            let _ = JsFuture::from(setting).await;
        });
    }
}
