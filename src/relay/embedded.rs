//! A page whose files are inside the program.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use sha2::{Digest as _, Sha256};

/// A file of a page inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbeddedFile {
    /// The path below the page's folder, with slashes and without one at its start. `NAME.br` is
    /// `NAME` compressed by brotli.
    pub path: &'static str,
    /// The content.
    pub content: &'static [u8],
}

/// The files of a page by their paths. Clones share them.
#[derive(Clone)]
pub(crate) struct Embedded(Arc<HashMap<&'static str, Kept>>);

struct Kept {
    content: &'static [u8],
    /// The entity tag: a hash of the content.
    tag: HeaderValue,
}

impl Embedded {
    pub(crate) fn new(files: &[EmbeddedFile]) -> Self {
        let kept = |file: &EmbeddedFile| {
            let hash = Sha256::digest(file.content);
            let digits: String = hash
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let tag = HeaderValue::try_from(format!("\"{digits}\""));
            let kept = Kept {
                content: file.content,
                tag: tag.unwrap_or(HeaderValue::from_static("\"\"")),
            };
            (file.path, kept)
        };
        Self(Arc::new(files.iter().map(kept).collect()))
    }

    /// Answers a request for a file.
    pub(crate) fn answer(&self, request: &Request) -> Response {
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED);
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let path = match request.uri().path().trim_start_matches('/') {
            "" => "index.html",
            path => path,
        };
        let Some(file) = self.0.get(path) else {
            return plain(StatusCode::NOT_FOUND);
        };
        let smaller = self.0.get(format!("{path}.br").as_str());
        let smaller = smaller.filter(|_| accepts_brotli(request.headers()));
        let sent = smaller.unwrap_or(file);
        let is_known = request.headers().get(IF_NONE_MATCH) == Some(&sent.tag);
        let mut response = match (is_known, request.method() == Method::HEAD) {
            (true, _) => plain(StatusCode::NOT_MODIFIED),
            (false, true) => plain(StatusCode::OK),
            (false, false) => Response::new(Body::from(Bytes::from_static(sent.content))),
        };
        let headers = response.headers_mut();
        let mut add = |name: HeaderName, value: HeaderValue| headers.insert(name, value);
        add(CONTENT_TYPE, HeaderValue::from_static(kind(path)));
        add(ETAG, sent.tag.clone());
        add(VARY, HeaderValue::from_static("accept-encoding"));
        if smaller.is_some() {
            add(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    }
}

fn plain(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter();
    let mut codings = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_refused = |weight: &str| weight.replace(' ', "") == "q=0";
        parts.next() == Some("br") && !parts.any(is_refused)
    })
}

/// The media type by the end of a file's name.
fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Embedded {
        let file = |path, content| EmbeddedFile { path, content };
        Embedded::new(&[
            file("index.html", b"<p>"),
            file("v/1/a.js", b"let a = 1;"),
            file("v/1/a.js.br", b"\x0b"),
        ])
    }

    fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        page().answer(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn a_file_is_compressed_for_clients_that_accept_brotli() {
        let response = ask("GET", "/v/1/a.js", &[("accept-encoding", "gzip, br;q=0.9")]);
        assert_eq!(response.headers()[CONTENT_ENCODING], "br");
        assert_eq!(
            response.headers()[CONTENT_TYPE],
            "text/javascript; charset=utf-8"
        );
        for refused in ["gzip", "br;q=0", "br; q = 0"] {
            let response = ask("GET", "/v/1/a.js", &[("accept-encoding", refused)]);
            assert_eq!(response.headers().get(CONTENT_ENCODING), None, "{refused}");
        }
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let tag = ask("GET", "/", &[]).headers()[ETAG].clone();
        let known = ask(
            "GET",
            "/index.html",
            &[("if-none-match", tag.to_str().unwrap())],
        );
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
        let other = ask("GET", "/", &[("if-none-match", "\"0\"")]);
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn unknown_paths_and_methods_that_write_are_rejected() {
        assert_eq!(ask("GET", "/nothing", &[]).status(), StatusCode::NOT_FOUND);
        assert_eq!(
            ask("GET", "/../index.html", &[]).status(),
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            ask("POST", "/", &[]).status(),
            StatusCode::METHOD_NOT_ALLOWED
        );
        assert_eq!(ask("HEAD", "/", &[]).status(), StatusCode::OK);
    }
}
