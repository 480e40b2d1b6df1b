//! The REST methods as an OpenAPI 3.1 document, and a page to try them.

mod schemas;
mod try_page;

pub use try_page::{TryPage, try_page};

use chain::MemoryStore;
use serde_json::{Map, Value, json};

use crate::cases::{self, ErrorCase};
use crate::rest::Rest;
use crate::{Access, Method, Param, ParamKind, Verb};

/// An example answer for each method, from the chain of the tests.
const EXAMPLES: &str = include_str!("openapi/examples.json");

/// The document. Its server URL is relative: the folder from which it was loaded.
pub fn document() -> Value {
    let examples: Map<String, Value> = serde_json::from_str(EXAMPLES).unwrap_or_default();
    let mut paths = Map::new();
    for method in Rest::<MemoryStore>::methods() {
        let verb = match method.verb {
            Verb::Get => "get",
            Verb::Post => "post",
        };
        let path = paths
            .entry(format!("/{}", method.name))
            .or_insert(json!({}));
        path[verb] = operation(method, examples.get(method.name));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tabchain",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Queries of a Tabchain node. Amounts are in base units, \
                100,000,000 of which are a coin. Hashes are in reversed hexadecimal.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": ".", "description": "This node" }],
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "securitySchemes": {
                "password": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "User and password of the node's cookie file.",
                },
            },
        },
    })
}

fn operation(method: &Method<MemoryStore>, example: Option<&Value>) -> Value {
    let mut content = json!({ "schema": schemas::of_answer(method.name) });
    if let Some(example) = example {
        content["example"] = example.clone();
    }
    let mut responses = json!({
        "200": {
            "description": method.answer,
            "content": { "application/json": content },
        },
        "default": problem("The request is refused.", None),
    });
    if let Some(case) = cases::REST.iter().find(|case| case.method == method.name) {
        responses[case.status.to_string()] = problem(&refused(case), Some(case.status));
    }
    let mut operation = json!({
        "operationId": method.name,
        "summary": method.about,
        "responses": responses,
        "security": match method.access {
            // Whether reading needs a password is a setting of the node.
            Access::Read => json!([{}, { "password": [] }]),
            Access::Control | Access::Wallet => json!([{ "password": [] }]),
        },
    });
    match method.verb {
        Verb::Get => {
            let params = method.params.iter().map(parameter);
            operation["parameters"] = params.collect();
        }
        Verb::Post => operation["requestBody"] = body(method),
    }
    operation
}

fn problem(description: &str, status: Option<u16>) -> Value {
    let mut content = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    if let Some(status) = status {
        content["example"] = json!({
            "type": "about:blank",
            "title": crate::http::name_of(status),
            "status": status,
            "detail": "a sentence that names the argument",
        });
    }
    json!({
        "description": description,
        "content": { "application/problem+json": content },
    })
}

fn refused(case: &ErrorCase) -> String {
    match case.body {
        "" => format!("For example: {}", case.target),
        body => format!("For example: {} with {body}", case.target),
    }
}

fn parameter(param: &Param) -> Value {
    json!({
        "name": param.name,
        "in": "query",
        "description": param.about,
        "required": param.is_required,
        "schema": schema(param.kind),
    })
}

fn body(method: &Method<MemoryStore>) -> Value {
    let mut properties = Map::new();
    for param in method.params {
        let mut schema = schema(param.kind);
        schema["description"] = param.about.into();
        properties.insert(param.name.into(), schema);
    }
    let required = method.params.iter().filter(|param| param.is_required);
    let required: Vec<&str> = required.map(|param| param.name).collect();
    json!({
        "required": true,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                },
            },
        },
    })
}

fn schema(kind: ParamKind) -> Value {
    match kind {
        ParamKind::Text => json!({ "type": "string" }),
        ParamKind::Number => json!({ "type": "integer", "minimum": 0 }),
        ParamKind::Coins => json!({ "type": ["number", "string"] }),
        ParamKind::Bool => json!({ "type": "boolean" }),
        ParamKind::List => json!({ "type": "array" }),
        ParamKind::Object => json!({ "type": "object" }),
    }
}
