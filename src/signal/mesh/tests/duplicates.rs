//! Two links with one node.

use super::*;

const ENDPOINT: PeerKey = PeerKey::from_bytes([150; 16]);

fn duplicate(one: PeerKey, other: PeerKey, decides: bool) -> Input {
    Input::Duplicate {
        one,
        other,
        decides,
    }
}

/// A machine with a link with `LOWER`, whom the relay introduced, and one with an endpoint.
fn with_two_links() -> Mesh {
    let mut mesh = joined(&[LOWER]);
    mesh.handle(0, Input::EndpointAdded(ENDPOINT));
    for _ in 0..2 {
        match drain(&mut mesh)[..] {
            [Output::Call(peer, _) | Output::Dial(peer)] => mesh.handle(10, Input::Opened(peer)),
            ref outputs => panic!("{outputs:?}"),
        }
    }
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 2));
    mesh
}

#[test]
fn the_link_with_the_endpoint_stays_and_the_introduced_one_is_not_made_again() {
    for (one, other) in [(LOWER, ENDPOINT), (ENDPOINT, LOWER)] {
        // This side knows whom it has reached, so it does not matter which side decides.
        for decides in [false, true] {
            let mut mesh = with_two_links();
            mesh.handle(20, duplicate(one, other, decides));
            assert_eq!(drain(&mut mesh), [Output::Hangup(LOWER)]);
            assert_eq!((mesh.links(), mesh.presence().present), (1, 0));
            // The introduced peer is not called again while the endpoint's link is open.
            for at in (1_000..200_000).step_by(1_000) {
                mesh.handle(at, Input::RelayHeard(RELAY));
                assert_eq!(drain(&mut mesh), [], "{at}");
            }
            // When the endpoint's link ends, the introduced peer is called at once.
            mesh.handle(200_000, Input::Closed(ENDPOINT));
            assert_eq!(drain(&mut mesh), [Output::Call(LOWER, RELAY)]);
        }
    }
}

#[test]
fn after_a_false_claim_a_peer_is_called_again_later() {
    let mut mesh = with_two_links();
    mesh.handle(20, duplicate(LOWER, ENDPOINT, true));
    drain(&mut mesh);
    let mut called = None;
    for at in (1_000..500_000).step_by(1_000) {
        mesh.handle(at, Input::RelayHeard(RELAY));
        if drain(&mut mesh).contains(&Output::Call(LOWER, RELAY)) {
            called = called.or(Some(at));
        }
    }
    let explore_every = Settings::default().explore_every;
    assert!(called.is_some_and(|at| at >= explore_every), "{called:?}");
}

#[test]
fn of_two_endpoints_of_one_node_the_one_that_was_linked_first_stays() {
    let mut mesh = Mesh::new(ME, Settings::default(), 7, 0);
    mesh.handle(0, Input::EndpointAdded(LOWER));
    mesh.handle(0, Input::EndpointAdded(HIGHER));
    let [Output::Dial(first)] = drain(&mut mesh)[..] else {
        panic!("nobody was called");
    };
    mesh.handle(10, Input::Opened(first));
    let [Output::Dial(second)] = drain(&mut mesh)[..] else {
        panic!("the other one was not called");
    };
    mesh.handle(20, Input::Opened(second));
    mesh.handle(30, duplicate(second, first, false));
    assert_eq!(drain(&mut mesh), [Output::Hangup(second)]);
    // The second endpoint's node is reached over the first.
    assert_eq!(mesh.endpoint(second), Some(RelayState::Joined));
    mesh.handle(40, Input::Closed(first));
    assert_ne!(mesh.endpoint(second), Some(RelayState::Joined));
}

#[test]
fn of_two_nodes_that_call_each_others_endpoint_one_ends_a_link() {
    for decides in [false, true] {
        let mut mesh = Mesh::new(ME, Settings::default(), 7, 0);
        mesh.handle(0, Input::EndpointAdded(ENDPOINT));
        drain(&mut mesh);
        mesh.handle(10, Input::Opened(ENDPOINT));
        mesh.handle(10, Input::Knocked(HIGHER));
        mesh.handle(10, Input::Opened(HIGHER));
        drain(&mut mesh);
        mesh.handle(20, duplicate(HIGHER, ENDPOINT, decides));
        let expected: &[Output] = match decides {
            true => &[Output::Hangup(HIGHER)],
            false => &[],
        };
        assert_eq!(drain(&mut mesh), expected);
        if !decides {
            // The other side has ended the link, and the endpoint is not called again meanwhile.
            mesh.handle(30, Input::Closed(ENDPOINT));
            mesh.handle(200_000, Input::Woken);
            assert_eq!(drain(&mut mesh), []);
        }
    }
}

#[test]
fn strangers_who_claim_to_be_another_peer_end_no_link() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(10, Input::Opened(LOWER));
    mesh.handle(10, offered(HIGHER));
    mesh.handle(10, Input::Opened(HIGHER));
    mesh.handle(10, Input::Knocked(peer(7)));
    mesh.handle(10, Input::Opened(peer(7)));
    drain(&mut mesh);
    for (one, other) in [(LOWER, HIGHER), (peer(7), LOWER), (LOWER, peer(99))] {
        mesh.handle(20, duplicate(one, other, true));
        assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 3));
    }
}
