//! One owner a profile: the Web Lock that a node worker holds for its life.

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

/// How long to wait before somebody else counts as the lock's holder. A page that is loaded again
/// finds its old worker still ending: locks pass on some milliseconds after their holder is gone as
/// a rule, and 1.5 seconds were seen.
const PATIENCE: Duration = Duration::from_secs(2);

/// What came of asking for a profile.
#[derive(Debug)]
pub enum Ownership {
    /// This worker owns the profile's files until it ends.
    Mine,
    /// Another tab does. This worker is next in the queue, behind those that asked before.
    OtherTab(Turn),
    /// This browser has no locks here, so nobody can know.
    Unknown,
}

/// A place in the queue for a lock.
#[derive(Debug)]
pub struct Turn(oneshot::Receiver<()>);

impl Turn {
    /// Waits until the lock is this worker's, which it then keeps; false where that can't be any
    /// more.
    pub async fn comes(self) -> bool {
        self.0.await.is_ok()
    }
}

/// Asks to own a profile's files. The lock is never given back: it ends with the worker.
pub async fn own(profile: &ProfileName) -> Ownership {
    take(&format!("profile/{profile}"), PATIENCE).await
}

/// Asks for the lock of this name, and says who has it after so long at most. The request stays in
/// the queue.
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
    let (granted, waiting) = oneshot::channel();
    let hold = Closure::once_into_js(move |_lock: JsValue| {
        // Whoever asked may have stopped waiting.
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
        // Settles only if the browser grants no locks to this page.
        let _ = JsFuture::from(asked.unchecked_into::<Promise>()).await;
        refused.set(true);
    });
    match select(waiting, pin!(clock::sleep(patience))).await {
        Either::Left((Ok(()), _)) => Ownership::Mine,
        Either::Right((_, waiting)) if !is_refused.get() => Ownership::OtherTab(Turn(waiting)),
        Either::Left((Err(_), _)) | Either::Right(_) => Ownership::Unknown,
    }
}
