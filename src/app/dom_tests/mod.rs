//! Tests of the page's parts in a document: what they show, and what they do when a person types
//! and clicks. They run in a browser, and each test answers commands in place of the node.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod accounts;
mod board;
mod contact_names;
mod field;
mod languages;
mod messages;
mod names;
mod pictures;
mod sections;
mod send_form;
mod stage;
mod start_form;
mod starting_coins;
mod table;
mod wallet_safety;
mod wallet_tools;
mod words;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
