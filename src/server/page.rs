//! The OpenAPI document, and the page to try REST. Both are the same for every caller.

use std::sync::LazyLock;

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse as _, Response};
use methods::openapi::{self, TryPage};

/// The page to try the methods.
pub(crate) fn page() -> Response {
    static PAGE: LazyLock<TryPage> = LazyLock::new(openapi::try_page);
    let policy = [(CONTENT_SECURITY_POLICY, PAGE.policy.as_str())];
    (policy, Html(PAGE.html)).into_response()
}

/// The OpenAPI document.
pub(crate) fn openapi() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| openapi::document().to_string());
    ([(CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}
