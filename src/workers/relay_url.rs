//! The relay's URL, derived from the page's URL.

/// The URL of the relay that serves a page: it listens at `signal`, in the page's folder. `None` if
/// the page did not come over HTTP or HTTPS.
pub(crate) fn relay(page: &str) -> Option<String> {
    let (scheme, rest) = match page.split_once("://")? {
        ("http", rest) => ("ws", rest),
        ("https", rest) => ("wss", rest),
        _ => return None,
    };
    let folder = match rest.rfind('/') {
        Some(end) => &rest[..end],
        None => rest,
    };
    (!folder.is_empty()).then(|| format!("{scheme}://{folder}/signal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relay_is_beside_the_page() {
        let cases = [
            ("http://localhost:8080/", "ws://localhost:8080/signal"),
            ("https://tab.example", "wss://tab.example/signal"),
            ("https://tab.example/index.html", "wss://tab.example/signal"),
            ("https://example.org/tab/", "wss://example.org/tab/signal"),
        ];
        for (page, wanted) in cases {
            assert_eq!(relay(page).as_deref(), Some(wanted));
        }
        assert_eq!(relay("file:///home/index.html"), None);
        assert_eq!(relay("null/"), None);
    }
}
