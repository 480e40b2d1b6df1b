//! The choice of the language.

use api::Sentences;
use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, choose, no_answer};
use crate::chains::start_form::StartForm;
use crate::chains::your_key::YourKey;
use crate::device::card::{DeviceCard, language_note, other_languages};
use crate::language::Language;
use crate::reasons::sentence;
use crate::state::use_session;
use crate::texts::common;
use crate::{dom, format};

/// The table of the page's messages in Chinese.
static CHINESE: &str = include_str!(concat!(env!("OUT_DIR"), "/zh-Hans.table"));

/// Defines the functions of `www/before.js`: `texts` is the file of Chinese, and the browser's
/// language is English.
fn set_texts(texts: &str) {
    let find = Function::new_with_args("choice", "return choice ?? 'en'");
    Reflect::set(&dom::window(), &"findLanguage".into(), &find).unwrap();
    let texts = js_sys::JSON::stringify(&JsValue::from(texts)).unwrap();
    let load = format!("return Promise.resolve({})", String::from(texts));
    let load = Function::new_no_args(&load);
    Reflect::set(&dom::window(), &"loadTexts".into(), &load).unwrap();
}

/// The language in the element of the whole document.
fn lang() -> Option<String> {
    let root = dom::document().document_element()?;
    root.get_attribute("lang")
}

#[component]
fn Beginning() -> Html {
    let session = use_session();
    html! {
        <>
            { language_note(&session) }
            { other_languages(&session) }
            <StartForm own_key="" />
            <DeviceCard />
            <YourKey own_key="" />
        </>
    }
}

#[wasm_bindgen_test]
async fn another_language_is_shown_in_place_of_english_and_typed_text_stays() {
    let part = |_| html! { <Beginning /> };

    // A file that is not whole ends in English.
    let mut boundaries = (0..=CHINESE.len() / 2).rev();
    let half = boundaries.find(|at| CHINESE.is_char_boundary(*at)).unwrap();
    set_texts(&CHINESE[..half]);
    let stage = Stage::show(part, no_answer).await;
    stage.unfold("Settings", "#name").await;
    stage.fill("Name", "Bakers").await;
    stage.press("简体中文").await;
    let note = stage
        .until("a message", |stage| stage.find("[role=status] p"))
        .await;
    let note = note.text_content().unwrap();
    assert!(note.starts_with("简体中文 could not be loaded"), "{note}");
    assert_eq!(stage.texts("h2")[0], "Start a chain");

    // The next attempt finds the whole file.
    let sentences = "句子。\0".repeat(Sentences::COUNT);
    let errors = "The address is empty.\0地址是空的。\0";
    set_texts(&format!("{CHINESE}{sentences}{errors}"));
    stage.press("Try again").await;
    stage
        .until("Chinese", |stage| {
            (stage.texts("h2")[0] == "创建链").then_some(())
        })
        .await;
    assert_eq!(lang().as_deref(), Some("zh-Hans"));
    assert_eq!(Language::chosen(), Some(Language::Chinese));
    assert!(stage.find("[role=status] p").is_none(), "the message");
    assert_eq!(stage.input("名称").value(), "Bakers");
    assert_eq!(
        stage.texts("summary").last().unwrap(),
        "你的公钥（出块人用）"
    );
    assert_eq!(common::blocks(1_234), "1,234 个区块");
    for (number, text) in [
        (12.0, "12"),
        (9_999.0, "9,999"),
        (33_800_000.0, "3,380 万"),
        (183_400_000.0, "1.83 亿"),
        (4e13, "40.0 万亿"),
    ] {
        assert_eq!(format::hashes(number), text);
    }
    assert_eq!(sentence(&"The address is empty.".into()), "地址是空的。");
    assert_eq!(sentence(&"Something else.".into()), "Something else.");
    let shown = stage.texts("label, h2, summary, p").concat();
    for english in ["Theme", "Coin symbol", "Start", "Notifications"] {
        assert!(!shown.contains(english), "{english} in {shown}");
    }

    // Back to the browser's language: the first option.
    choose(&stage, "#language", 0).await;
    stage
        .until("English", |stage| {
            (stage.texts("h2")[0] == "Start a chain").then_some(())
        })
        .await;
    assert_eq!((lang().as_deref(), Language::chosen()), (Some("en"), None));
    assert_eq!(stage.input("Name").value(), "Bakers");
    assert_eq!(common::blocks(1), "1 block");
}
