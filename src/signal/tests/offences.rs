//! Properties of the record of offences, for any offenders and times.

use std::collections::BTreeMap;

use proptest::prelude::*;
use signal::offences::{HALF_LIFE, Offences, Offender};
use signal::{Group, Offence, PeerKey};

/// The longest time for which an offender is discouraged: ten half-lives, and a second for
/// rounding.
const LONGEST: u64 = 10 * HALF_LIFE + 1_000;

fn offender(number: u8) -> Offender {
    match number % 2 {
        0 => Offender::Peer(PeerKey::from_bytes([number; 16])),
        _ => Offender::Group(Group::from_bytes([number; 8])),
    }
}

proptest! {
    /// An offender is discouraged for an hour at least and ten hours at most. A later offence
    /// lengthens that time, and has no effect on others.
    #[test]
    fn an_offence_counts_against_its_offender_for_a_bounded_time(
        offences in prop::collection::vec((0_u8..8, 0..2 * HALF_LIFE), 1..60),
        later in 0..LONGEST,
    ) {
        let mut record = Offences::default();
        let mut until: BTreeMap<u8, u64> = BTreeMap::new();
        let mut now = 0;
        for (number, pause) in offences {
            now += pause;
            record.add(offender(number), Offence::Flood, now);
            let next = record.until(offender(number));
            let before = until.insert(number, next).unwrap_or(0);
            prop_assert!(next >= before && next >= now + HALF_LIFE, "{before}, then {next} at {now}");
            prop_assert!(next <= now + LONGEST, "{next} at {now}");
            for other in 0..8 {
                let known = until.get(&other).copied().unwrap_or(0);
                prop_assert_eq!(record.until(offender(other)), known);
            }
        }
        now += later;
        let wanted: Vec<Group> = until.iter().filter_map(|(number, until)| match offender(*number) {
            Offender::Group(group) if now < *until => Some(group),
            _ => None,
        }).collect();
        prop_assert_eq!(record.discouraged(now), wanted);
    }

    /// A peer is avoided for its own offences and for its group's, whichever lasts longer.
    #[test]
    fn a_peer_is_avoided_for_its_own_offences_and_for_those_of_its_group(own in 0_usize..9, of_group in 0_usize..9) {
        let (peer, group) = (PeerKey::from_bytes([1; 16]), Group::from_bytes([2; 8]));
        let mut record = Offences::default();
        for _ in 0..own {
            record.add(Offender::Peer(peer), Offence::Block, 5);
        }
        for _ in 0..of_group {
            record.add(Offender::Group(group), Offence::Headers, 5);
        }
        let longer = record.until(Offender::Peer(peer)).max(record.until(Offender::Group(group)));
        prop_assert_eq!(record.avoided_until(peer, Some(group)), longer);
        prop_assert_eq!(record.avoided_until(peer, None), record.until(Offender::Peer(peer)));
        prop_assert_eq!(record.is_empty(), own + of_group == 0);
    }
}
