//! Links that a person closes or bans, and two links with one node.

use native::network::{Identity, Settings};
use service::{Links as _, Network as _};
use signal::{Endpoint, SharedNonce};

use crate::node::{Node, Relay, loopback, now, runtime, settings, until, with_endpoint};

fn server_settings() -> Settings {
    with_endpoint(Identity::generate().unwrap())
}

#[test]
fn a_person_closes_a_link_by_its_number_and_an_endpoint_by_its_url() {
    let runtime = runtime();
    let settings = server_settings();
    let listen = settings.endpoint.as_ref().unwrap().listen;
    let mut server = Node::with(runtime.handle(), settings, &[]);
    let url = server.endpoint.clone().unwrap();
    let mut ann = Node::start(runtime.handle(), &[]);
    ann.dial(&url).unwrap();
    let linked = |nodes: &mut [&mut Node; 2]| nodes.iter().all(|node| node.links.len() == 1);
    until("a link", [&mut server, &mut ann], linked);
    let (of_server, of_ann) = (server.links[0], ann.links[0]);
    assert_eq!(ann.network.address(of_ann), Some(listen));
    let address = server.network.address(of_server).unwrap();
    assert!(address.ip().is_loopback() && address != listen, "{address}");

    assert!(server.hang_up(of_server));
    assert!(!server.hang_up(of_server), "it is closed");
    assert_eq!(server.network.address(of_server), None);
    until("its end", [&mut server, &mut ann], |[_, ann]| {
        !ann.links.contains(&of_ann)
    });
    // Ann's network calls the endpoint again until the endpoint is removed.
    until("a link again", [&mut server, &mut ann], linked);
    assert!(ann.undial(&url));
    assert!(ann.links.is_empty());
    until("its end, too", [&mut server], |[server]| {
        server.links.is_empty()
    });
    assert!(!ann.undial(&url), "it is not called any more");
}

#[test]
fn a_banned_address_gets_no_link_over_any_transport() {
    let runtime = runtime();
    let relay = runtime.block_on(Relay::start(loopback()));
    let mut server = Node::with(runtime.handle(), server_settings(), &[&relay.url()]);
    let url = server.endpoint.clone().unwrap();
    let entry = runtime.block_on(server.mount());
    server.ban("127.0.0.0/8", u64::MAX);
    for url in [&url, &entry, &relay.url()] {
        let mut ann = Node::start(runtime.handle(), &[url]);
        until(
            "a failed attempt",
            [&mut server, &mut ann],
            |[server, ann]| {
                assert!(server.links.is_empty(), "{url}");
                !ann.network.figures().attempts.is_empty() || ann.has_lost_a_link
            },
        );
    }
    // The ban ends by itself.
    server.ban("127.0.0.0/8", 1);
    let mut ann = Node::start(runtime.handle(), &[&url]);
    until("a link", [&mut server, &mut ann], |nodes| {
        nodes.iter().all(|node| node.links.len() == 1)
    });
}

#[test]
fn of_two_links_with_one_node_that_with_its_endpoint_stays() {
    let runtime = runtime();
    let relay = runtime.block_on(Relay::start(loopback()));
    let mut server = Node::with(runtime.handle(), server_settings(), &[&relay.url()]);
    let url = server.endpoint.clone().unwrap();
    let listen = server.listen;
    let mut ann = Node::with(runtime.handle(), settings(), &[&relay.url(), &url]);
    until("both links", [&mut server, &mut ann], |nodes| {
        nodes.iter().all(|node| node.links.len() == 2)
    });
    // The handshakes of the nodes would show that both links lead to the same node.
    for node in [&mut server, &mut ann] {
        let [one, other] = node.links[..] else {
            panic!("two links");
        };
        let shared = SharedNonce {
            nonce: Endpoint::nonce_at(&url).unwrap(),
            decides: false,
        };
        node.network.duplicate(now(), one, other, shared);
    }
    until("one link", [&mut server, &mut ann], |nodes| {
        nodes.iter().all(|node| node.links.len() == 1)
    });
    assert_eq!(ann.network.address(ann.links[0]), listen);
}

#[test]
fn an_endpoint_at_all_addresses_names_those_of_the_machine() {
    let runtime = runtime();
    let mut of_server = server_settings();
    if let Some(endpoint) = &mut of_server.endpoint {
        endpoint.listen = ([0, 0, 0, 0], 0).into();
    }
    let mut server = Node::with(runtime.handle(), of_server, &[]);
    let url = server.endpoint.clone().unwrap();
    assert!(!url.contains("//0.0.0.0") && !url.contains(":0/"), "{url}");
    // Callers use a socket at the same address as the endpoint's.
    let everywhere = Settings {
        udp: Vec::new(),
        ..settings()
    };
    let mut ann = Node::with(runtime.handle(), everywhere, &[&url]);
    until("a link", [&mut server, &mut ann], |nodes| {
        nodes.iter().all(|node| node.links.len() == 1)
    });
}
