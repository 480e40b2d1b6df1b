//! Refusals of requests before a method sees them, as problem documents (RFC 9457).

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use methods::Failure;
use serde_json::json;

/// Why a request is refused before a method sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The `Host` is not one of this server's names.
    ForeignHost,
    /// A page of another origin sent the request.
    ForeignOrigin,
    /// The caller has no password, and reading without one is not allowed.
    NoPassword,
    /// The password is wrong.
    WrongPassword,
    /// The caller sends too many requests.
    TooManyRequests,
    /// The caller waits for too many events at a time.
    TooManyWaits,
    /// The server has as many requests as it can answer.
    Overloaded,
    /// The node did not answer in time.
    NoAnswer,
    /// The node has stopped, or the server stops.
    Stopping,
    /// The body is too long.
    LargeBody,
    /// The body did not arrive in time, or the connection broke.
    SlowBody,
    /// There is nothing at this path.
    NoPath,
    /// The path does not have this verb.
    NoVerb,
    /// There is no such chain.
    NoChain,
    /// The query or a header is malformed.
    Malformed,
}

impl Problem {
    const fn status(self) -> StatusCode {
        match self {
            Self::ForeignHost | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NoPassword | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::TooManyRequests | Self::TooManyWaits => StatusCode::TOO_MANY_REQUESTS,
            Self::Overloaded | Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoAnswer => StatusCode::GATEWAY_TIMEOUT,
            Self::LargeBody => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::NoPath | Self::NoChain => StatusCode::NOT_FOUND,
            Self::NoVerb => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed => StatusCode::BAD_REQUEST,
        }
    }

    /// A sentence.
    pub(crate) const fn detail(self) -> &'static str {
        match self {
            Self::ForeignHost => {
                "The Host of the request is not a name of this server. --api-host adds one."
            }
            Self::ForeignOrigin => {
                "Pages of another origin may not call this server. --api-cors allows one."
            }
            Self::NoPassword => {
                "A name and a password are needed, such as those of the cookie file. \
                 --api-public-read lets everyone read."
            }
            Self::WrongPassword => "The name or the password is wrong.",
            Self::TooManyRequests => "This address sends too many requests.",
            Self::TooManyWaits => "This address waits for too many events at a time.",
            Self::Overloaded => "The server has too many requests.",
            Self::NoAnswer => {
                "The node did not answer in time. If the call changes something, it may have \
                 taken effect nevertheless."
            }
            Self::Stopping => "The node is stopping.",
            Self::LargeBody => "The body is too long.",
            Self::SlowBody => "The body did not arrive in time.",
            Self::NoPath => "There is nothing at this path.",
            Self::NoVerb => "This path does not have this verb.",
            Self::NoChain => "This server has no such chain.",
            Self::Malformed => "The query or a header is malformed.",
        }
    }

    /// The value of `Retry-After` in seconds; `None` if waiting does not help, or if a second
    /// request might do what the first one has already done.
    const fn retry_after(self) -> Option<u16> {
        match self {
            Self::TooManyRequests | Self::Overloaded => Some(1),
            Self::TooManyWaits | Self::Stopping => Some(10),
            _ => None,
        }
    }
}

impl Problem {
    /// A problem document with this detail.
    pub(crate) fn document(status: StatusCode, detail: &str) -> Response {
        let document = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": detail,
        });
        let mut response = (status, document.to_string()).into_response();
        let json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Self::document(self.status(), self.detail());
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after() {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"tabchain\", charset=\"UTF-8\"");
            headers.insert(WWW_AUTHENTICATE, basic);
        }
        response
    }
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refusal {
    /// The request was refused before a method was called.
    Problem(Problem),
    /// The method refused it.
    Failure(Failure),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}
