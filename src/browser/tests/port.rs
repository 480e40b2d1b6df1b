//! Messages arrive as they were sent.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test fails where one does")]

use api::command;
use browser::threads::message::{LinkEvent, LinkId, ToNode};
use browser::threads::port::{Envelope, PortError, start_worker};
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use js_sys::{Array, Uint8Array};
use signal::Body;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Blob, BlobPropertyBag, Url};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// The URL of a module with this source text.
fn script(text: &str) -> String {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).unwrap();
    Url::create_object_url_with_blob(&blob).unwrap()
}

const ECHO: &str = "onmessage = ({ data }) => postMessage(data, data.slice(1)); postMessage([])";

fn messages() -> Vec<ToNode> {
    let candidate = Body::Candidate {
        candidate: "candidate:1 1 udp 1 127.0.0.1 1 typ host".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
    };
    let bare = Body::Candidate {
        candidate: String::new(),
        sdp_mid: None,
        sdp_m_line_index: None,
    };
    let mut messages = vec![
        ToNode::Ask {
            id: u64::MAX,
            command: command::Start {
                settings: Box::default(),
                passphrase: None,
            }
            .into(),
        },
        ToNode::Ask {
            id: 0,
            command: command::Send {
                draft: "ab…".into(),
                passphrase: None,
            }
            .into(),
        },
    ];
    for body in [
        candidate,
        bare,
        Body::Offer {
            sdp: "v=0\r\n".into(),
        },
    ] {
        messages.push(ToNode::Link {
            link: LinkId(1 << 60),
            event: LinkEvent::Signal(body),
        });
    }
    messages
}

#[wasm_bindgen_test]
async fn messages_come_back_from_an_echo_as_they_were() {
    let (received, mut envelopes) = unbounded();
    let on_message = move |envelope: Result<Envelope<ToNode>, PortError>| {
        received.unbounded_send(envelope).unwrap();
    };
    let (port, _listener) =
        start_worker::<ToNode, _>(&script(ECHO), "echo", on_message, |e| panic!("{e}")).unwrap();
    // The worker's first message has no valid format; it shows that the worker listens.
    assert!(matches!(
        envelopes.next().await,
        Some(Err(PortError::Unknown(_)))
    ));
    for message in messages() {
        port.send(&message);
        let back = envelopes.next().await.unwrap().unwrap();
        assert_eq!(back.message, message);
        assert!(back.transferred.is_undefined());
    }
    let message = ToNode::Link {
        link: LinkId(7),
        event: LinkEvent::Frame,
    };
    let bytes = Uint8Array::from([1, 2, 3].as_slice());
    let buffer = bytes.buffer();
    port.send_with(&message, &buffer).unwrap();
    assert_eq!(bytes.length(), 0, "the buffer has changed hands");
    let back = envelopes.next().await.unwrap().unwrap();
    assert_eq!(back.message, message);
    assert_eq!(Uint8Array::new(&back.transferred).to_vec(), [1, 2, 3]);
    port.terminate();
}

#[wasm_bindgen_test]
fn sending_an_object_that_cannot_be_transferred_fails() {
    let (port, _listener) =
        start_worker::<ToNode, ToNode>(&script(ECHO), "echo", |_| {}, |e| panic!("{e}")).unwrap();
    let message = ToNode::Link {
        link: LinkId(7),
        event: LinkEvent::Channel,
    };
    let sent = port.send_with(&message, &JsValue::from("text"));
    assert!(matches!(sent, Err(PortError::Send(_))));
    port.terminate();
}

#[wasm_bindgen_test]
async fn the_failure_of_a_worker_is_reported() {
    for text in ["throw new Error('the mine is flooded')", "syntax error"] {
        let (failed, mut failures) = unbounded();
        let on_error = move |reason| failed.unbounded_send(reason).unwrap();
        let started = start_worker::<ToNode, ToNode>(&script(text), "mine", |_| {}, on_error);
        let _kept = started.unwrap();
        let reason: String = failures.next().await.unwrap();
        assert!(!reason.is_empty());
    }
}
