//! Exceptions of JavaScript.

use wasm_bindgen::prelude::*;
use web_sys::DomException;

/// Whether an error is the `DOMException` with this name.
pub(crate) fn is(error: &JsValue, name: &str) -> bool {
    let exception = error.dyn_ref::<DomException>();
    exception.is_some_and(|exception| exception.name() == name)
}

/// The text of an error: for a `DOMException` its name and message, for any other `Error` its
/// message only, for anything else its debug text.
pub(crate) fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(exception) => format!("{}: {}", exception.name(), exception.message()),
        None => match error.dyn_ref::<js_sys::Error>() {
            Some(error) => error.message().into(),
            None => format!("{error:?}"),
        },
    }
}
