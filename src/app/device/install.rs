//! Installing the page as a program of the device, where the browser offers that.

use gloo::events::EventListener;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;

/// The global variable in which `www/before.js` leaves the browser's offer, which may come before
/// the program is there.
const OFFER: &str = "installPrompt";

fn offer() -> Option<JsValue> {
    let offer = Reflect::get(&dom::window(), &OFFER.into()).ok()?;
    (!offer.is_undefined()).then_some(offer)
}

/// Returns a callback that shows the browser's dialog; `None` while the browser offers none: it
/// can't install pages, or has installed this one.
#[hook]
pub(crate) fn use_install() -> Option<Callback<MouseEvent>> {
    let is_offered = use_state(|| offer().is_some());
    {
        let is_offered = is_offered.setter();
        use_effect_with((), move |()| {
            let listen = |name: &'static str| {
                let is_offered = is_offered.clone();
                EventListener::new(&dom::window(), name, move |_| {
                    is_offered.set(offer().is_some());
                })
            };
            let listening = [listen("beforeinstallprompt"), listen("appinstalled")];
            move || drop(listening)
        });
    }
    is_offered.then(|| {
        let is_offered = is_offered.setter();
        Callback::from(move |_: MouseEvent| {
            let Some(prompt) = offer() else { return };
            // An offer is good for one dialog. The browser makes another one later.
            let _ = Reflect::delete_property(&dom::window(), &OFFER.into());
            is_offered.set(false);
            spawn_local(async move {
                // Whatever the person answers, nothing else is to be done.
                let _ = ask(&prompt).await;
            });
        })
    })
}

async fn ask(offer: &JsValue) -> Result<JsValue, JsValue> {
    let prompt: Function = Reflect::get(offer, &"prompt".into())?.dyn_into()?;
    let answer: Promise = prompt.call0(offer)?.dyn_into()?;
    JsFuture::from(answer).await
}
