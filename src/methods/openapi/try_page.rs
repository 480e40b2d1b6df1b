//! A page on which a person tries the methods. It is one file, and loads nothing from other sites.

use base64ct::{Base64, Encoding as _};
use primitives::sha256;

/// The page. It builds itself from `openapi.json` in the folder that it is served from.
const HTML: &str = include_str!("try.html");

/// The page with the policy that it must be sent with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TryPage {
    /// The HTML.
    pub html: &'static str,
    /// The header `Content-Security-Policy`: the page's own script and style, and requests to its
    /// own origin.
    pub policy: String,
}

/// The page, to be served from the folder of `openapi.json`.
pub fn try_page() -> TryPage {
    let [script, style] = ["script", "style"].map(|element| {
        let hash = sha256(content(element).as_bytes());
        format!("'sha256-{}'", Base64::encode_string(&hash))
    });
    TryPage {
        html: HTML,
        policy: format!(
            "default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    }
}

/// The content of the page's only element of this name.
fn content(element: &str) -> &'static str {
    let begin = format!("<{element}>");
    let rest = HTML.split_once(&begin).map_or("", |(_, rest)| rest);
    let end = format!("</{element}>");
    rest.split_once(&end).map_or("", |(content, _)| content)
}
