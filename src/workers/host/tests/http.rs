//! The tab's own API.

use api::NewChain;
use browser::http::{HttpRequest, HttpResponse};

use super::miner;
use crate::testing::device::Device;
use crate::testing::person::Person;

fn text(response: &HttpResponse) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

#[test]
fn methods_that_read_the_chain_are_answered() {
    let mut person = miner(1, NewChain::default());
    person.mine(0);
    let block = person.fetch("block", "index=1").unwrap();
    assert_eq!(block.status, 200);
    assert!(text(&block).contains("\"height\":1"), "{}", text(&block));
    assert!(block.headers.iter().any(|(name, _)| *name == "ETag"));
    assert_eq!(
        text(&person.fetch("chainlength", "").unwrap()),
        "{\"length\":2}"
    );
    assert_eq!(person.fetch("block", "index=9").unwrap().status, 404);
    assert_eq!(person.fetch("block", "index=x").unwrap().status, 400);
    let list = text(&person.fetch("", "").unwrap());
    assert!(list.contains("\"name\":\"balances\""), "{list}");
}

#[test]
fn methods_that_change_something_are_not_found() {
    let mut person = miner(1, NewChain::default());
    let list = text(&person.fetch("", "").unwrap());
    for name in ["pushtx", "register", "create-and-send"] {
        assert_eq!(person.fetch(name, "").unwrap().status, 404, "{name}");
        assert!(!list.contains(name));
    }
}

#[test]
fn only_the_owner_of_a_profile_with_an_open_chain_answers() {
    let device = Device::default();
    let mut owner = Person::on(&device, 1);
    assert_eq!(owner.fetch("running", ""), None);
    owner.start(NewChain::default());
    assert_eq!(owner.fetch("running", "").unwrap().status, 200);
    let mut visitor = Person::visiting(&device, 2);
    assert_eq!(visitor.fetch("running", ""), None);
    assert_eq!(visitor.fetch("", ""), None);
}

#[test]
fn a_tab_that_stores_nothing_answers_its_own_page_only() {
    let mut ann = Person::unsaved(1);
    ann.start(NewChain::default());
    // Another tab has another chain, and would answer as well.
    assert_eq!(ann.fetch("running", ""), None);
    let own = HttpRequest {
        path: "running".into(),
        is_own: true,
        ..HttpRequest::default()
    };
    assert_eq!(ann.answer(own).unwrap().status, 200);
}
