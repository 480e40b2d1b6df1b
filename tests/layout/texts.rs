//! The texts of the page are in the catalogue, not in its sources.

use std::collections::BTreeSet;
use std::fs;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::workspace::{Workspace, assert_none};

/// Sources that keep their texts; no other is added. `language/mod.rs` names each language in
/// itself. `network/report.rs` writes a report for the people who run relays, in English whatever
/// the page's language.
const OUTSIDE: [&str; 2] = ["language/mod.rs", "network/report.rs"];

/// Whether a string literal is a text for people: it has a word that begins with a capital letter
/// and goes on with small ones. Names of styles, of attributes and of events have none. Names of
/// the platform's classes, such as `NotFoundError`, have capitals within a word, too.
fn is_text(quotation: &str) -> bool {
    let mut words = quotation.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
            && !letters.any(char::is_uppercase)
    })
}

/// Adds the texts of a source to `found`, without those of attributes and of `expect`.
fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    let mut before = String::new();
    for token in tokens {
        let shown = match &token {
            TokenTree::Group(group) => {
                let is_attribute = before == "#" && group.delimiter() == Delimiter::Bracket;
                if !is_attribute && before != "expect" {
                    collect(group.stream(), found);
                }
                String::new()
            }
            other => other.to_string(),
        };
        if shown.starts_with('"') && is_text(&shown) {
            found.push(shown.clone());
        }
        before = shown;
    }
}

/// The texts in a source, without its tests.
fn texts(source: &str) -> Vec<String> {
    let end = source.find("#[cfg(test)]\nmod tests {");
    let tokens: TokenStream = source[..end.unwrap_or(source.len())]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
        .parse()
        .expect("the source compiles");
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

#[test]
fn the_texts_of_the_page_are_in_the_catalogue() {
    let workspace = Workspace::find();
    let folder = workspace.folder("app");
    let mut broken = Vec::new();
    let mut outside: BTreeSet<&str> = OUTSIDE.into();
    for path in workspace.sources("app") {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
        if name.starts_with("dom_tests/") {
            continue;
        }
        let found = texts(&fs::read_to_string(&path).unwrap());
        let is_outside = OUTSIDE.contains(&name);
        if is_outside && !found.is_empty() {
            outside.remove(name);
        } else if !is_outside {
            broken.extend(found.iter().map(|text| format!("src/app/{name}: {text}")));
        }
    }
    let mended = outside.into_iter();
    broken.extend(mended.map(|name| format!("has no texts, remove it from OUTSIDE: {name}")));
    assert_none(&broken, "a text of the page is a message in src/app/texts");
}

#[test]
fn texts_are_distinguished_from_names() {
    let source = "#[allow(a, reason = \"All of it\")]\nfn f() {\n    // \"A comment\"\n    \
                  html! { <p class=\"button main\" label=\"Send\">{ \"all of it, Bob\" }</p> };\n    \
                  x.expect(\"A reason\"); \"M4 7v1\"; 'A'\n}\n\
                  #[cfg(test)]\nmod tests {\n    const A: &str = \"A text\";\n}\n";
    assert_eq!(texts(source), ["\"Send\"", "\"all of it, Bob\""]);
}
