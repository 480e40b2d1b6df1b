//! The list of relays that a host may put beside the page.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, Response, WorkerGlobalScope};

/// How long the host may take for the list, in milliseconds. A person who starts a chain waits for
/// it.
const MAX_WAIT: u32 = 3_000;

/// Fetches the list at this URL. `None` if the host has none, or does not answer. Works in workers
/// only.
pub async fn relay_list(url: &str) -> Option<String> {
    let scope: WorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let options = RequestInit::new();
    // The list may change, so the browser must not use a cached copy without asking the host.
    options.set_cache(RequestCache::NoCache);
    options.set_signal(Some(&AbortSignal::timeout_with_u32(MAX_WAIT)));
    let response = JsFuture::from(scope.fetch_with_str_and_init(url, &options)).await;
    let response: Response = response.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await;
    text.ok()?.as_string()
}
