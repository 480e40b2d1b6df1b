//! Notifications of the device about payments and blocks, for a person who has asked for them and
//! looks at something else.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::frame::toasts::words;
use crate::state::{News, Page};

/// The local-storage key that says whether the person wants notifications on this device.
const KEY: &str = "tabchain/notifications";

/// The global variable in which `www/before.js` leaves whether the browser has notifications.
const OFFERS: &str = "offersNotifications";

/// Whether there are notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notifications {
    /// The browser offers none to this page.
    Unavailable,
    /// The person has not asked for them.
    Off,
    /// The person has asked for them, and the browser shows them.
    On,
    /// The person has told the browser not to show them.
    Blocked,
}

impl Notifications {
    /// The present state.
    pub(crate) fn now() -> Self {
        // Some browsers have none on pages that are neither on HTTPS nor on localhost.
        let offers = Reflect::get(&dom::window(), &OFFERS.into());
        if !offers.is_ok_and(|offers| offers.is_truthy()) {
            return Self::Unavailable;
        }
        match Notification::permission() {
            NotificationPermission::Denied => Self::Blocked,
            NotificationPermission::Granted if dom::device_text(KEY).is_some() => Self::On,
            _ => Self::Off,
        }
    }

    /// Asks the browser, which asks the person, and stores that notifications are wanted. Call it
    /// only while a press is handled.
    pub(crate) async fn want() -> Self {
        dom::set_device_text(KEY, Some("yes"));
        if let Ok(asked) = Notification::request_permission() {
            // The answer is the permission, which is read below.
            let _ = JsFuture::from(asked).await;
        }
        Self::now()
    }

    /// Stores that no more notifications are wanted.
    pub(crate) fn stop() -> Self {
        dom::set_device_text(KEY, None);
        Self::now()
    }
}

/// Shows the newest toast as a notification while the page is out of view. One notification counts
/// all found blocks, as the toast does.
#[hook]
pub(crate) fn use_notifications(page: &Page) {
    let newest = page.toasts.shown().last().cloned();
    let chain = page.chain.as_ref();
    let [name, symbol] = chain.map_or_else(Default::default, |chain| {
        [chain.rules.name.clone(), chain.rules.symbol.clone()]
    });
    let maturity = chain.map_or(0, |chain| chain.rules.maturity);
    use_effect_with(newest, move |newest| {
        let Some(toast) = newest else { return };
        if dom::is_visible() || Notifications::now() != Notifications::On {
            return;
        }
        let tag = match toast.news {
            News::Found { .. } => "found".to_owned(),
            News::Other(_) => toast.id.to_string(),
        };
        show(&name, &words(&toast.news, &symbol, maturity), &tag);
    });
}

/// Shows a notification in place of an earlier one with the same tag.
fn show(title: &str, body: &str, tag: &str) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(tag);
    options.set_icon("icon-192.png");
    let workers = Reflect::get(&dom::window().navigator(), &"serviceWorker".into());
    if workers.is_ok_and(|workers| workers.is_undefined()) {
        // Fails only in browsers whose service workers alone show notifications, and this browser
        // has none.
        let _ = Notification::new_with_options(title, &options);
        return;
    }
    let workers = dom::window().navigator().service_worker();
    let title = title.to_owned();
    spawn_local(async move {
        let Ok(registration) = JsFuture::from(workers.get_registration()).await else {
            return;
        };
        // On phones, only a service worker's registration shows notifications.
        let shown = match registration.dyn_into::<web_sys::ServiceWorkerRegistration>() {
            Ok(registration) => registration.show_notification_with_options(&title, &options),
            Err(_) => {
                let _ = Notification::new_with_options(&title, &options);
                return;
            }
        };
        if let Ok(shown) = shown {
            // Fails if the person has forbidden notifications meanwhile.
            let _ = JsFuture::from(shown).await;
        }
    });
}
