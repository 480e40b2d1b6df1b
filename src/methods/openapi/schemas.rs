//! The schemas of the REST answers.

use serde_json::{Map, Value, json};

/// A property: its name, and its schema.
type Property = (&'static str, Value);

/// The schema of a method's answer.
pub(super) fn of_answer(method: &str) -> Value {
    match method {
        "running" => reference("Node"),
        "block" => reference("Block"),
        "blockchain" => object([
            ("blocks", list(reference("Block"))),
            ("next", nullable(count())),
        ]),
        "chainlength" => object([("length", count())]),
        "nodes" => list(reference("KnownNode")),
        "unprocessed" => object([
            ("total", count()),
            ("transactions", list(reference("Unprocessed"))),
            ("next", nullable(hash())),
        ]),
        "balance" => reference("Balance"),
        "balances" => object([
            ("beginning", text()),
            ("balances", list(reference("Balance"))),
            ("next", nullable(text())),
        ]),
        "confirmations" => object([
            ("txid", hash()),
            ("confirmations", count()),
            ("height", nullable(count())),
        ]),
        "transaction" => reference("Transaction"),
        "pushtx" => object([("txid", hash())]),
        "invitation" => object([
            ("link", text()),
            ("relay", text()),
            ("endpoints", list(text())),
        ]),
        "register" => object([("url", text())]),
        "create-and-send" => object([
            ("txid", hash()),
            ("amount", amount()),
            ("fee", amount()),
            ("total", amount()),
        ]),
        _ => json!(true),
    }
}

/// The schemas that others refer to, by name.
pub(super) fn all() -> Value {
    json!({
        "Problem": problem(),
        "Node": node(),
        "KnownNode": known_node(),
        "Block": block(),
        "Transaction": transaction(),
        "Input": object([
            ("txid", hash()),
            ("index", count()),
            ("amount", nullable(amount())),
            ("address", nullable(text())),
        ]),
        "Output": object([
            ("amount", amount()),
            ("address", nullable(text())),
            ("data", nullable(reference("Data"))),
        ]),
        "Data": data(),
        "Unprocessed": object([
            ("txid", hash()),
            ("amount", amount()),
            ("mine", flag()),
            ("fee", amount()),
            ("weight", count()),
            ("since", nullable(milliseconds())),
        ]),
        "Balance": object([
            ("address", text()),
            ("confirmations", count()),
            ("balance", amount()),
            ("received", amount()),
        ]),
    })
}

/// RFC 9457.
fn problem() -> Value {
    object([
        ("type", text()),
        ("title", text()),
        ("status", count()),
        ("detail", text()),
    ])
}

fn node() -> Value {
    object([
        ("name", text()),
        ("symbol", text()),
        ("genesis", hash()),
        ("blocks", count()),
        ("tip", hash()),
        ("waiting", count()),
        ("nodes", count()),
        ("mining", flag()),
    ])
}

fn known_node() -> Value {
    object([
        ("link", count()),
        ("direction", json!({ "enum": ["Outbound", "Inbound"] })),
        ("height", count()),
        ("latency", nullable(count())),
        ("since", milliseconds()),
    ])
}

fn block() -> Value {
    object([
        ("hash", hash()),
        ("height", count()),
        ("confirmations", count()),
        ("previous", hash()),
        ("next", nullable(hash())),
        ("merkle_root", hash()),
        ("time", seconds()),
        ("version", text()),
        ("bits", text()),
        ("difficulty", json!({ "type": "number" })),
        ("nonce", count()),
        ("author", nullable(count())),
        ("size", count()),
        ("weight", count()),
        ("reward", amount()),
        ("fees", amount()),
        ("transaction_count", count()),
        ("transactions", list(reference("Transaction"))),
        ("cut", flag()),
    ])
}

fn transaction() -> Value {
    object([
        ("txid", hash()),
        ("wtxid", hash()),
        ("block", nullable(hash())),
        ("height", nullable(count())),
        ("confirmations", count()),
        ("time", nullable(seconds())),
        ("size", count()),
        ("weight", count()),
        ("lock_time", count()),
        ("coinbase", flag()),
        ("inputs", list(reference("Input"))),
        ("outputs", list(reference("Output"))),
        ("words", nullable(reference("Data"))),
        ("fee", nullable(amount())),
    ])
}

/// The data of an output or a coinbase, with its meaning.
fn data() -> Value {
    let meaning = json!({
        "oneOf": [
            object([("Text", text())]),
            object([("Stamp", text())]),
            { "enum": ["Commitment", "Bytes"] },
        ],
    });
    object([("hex", text()), ("meaning", meaning)])
}

/// An object with exactly these properties.
fn object<const N: usize>(properties: [Property; N]) -> Value {
    let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties = properties.into_iter();
    let properties: Map<String, Value> = properties
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}

fn nullable(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn amount() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": (1_u64 << 53) - 1,
        "description": "Base units." })
}

fn seconds() -> Value {
    json!({ "type": "integer", "minimum": 0, "description": "Seconds since 1970." })
}

fn milliseconds() -> Value {
    json!({ "type": "integer", "minimum": 0, "description": "Milliseconds since 1970." })
}

fn hash() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}
