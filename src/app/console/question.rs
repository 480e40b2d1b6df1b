//! A question as a person types it: `block index=1`, or `block?index=1` as in a URL.

use browser::http::HttpRequest;

/// Reads a question. `None` if a word after the method is not `name=value`.
pub(super) fn parse(text: &str) -> Option<HttpRequest> {
    let text = text.trim().trim_start_matches('/');
    if let Some((path, query)) = text.split_once('?') {
        return Some(HttpRequest {
            path: path.to_owned(),
            query: query.to_owned(),
            ..HttpRequest::default()
        });
    }
    let mut words = text.split_whitespace();
    let path = words.next().unwrap_or_default().to_owned();
    let mut pairs = Vec::new();
    for word in words {
        let (name, value) = word.split_once('=')?;
        pairs.push(format!("{}={}", encode(name), encode(value)));
    }
    Some(HttpRequest {
        path,
        query: pairs.join("&"),
        ..HttpRequest::default()
    })
}

/// Percent-encodes everything but what RFC 3986 calls unreserved.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, String) {
        let request = parse(text).unwrap();
        (request.path, request.query)
    }

    #[test]
    fn words_and_urls_mean_the_same() {
        let block = ("block".to_owned(), "index=1&from=2".to_owned());
        assert_eq!(read(" block  index=1 from=2 "), block);
        assert_eq!(read("/block?index=1&from=2"), block);
        assert_eq!(read("running"), ("running".into(), String::new()));
        assert_eq!(read(""), (String::new(), String::new()));
    }

    #[test]
    fn values_are_encoded() {
        assert_eq!(read("balance address=a&b=é").1, "address=a%26b%3D%C3%A9");
    }

    #[test]
    fn a_word_without_a_name_is_refused() {
        assert_eq!(parse("block 1"), None);
    }
}
