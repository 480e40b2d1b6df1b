//! Browser APIs that the page calls directly: address bar, clipboard, local storage, focus and
//! files.

use browser::{ProfileName, ProfileNameError, entered};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Clipboard, Document, Element, File, HtmlAnchorElement,
    HtmlDetailsElement, HtmlDocument, HtmlElement, HtmlInputElement, HtmlTextAreaElement,
    ScrollIntoViewOptions, ScrollLogicalPosition, StorageManager, Url, Window,
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

/// Whether an element of the page has the focus.
pub(crate) fn is_focused() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.tag_name() != "BODY")
}

/// Whether the browser reports the page as visible.
pub(crate) fn is_visible() -> bool {
    !document().hidden()
}

/// The storage manager. `None` outside secure contexts, where browsers do not offer it.
pub(crate) fn storage() -> Option<StorageManager> {
    let storage = window().navigator().storage();
    (!storage.is_undefined()).then_some(storage)
}

/// The number of processor cores of this device; 1 if the browser does not report it.
pub(crate) fn cores() -> u32 {
    let count = window().navigator().hardware_concurrency();
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a count is small and whole; any other reported value is saturated by the cast"
    )]
    let count = count as u32;
    count.max(1)
}

/// The browser's user-agent string; empty if it is unavailable.
pub(crate) fn browser() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// The part of the address from the `#` on, the `#` included.
pub(crate) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Opens another of the app's routes by setting the address's `#` part, which adds a history entry.
pub(crate) fn go(href: &str) {
    // Fails only for a malformed address; routes are well-formed.
    let _ = window().location().set_hash(href);
}

/// Replaces the address of the open page without an entry in the history.
pub(crate) fn replace_address(href: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

/// Reloads the page.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Sets the title on the browser's tab.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}

/// The profile that the address names with `?profile=NAME`. If it names none, the profile that was
/// last passed to [`enter`] on this device.
///
/// # Errors
/// If the name in the address is not a valid profile name.
pub(crate) fn profile() -> Result<ProfileName, ProfileNameError> {
    match profile_in(&window().location().search().unwrap_or_default()) {
        Some(name) => name.parse(),
        None => Ok(entered::entered()),
    }
}

fn profile_in(search: &str) -> Option<&str> {
    let mut pairs = search.trim_start_matches('?').split('&');
    pairs.find_map(|pair| pair.strip_prefix("profile="))
}

/// Stores a profile in local storage as the one that this device opens, and reloads. If the address
/// names a profile already, or if storing fails, navigates to `?profile=NAME` and stores nothing.
pub(crate) fn enter(profile: &ProfileName) {
    let location = window().location();
    let is_named = profile_in(&location.search().unwrap_or_default()).is_some();
    if !is_named && entered::store(profile) {
        return reload();
    }
    // Fails only for a malformed address.
    let _ = location.set_search(&format!("profile={profile}"));
}

/// The clipboard. `None` on pages that are neither on HTTPS nor on localhost, where browsers do not
/// offer it.
pub(crate) fn clipboard() -> Option<Clipboard> {
    let navigator = window().navigator();
    // Undefined outside a secure context, although the type of the binding says otherwise.
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    clipboard
        .is_ok_and(|value| !value.is_undefined())
        .then(|| navigator.clipboard())
}

/// Writes text to the clipboard. Returns whether that succeeded.
pub(crate) async fn copy(clipboard: Clipboard, text: &str) -> bool {
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Whether the browser has a share sheet.
pub(crate) fn can_share() -> bool {
    let share = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("share"));
    share.is_ok_and(|share| share.is_function())
}

/// Opens the share sheet with a link. Nothing happens if the person closes it, or if the browser
/// has none.
pub(crate) fn share(title: &str, link: &str) {
    let navigator = window().navigator();
    let data = js_sys::Object::new();
    // A link of another scheme is shared as text: share sheets take web addresses only.
    let kind = if link.starts_with("http") {
        "url"
    } else {
        "text"
    };
    for (name, value) in [("title", title), (kind, link)] {
        let _ = js_sys::Reflect::set(&data, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let share = js_sys::Reflect::get(&navigator, &JsValue::from_str("share"));
    let share = share
        .ok()
        .and_then(|share| share.dyn_into::<js_sys::Function>().ok());
    if let Some(shared) = share.and_then(|share| share.call1(&navigator, &data).ok())
        && let Ok(promise) = shared.dyn_into::<js_sys::Promise>()
    {
        wasm_bindgen_futures::spawn_local(async move {
            // The promise is rejected if the person shares nothing.
            let _ = JsFuture::from(promise).await;
        });
    }
}

/// Selects the text of a field and copies it with `execCommand`, which all browsers have but which
/// works only while a click is being handled. Returns whether that succeeded.
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

/// How long the bytes of a saved file stay available to the browser.
const TAKEN_MS: u32 = 60_000;

/// Makes the browser save bytes as a file of this name. Returns whether the download could be
/// started.
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
        // The URL was created above, so revoking it cannot fail.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    true
}

/// Calls a function that `www/before.js` has defined. `None` if there is none, as in tests, or it
/// throws an error.
pub(crate) fn call(name: &str, argument: &JsValue) -> Option<JsValue> {
    let function = js_sys::Reflect::get(&window(), &name.into()).ok()?;
    let function: js_sys::Function = function.dyn_into().ok()?;
    function.call1(&JsValue::UNDEFINED, argument).ok()
}

/// The local-storage key that says whether a chain was open; `www/before.js` reads it.
const HAD_CHAIN: &str = "tabchain/open";

/// Whether a chain was open when this page was last used on this device.
pub(crate) fn had_chain() -> bool {
    device_text(HAD_CHAIN).is_some()
}

/// Stores whether a chain is open, so that the next visit begins with the page that the person will
/// see.
pub(crate) fn set_had_chain(is_open: bool) {
    set_device_text(HAD_CHAIN, is_open.then_some("yes"));
}

/// A text in local storage that holds for all profiles of this device.
pub(crate) fn device_text(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Stores a text that holds for all profiles of this device, or removes it.
pub(crate) fn set_device_text(key: &str, text: Option<&str>) {
    if let Ok(Some(storage)) = window().local_storage() {
        // Fails only if the browser keeps nothing for this page.
        let _ = match text {
            Some(text) => storage.set_item(key, text),
            None => storage.remove_item(key),
        };
    }
}

/// Stores a short text under a name in local storage, for this profile. Never use it for secrets.
pub(crate) fn remember(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(&key(name), text);
    }
}

/// The text that [`remember`] stored under this name. `None` if there is none or local storage is
/// unavailable.
pub(crate) fn recall(name: &str) -> Option<String> {
    let storage = window().local_storage().ok()??;
    storage.get_item(&key(name)).ok()?
}

fn key(name: &str) -> String {
    let profile = profile().unwrap_or_default();
    format!("tabchain/{profile}/{name}")
}

/// Moves the focus to an element if it is in the document.
pub(crate) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Moves the focus to the first field within this element that is marked invalid, and scrolls it
/// into view.
pub(crate) fn focus_wrong(within: &NodeRef) {
    focus_first(within, "[aria-invalid=true]");
}

/// Moves the focus to the first element within this one that matches a CSS selector, and scrolls it
/// into view. Returns whether there is one.
pub(crate) fn focus_first(within: &NodeRef, selector: &str) -> bool {
    let found = within
        .cast::<Element>()
        .and_then(|element| element.query_selector(selector).ok()?)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.focus().is_ok())
}

/// Moves the focus to the element with this id, and scrolls it into view.
pub(crate) fn focus_id(id: &str) {
    let element = window()
        .document()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// The text of a file that a person chose. `None` if it can't be read or has more than [`MAX_FILE`]
/// bytes.
pub(crate) async fn file_text(file: &File) -> Option<String> {
    if file.size() > MAX_FILE {
        return None;
    }
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// The largest file that is read, in bytes. It is larger than `service::MAX_SETTINGS` (512 KiB), so
/// that a file of settings that is slightly too long still reaches the node, which gives the
/// reason.
const MAX_FILE: f64 = 1e6;

/// Brings the whole element of a focus event into view. Of a field with several lines a browser
/// brings only the line with the cursor into view.
pub(crate) fn show_whole(event: &FocusEvent) {
    if let Some(element) = event.target_dyn_into::<Element>() {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whether the `details` element of a toggle event shows its content.
pub(crate) fn is_unfolded(event: &Event) -> bool {
    let details = event.target_dyn_into::<Element>();
    details.is_some_and(|details| details.has_attribute("open"))
}

/// The text of the input element that an event comes from.
pub(crate) fn input_text(event: &InputEvent) -> String {
    event
        .target_dyn_into::<HtmlInputElement>()
        .map(|input| input.value())
        .unwrap_or_default()
}

/// Whether the `details` element of a `toggle` event is open.
pub(crate) fn is_open(event: &Event) -> bool {
    let details = event.target_dyn_into::<HtmlDetailsElement>();
    details.is_some_and(|details| details.open())
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
