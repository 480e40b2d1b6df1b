//! The rules of the mesh, one at a time.

use super::*;

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

fn joined(peers: &[PeerKey]) -> Mesh {
    let mut mesh = Mesh::new(ME, Settings::default(), 7, 0);
    assert_eq!(drain(&mut mesh), [Output::Connect]);
    mesh.handle(0, Input::Welcomed(peers.to_vec()));
    mesh
}

#[test]
fn a_call_that_does_not_open_is_given_up_and_tried_again_later() {
    let mut mesh = joined(&[HIGHER]);
    assert_eq!(drain(&mut mesh), [Output::Call(HIGHER)]);
    assert_eq!(sleep(&mut mesh), 20_000);
    mesh.handle(20_000, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Hangup(HIGHER)]);
    let again = sleep(&mut mesh);
    assert!((21_000..=23_000).contains(&again), "{again}");
    mesh.handle(again, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Call(HIGHER)]);
}

#[test]
fn of_two_crossing_calls_the_lower_keys_goes_on() {
    let mut mesh = joined(&[HIGHER]);
    drain(&mut mesh);
    mesh.handle(1, Input::Offered(HIGHER));
    assert_eq!(drain(&mut mesh), []);

    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(1, Input::Offered(LOWER));
    let wanted = [Output::Hangup(LOWER), Output::Answer(LOWER)];
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
        let [Output::Call(called)] = outputs[..] else {
            panic!("link {link}: {outputs:?}");
        };
        mesh.handle(link, Input::Opened(called));
    }
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 8));
}

#[test]
fn newcomers_are_answered_until_all_slots_are_in_use() {
    let mut mesh = joined(&[]);
    for number in 1..=16 {
        mesh.handle(0, Input::Offered(peer(number)));
        assert_eq!(drain(&mut mesh), [Output::Answer(peer(number))]);
    }
    mesh.handle(1, Input::Offered(peer(17)));
    assert_eq!(drain(&mut mesh), [Output::Refuse(peer(17))]);
    mesh.handle(2, Input::Opened(peer(1)));
    mesh.handle(3, Input::Closed(peer(1)));
    mesh.handle(4, Input::Offered(peer(17)));
    assert_eq!(drain(&mut mesh), [Output::Answer(peer(17))]);
}

#[test]
fn a_declined_call_goes_to_another() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(5, Input::Arrived(HIGHER));
    assert_eq!(drain(&mut mesh), []);
    mesh.handle(6, Input::Declined(LOWER));
    let wanted = [Output::Hangup(LOWER), Output::Call(HIGHER)];
    assert_eq!(drain(&mut mesh), wanted);
}

#[test]
fn links_outlive_the_relay_and_calls_wait_for_it() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(1, Input::Opened(LOWER));
    mesh.handle(2, Input::RelayLost);
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 1));
    mesh.handle(3, Input::Closed(LOWER));
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 0));
    let mut waits = Vec::new();
    for _ in 0..9 {
        let (from, at) = (mesh.now, sleep(&mut mesh));
        waits.push(at - from);
        mesh.handle(at, Input::Woken);
        assert_eq!(drain(&mut mesh), [Output::Connect]);
        mesh.handle(at, Input::RelayLost);
    }
    assert!(waits[0] <= 3_000, "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 90_000), "{waits:?}");
    assert!(waits[8] >= 30_000, "{waits:?}");
}

#[test]
fn a_socket_that_never_opens_is_tried_anew() {
    let mut mesh = Mesh::new(ME, Settings::default(), 7, 0);
    assert_eq!(drain(&mut mesh), [Output::Connect]);
    assert_eq!(sleep(&mut mesh), 20_000);
    mesh.handle(20_000, Input::Woken);
    let again = sleep(&mut mesh);
    assert!((21_000..=23_000).contains(&again), "{again}");
    mesh.handle(again, Input::Woken);
    assert_eq!(drain(&mut mesh), [Output::Connect]);
}

#[test]
fn those_who_left_are_not_called() {
    let mut mesh = joined(&[LOWER]);
    drain(&mut mesh);
    mesh.handle(1, Input::Left(LOWER));
    assert_eq!(drain(&mut mesh), [Output::Hangup(LOWER)]);
    mesh.handle(1_000_000, Input::Woken);
    assert_eq!(drain(&mut mesh), []);
}

#[test]
fn inputs_that_no_longer_fit_change_nothing() {
    let mut mesh = joined(&[]);
    mesh.handle(1, Input::Opened(LOWER));
    assert_eq!(drain(&mut mesh), [Output::Hangup(LOWER)]);
    for input in [
        Input::Closed(LOWER),
        Input::Declined(LOWER),
        Input::Left(LOWER),
    ] {
        mesh.handle(2, input);
        assert_eq!(drain(&mut mesh), []);
    }
    mesh.handle(3, Input::Offered(ME));
    mesh.handle(3, Input::Arrived(ME));
    assert_eq!((drain(&mut mesh), mesh.slots()), (vec![], 0));
}

#[test]
fn memory_is_bounded() {
    let mut mesh = joined(&[]);
    for number in 0..1_000_u128 {
        let stranger = PeerKey::from_bytes(number.to_be_bytes());
        mesh.handle(1, Input::Arrived(stranger));
        mesh.handle(1, Input::Offered(stranger));
    }
    assert!(mesh.peers.len() <= MAX_KNOWN);
    assert_eq!(mesh.slots(), 16);
}
