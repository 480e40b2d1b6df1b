//! Two links with one node.

use super::*;

const ENDPOINT: PeerKey = PeerKey::from_bytes([150; 16]);

/// The nonce that the certificate of `ENDPOINT` shows.
const NONCE: u64 = 77;

fn duplicate(one: PeerKey, other: PeerKey, decides: bool) -> Input {
    repeated(one, other, NONCE, decides)
}

/// Two peers have sent this nonce.
fn repeated(one: PeerKey, other: PeerKey, nonce: u64, decides: bool) -> Input {
    let shared = SharedNonce { nonce, decides };
    Input::Duplicate { one, other, shared }
}

/// A machine with a link with `LOWER`, whom the relay introduced, and one with an endpoint.
fn with_two_links() -> Mesh {
    let mut mesh = joined(&[LOWER]);
    mesh.handle(0, Input::EndpointAdded(ENDPOINT, Some(NONCE)));
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
    mesh.handle(0, Input::EndpointAdded(LOWER, Some(NONCE)));
    mesh.handle(0, Input::EndpointAdded(HIGHER, Some(NONCE)));
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
        mesh.handle(0, Input::EndpointAdded(ENDPOINT, Some(NONCE)));
        drain(&mut mesh);
        mesh.handle(10, Input::Opened(ENDPOINT));
        mesh.handle(10, Input::CallerCame(introduced(HIGHER)));
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

/// A machine with links with two endpoints, whose certificates show these nonces. Returns the peer
/// that was linked first, too.
fn with_two_endpoints(settings: Settings, nonces: [Option<u64>; 2]) -> (Mesh, PeerKey) {
    let mut mesh = Mesh::new(ME, settings, 7, 0);
    mesh.handle(0, Input::EndpointAdded(LOWER, nonces[0]));
    mesh.handle(0, Input::EndpointAdded(HIGHER, nonces[1]));
    let mut linked = Vec::new();
    while linked.len() < 2 {
        let [Output::Dial(peer)] = drain(&mut mesh)[..] else {
            panic!("an endpoint was not called");
        };
        linked.push(peer);
        mesh.handle(10 * linked.len() as u64, Input::Opened(peer));
    }
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 2));
    (mesh, linked[0])
}

#[test]
fn an_endpoint_that_repeats_a_nonce_cuts_nobody_off() {
    let repeating = |nonces, nonce| {
        let (mut mesh, first) = with_two_endpoints(Settings::default(), nonces);
        mesh.handle(30, repeated(LOWER, HIGHER, nonce, true));
        (drain(&mut mesh), mesh.links(), first)
    };
    // The one that has the nonce stays, whichever was linked first.
    for (nonces, liar) in [([Some(1), Some(2)], HIGHER), ([Some(2), Some(1)], LOWER)] {
        let (outputs, links, _) = repeating(nonces, 1);
        assert_eq!((outputs, links), (vec![Output::Hangup(liar)], 1));
        // A node at a WebSocket endpoint that repeats the nonce has no more success.
        let (outputs, links, _) = repeating(nonces.map(|it| it.filter(|nonce| *nonce == 1)), 1);
        assert_eq!((outputs, links), (vec![Output::Hangup(liar)], 1));
    }
    // Nothing shows which of them lies.
    for nonces in [[Some(1), Some(2)], [None, None], [None, Some(2)]] {
        let (outputs, links, _) = repeating(nonces, 3);
        assert_eq!((outputs, links), (vec![], 2), "{nonces:?}");
    }
    // Nor does a link that a relay introduced end for an endpoint's claim.
    let mut mesh = with_two_links();
    mesh.handle(20, repeated(LOWER, ENDPOINT, NONCE + 1, true));
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 2));
}

#[test]
fn a_link_that_may_be_spare_ends_if_there_are_more_than_wanted() {
    let settings = Settings {
        wanted: 1,
        ..Settings::default()
    };
    let (mut mesh, first) = with_two_endpoints(settings, [None, None]);
    mesh.handle(30, repeated(LOWER, HIGHER, 3, false));
    let younger = if first == LOWER { HIGHER } else { LOWER };
    assert_eq!(drain(&mut mesh), [Output::Hangup(younger)]);
}

#[test]
fn strangers_who_claim_to_be_another_peer_end_no_link() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(10, Input::Opened(LOWER));
    mesh.handle(10, offered(HIGHER));
    mesh.handle(10, Input::Opened(HIGHER));
    mesh.handle(10, Input::CallerCame(introduced(peer(7))));
    mesh.handle(10, Input::Opened(peer(7)));
    drain(&mut mesh);
    for (one, other) in [(LOWER, HIGHER), (peer(7), LOWER), (LOWER, peer(99))] {
        mesh.handle(20, duplicate(one, other, true));
        assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 3));
    }
}
