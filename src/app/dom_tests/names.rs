//! Names of people: this person's name, and the names that peers send.

use api::{
    AuthorView, AuthorityView, ChainCommand, ChainReason, Contact, Fault, Field, LinkKind, OwnName,
    PeerView, PersonView, Reply, Request, Snapshot, TrafficView, command,
};
use primitives::Time;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::mine::authors::authors;
use crate::network::mesh::Mesh;
use crate::network::peers_table::peers_table;
use crate::network::people::Own;
use crate::network::your_name::YourName;
use crate::state::{Chain, sample};

pub(super) const OWN_KEY: &str = "02ffffffffff";

pub(super) fn snapshot(change: impl FnOnce(&mut api::ChainView)) -> Snapshot {
    let mut snapshot = sample::snapshot();
    change(snapshot.chain.as_mut().unwrap());
    snapshot
}

pub(super) fn peer(visit: &str, person: Option<(&str, &str)>) -> PeerView {
    PeerView {
        name: visit.into(),
        link: LinkKind::Outbound,
        height: 0,
        serves_all: None,
        latency: None,
        since: Time::default(),
        received: 0.0,
        sent: 0.0,
        brought: TrafficView::default(),
        given: TrafficView::default(),
        person: person.map(|(name, key)| PersonView {
            name: name.into(),
            key: key.into(),
            address: format!("tst1{key}"),
        }),
    }
}

fn form(is_protected: bool) -> impl Fn(Chain) -> Html {
    move |chain: Chain| {
        html! { <YourName kept={chain.own_name} own_key={OWN_KEY} {is_protected} /> }
    }
}

fn set(name: &str, tags_blocks: bool, passphrase: Option<&str>) -> Request {
    Request::Chain(ChainCommand::SetOwnName(command::SetOwnName {
        name: name.into(),
        tags_blocks,
        passphrase: passphrase.map(Into::into),
    }))
}

fn named(name: &str, tags_blocks: bool) -> Snapshot {
    snapshot(|chain| {
        chain.own_name = Some(OwnName {
            name: name.into(),
            tags_blocks,
        });
    })
}

#[wasm_bindgen_test]
async fn a_name_is_saved_and_then_may_be_written_into_blocks() {
    let stage = Stage::show(form(false), |_| Ok(Reply::Done(()))).await;
    assert!(stage.find("input[type=checkbox]").is_none(), "no name yet");
    let hint = stage.description("Name").concat();
    for said in [
        "a whole room",
        "on all your chains",
        "all of them are yours",
    ] {
        assert!(hint.contains(said), "{hint}");
    }
    stage.fill("Name", "Ann").await;
    stage.press("Save name").await;
    assert_eq!(stage.commands(), [set("Ann", false, None)]);
    stage.send(named("Ann", false)).await;
    assert_eq!(
        stage.texts("[role=status]"),
        ["Everybody you are connected with sees this name."]
    );
    let tag: HtmlInputElement = stage.find("input[type=checkbox]").unwrap().unchecked_into();
    assert!(!tag.checked(), "off at first");
    tag.click();
    stage.settle().await;
    assert_eq!(stage.commands()[1..], [set("Ann", true, None)]);
    assert!(stage.find("h2 svg").is_some(), "the picture of one's key");
}

#[wasm_bindgen_test]
async fn a_locked_wallet_signs_another_name_with_its_passphrase() {
    let stage = Stage::show(form(true), |_| Ok(Reply::Done(()))).await;
    assert!(stage.find("input[type=password]").is_none());
    stage.fill("Name", "Ann").await;
    stage.fill("Passphrase", "secret").await;
    stage.press("Save name").await;
    assert_eq!(stage.commands(), [set("Ann", false, Some("secret"))]);
    stage.send(named("Ann", false)).await;
    assert!(stage.find("input[type=password]").is_none(), "it is signed");
    // Removing a name needs no signature.
    stage.fill("Name", "").await;
    assert!(stage.find("input[type=password]").is_none());
    stage.press("Save name").await;
    assert_eq!(stage.commands()[1..], [set("", false, None)]);
}

#[wasm_bindgen_test]
async fn a_refused_name_says_why_beside_its_field() {
    let reason = ChainReason::NameForm {
        characters: 32,
        bytes: 64,
    };
    let refused = move |_: &Request| Err(Fault::of(Field::OwnName, reason.clone()));
    let stage = Stage::show(form(false), refused).await;
    stage.fill("Name", "a/b").await;
    stage.press("Save name").await;
    let described = stage.description("Name");
    assert!(
        described[0].contains("at most 32 characters"),
        "{described:?}"
    );
}

#[wasm_bindgen_test]
async fn people_have_their_key_s_picture_and_digits_and_contacts_their_own_names() {
    let part = |chain: Chain| {
        let own = Own {
            name: None,
            key: OWN_KEY,
        };
        html! {
            <>
                { peers_table(&chain.peers, own, &chain.contacts) }
                <Mesh peers={chain.peers} height={0} own_key={OWN_KEY} contacts={chain.contacts} />
            </>
        }
    };
    let stage = Stage::show(part, no_answer).await;
    let people = snapshot(|chain| {
        chain.peers = vec![
            peer("11111111", Some(("Ann", "02aaaaaaaa00"))),
            peer("22222222", Some(("Ann", "03bbbbbbbb00"))),
            peer("33333333", Some(("Cy", "03cccccccc00"))),
            peer("44444444", None),
            peer("55555555", Some(("A name of many letters", "02dddddddd00"))),
        ];
        chain.contacts = vec![Contact {
            address: "tst103cccccccc00".into(),
            name: "Cecily".into(),
        }];
    });
    stage.send(people).await;
    assert_eq!(
        stage.texts("td .named-text"),
        [
            "Annaaaaaaaa",
            "Annbbbbbbbb",
            "Cecily",
            "44444444",
            "A name of many lettersdddddddd"
        ]
    );
    assert_eq!(stage.texts("td .named svg").len(), 5, "each has a picture");
    let links = stage.texts("td a.person");
    assert_eq!(links, ["Ann", "Ann", "Cecily", "A name of many letters"]);
    assert_eq!(
        stage.texts(".mesh-name"),
        [
            "You",
            "Ann",
            "aaaaaaaa",
            "Ann",
            "bbbbbbbb",
            "Cecily",
            "44444444",
            "A name of many l…",
            "dddddddd"
        ]
    );
}

#[wasm_bindgen_test]
async fn an_author_who_is_here_has_the_name_that_the_key_signed() {
    let part = |chain: Chain| {
        let author = |key: &str| AuthorView {
            key: key.into(),
            last: None,
            pauses: false,
        };
        let authority = AuthorityView {
            authors: vec![author("02aaaaaaaa00"), author("03bbbbbbbb00")],
            work: false,
            mine: None,
            next: 0,
            making: false,
        };
        authors(&authority, &chain.peers, &chain.contacts)
    };
    let stage = Stage::show(part, no_answer).await;
    let people = snapshot(|chain| chain.peers = vec![peer("1", Some(("Ann", "02aaaaaaaa00")))]);
    stage.send(people).await;
    assert_eq!(stage.texts(".author-name .named"), ["Ann"]);
    assert!(stage.find(".author-name .named svg").is_some());
}
