//! The page of signed messages.

use api::{
    ChainCommand, Fault, Field, MessageReview, MessageVerdict, OwnAddress, OwnAddressKind,
    ProofReason, Reply, Request, Signed, command,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlTextAreaElement, InputEvent, InputEventInit};

use super::stage::{Stage, choose};
use crate::dom;
use crate::route::Route;
use crate::wallet::tools;

async fn show(
    is_protected: bool,
    answer: impl Fn(&Request) -> Result<Reply, Fault> + 'static,
) -> Stage {
    let page = move |chain| tools::page(&Route::Messages, chain, is_protected);
    Stage::show(page, answer).await
}

fn addresses() -> Reply {
    let own = |address: &str, kind| OwnAddress {
        address: address.into(),
        kind,
    };
    vec![
        own("tst1present", OwnAddressKind::Present),
        own("tst1identity", OwnAddressKind::Identity),
    ]
    .into()
}

fn unexpected(command: &Request) -> Result<Reply, Fault> {
    Err(Fault::new(format!("unexpected: {command:?}")))
}

/// Types into a text area.
async fn write(stage: &Stage, id: &str, text: &str) {
    let area = dom::document().get_element_by_id(id).unwrap();
    let area: HtmlTextAreaElement = area.unchecked_into();
    area.set_value(text);
    let options = InputEventInit::new();
    options.set_bubbles(true);
    let event = InputEvent::new_with_event_init_dict("input", &options).unwrap();
    area.dispatch_event(&event).unwrap();
    stage.settle().await;
}

#[wasm_bindgen_test]
async fn a_message_is_reviewed_and_then_signed_as_it_was_shown() {
    let answer = |command: &Request| match command {
        Request::Chain(ChainCommand::OwnAddresses) => Ok(addresses()),
        Request::Chain(ChainCommand::ReviewMessage(it)) => {
            let review = MessageReview {
                address: it.address.clone(),
                hidden: Some(0x200b),
            };
            Ok(review.into())
        }
        Request::Chain(ChainCommand::SignMessage(_)) => Ok("AkE=".to_owned().into()),
        other => unexpected(other),
    };
    let stage = show(true, answer).await;
    stage
        .until("the addresses", |stage| {
            (stage.texts("#sign-address option").len() == 2).then_some(())
        })
        .await;
    choose(&stage, "#sign-address", 1).await;
    write(&stage, "sign-message", " It was me.\nAnn ").await;
    stage.press("Review").await;
    stage
        .until("the review", |stage| stage.find("#sign-dialog"))
        .await;
    // The message is shown whole, with its spaces, and a warning about what can't be seen.
    assert_eq!(stage.texts(".bill-message dd"), [" It was me.\nAnn "]);
    let warning = stage.texts("#sign-dialog .note-warning").concat();
    assert!(warning.contains("U+200B"), "{warning}");
    stage.fill("Passphrase", "correct horse").await;
    stage.press("Sign now").await;
    let signature = stage
        .until("the signature", |stage| stage.find("#signature"))
        .await;
    let signature: HtmlTextAreaElement = signature.unchecked_into();
    assert_eq!(signature.value(), "AkE=");
    assert!(stage.find("#sign-dialog").is_none());
    let signed = command::SignMessage {
        address: "tst1identity".into(),
        message: " It was me.\nAnn ".into(),
        passphrase: Some("correct horse".into()),
    };
    assert!(stage.commands().contains(&signed.into()));
    // The signature of another text is not shown beside this one.
    write(&stage, "sign-message", "Something else").await;
    assert!(stage.find("#signature").is_none());
}

#[wasm_bindgen_test]
async fn checking_says_who_signed() {
    for (signed, words) in [
        (Signed::ByOwner, "Valid:"),
        (
            Signed::ByOther,
            "Not valid: this is the signature of another address.",
        ),
        (
            Signed::Not,
            "Not valid: the owner of this address did not sign",
        ),
    ] {
        let answer = move |command: &Request| match command {
            Request::Chain(ChainCommand::OwnAddresses) => Ok(addresses()),
            Request::Chain(ChainCommand::CheckMessage(_)) => {
                let hidden = None;
                Ok(MessageVerdict { signed, hidden }.into())
            }
            other => unexpected(other),
        };
        let stage = show(false, answer).await;
        stage.fill("Address of the signer", " tst1ann ").await;
        write(&stage, "check-message", "text ").await;
        write(&stage, "check-signature", " AkE=\n").await;
        stage.press("Check").await;
        let verdict = stage
            .until("a verdict", |stage| {
                stage.texts("[role=status] .note").first().cloned()
            })
            .await;
        assert!(verdict.starts_with(words), "{verdict}");
        let asked = command::CheckMessage {
            address: "tst1ann".into(),
            message: "text ".into(),
            signature: "AkE=".into(),
        };
        assert!(stage.commands().contains(&asked.into()));
        // A verdict is about what was checked, not about what is typed after it.
        write(&stage, "check-message", "text").await;
        assert!(stage.find("[role=status] .note").is_none());
    }
}

#[wasm_bindgen_test]
async fn wrong_input_is_named_where_it_is() {
    let answer = |command: &Request| match command {
        Request::Chain(ChainCommand::OwnAddresses) => Ok(addresses()),
        Request::Chain(ChainCommand::CheckMessage(_)) => Err(Fault::of(
            Field::Signature,
            ProofReason::NotMessageSignature,
        )),
        other => unexpected(other),
    };
    let stage = show(false, answer).await;
    stage.press("Check").await;
    let fault = stage
        .until("a fault", |stage| stage.find("#check-signature-fault"))
        .await;
    let fault = fault.text_content().unwrap();
    assert!(fault.contains("136 characters"), "{fault}");
}
