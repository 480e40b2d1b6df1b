//! Problem documents (RFC 9457), and failures as plain text.

use serde_json::json;

use super::Response;
use super::status::name;

/// A problem document. Its type is `about:blank`, so its title is that of the status.
pub(super) fn document(status: u16, message: &str) -> Response {
    let problem = json!({
        "type": "about:blank",
        "title": name(status),
        "status": status,
        "detail": message,
    });
    Response {
        status,
        content_type: "application/problem+json",
        headers: vec![("Cache-Control", "no-store".into())],
        body: problem.to_string().into_bytes(),
        stream: None,
    }
}

/// The message as plain text.
pub(crate) fn text(status: u16, message: &str) -> Response {
    Response {
        status,
        content_type: "text/plain; charset=utf-8",
        headers: vec![("Cache-Control", "no-store".into())],
        body: message.as_bytes().to_vec(),
        stream: None,
    }
}
