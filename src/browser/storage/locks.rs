//! One owner per profile: a Web Lock that a node worker holds as long as it runs.

use core::cell::Cell;
use core::pin::pin;
use core::time::Duration;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::WorkerGlobalScope;

use crate::{ProfileName, clock};

/// How long this worker waits for the lock before it reports that another tab holds it. When a page
/// is loaded again, its old worker may still be ending. A lock is usually released some
/// milliseconds after its holder has ended, but 1.5 seconds were measured.
const PATIENCE: Duration = Duration::from_secs(2);

/// The outcome of a request to own a profile.
#[derive(Debug)]
pub enum Ownership {
    /// This worker owns the profile's files until it ends.
    Mine,
    /// Another tab owns them. This worker is in the queue, behind the earlier requests.
    OtherTab(Turn),
    /// This browser gives this page no locks, so the owner is not known.
    Unknown,
}

/// A position in the queue for a lock.
#[derive(Debug)]
pub struct Turn(oneshot::Receiver<()>);

impl Turn {
    /// Waits until this worker holds the lock, which it then keeps. Returns false if the worker
    /// can't get the lock any more.
    pub async fn comes(self) -> bool {
        self.0.await.is_ok()
    }
}

/// Requests to own a profile's files. The lock is never released before the worker ends.
pub async fn own(profile: &ProfileName) -> Ownership {
    take(&format!("profile/{profile}"), PATIENCE).await
}

/// Requests the lock with this name. Returns as soon as this worker holds it, or after `patience`
/// if it does not; the request then stays in the queue.
pub async fn take(name: &str, patience: Duration) -> Ownership {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let navigator = scope.navigator();
    // Web Locks are among the unstable interfaces of web-sys, so they are looked up by name.
    let Ok(locks) = Reflect::get(&navigator, &"locks".into()) else {
        return Ownership::Unknown;
    };
    let request = Reflect::get(&locks, &"request".into()).ok();
    let Some(request) = request.and_then(|function| function.dyn_into::<Function>().ok()) else {
        return Ownership::Unknown;
    };
    let (granted, waiting) = oneshot::channel();
    let hold = Closure::once_into_js(move |_lock: JsValue| {
        // The receiver may have been dropped.
        let _ = granted.send(());
        // A promise that never settles keeps the lock.
        Promise::new(&mut |_, _| {})
    });
    let Ok(asked) = request.call2(&locks, &name.into(), &hold) else {
        return Ownership::Unknown;
    };
    let is_refused = Rc::new(Cell::new(false));
    let refused = Rc::clone(&is_refused);
    wasm_bindgen_futures::spawn_local(async move {
        // The promise settles only if the browser grants this page no locks.
        let _ = JsFuture::from(asked.unchecked_into::<Promise>()).await;
        refused.set(true);
    });
    match select(waiting, pin!(clock::sleep(patience))).await {
        Either::Left((Ok(()), _)) => Ownership::Mine,
        Either::Right((_, waiting)) if !is_refused.get() => Ownership::OtherTab(Turn(waiting)),
        Either::Left((Err(_), _)) | Either::Right(_) => Ownership::Unknown,
    }
}
