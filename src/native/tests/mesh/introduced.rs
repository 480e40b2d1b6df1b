//! Networks that a relay introduces.

use api::RelayView;
use service::Network as _;
use wire::Message;

use crate::node::{Node, Relay, loopback, runtime, until};

fn is_joined(node: &Node) -> bool {
    node.network.figures().relays[0].state == RelayView::Connected
}

#[test]
fn two_networks_meet_at_a_relay_and_go_on_without_it() {
    let runtime = runtime();
    let relay = runtime.block_on(Relay::start(loopback()));
    let (url, address) = (relay.url(), relay.address);
    let mut ann = Node::start(runtime.handle(), &[&url]);
    let mut bob = Node::start(runtime.handle(), &[&url]);
    until("a link", [&mut ann, &mut bob], |nodes| {
        nodes.iter().all(|node| node.links.len() == 1)
    });
    assert_eq!(ann.bindings.len(), 1);
    assert_eq!(
        ann.bindings, bob.bindings,
        "a name is told on this link only"
    );
    let ping = Message::Ping(1).encode();
    let pong = Message::Ping(2).encode();
    let exchange = |ann: &mut Node, bob: &mut Node| {
        let (to_bob, to_ann) = (ann.links[0], bob.links[0]);
        ann.send(to_bob, &ping);
        bob.send(to_ann, &pong);
        until("both messages", [ann, bob], |[ann, bob]| {
            !ann.messages.is_empty() && !bob.messages.is_empty()
        });
        assert_eq!(ann.messages.pop().as_ref(), Some(&pong));
        assert_eq!(bob.messages.pop().as_ref(), Some(&ping));
    };
    exchange(&mut ann, &mut bob);

    runtime.block_on(relay.stop());
    until("the loss of the relay", [&mut ann, &mut bob], |nodes| {
        nodes.iter().all(|node| !is_joined(node))
    });
    exchange(&mut ann, &mut bob);

    let _relay = runtime.block_on(Relay::start(address));
    until("the relay again", [&mut ann, &mut bob], |nodes| {
        nodes.iter().all(|node| is_joined(node))
    });
    exchange(&mut ann, &mut bob);
    assert_eq!((ann.links.len(), bob.links.len()), (1, 1), "no second link");

    // A network that leaves is noticed at once.
    drop(ann);
    until("the end of the link", [&mut bob], |[bob]| {
        bob.links.is_empty()
    });
}

#[test]
fn a_third_network_is_linked_with_both_others() {
    let runtime = runtime();
    let relay = runtime.block_on(Relay::start(loopback()));
    let url = relay.url();
    let mut nodes = [(); 3].map(|()| Node::start(runtime.handle(), &[&url]));
    let [a, b, c] = &mut nodes;
    until("all links", [a, b, c], |nodes| {
        nodes.iter().all(|node| node.links.len() == 2)
    });
}
