//! The page's files and the headers of every answer.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::services::ServeDir;

use crate::embedded::{Embedded, EmbeddedFile};

/// The page may load its own files only, and may connect to any relay that an invitation names.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws: wss:; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
    trusted-types default; frame-ancestors 'none'";

/// The headers of every answer.
const HEADERS: [(HeaderName, &str); 8] = [
    (CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // A referrer never contains the fragment, which holds the invitation. No other site needs the
    // rest of the address.
    (REFERRER_POLICY, "no-referrer"),
    // The browser may keep the file, and revalidates it each time.
    (CACHE_CONTROL, "no-cache"),
    // A page that opened this one, or was opened by it, gets no handle of its window.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "geolocation=(), microphone=()",
    ),
];

/// Paths below this one contain a version, so their files never change.
const VERSIONED: &str = "/v/";
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Serves the files below `root`, or the embedded files if there is no `root`. Clients that accept
/// brotli get the compressed file `NAME.br`, if there is one.
pub(crate) fn service(root: Option<&Path>, embedded: &[EmbeddedFile]) -> Router {
    if let Some(root) = root {
        return Router::new().fallback_service(ServeDir::new(root).precompressed_br());
    }
    let embedded = Embedded::new(embedded);
    Router::new().fallback(async move |request: Request| embedded.answer(&request))
}

/// Adds the headers to an answer.
pub(crate) async fn add_headers(request: Request, next: Next) -> Response {
    let is_versioned = request.uri().path().starts_with(VERSIONED);
    let mut response = next.run(request).await;
    extend(response.headers_mut());
    if is_versioned && response.status().is_success() {
        response.headers_mut().insert(CACHE_CONTROL, IMMUTABLE);
    }
    response
}

fn extend(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
