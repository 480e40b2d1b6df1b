//! Direct endpoints, and callers that no relay has introduced.

use super::*;

/// A machine that knows one direct endpoint and no relay.
fn alone(endpoint: PeerKey) -> Mesh {
    let mut mesh = Mesh::new(ME, Settings::default(), 7, 0);
    mesh.handle(0, Input::EndpointAdded(endpoint, None));
    mesh
}

#[test]
fn an_endpoint_is_called_without_a_relay_and_again_after_it_fails() {
    let mut mesh = alone(HIGHER);
    assert_eq!(mesh.endpoint(HIGHER), Some(RelayState::Connecting));
    assert_eq!(drain(&mut mesh), [Output::Dial(HIGHER)]);
    mesh.handle(20_000, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Hangup(HIGHER)]);
    let again = sleep(&mut mesh);
    assert!((21_000..=23_000).contains(&again), "{again}");
    assert_eq!(
        mesh.endpoint(HIGHER),
        Some(RelayState::Lost { retry_at: again })
    );
    mesh.handle(again, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Dial(HIGHER)]);
    assert_eq!(mesh.endpoint(HIGHER), Some(RelayState::Retrying));
    mesh.handle(again + 100, Input::Opened(HIGHER));
    assert_eq!(drain(&mut mesh), []);
    assert_eq!(
        (mesh.links(), mesh.endpoint(HIGHER)),
        (1, Some(RelayState::Joined))
    );
    // No relay lists it, so it does not count as a peer in the room.
    assert_eq!(mesh.presence(), Presence::default());
    mesh.handle(again + 200, Input::Closed(HIGHER));
    let later = sleep(&mut mesh);
    mesh.handle(later, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Dial(HIGHER)]);
}

#[test]
fn endpoints_and_the_rooms_peers_are_called_by_the_same_rules() {
    let mut mesh = joined(&[LOWER]);
    assert_eq!(drain(&mut mesh), [Output::Call(LOWER, RELAY)]);
    mesh.handle(0, Input::EndpointAdded(HIGHER, None));
    assert_eq!(drain(&mut mesh), [], "one call at a time");
    mesh.handle(10, Input::Opened(LOWER));
    assert_eq!(drain(&mut mesh), [Output::Dial(HIGHER)]);
    mesh.handle(20, Input::Opened(HIGHER));
    // An endpoint that offends is avoided like any other peer.
    mesh.handle(30, Input::Offended(HIGHER, Offence::Block));
    assert_eq!(drain(&mut mesh), []);
    for at in (0..3_500_000).step_by(60_000) {
        mesh.handle(at, Input::Woken);
        mesh.handle(at, Input::RelayHeard(RELAY));
        assert!(!drain(&mut mesh).contains(&Output::Dial(HIGHER)), "{at}");
    }
    // The endpoint stays known when the relay is lost.
    mesh.handle(3_600_000, Input::RelayLost(RELAY));
    assert!(mesh.endpoint(HIGHER).is_some());
}

#[test]
fn a_removed_endpoint_is_not_called_any_more_and_its_link_stays() {
    let mut mesh = alone(HIGHER);
    assert_eq!(drain(&mut mesh), [Output::Dial(HIGHER)]);
    mesh.handle(10, Input::Opened(HIGHER));
    mesh.handle(20, Input::EndpointRemoved(HIGHER));
    assert_eq!(drain(&mut mesh), []);
    assert_eq!((mesh.links(), mesh.endpoint(HIGHER)), (1, None));
    mesh.handle(30, Input::Closed(HIGHER));
    assert_eq!(sleep(&mut mesh), u64::MAX);
}

#[test]
fn callers_without_a_relay_get_the_slots_of_any_caller() {
    let settings = Settings::default();
    let mut mesh = Mesh::new(ME, settings.clone(), 7, 0);
    let mut let_in = 0;
    for number in 0..50 {
        mesh.handle(0, Input::CallerCame(introduced(peer(number))));
        let outputs = drain(&mut mesh);
        if outputs == [Output::Admit(peer(number))] {
            mesh.handle(0, Input::Opened(peer(number)));
            let_in += 1;
        } else {
            assert_eq!(outputs, []);
        }
    }
    assert_eq!(let_in, settings.most - settings.own + settings.spare);
    assert_eq!(mesh.links(), let_in);
    // A caller that never opens its link loses its slot.
    mesh.handle(0, Input::Closed(peer(0)));
    mesh.handle(0, Input::CallerCame(introduced(peer(99))));
    assert_eq!(drain(&mut mesh), [Output::Admit(peer(99))]);
    mesh.handle(20_000, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Hangup(peer(99))]);
    assert_eq!(mesh.links(), let_in - 1);
}

#[test]
fn a_caller_is_known_by_its_network_and_has_its_record() {
    let mut mesh = Mesh::new(ME, Settings::default(), 7, 0);
    let group = Group::from_bytes([9; 8]);
    let caller = |number| Introduction {
        peer: peer(number),
        group,
    };
    mesh.handle(0, Input::CallerCame(caller(1)));
    mesh.handle(0, Input::Opened(peer(1)));
    assert_eq!(mesh.group(peer(1)), Some(group));
    mesh.handle(0, Input::Offended(peer(1), Offence::Flood));
    // Its next call has another name.
    assert_eq!(mesh.discouraged(), [group]);
    drain(&mut mesh);
    let Settings { most, own, .. } = Settings::default();
    for number in 10..10 + most - own {
        let honest = peer(u8::try_from(number).unwrap());
        mesh.handle(0, Input::CallerCame(introduced(honest)));
        mesh.handle(0, Input::Opened(honest));
        assert_eq!(drain(&mut mesh), [Output::Admit(honest)]);
    }
    // There is no slot for it, but a spare one for a caller of another group.
    mesh.handle(0, Input::CallerCame(caller(2)));
    assert_eq!(drain(&mut mesh), []);
    mesh.handle(0, Input::CallerCame(introduced(peer(3))));
    assert_eq!(drain(&mut mesh), [Output::Admit(peer(3))]);
}

#[test]
fn answers_that_do_not_open_leave_slots_for_other_networks() {
    let settings = Settings::default();
    let mut mesh = connecting(0);
    mesh.handle(0, Input::Welcomed(RELAY, Vec::new()));
    let group = Group::from_bytes([9; 8]);
    for number in 0..50 {
        let introduction = Introduction {
            peer: peer(number),
            group,
        };
        mesh.handle(0, Input::Offered(RELAY, introduction));
    }
    let answered = drain(&mut mesh).into_iter();
    let answered = answered.filter(|output| matches!(output, Output::Answer(..)));
    assert_eq!(answered.count(), (settings.most - settings.own) / 2);
    mesh.handle(1, offered(HIGHER));
    assert_eq!(drain(&mut mesh), [Output::Answer(HIGHER, RELAY)]);
}

#[test]
fn a_full_table_keeps_its_endpoints() {
    let mut mesh = connecting(0);
    let endpoint = PeerKey::from_bytes([7; 16]);
    mesh.handle(0, Input::EndpointAdded(endpoint, None));
    assert_eq!(drain(&mut mesh), [Output::Dial(endpoint)]);
    mesh.handle(0, Input::Closed(endpoint));
    for number in 0..2_000_u128 {
        let key = PeerKey::from_bytes((number << 32 | 1).to_be_bytes());
        mesh.handle(0, arrived(key));
    }
    assert!(mesh.endpoint(endpoint).is_some());
}
