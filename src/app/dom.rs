//! The few things that only the browser can do.

use browser::{ProfileName, ProfileNameError};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Clipboard, Document, Element, File, HtmlAnchorElement, HtmlDocument,
    HtmlElement, HtmlInputElement, HtmlTextAreaElement, StorageManager, Url, Window,
};
use yew::prelude::*;

/// The window of the page.
pub(crate) fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// The document of the page.
pub(crate) fn document() -> Document {
    window()
        .document()
        .expect("a window of a page has a document")
}

/// The page is in view, as far as the browser tells.
pub(crate) fn is_visible() -> bool {
    !document().hidden()
}

/// The storage of the page, which browsers lend only to secure contexts.
pub(crate) fn storage() -> Option<StorageManager> {
    let storage = window().navigator().storage();
    (!storage.is_undefined()).then_some(storage)
}

/// How many cores this device has; 1 where the browser does not tell.
pub(crate) fn cores() -> u32 {
    let count = window().navigator().hardware_concurrency();
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a count is small and whole; the cast saturates whatever else a browser may say"
    )]
    let count = count as u32;
    count.max(1)
}

/// What this browser calls itself.
pub(crate) fn browser() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// The part of the address behind the `#`, the `#` included.
pub(crate) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Moves to another page; the history keeps this one.
pub(crate) fn go(href: &str) {
    // Fails only on an address that is none, and routes are.
    let _ = window().location().set_hash(href);
}

/// Shows another address for the page that is open, without a trace in the history.
pub(crate) fn replace_address(href: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

/// Loads the page afresh.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// The text on the browser's tab.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}

/// The profile that the address asks for with `?profile=NAME`, or else the one that was [`enter`]ed
/// on this device.
///
/// # Errors
/// If the name is impossible.
pub(crate) fn profile() -> Result<ProfileName, ProfileNameError> {
    match profile_in(&window().location().search().unwrap_or_default()) {
        Some(name) => name.parse(),
        None => Ok(entered().unwrap_or_default()),
    }
}

fn profile_in(search: &str) -> Option<&str> {
    let mut pairs = search.trim_start_matches('?').split('&');
    pairs.find_map(|pair| pair.strip_prefix("profile="))
}

/// Where the name of the profile is kept that a page without `?profile=NAME` opens.
const ENTERED: &str = "tabchain/profile";

fn entered() -> Option<ProfileName> {
    let storage = window().local_storage().ok()??;
    storage.get_item(ENTERED).ok()??.parse().ok()
}

/// Loads the page with another profile, which it opens from now on. Where the address names a
/// profile, or nothing can be kept, the address names the other one instead.
pub(crate) fn enter(profile: &ProfileName) {
    let location = window().location();
    let is_named = profile_in(&location.search().unwrap_or_default()).is_some();
    if !is_named
        && let Ok(Some(storage)) = window().local_storage()
        && storage.set_item(ENTERED, profile.as_str()).is_ok()
    {
        return reload();
    }
    // Fails only on an address that is none.
    let _ = location.set_search(&format!("profile={profile}"));
}

/// The clipboard, which browsers lend only to pages on HTTPS or localhost.
pub(crate) fn clipboard() -> Option<Clipboard> {
    let navigator = window().navigator();
    // Undefined outside a secure context, whatever its type here says.
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    clipboard
        .is_ok_and(|value| !value.is_undefined())
        .then(|| navigator.clipboard())
}

/// Puts text on the clipboard. Says whether it worked.
pub(crate) async fn copy(clipboard: Clipboard, text: &str) -> bool {
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Selects the text of a field and copies it the old way, which works everywhere but only while a
/// click is being handled. Says whether it worked.
pub(crate) fn copy_from(field: &HtmlElement) -> bool {
    match (
        field.dyn_ref::<HtmlInputElement>(),
        field.dyn_ref::<HtmlTextAreaElement>(),
    ) {
        (Some(field), _) => field.select(),
        (_, Some(field)) => field.select(),
        _ => return false,
    }
    let document = window()
        .document()
        .and_then(|document| document.dyn_into::<HtmlDocument>().ok());
    document.is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}

/// How long a saved file's bytes are kept for the browser to take.
const TAKEN_MS: u32 = 60_000;

/// Has the browser save bytes as a file of this name. Says whether it could be asked.
pub(crate) fn save(name: &str, bytes: &[u8]) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    let parts = Array::of1(&Uint8Array::from(bytes));
    let url = Blob::new_with_u8_array_sequence_and_options(&parts, &options)
        .and_then(|blob| Url::create_object_url_with_blob(&blob));
    let link = window()
        .document()
        .and_then(|document| document.create_element("a").ok())
        .and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    let (Ok(url), Some(link)) = (url, link) else {
        return false;
    };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Timeout::new(TAKEN_MS, move || {
        // It is known, so it can be taken back.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    true
}

/// Remembers a small text under a name on this device, for this profile. Nothing secret goes here.
pub(crate) fn remember(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(&key(name), text);
    }
}

/// What [`remember`] kept.
pub(crate) fn recall(name: &str) -> Option<String> {
    let storage = window().local_storage().ok()??;
    storage.get_item(&key(name)).ok()?
}

fn key(name: &str) -> String {
    let profile = profile().unwrap_or_default();
    format!("tabchain/{profile}/{name}")
}

/// Gives the focus to an element, once it is in the document.
pub(crate) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Gives the focus to the first field within an element that is marked as wrong, and so brings it
/// into view.
pub(crate) fn focus_wrong(within: &NodeRef) {
    let wrong = within
        .cast::<Element>()
        .and_then(|element| element.query_selector("[aria-invalid=true]").ok()?)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(wrong) = wrong {
        let _ = wrong.focus();
    }
}

/// Gives the focus to the element of this id, and brings it into view.
pub(crate) fn focus_id(id: &str) {
    let element = window()
        .document()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// The text of a file that a person chose; nothing where it can't be read or is larger than any
/// file for here.
pub(crate) async fn file_text(file: &File) -> Option<String> {
    if file.size() > MAX_FILE {
        return None;
    }
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Bytes of the largest file that is read: as many as a chain's settings can have, and some more,
/// so that the node tells what is wrong with it.
const MAX_FILE: f64 = 1e6;

/// The text of the input that an event comes from.
pub(crate) fn input_text(event: &InputEvent) -> String {
    event
        .target_dyn_into::<HtmlInputElement>()
        .map(|input| input.value())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_from_the_query() {
        assert_eq!(profile_in(""), None);
        assert_eq!(profile_in("?x=1&profile=bob_2"), Some("bob_2"));
    }

    #[test]
    fn a_wrong_profile_is_refused() {
        for search in ["?profile=", "?profile=a/b", "?profile=%2e"] {
            let name = profile_in(search).map(str::parse::<ProfileName>);
            assert!(name.unwrap().is_err(), "{search}");
        }
    }
}
