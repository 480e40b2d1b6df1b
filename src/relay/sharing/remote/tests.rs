//! Messages of other instances, in and out of order.

use super::*;
use signal::Group;

const ROOM: Room = Room::from_bytes([1; 32]);
const A: InstanceId = InstanceId(1);
const B: InstanceId = InstanceId(2);

fn peer(number: u8) -> PeerKey {
    PeerKey::from_bytes([number; 16])
}

fn member(number: u8) -> Introduction {
    Introduction {
        peer: peer(number),
        group: Group::from_bytes([number; 8]),
    }
}

fn joined(number: u64, who: u8) -> Message {
    Message::Joined {
        number,
        room: ROOM,
        member: member(who),
    }
}

fn left(number: u64, who: u8) -> Message {
    Message::Left {
        number,
        room: ROOM,
        peer: peer(who),
    }
}

fn part(number: u64, first: bool, last: bool, members: &[u8]) -> Message {
    Message::Listed {
        number,
        first,
        last,
        members: members.iter().map(|who| (ROOM, member(*who))).collect(),
    }
}

fn listed(number: u64, members: &[u8]) -> Message {
    part(number, true, true, members)
}

fn remote() -> Remote {
    Remote::new(&Limits::default())
}

fn hear(remote: &mut Remote, from: InstanceId, message: Message, now: Instant) -> Consequences {
    remote.hear(from, message, now, |_, _| false)
}

fn changes(changes: Vec<Change>) -> Consequences {
    Consequences {
        changes,
        wants_list: false,
    }
}

fn found(who: u8) -> Change {
    Change::Found(ROOM, member(who))
}

fn gone(who: u8) -> Change {
    Change::Left(ROOM, peer(who), KnownBy::default())
}

const LOST: Consequences = Consequences {
    changes: Vec::new(),
    wants_list: true,
};

#[test]
fn notices_in_order_are_applied() {
    let (mut remote, now) = (remote(), Instant::now());
    assert_eq!(
        hear(&mut remote, A, Message::Alive { number: 4 }, now),
        LOST
    );
    let first = hear(&mut remote, A, listed(5, &[1, 2]), now);
    assert_eq!(first, changes(vec![found(1), found(2)]));
    let third = hear(&mut remote, A, joined(6, 3), now);
    assert_eq!(third, changes(vec![Change::Joined(ROOM, member(3))]));
    assert_eq!(
        hear(&mut remote, A, left(7, 1), now),
        changes(vec![gone(1)])
    );
    let alive = hear(&mut remote, A, Message::Alive { number: 7 }, now);
    assert_eq!(alive, Consequences::default());
    assert_eq!((remote.len(&ROOM), remote.members()), (2, 2));
    assert_eq!(remote.holder(&ROOM, &peer(2)), Some(A));
    assert_eq!(remote.holder(&ROOM, &peer(1)), None);
}

#[test]
fn after_a_lost_notice_a_list_restores_the_members() {
    let (mut remote, now) = (remote(), Instant::now());
    hear(&mut remote, A, listed(1, &[1, 2]), now);
    remote.introduce(&ROOM, peer(2), peer(9));
    // Number 2 is lost.
    assert_eq!(hear(&mut remote, A, joined(3, 4), now), LOST);
    // The request is made once for each sign of life, not for each notice.
    let ignored = hear(&mut remote, A, joined(4, 5), now);
    assert_eq!(ignored, Consequences::default());
    assert_eq!(
        hear(&mut remote, A, Message::Alive { number: 4 }, now),
        LOST
    );
    let mut known_by = KnownBy::default();
    known_by.add(peer(9));
    let list = hear(&mut remote, A, listed(5, &[1, 4, 5]), now);
    let wanted = vec![found(4), found(5), Change::Left(ROOM, peer(2), known_by)];
    assert_eq!(list, changes(wanted));
    // A lost last notice shows in the next sign of life.
    assert_eq!(
        hear(&mut remote, A, Message::Alive { number: 6 }, now),
        LOST
    );
}

#[test]
fn joins_between_the_parts_of_a_list_are_kept() {
    let (mut remote, now) = (remote(), Instant::now());
    hear(&mut remote, A, listed(1, &[1, 2, 3]), now);
    hear(&mut remote, A, part(2, true, false, &[1]), now);
    hear(&mut remote, A, joined(3, 4), now);
    hear(&mut remote, A, left(4, 1), now);
    let last = hear(&mut remote, A, part(5, false, true, &[2]), now);
    assert_eq!(last, changes(vec![gone(3)]));
    let members: Vec<_> = remote.keys(&ROOM).collect();
    assert_eq!(members, [peer(2), peer(4)]);
    // A list without its middle removes nobody.
    hear(&mut remote, A, part(6, true, false, &[]), now);
    assert_eq!(hear(&mut remote, A, part(8, false, true, &[]), now), LOST);
    assert_eq!(remote.len(&ROOM), 2);
}

#[test]
fn the_members_of_an_instance_leave_with_it() {
    let (mut remote, now) = (remote(), Instant::now());
    hear(&mut remote, A, listed(1, &[1]), now);
    hear(&mut remote, B, listed(1, &[2]), now);
    let lease = Limits::default().lease;
    hear(&mut remote, B, Message::Alive { number: 1 }, now + lease);
    assert_eq!(remote.expire(now + lease), []);
    let later = now + lease + Duration::from_millis(1);
    assert_eq!(remote.expire(later), [gone(1)]);
    assert_eq!(remote.instances(), 1);
    assert_eq!(
        hear(&mut remote, B, Message::Ended {}, later),
        changes(vec![gone(2)])
    );
    assert_eq!((remote.instances(), remote.members()), (0, 0));
    assert!(remote.rooms.is_empty());
}

#[test]
fn the_instance_with_the_smaller_id_holds_a_key_that_two_claim() {
    let (mut remote, now) = (remote(), Instant::now());
    hear(&mut remote, B, listed(1, &[1]), now);
    assert_eq!(hear(&mut remote, A, listed(1, &[1]), now), changes(vec![]));
    assert_eq!(remote.holder(&ROOM, &peer(1)), Some(A));
    assert_eq!(hear(&mut remote, B, left(2, 1), now), changes(vec![]));
    assert_eq!(hear(&mut remote, B, joined(3, 1), now), changes(vec![]));
    assert_eq!(remote.holder(&ROOM, &peer(1)), Some(A));
    assert_eq!(remote.members(), 1);
}

#[test]
fn members_whose_keys_are_held_here_are_ignored() {
    let (mut remote, now) = (remote(), Instant::now());
    let is_held = |_: &Room, who: &PeerKey| *who == peer(1);
    let found_2 = remote.hear(A, listed(1, &[1, 2]), now, is_held);
    assert_eq!(found_2, changes(vec![found(2)]));
    let ignored = remote.hear(A, joined(2, 1), now, is_held);
    assert_eq!(ignored, Consequences::default());
    // The ignored notices were counted.
    assert_eq!(
        hear(&mut remote, A, left(3, 2), now),
        changes(vec![gone(2)])
    );
}

#[test]
fn members_and_instances_beyond_the_bounds_are_ignored() {
    let now = Instant::now();
    let limits = Limits {
        remote_peers: 3,
        peers_per_room: 2,
        ..Limits::default()
    };
    let mut remote = Remote::new(&limits);
    hear(&mut remote, A, listed(1, &[1, 2, 3]), now);
    assert_eq!(remote.len(&ROOM), 2);
    let other = Room::from_bytes([2; 32]);
    for number in 2..6 {
        let message = Message::Joined {
            number,
            room: other,
            member: member(u8::try_from(number).expect("small")),
        };
        hear(&mut remote, A, message, now);
    }
    assert_eq!(remote.members(), 3);
    for id in 0..2 * MAX_INSTANCES as u64 {
        hear(
            &mut remote,
            InstanceId(id),
            Message::Alive { number: 0 },
            now,
        );
    }
    assert_eq!(remote.instances(), MAX_INSTANCES);
}
