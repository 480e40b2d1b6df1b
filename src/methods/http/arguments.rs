//! The arguments of a request: from its path, its query and its body.

use serde_json::{Map, Value};

use super::{Request, path};
use crate::{Args, Failure, Kind, Param};

/// Reads the arguments from the path, and then from the query of a `GET` or the body of a `POST`.
/// The body is a JSON object, or the bare value of the method's first parameter, which makes it
/// easy to push a transaction by hand. A `POST` with a query is refused, so that no secret is in a
/// URL.
pub(super) fn read(
    params: &[Param],
    from_path: Vec<(&'static str, String)>,
    request: &Request<'_>,
    is_strict: bool,
) -> Result<Args, Failure> {
    let mut map = Map::new();
    for (name, value) in from_path {
        map.insert(name.to_owned(), Value::String(value));
    }
    match request.verb {
        "POST" => body(params, request, &mut map)?,
        _ => query(request.query, &mut map)?,
    }
    for name in map.keys().filter(|_| is_strict) {
        if !params.iter().any(|param| param.name == name) {
            return Err(Failure::invalid(name, "is unknown to this method"));
        }
    }
    let args = Args::new(map);
    for param in params.iter().filter(|param| param.is_required) {
        if args.value(param.name).is_none() {
            return Err(Failure::missing(param.name));
        }
    }
    Ok(args)
}

/// Whether the header `Content-Type` says that the body is JSON.
pub(super) fn is_json(request: &Request<'_>) -> bool {
    let kind = request.content_type.unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn query(text: &str, map: &mut Map<String, Value>) -> Result<(), Failure> {
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let malformed = || Failure::new(Kind::Invalid, "the query is not percent-encoded UTF-8");
        let name = path::decode(name, true).ok_or_else(malformed)?;
        let value = path::decode(value, true).ok_or_else(malformed)?;
        if map.contains_key(&name) {
            return Err(Failure::invalid(&name, "is given twice"));
        }
        // An empty value counts as missing, as browsers send it for an empty field of a form.
        if !value.is_empty() {
            map.insert(name, Value::String(value));
        }
    }
    Ok(())
}

fn body(
    params: &[Param],
    request: &Request<'_>,
    map: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let invalid = |message: &str| Err(Failure::new(Kind::Invalid, message));
    if !request.query.is_empty() {
        return invalid("the arguments of a POST belong in its body");
    }
    let text = match core::str::from_utf8(request.body) {
        Ok(text) => text.trim(),
        Err(_) => return invalid("the body is not UTF-8"),
    };
    if text.is_empty() {
        return Ok(());
    }
    if !is_json(request) && !text.starts_with('{') {
        let first = params.first().filter(|first| !map.contains_key(first.name));
        let Some(first) = first else {
            return invalid("this method takes a JSON object");
        };
        map.insert(first.name.to_owned(), Value::String(text.to_owned()));
        return Ok(());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(given)) => {
            for (name, value) in given {
                if map.contains_key(&name) {
                    return Err(Failure::invalid(&name, "is given twice"));
                }
                map.insert(name, value);
            }
            Ok(())
        }
        Ok(_) => invalid("the body is not a JSON object"),
        Err(error) => Err(Failure::new(
            Kind::Invalid,
            format!("the body is not JSON: {error}"),
        )),
    }
}
