//! Newer versions of the page: stored for a start without a network, found by the browser, and
//! loaded when a person agrees.
//!
//! The service worker (`www/sw.js`) stores one complete version. When the server has another
//! version, the browser installs the service worker of that version, which then waits. [`Updates`]
//! notices it and announces the version; [`Updates::apply`] lets the service worker take over and
//! loads the page again. If the page already runs the version of the waiting service worker, that
//! service worker takes over at once.

use core::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MessageEvent, RegistrationOptions, ServiceWorker, ServiceWorkerContainer,
    ServiceWorkerRegistration, ServiceWorkerState, ServiceWorkerUpdateViaCache, Window,
};

use crate::threads::program_url;

/// The service worker, next to the page.
const SCRIPT: &str = "./sw.js";
/// The message that asks the service worker to take over.
const UPDATE: &str = "update";
/// The service worker's answer to a page whose version is not its own.
const NEWER: &str = "newer";
/// How often a page that stays open looks for a newer version, in milliseconds.
const LOOK_AGAIN_MS: i32 = 3_600_000;

/// Watches for newer versions until it is dropped. Only for the page.
pub struct Updates(Rc<Watch>);

/// A listener of the service worker's messages.
type MessageListener = Closure<dyn FnMut(MessageEvent)>;

struct Watch {
    window: Window,
    container: ServiceWorkerContainer,
    /// The version that this page runs.
    version: String,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    /// Whether the person has asked for the newer version.
    is_wanted: Cell<bool>,
    announce: Box<dyn Fn()>,
    timer: Cell<Option<i32>>,
    closures: RefCell<Vec<Closure<dyn FnMut()>>>,
    message: RefCell<Option<MessageListener>>,
}

impl Updates {
    /// Registers the service worker, which stores this version, and calls `announce` when a newer
    /// version waits, possibly more than once.
    ///
    /// `None` if the browser has no service workers here: outside HTTPS and localhost, and in some
    /// private windows.
    pub fn watch(announce: impl Fn() + 'static) -> Option<Self> {
        let window: Window = js_sys::global().dyn_into().ok()?;
        let navigator = window.navigator();
        // Undefined outside a secure context, whatever its type here says.
        let container = Reflect::get(&navigator, &JsValue::from_str("serviceWorker")).ok()?;
        let container: ServiceWorkerContainer = container.dyn_into().ok()?;
        let watch = Rc::new(Watch {
            window,
            container,
            version: version_of(&program_url()).to_owned(),
            registration: RefCell::new(None),
            is_wanted: Cell::new(false),
            announce: Box::new(announce),
            timer: Cell::new(None),
            closures: RefCell::new(Vec::new()),
            message: RefCell::new(None),
        });
        watch.listen();
        let registering = Rc::downgrade(&watch);
        spawn_local(async move {
            if let Some(watch) = registering.upgrade() {
                watch.register().await;
            }
        });
        Some(Self(watch))
    }

    /// Loads the newer version.
    pub fn apply(&self) {
        self.0.is_wanted.set(true);
        let waiting = self
            .0
            .registration
            .borrow()
            .as_ref()
            .and_then(|it| it.waiting());
        match waiting {
            // The page is loaded again once the worker has taken over.
            Some(worker) if worker.post_message(&UPDATE.into()).is_ok() => {}
            // Another tab has let the service worker take over already.
            _ => self.0.reload(),
        }
    }
}

impl Watch {
    /// Listens to the service workers.
    fn listen(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(watch) = weak.upgrade()
                && event.data().as_string().as_deref() == Some(NEWER)
            {
                (watch.announce)();
            }
        });
        let on_message = message.as_ref().unchecked_ref();
        self.container.set_onmessage(Some(on_message));
        *self.message.borrow_mut() = Some(message);
        let change = self.closure(|watch| match watch.is_wanted.get() {
            true => watch.reload(),
            false => watch.compare(watch.container.controller()),
        });
        self.container.set_oncontrollerchange(Some(&change));
    }

    async fn register(self: &Rc<Self>) {
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registering = self.container.register_with_options(SCRIPT, &options);
        // The registration fails if the browser stores nothing for this page. Everything else works
        // without it.
        let Ok(registration) = JsFuture::from(registering).await else {
            return;
        };
        let registration: ServiceWorkerRegistration = registration.unchecked_into();
        self.compare(registration.waiting());
        let found = self.closure(Self::follow);
        registration.set_onupdatefound(Some(&found));
        *self.registration.borrow_mut() = Some(registration);
        // A service worker may be installing already.
        self.follow();
        let look = self.closure(|watch| {
            if let Some(registration) = &*watch.registration.borrow()
                && let Ok(looking) = registration.update()
            {
                // The update fails without a network, which is not an error here.
                spawn_local(async move {
                    let _ = JsFuture::from(looking).await;
                });
            }
        });
        let timer = self
            .window
            .set_interval_with_callback_and_timeout_and_arguments_0(&look, LOOK_AGAIN_MS);
        self.timer.set(timer.ok());
    }

    /// Watches a service worker that is being installed, and compares its version once it is
    /// installed.
    fn follow(self: &Rc<Self>) {
        let installing = self
            .registration
            .borrow()
            .as_ref()
            .and_then(|it| it.installing());
        let Some(worker) = installing else {
            return;
        };
        let weak = Rc::downgrade(self);
        let at = worker.clone();
        let closure = Closure::<dyn FnMut()>::new(move || {
            if at.state() == ServiceWorkerState::Installed
                && let Some(watch) = Weak::upgrade(&weak)
            {
                watch.compare(Some(at.clone()));
            }
        });
        worker.set_onstatechange(Some(closure.as_ref().unchecked_ref()));
        self.closures.borrow_mut().push(closure);
    }

    /// Sends a service worker the version that this page runs. It answers if its own version is
    /// another one.
    fn compare(&self, worker: Option<ServiceWorker>) {
        if let Some(worker) = worker {
            // Fails only if the worker no longer exists.
            let _ = worker.post_message(&self.version.as_str().into());
        }
    }

    fn reload(&self) {
        let _ = self.window.location().reload();
    }

    /// A callback for the browser that is kept alive as long as this object.
    fn closure(self: &Rc<Self>, call: impl Fn(&Rc<Self>) + 'static) -> js_sys::Function {
        let weak = Rc::downgrade(self);
        let closure = Closure::<dyn FnMut()>::new(move || {
            if let Some(watch) = weak.upgrade() {
                call(&watch);
            }
        });
        let function = closure.as_ref().unchecked_ref::<js_sys::Function>().clone();
        self.closures.borrow_mut().push(closure);
        function
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.container.set_onmessage(None);
        self.container.set_oncontrollerchange(None);
        if let Some(registration) = &*self.registration.borrow() {
            registration.set_onupdatefound(None);
        }
        if let Some(timer) = self.timer.get() {
            self.window.clear_interval_with_handle(timer);
        }
    }
}

/// The version in the program's URL: the segment after the last `/v/`; empty if there is none.
fn version_of(url: &str) -> &str {
    let rest = url.rsplit_once("/v/").map_or("", |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::version_of;

    #[test]
    fn the_version_is_read_from_the_programs_address() {
        assert_eq!(
            version_of("https://a.example/v/x/v/0123abcd/tab.js"),
            "0123abcd"
        );
        assert_eq!(version_of("http://127.0.0.1:8080/tab.js"), "");
    }
}
