//! The documents made from the table: `docs/api.md`, the OpenAPI document with its examples, and
//! the page to try it.
//!
//! With the variable `METHODS_WRITE`, the tests write the files instead of comparing them.

use std::fs;
use std::path::Path;

use methods::http::Request;
use methods::{docs, openapi};
use serde_json::{Map, Value, json};

use crate::small::{PAYMENTS, Small, txid};

/// Compares a file of the repository with its wanted content.
fn check(file: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("METHODS_WRITE").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "{file} is out of date; METHODS_WRITE=1 cargo test -p methods writes it anew"
    );
}

#[test]
fn the_page_about_the_api_is_that_of_the_table() {
    check("../../docs/api.md", &docs::page());
}

/// An answer of each method.
fn answers(small: &mut Small) -> Map<String, Value> {
    let (address, paid) = (small.address(3), txid(&small.paid));
    let pay = json!({ "to": small.address(2), "amount": "1.5" }).to_string();
    let mut answers = Map::new();
    for (method, target) in [
        ("running", "running".into()),
        ("block", format!("block?index={PAYMENTS}")),
        ("blockchain", "blockchain?from=3&count=1".into()),
        ("chainlength", "chainlength".into()),
        ("nodes", "nodes".into()),
        ("unprocessed", "unprocessed".into()),
        ("balance", format!("balance?address={address}")),
        ("balances", "balances?prefix=bcrt1&count=1".into()),
        (
            "confirmations",
            format!("confirmations?transaction_id={paid}"),
        ),
        ("transaction", format!("transaction?id={paid}")),
    ] {
        answers.insert(method.into(), small.get(&target));
    }
    let invited = Request {
        access: methods::Access::Wallet,
        ..crate::small::request("invitation")
    };
    let invited = crate::small::json(&small.rest(&invited));
    answers.insert("invitation".into(), invited);
    let url = "register?url=ws://127.0.0.1:9/signal";
    let register = Request {
        access: methods::Access::Wallet,
        ..crate::small::request(url)
    };
    let registered = crate::small::json(&small.rest(&register));
    answers.insert("register".into(), registered);
    answers.insert("pushtx".into(), json!({ "txid": txid(&small.waiting) }));
    answers.insert(
        "create-and-send".into(),
        small.post("create-and-send", &pay),
    );
    answers
}

#[test]
fn the_examples_are_real_answers() {
    let answers = answers(&mut Small::new());
    let text = serde_json::to_string_pretty(&answers).unwrap() + "\n";
    check("openapi/examples.json", &text);
}

#[test]
fn a_validator_of_openapi_reads_the_document() {
    let text = openapi::document().to_string();
    let spec = oas3::from_json(&text).unwrap();
    let operations: Vec<_> = spec.operations().collect();
    assert_eq!(operations.len(), 14);
    for (path, verb, operation) in operations {
        let id = operation.operation_id.clone().unwrap();
        assert_eq!(path, format!("/{id}"));
        let responses = operation.responses(&spec);
        assert!(
            responses.contains_key("200") && responses.len() == 3,
            "{verb} {path}"
        );
        for parameter in operation.parameters(&spec).unwrap() {
            assert!(parameter.description.is_some());
        }
    }
}

#[test]
fn each_answer_fits_its_schema_exactly() {
    let document = openapi::document();
    for (method, answer) in answers(&mut Small::new()) {
        let operation = document["paths"][format!("/{method}")].as_object().unwrap();
        let operation = operation.values().next().unwrap();
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        fits(&document, schema, &answer, &method).unwrap();
    }
}

/// Whether a value fits a schema of the document. The schemas use few of JSON Schema's keywords;
/// any other one fails.
fn fits(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let refuse = |why: &str| Err(format!("{at}: {why}: {value}"));
    let schema = schema.as_object().ok_or(format!("{at}: no schema"))?;
    for (word, rule) in schema {
        let is_fine = match word.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                let target = document.pointer(pointer).ok_or(format!("{at}: {rule}"))?;
                fits(document, target, value, at)?;
                true
            }
            "type" => match rule.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_u64(),
                "number" => value.is_number(),
                "null" => value.is_null(),
                _ => false,
            },
            "oneOf" => {
                let choices = rule.as_array().unwrap().iter();
                choices
                    .filter(|it| fits(document, it, value, at).is_ok())
                    .count()
                    == 1
            }
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_u64() >= rule.as_u64(),
            "maximum" => value.as_u64() <= rule.as_u64(),
            "pattern" => {
                assert_eq!(rule, "^[0-9a-f]{64}$");
                let text = value.as_str().unwrap_or_default();
                text.len() == 64 && text.bytes().all(|byte| b"0123456789abcdef".contains(&byte))
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    fits(document, rule, item, at)?;
                }
                true
            }
            "properties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    fits(document, &rule[name], value, &format!("{at}.{name}"))?;
                }
                true
            }
            "required" => {
                let mut names = rule.as_array().unwrap().iter();
                names.all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            // `properties` finds no schema for any other member.
            "additionalProperties" => *rule == json!(false),
            "description" => true,
            _ => false,
        };
        if !is_fine {
            return refuse(word);
        }
    }
    Ok(())
}

#[test]
fn the_page_to_try_asks_nothing_of_others_and_its_policy_fits_it() {
    let page = openapi::try_page();
    assert!(!page.html.contains("://"), "no address of another site");
    assert_eq!(page.html.matches("<script").count(), 1);
    assert_eq!(page.html.matches("<style").count(), 1);
    assert!(page.html.contains("<html lang=\"en\">") && page.html.contains("<title>"));
    let script = page.html.split("<script>").nth(1).unwrap();
    let script = script.split("</script>").next().unwrap();
    let hash = primitives::sha256(script.as_bytes());
    let hash = <base64ct::Base64 as base64ct::Encoding>::encode_string(&hash);
    assert!(page.policy.contains(&format!("script-src 'sha256-{hash}'")));
    assert!(page.policy.starts_with("default-src 'none'"));
    // The page makes no markup from answers.
    assert!(!page.html.contains("innerHTML"));
}
