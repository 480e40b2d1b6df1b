//! One owner a profile: the Web Lock that a node worker holds for its life.

use core::cell::RefCell;
use core::time::Duration;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, WorkerGlobalScope};

use crate::{ProfileName, clock};

/// How long to wait for a lock that somebody holds. A page that is loaded again finds its old worker still ending;
/// locks pass on some milliseconds after their holder is gone.
const PATIENCE: Duration = Duration::from_millis(750);

/// What came of asking for a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// This worker owns the profile's files until it ends.
    Mine,
    /// Another tab does.
    OtherTab,
    /// This browser has no locks here, so nobody can know.
    Unknown,
}

/// Asks to own a profile's files. The lock is never given back: it ends with the worker.
pub async fn own(profile: &ProfileName) -> Ownership {
    take(&format!("profile/{profile}"), PATIENCE).await
}

/// Takes the lock of this name, waiting for it at most so long.
pub async fn take(name: &str, patience: Duration) -> Ownership {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let navigator = scope.navigator();
    // web-sys counts Web Locks among the unstable interfaces, so they are reached by name.
    let Ok(locks) = Reflect::get(&navigator, &"locks".into()) else {
        return Ownership::Unknown;
    };
    let request = Reflect::get(&locks, &"request".into()).ok();
    let Some(request) = request.and_then(|function| function.dyn_into::<Function>().ok()) else {
        return Ownership::Unknown;
    };
    let Ok(abort) = AbortController::new() else {
        return Ownership::Unknown;
    };
    let options = Object::new();
    if Reflect::set(&options, &"signal".into(), &abort.signal()).is_err() {
        return Ownership::Unknown;
    }
    let (granted, waiting) = oneshot::channel();
    let granted = Rc::new(RefCell::new(Some(granted)));
    let refused = Rc::clone(&granted);
    let hold = Closure::once_into_js(move |_lock: JsValue| {
        answer(&granted, Ownership::Mine);
        // A promise that never settles keeps the lock.
        Promise::new(&mut |_, _| {})
    });
    let Ok(asked) = request.call3(&locks, &name.into(), &options, &hold) else {
        return Ownership::Unknown;
    };
    wasm_bindgen_futures::spawn_local(async move {
        // Settles only if the lock was not granted.
        let _ = JsFuture::from(asked.unchecked_into::<Promise>()).await;
        answer(&refused, Ownership::OtherTab);
    });
    wasm_bindgen_futures::spawn_local(async move {
        clock::sleep(patience).await;
        // Changes nothing for a lock that is held already.
        abort.abort();
    });
    waiting.await.unwrap_or(Ownership::Unknown)
}

fn answer(to: &RefCell<Option<oneshot::Sender<Ownership>>>, ownership: Ownership) {
    if let Some(to) = to.take() {
        // The one who asked may have stopped waiting.
        let _ = to.send(ownership);
    }
}
