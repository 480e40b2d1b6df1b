//! Peers that broke a rule, and how long the mesh avoids them.

use super::*;
use crate::offences::{HALF_LIFE, Offender};

const OFFENCES: [Offence; 6] = [
    Offence::Malformed,
    Offence::OutOfTurn,
    Offence::Headers,
    Offence::Block,
    Offence::Transaction,
    Offence::Flood,
];

/// A mesh that has closed the link with an offender.
fn offended(by: PeerKey, offence: Offence) -> Mesh {
    let mut mesh = joined(&[by]);
    assert_eq!(drain(&mut mesh), [Output::Call(by, RELAY)]);
    mesh.handle(1, Input::Opened(by));
    mesh.handle(2, Input::Offended(by, offence));
    assert_eq!((drain(&mut mesh), mesh.links()), (vec![], 0));
    mesh
}

/// Lets time pass until `end`, while the relay answers and no call opens. Returns the peers that
/// the mesh calls.
fn called_until(mesh: &mut Mesh, end: u64) -> Vec<PeerKey> {
    let mut called = Vec::new();
    loop {
        let mut outputs = drain(mesh);
        let now = mesh.now();
        if outputs.contains(&Output::Ask(RELAY)) {
            mesh.handle(now, Input::RelayHeard(RELAY));
            outputs.extend(drain(mesh));
        }
        called.extend(outputs.iter().filter_map(|output| match output {
            Output::Call(peer, _) => Some(*peer),
            _ => None,
        }));
        let next = sleep(mesh);
        if next > end {
            return called;
        }
        mesh.handle(next, Input::Woken);
    }
}

#[test]
fn an_offender_is_not_called_for_an_hour_and_then_like_others() {
    for offence in OFFENCES {
        let mut mesh = offended(HIGHER, offence);
        assert_eq!(mesh.offences.last(Offender::Peer(HIGHER)), Some(offence));
        assert_eq!(mesh.discouraged(), [introduced(HIGHER).group]);
        mesh.handle(3, Input::TryAgain);
        let called = called_until(&mut mesh, 2 + HALF_LIFE);
        assert_eq!(called, [], "{offence:?}");
        // The machine asks to be woken when the discouragement ends.
        let called = called_until(&mut mesh, 2 + HALF_LIFE + 1_000);
        assert_eq!(called, [HIGHER], "{offence:?}");
        assert_eq!(mesh.discouraged(), []);
    }
}

#[test]
fn the_group_of_an_offender_is_not_called_and_others_are() {
    let mut mesh = offended(HIGHER, Offence::Block);
    let group = introduced(HIGHER).group;
    let neighbour = Introduction {
        peer: peer(7),
        group,
    };
    mesh.handle(3, Input::Arrived(RELAY, neighbour));
    mesh.handle(3, arrived(LOWER));
    let called = called_until(&mut mesh, HALF_LIFE);
    assert!(!called.is_empty() && called.iter().all(|peer| *peer == LOWER));
    // If a second relay gives the offender another tag, its own offence still counts.
    mesh.handle(HALF_LIFE, Input::RelayAdded(SECOND));
    let renamed = Introduction {
        peer: HIGHER,
        group: Group::from_bytes([99; 8]),
    };
    mesh.handle(HALF_LIFE, Input::Welcomed(SECOND, vec![renamed]));
    let called = called_until(&mut mesh, HALF_LIFE + 1);
    assert!(!called.contains(&HIGHER));
}

#[test]
fn an_offence_counts_against_the_group_that_the_peer_had_when_its_link_opened() {
    let mut mesh = joined(&[HIGHER]);
    drain(&mut mesh);
    mesh.handle(1, Input::Opened(HIGHER));
    let retagged = Introduction {
        peer: HIGHER,
        group: Group::from_bytes([99; 8]),
    };
    mesh.handle(2, Input::Arrived(RELAY, retagged));
    assert_eq!(mesh.group(HIGHER), Some(retagged.group));
    mesh.handle(3, Input::Offended(HIGHER, Offence::Block));
    assert_eq!(mesh.discouraged(), [introduced(HIGHER).group]);
}

#[test]
fn an_offender_is_answered_while_a_slot_is_free_and_gets_no_spare_slot() {
    let mut mesh = offended(HIGHER, Offence::Block);
    mesh.handle(3, offered(HIGHER));
    assert_eq!(drain(&mut mesh), [Output::Answer(HIGHER, RELAY)]);
    mesh.handle(4, Input::Closed(HIGHER));
    for number in 1..=12 {
        mesh.handle(5, offered(peer(number)));
        assert_eq!(drain(&mut mesh), [Output::Answer(peer(number), RELAY)]);
    }
    // The twelve slots for callers are taken, and a discouraged caller does not get the spare slot.
    mesh.handle(6, offered(HIGHER));
    assert_eq!(drain(&mut mesh), [Output::Refuse(HIGHER, RELAY)]);
    mesh.handle(7, offered(peer(13)));
    assert_eq!(drain(&mut mesh), [Output::Answer(peer(13), RELAY)]);
    // Once the offence is forgotten, the peer may get the spare slot as well.
    mesh.handle(8, Input::Closed(peer(13)));
    mesh.handle(8, Input::Left(RELAY, peer(13)));
    mesh.handle(2 * HALF_LIFE, Input::Woken);
    assert!(drain(&mut mesh).contains(&Output::Call(HIGHER, RELAY)));
    mesh.handle(2 * HALF_LIFE, Input::Declined(HIGHER));
    drain(&mut mesh);
    for number in 1..=12 {
        mesh.handle(2 * HALF_LIFE, offered(peer(number)));
    }
    drain(&mut mesh);
    mesh.handle(2 * HALF_LIFE, offered(HIGHER));
    assert_eq!(drain(&mut mesh), [Output::Answer(HIGHER, RELAY)]);
    assert_eq!(mesh.group(HIGHER), Some(introduced(HIGHER).group));
}

#[test]
fn an_offence_of_an_unknown_peer_does_not_affect_others() {
    let mut mesh = joined(&[LOWER]);
    mesh.handle(1, Input::Offended(HIGHER, Offence::Flood));
    assert_eq!(drain(&mut mesh), [Output::Call(LOWER, RELAY)]);
    assert_eq!(mesh.discouraged(), []);
}
