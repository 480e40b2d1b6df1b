//! The screen wake lock: keeps the screen on while mining, because on a phone mining stops when the
//! screen goes dark.

use core::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::state::{Action, Chain, Page, WakeLock};

/// Holds a wake lock while this node mines. A browser releases it whenever the page is hidden, so
/// it is requested again when the page comes back into view.
#[hook]
pub(crate) fn use_wake_lock(page: &Page) {
    let mining = page.chain.as_ref().is_some_and(Chain::is_mining);
    let page = page.dispatcher();
    use_effect_with(mining, move |mining| {
        let held: Rc<RefCell<Option<JsValue>>> = Rc::default();
        let wanted = Rc::new(core::cell::Cell::new(*mining));
        let acquire = {
            let (held, wanted, page) = (held.clone(), wanted.clone(), page.clone());
            move || {
                if !dom::is_visible() {
                    return page.dispatch(Action::WakeLock(WakeLock::Released));
                }
                let (held, wanted, page) = (held.clone(), wanted.clone(), page.clone());
                spawn_local(async move {
                    let lock = request().await;
                    if !wanted.get() {
                        return release(lock.as_ref());
                    }
                    page.dispatch(Action::WakeLock(match lock {
                        Some(_) => WakeLock::Held,
                        None => WakeLock::Refused,
                    }));
                    let before = held.replace(lock);
                    release(before.as_ref());
                });
            }
        };
        let listening = mining.then(|| {
            acquire();
            EventListener::new(&dom::document(), "visibilitychange", move |_| acquire())
        });
        move || {
            drop(listening);
            if wanted.replace(false) {
                release(held.take().as_ref());
                page.dispatch(Action::WakeLock(WakeLock::Released));
            }
        }
    });
}

/// Calls `navigator.wakeLock.request("screen")`. `None` if the browser has no wake lock or refuses
/// it.
async fn request() -> Option<JsValue> {
    let navigator = dom::window().navigator();
    let locks = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    if locks.is_undefined() {
        return None;
    }
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let promise: Promise = request
        .call1(&locks, &"screen".into())
        .ok()?
        .dyn_into()
        .ok()?;
    JsFuture::from(promise).await.ok()
}

fn release(lock: Option<&JsValue>) {
    let Some(lock) = lock else { return };
    let release = Reflect::get(lock, &"release".into());
    if let Some(release) = release.ok().and_then(|it| it.dyn_into::<Function>().ok()) {
        // The returned promise resolves once the lock is released; nothing waits for it.
        let _ = release.call0(lock);
    }
}
