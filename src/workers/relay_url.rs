//! The URLs of the relay and of the list of relays, derived from the page's URL.

/// The URL of the relay that serves a page: it listens at `signal`, in the page's folder. `None` if
/// the page did not come over HTTP or HTTPS.
pub(crate) fn relay(page: &str) -> Option<String> {
    let (scheme, folder) = folder(page)?;
    let socket = if scheme == "http" { "ws" } else { "wss" };
    Some(format!("{socket}://{folder}/signal"))
}

/// The URL of the list of relays that a host may put into the page's folder. `None` as for
/// [`relay`].
pub(crate) fn list(page: &str) -> Option<String> {
    let (scheme, folder) = folder(page)?;
    Some(format!("{scheme}://{folder}/relays.json"))
}

/// The scheme and the folder of a page that came over HTTP or HTTPS.
fn folder(page: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = page.split_once("://")?;
    let folder = match rest.rfind('/') {
        Some(end) => &rest[..end],
        None => rest,
    };
    let is_served = matches!(scheme, "http" | "https") && !folder.is_empty();
    is_served.then_some((scheme, folder))
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
            let listed = wanted
                .replace("ws", "http")
                .replace("signal", "relays.json");
            assert_eq!(list(page), Some(listed));
        }
        assert_eq!(relay("file:///home/index.html"), None);
        assert_eq!(relay("null/"), None);
    }
}
