//! The path `/api/events`: the choice of events in a request, and the form of the stream.

use std::sync::Arc;

use axum::extract::FromRequestParts as _;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::header::{HeaderName, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use methods::http::status_of;

use crate::callers::guard::Caller;
use crate::callers::rates::Rates;
use crate::chains::Chain;
use crate::events::stream::{Choice, Stream};
use crate::events::{Kind, socket, sse};
use crate::problem::{Problem, Refusal};
use crate::server::Server;

/// The header with the id of the last event, which a browser sends when it reconnects.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Answers with the events of a chain: over a WebSocket if the request asks for one, as server-sent
/// events otherwise.
pub(crate) async fn answer(
    server: &Server,
    caller: &Caller,
    chain: &Arc<Chain>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    caller.access()?;
    let limits = server.limits();
    let query = parts.uri.query().unwrap_or_default();
    let choice = choice(query, &parts.headers, limits.addresses).ok_or(Problem::Malformed)?;
    let upgrade = match parts.headers.contains_key(UPGRADE) {
        false => None,
        true => {
            let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
            Some(upgrade.map_err(|_| Problem::Malformed)?)
        }
    };
    let wait = Rates::wait(&server.rates, caller.network)?;
    let opened = {
        let _permit = server.requests.take(caller.has_password())?;
        Stream::open(Arc::clone(chain), choice, server.stopping.clone(), wait).await
    };
    let events = match opened {
        Ok(events) => events,
        Err(Refusal::Problem(problem)) => return Err(problem),
        Err(Refusal::Failure(failure)) => {
            let status = StatusCode::from_u16(status_of(failure.kind));
            return Ok(Problem::document(
                status.unwrap_or(StatusCode::BAD_REQUEST),
                &failure.message,
            ));
        }
    };
    Ok(match upgrade {
        Some(upgrade) => socket::answer(upgrade, events, limits.clone()),
        None => sse::answer(events, limits.ping_every).into_response(),
    })
}

/// Parses the choice in a query: `address` and `kind`, which may be repeated, and `last`, the id of
/// the last event that the client saw. A browser sends that id as a header, which takes precedence.
/// `None` if the query has an unknown part or too many addresses.
fn choice(query: &str, headers: &HeaderMap, max_addresses: usize) -> Option<Choice> {
    let mut choice = Choice::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "address" => {
                // An address may be written in capitals only (BIP173), and counts once.
                let is_capital = !value.contains(|letter: char| letter.is_ascii_lowercase());
                let address = match is_capital {
                    true => value.trim().to_ascii_lowercase(),
                    false => value.trim().to_owned(),
                };
                if address.is_empty() || choice.addresses.contains(&address) {
                    continue;
                }
                if choice.addresses.len() >= max_addresses {
                    return None;
                }
                choice.addresses.push(address);
            }
            "kind" => {
                let mut kinds = Kind::CHOICES.into_iter();
                let kind = kinds.find(|kind| kind.name() == value)?;
                if !choice.kinds.contains(&kind) {
                    choice.kinds.push(kind);
                }
            }
            "last" => choice.last = Some(value.into_owned()),
            _ => return None,
        }
    }
    if let Some(last) = headers.get(LAST_EVENT_ID) {
        choice.last = Some(last.to_str().ok()?.to_owned());
    }
    Some(choice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Option<Choice> {
        choice(query, &HeaderMap::new(), 2)
    }

    #[test]
    fn a_choice_is_bounded_and_has_no_unknown_parts() {
        let full = parse("address=a&address=%20B&address=A&kind=block&kind=transaction&last=1-2");
        assert_eq!(
            full,
            Some(Choice {
                kinds: vec![Kind::Block, Kind::Transaction],
                addresses: vec!["a".into(), "b".into()],
                last: Some("1-2".into()),
            })
        );
        assert_eq!(parse(""), Some(Choice::default()));
        for wrong in ["address=a&address=b&address=c", "kind=balance", "other=1"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_browsers_header_says_where_to_resume() {
        let mut headers = HeaderMap::new();
        headers.insert(LAST_EVENT_ID, "1-3".parse().unwrap());
        let resumed = choice("last=1-2", &headers, 2).unwrap();
        assert_eq!(resumed.last.as_deref(), Some("1-3"));
    }
}
