//! The words of the wallet, and the check that they are written down.

use std::cell::Cell;
use std::rc::Rc;

use api::{Fault, ProfileCommand, Reply, Request, Secret};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::Stage;
use crate::dom;
use crate::wallet::words::Words;

const PHRASE: &str = "one two three four five six seven eight nine ten eleven twelve";

fn shows_words(request: &Request) -> Result<Reply, Fault> {
    match request {
        Request::Profile(ProfileCommand::ShowWords(_)) => {
            Ok(Secret::from(PHRASE.to_owned()).into())
        }
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    }
}

/// The labels of the words that are asked for.
fn asked(stage: &Stage) -> Vec<String> {
    stage.texts("form label")
}

/// The word at the place that a label names.
fn word(label: &str) -> &'static str {
    let number = label
        .strip_prefix("Word ")
        .and_then(|number| number.parse::<usize>().ok());
    let number = number.unwrap_or_else(|| panic!("{label} names no word"));
    PHRASE.split(' ').nth(number - 1).unwrap()
}

#[wasm_bindgen_test]
async fn words_count_as_written_down_once_some_were_typed() {
    let count = Rc::new(Cell::new(0));
    let saved = {
        let count = count.clone();
        Callback::from(move |()| count.set(count.get() + 1))
    };
    let part = move |_| {
        let wallet = AttrValue::from("a-wallet");
        html! { <Words id="words" protected=false {wallet} saved={saved.clone()} /> }
    };
    let stage = Stage::show(part, shows_words).await;
    stage.press("Show the words").await;
    stage
        .until("the words", |stage| stage.find("ol.words"))
        .await;
    stage.press("I have written them down").await;
    assert!(stage.find("ol.words").is_none(), "the words are hidden");
    let labels = asked(&stage);
    assert_eq!(labels.len(), 3);

    // A wrong word is named, has the focus, and does not count.
    for label in &labels {
        stage
            .fill(label, &format!(" {} ", word(label).to_uppercase()))
            .await;
    }
    stage.fill(&labels[1], "wrong").await;
    stage.press("Check them").await;
    let fault = stage
        .until("an error", |stage| stage.find("[role=alert]"))
        .await;
    assert!(
        fault
            .text_content()
            .unwrap()
            .starts_with("This is not word")
    );
    let focused = dom::document().active_element().unwrap();
    assert_eq!(focused.id(), stage.input(&labels[1]).id());
    assert_eq!(count.get(), 0);

    stage.fill(&labels[1], word(&labels[1])).await;
    stage.press("Check them").await;
    assert_eq!(count.get(), 1);
    assert_eq!(
        stage.texts("[role=status]"),
        ["Right: your words are written down."]
    );
}

#[wasm_bindgen_test]
async fn the_words_can_be_seen_again() {
    let part = |_| html! { <Words id="words" protected=false wallet="another" saved={Callback::noop()} /> };
    let stage = Stage::show(part, shows_words).await;
    stage.press("Show the words").await;
    stage
        .until("the words", |stage| stage.find("ol.words"))
        .await;
    stage.press("I have written them down").await;
    stage.press("Show the words again").await;
    assert_eq!(stage.texts("ol.words li").join(" "), PHRASE);
}
