//! The check of `Host` and `Origin`, by which requests of other sites' pages are refused.
//!
//! Any page can make a browser send requests to this server. The browser's headers reveal such a
//! request: if the page's site has given its own name to this server's address (DNS rebinding), the
//! request has that name as `Host`. Every other page of another origin sends `Origin` or
//! `Sec-Fetch-Site`.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HOST, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, uri::Authority};

use crate::problem::Problem;

/// The header in which browsers say whether the page that sends a request is of this server's site
/// (Fetch Metadata).
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Names of this server and origins that may call it.
#[derive(Debug)]
pub(crate) struct Origins {
    /// In lower case, without port.
    hosts: Vec<String>,
    /// In lower case.
    origins: Vec<String>,
}

impl Origins {
    pub(crate) fn new(hosts: &[String], origins: &[String]) -> Self {
        let lower = |texts: &[String]| {
            texts
                .iter()
                .map(|text| text.trim_end_matches('/').to_ascii_lowercase())
                .collect()
        };
        Self {
            hosts: lower(hosts),
            origins: lower(origins),
        }
    }

    /// The host that a request names, with its port.
    ///
    /// # Errors
    ///
    /// [`Problem::ForeignHost`] if that is not a name of this server.
    pub(crate) fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<Authority, Problem> {
        let host = host(uri, headers).ok_or(Problem::ForeignHost)?;
        match self.is_own(host.host()) {
            true => Ok(host),
            false => Err(Problem::ForeignHost),
        }
    }

    /// Checks the origin of a request to this host. Returns the origin if it is a listed one;
    /// `None` if a program or a page of this server sent the request.
    ///
    /// # Errors
    ///
    /// [`Problem::ForeignOrigin`] if another page sent it.
    pub(crate) fn check(
        &self,
        host: &Authority,
        headers: &HeaderMap,
    ) -> Result<Option<HeaderValue>, Problem> {
        let Some(origin) = headers.get(ORIGIN) else {
            return match is_foreign(headers) {
                true => Err(Problem::ForeignOrigin),
                false => Ok(None),
            };
        };
        let text = origin.to_str().map_err(|_| Problem::ForeignOrigin)?;
        let text = text.to_ascii_lowercase();
        if self.origins.contains(&text) {
            return Ok(Some(origin.clone()));
        }
        // The scheme does not matter: a proxy may add TLS.
        let of_origin = text
            .strip_prefix("http://")
            .or_else(|| text.strip_prefix("https://"));
        match of_origin.is_some_and(|of_origin| of_origin.eq_ignore_ascii_case(host.as_str())) {
            true => Ok(None),
            false => Err(Problem::ForeignOrigin),
        }
    }

    /// Whether a host, without port, is a name of this server. Every IP address counts as one: it
    /// is not a name, so the request does not come from a site that has given its own name to this
    /// server's address.
    fn is_own(&self, host: &str) -> bool {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || bare.parse::<core::net::IpAddr>().is_ok()
            || self.hosts.contains(&host.to_ascii_lowercase())
    }
}

/// Whether a page of another origin sent a request that has no `Origin`, such as one for an image
/// or for a link that a person follows.
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get(SITE).map(HeaderValue::as_bytes);
    matches!(site, Some(site) if site != b"same-origin" && site != b"none")
}

/// The host that a request names, with its port; `None` if it names none, or more than one.
fn host(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
    let mut named = headers.get_all(HOST).iter();
    let authority = match (named.next(), named.next()) {
        (Some(host), None) => host.to_str().ok()?.parse::<Authority>().ok()?,
        _ => return None,
    };
    let is_plain = !authority.as_str().contains('@');
    let is_one = uri.authority().is_none_or(|other| *other == authority);
    (is_plain && is_one).then_some(authority)
}

/// Adds the headers that let a page of this origin read the answer.
pub(crate) fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    let exposed = HeaderValue::from_static("ETag, Link, Retry-After, X-Total-Results");
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

/// Adds the headers of the answer to a preflight: the methods and headers that a page of an allowed
/// origin may send.
pub(crate) fn allow_requests(headers: &mut HeaderMap) {
    let values = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, If-None-Match, Last-Event-ID",
        ),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    for (name, value) in values {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[(&str, &str)]) -> Result<Option<String>, Problem> {
        let origins = Origins::new(
            &["node.example".to_owned()],
            &["https://Explorer.example/".to_owned()],
        );
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, value.parse().unwrap());
        }
        let host = origins.host(&Uri::from_static("/api/running"), &headers)?;
        let allowed = origins.check(&host, &headers)?;
        Ok(allowed.map(|origin| origin.to_str().unwrap().to_owned()))
    }

    #[test]
    fn only_own_names_and_addresses_are_hosts() {
        for host in [
            "localhost",
            "LOCALHOST:18443",
            "127.0.0.1:18443",
            "[::1]:18443",
            "192.0.2.1",
            "Node.Example:80",
        ] {
            assert_eq!(check(&[("host", host)]), Ok(None), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evil.example:18443",
            "localhost@evil.example",
            "a b",
        ] {
            let refused = check(&[("host", host)]);
            assert_eq!(refused, Err(Problem::ForeignHost), "{host}");
        }
        assert_eq!(check(&[]), Err(Problem::ForeignHost));
        let two = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(check(&two), Err(Problem::ForeignHost));
    }

    #[test]
    fn only_own_and_listed_origins_may_call() {
        let with = |lines: &[(&str, &str)]| {
            let host = ("host", "localhost:18443");
            check(&[&[host], lines].concat())
        };
        assert_eq!(with(&[("origin", "http://localhost:18443")]), Ok(None));
        let listed = "https://explorer.example";
        assert_eq!(with(&[("origin", listed)]), Ok(Some(listed.to_owned())));
        for origin in [
            "null",
            "http://localhost:1",
            "http://127.0.0.1:18443",
            "https://explorer.example.evil.example",
            "http://explorer.example",
        ] {
            let refused = with(&[("origin", origin)]);
            assert_eq!(refused, Err(Problem::ForeignOrigin), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            let refused = with(&[("sec-fetch-site", site)]);
            assert_eq!(refused, Err(Problem::ForeignOrigin), "{site}");
        }
        assert_eq!(with(&[("sec-fetch-site", "same-origin")]), Ok(None));
        assert_eq!(with(&[("sec-fetch-site", "none")]), Ok(None));
    }
}
