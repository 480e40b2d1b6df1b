//! The rules of the mesh, one at a time.

mod duplicates;
mod endpoints;
mod offences;

use super::*;
use crate::offences::MAX_OFFENDERS;

const ME: PeerKey = PeerKey::from_bytes([100; 16]);
const LOWER: PeerKey = PeerKey::from_bytes([1; 16]);
const HIGHER: PeerKey = PeerKey::from_bytes([200; 16]);

fn peer(number: u8) -> PeerKey {
    PeerKey::from_bytes([number; 16])
}

fn drain(mesh: &mut Mesh) -> Vec<Output> {
    let mut outputs = Vec::new();
    loop {
        match mesh.poll() {
            Output::Sleep(_) => return outputs,
            output => outputs.push(output),
        }
    }
}

fn sleep(mesh: &mut Mesh) -> u64 {
    match mesh.poll() {
        Output::Sleep(time) => time,
        output => panic!("{output:?} is left to do"),
    }
}

const RELAY: RelayId = RelayId(0);
const SECOND: RelayId = RelayId(1);

/// Introduces a peer. Its group is made from the first byte of its key.
fn introduced(peer: PeerKey) -> Introduction {
    let group = Group::from_bytes([peer.to_bytes()[0]; 8]);
    Introduction { peer, group }
}

fn list(peers: &[PeerKey]) -> Vec<Introduction> {
    peers.iter().copied().map(introduced).collect()
}

fn arrived(peer: PeerKey) -> Input {
    Input::Arrived(RELAY, introduced(peer))
}

fn offered(peer: PeerKey) -> Input {
    Input::Offered(RELAY, introduced(peer))
}

fn connecting(now: u64) -> Mesh {
    let mut mesh = Mesh::new(ME, Settings::default(), 7, now);
    mesh.handle(now, Input::RelayAdded(RELAY));
    assert_eq!(drain(&mut mesh), [Output::Connect(RELAY)]);
    mesh
}

fn joined_at(now: u64, peers: &[PeerKey]) -> Mesh {
    let mut mesh = connecting(now);
    mesh.handle(now, Input::Welcomed(RELAY, list(peers)));
    mesh
}

fn joined(peers: &[PeerKey]) -> Mesh {
    joined_at(0, peers)
}

#[test]
fn a_call_that_does_not_open_is_given_up_and_tried_again_later() {
    let mut mesh = joined(&[HIGHER]);
    assert_eq!(drain(&mut mesh), [Output::Call(HIGHER, RELAY)]);
    assert_eq!(sleep(&mut mesh), 20_000);
    mesh.handle(20_000, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Hangup(HIGHER)]);
    let again = sleep(&mut mesh);
    assert!((21_000..=23_000).contains(&again), "{again}");
    mesh.handle(again, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Call(HIGHER, RELAY)]);
}

#[test]
fn of_two_simultaneous_calls_that_of_the_lower_key_goes_on() {
    let mut mesh = joined(&[HIGHER]);
    drain(&mut mesh);
    mesh.handle(1, offered(HIGHER));
    assert_eq!(drain(&mut mesh), []);

    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(1, offered(LOWER));
    let wanted = [Output::Withdraw(LOWER), Output::Answer(LOWER, RELAY)];
    assert_eq!(drain(&mut mesh), wanted);
    mesh.handle(2, Input::Opened(LOWER));
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 1));
}

#[test]
fn calls_are_made_one_at_a_time_up_to_the_wanted_links() {
    let others: Vec<_> = (1..=30).map(peer).collect();
    let mut mesh = joined(&others);
    for link in 0..8 {
        let outputs = drain(&mut mesh);
        let [Output::Call(called, _)] = outputs[..] else {
            panic!("link {link}: {outputs:?}");
        };
        mesh.handle(link, Input::Opened(called));
    }
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 8));
}

#[test]
fn newcomers_are_answered_until_all_slots_are_in_use() {
    let mut mesh = joined(&[]);
    // Four of the sixteen slots are kept for calls of this side. The thirteenth caller gets the
    // spare slot.
    for number in 1..=13 {
        mesh.handle(0, offered(peer(number)));
        assert_eq!(drain(&mut mesh), [Output::Answer(peer(number), RELAY)]);
    }
    // Now no slot is free for callers until a link ends.
    mesh.handle(1, offered(peer(17)));
    assert_eq!(drain(&mut mesh), [Output::Refuse(peer(17), RELAY)]);
    mesh.handle(2, Input::Opened(peer(1)));
    mesh.handle(3, Input::Closed(peer(1)));
    mesh.handle(4, offered(peer(17)));
    assert_eq!(drain(&mut mesh), [Output::Answer(peer(17), RELAY)]);
}

#[test]
fn a_declined_call_goes_to_another() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(5, arrived(HIGHER));
    assert_eq!(drain(&mut mesh), []);
    mesh.handle(6, Input::Declined(LOWER));
    let wanted = [Output::Hangup(LOWER), Output::Call(HIGHER, RELAY)];
    assert_eq!(drain(&mut mesh), wanted);
}

#[test]
fn links_outlive_the_relay_and_calls_wait_for_it() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(1, Input::Opened(LOWER));
    mesh.handle(2, Input::RelayLost(RELAY));
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 1));
    mesh.handle(3, Input::Closed(LOWER));
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 0));
    let mut waits = Vec::new();
    for _ in 0..9 {
        let (from, at) = (mesh.now(), sleep(&mut mesh));
        waits.push(at - from);
        mesh.handle(at, Input::Woken);
        assert_eq!(drain(&mut mesh), [Output::Connect(RELAY)]);
        mesh.handle(at, Input::RelayLost(RELAY));
    }
    assert!(waits[0] <= 3_000, "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 90_000), "{waits:?}");
    assert!(waits[8] >= 30_000, "{waits:?}");
}

#[test]
fn a_socket_that_never_opens_is_tried_anew() {
    let mut mesh = connecting(0);
    assert_eq!(mesh.relay(RELAY), Some(RelayState::Connecting));
    assert_eq!(sleep(&mut mesh), 20_000);
    mesh.handle(20_000, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Disconnect(RELAY)]);
    let again = sleep(&mut mesh);
    assert!((21_000..=23_000).contains(&again), "{again}");
    mesh.handle(again, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Connect(RELAY)]);
}

#[test]
fn a_peer_that_left_is_not_called() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(1, Input::Left(RELAY, LOWER));
    assert_eq!(drain(&mut mesh), [Output::Withdraw(LOWER)]);
    mesh.handle(1_000_000, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Ask(RELAY)]);
}

#[test]
fn inputs_that_no_longer_fit_change_nothing() {
    let mut mesh = joined(&[]);
    mesh.handle(1, Input::Opened(LOWER));
    assert_eq!(drain(&mut mesh), [Output::Hangup(LOWER)]);
    for input in [
        Input::Closed(LOWER),
        Input::Declined(LOWER),
        Input::Left(RELAY, LOWER),
    ] {
        mesh.handle(2, input);
        assert_eq!(drain(&mut mesh), []);
    }
    mesh.handle(3, offered(ME));
    mesh.handle(3, arrived(ME));
    assert_eq!((drain(&mut mesh), mesh.peers.slots()), (vec![], 0));
}

#[test]
fn memory_is_bounded() {
    let mut mesh = joined(&[]);
    for number in 0..1_000_u128 {
        let stranger = PeerKey::from_bytes(number.to_be_bytes());
        mesh.handle(1, offered(stranger));
        mesh.handle(1, arrived(stranger));
    }
    assert!(mesh.peers.count(|_| true) <= MAX_KNOWN);
    assert_eq!(mesh.peers.slots(), 7, "six of one network, one call");
    for number in 0..5_000_u128 {
        let offender = PeerKey::from_bytes(number.to_be_bytes());
        mesh.handle(2, arrived(offender));
        mesh.handle(2, Input::Offended(offender, Offence::Flood));
    }
    assert!(mesh.offences.len() <= MAX_OFFENDERS);
    assert!(mesh.peers.count(|_| true) <= MAX_KNOWN);
}

#[test]
fn strangers_cannot_take_the_places_of_ones_own_links() {
    let mut mesh = joined(&[]);
    for number in 1..=50 {
        mesh.handle(0, offered(peer(number)));
        mesh.handle(0, Input::Opened(peer(number)));
    }
    assert_eq!(mesh.links(), 13);
    drain(&mut mesh);
    for number in 201..=204 {
        mesh.handle(1, arrived(peer(number)));
        let outputs = drain(&mut mesh);
        let [Output::Call(called, RELAY)] = outputs[..] else {
            panic!("no call but {outputs:?}");
        };
        mesh.handle(1, Input::Opened(called));
    }
    assert_eq!(mesh.links(), 17);
}

#[test]
fn all_relays_are_used_at_once_and_each_lists_its_own_peers() {
    let mut mesh = joined(&[LOWER]);
    assert_eq!(drain(&mut mesh), [Output::Call(LOWER, RELAY)]);
    mesh.handle(1, Input::Opened(LOWER));
    mesh.handle(2, Input::RelayAdded(SECOND));
    assert_eq!(drain(&mut mesh), [Output::Connect(SECOND)]);
    mesh.handle(3, Input::Welcomed(SECOND, list(&[LOWER, HIGHER])));
    assert_eq!(drain(&mut mesh), [Output::Call(HIGHER, SECOND)]);
    mesh.handle(4, Input::Opened(HIGHER));
    // A peer that has left the room at the second relay may still be in the room at the first.
    mesh.handle(5, Input::Left(SECOND, LOWER));
    mesh.handle(6, Input::Closed(LOWER));
    let again = sleep(&mut mesh);
    mesh.handle(again, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Call(LOWER, RELAY)]);
    // Links outlive a relay that is removed, and nobody is called through it any more.
    mesh.handle(again, Input::Opened(LOWER));
    mesh.handle(again, Input::RelayRemoved(RELAY));
    assert_eq!(drain(&mut mesh), [Output::Disconnect(RELAY)]);
    mesh.handle(again + 1, Input::Closed(LOWER));
    mesh.handle(again + 25_000, Input::Woken);
    assert_eq!(drain(&mut mesh), []);
    assert_eq!((mesh.links(), mesh.relay(RELAY)), (1, None));
}

#[test]
fn a_relay_whose_packets_vanish_is_noticed_within_a_minute() {
    let mut mesh = joined(&[]);
    assert_eq!(drain(&mut mesh), []);
    assert_eq!(sleep(&mut mesh), 30_000);
    mesh.handle(30_000, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Ask(RELAY)]);
    mesh.handle(30_100, Input::RelayHeard(RELAY));
    assert_eq!(sleep(&mut mesh), 60_100);
    mesh.handle(60_100, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Ask(RELAY)]);
    assert_eq!(mesh.relay(RELAY), Some(RelayState::Joined));
    mesh.handle(75_100, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Disconnect(RELAY)]);
    assert!(matches!(mesh.relay(RELAY), Some(RelayState::Lost { .. })));
}

#[test]
fn present_unreached_and_busy_peers_are_counted() {
    let mut mesh = joined(&[HIGHER]);
    let counts = |mesh: &Mesh| {
        let presence = mesh.presence();
        (presence.present, presence.unreached, presence.busy)
    };
    assert_eq!(counts(&mesh), (1, 0, 0));
    mesh.handle(20_000, Input::Woken);
    assert_eq!(counts(&mesh), (1, 1, 0));
    // The peer counts as unreached while it is called again, until the link opens.
    let again = {
        drain(&mut mesh);
        sleep(&mut mesh)
    };
    mesh.handle(again, Input::Woken);
    assert_eq!(counts(&mesh), (1, 1, 0));
    mesh.handle(again + 1, Input::Opened(HIGHER));
    assert_eq!(counts(&mesh), (0, 0, 0));

    let mut mesh = joined(&[HIGHER]);
    mesh.handle(1, Input::Declined(HIGHER));
    assert_eq!(counts(&mesh), (1, 0, 1));
}

#[test]
fn a_request_to_try_again_ends_all_waits() {
    let mut mesh = joined(&[HIGHER]);
    mesh.handle(20_000, Input::Woken);
    drain(&mut mesh);
    mesh.handle(20_001, Input::TryAgain);
    assert_eq!(drain(&mut mesh), [Output::Call(HIGHER, RELAY)]);
    mesh.handle(20_002, Input::RelayLost(RELAY));
    drain(&mut mesh);
    mesh.handle(20_003, Input::TryAgain);
    assert_eq!(drain(&mut mesh), [Output::Connect(RELAY)]);
}

#[test]
fn waits_keep_their_length_although_the_clock_is_set_back_or_ahead() {
    const HOURS: u64 = 7_200_000;
    // The clock is set back by two hours while the relay is lost. The relay is called after the
    // same wait.
    let mut mesh = joined_at(2 * HOURS, &[]);
    mesh.handle(2 * HOURS, Input::RelayLost(RELAY));
    let wait = sleep(&mut mesh) - 2 * HOURS;
    assert!(wait <= 3_000, "{wait}");
    mesh.handle(HOURS, Input::Woken);
    assert_eq!(sleep(&mut mesh), HOURS + wait);
    assert_eq!(
        mesh.relay(RELAY),
        Some(RelayState::Lost {
            retry_at: HOURS + wait
        })
    );
    mesh.handle(HOURS + wait, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Connect(RELAY)]);
    // The clock is set ahead while the relay is being called, and back during a call to a peer.
    mesh.handle(4 * HOURS, Input::Welcomed(RELAY, list(&[HIGHER])));
    assert_eq!(drain(&mut mesh), [Output::Call(HIGHER, RELAY)]);
    mesh.handle(HOURS, Input::Woken);
    assert_eq!(sleep(&mut mesh), HOURS + 20_000);
}
