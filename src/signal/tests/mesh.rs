//! Whole rooms of meshes on a virtual clock, with a relay that fails, tabs that come and go, and
//! pairs that can't connect.
//!
//! A failing run names its seed; `MESH_SEED=n` runs only the seed `n`.

use crate::room::{Room, Settings};
use signal::mesh;

const MINUTE: u64 = 60_000;

/// Runs a scenario with six seeds, or only with the seed that `MESH_SEED` names.
fn seeds(scenario: impl Fn(u64)) {
    match std::env::var("MESH_SEED") {
        Ok(seed) => scenario(seed.parse().expect("MESH_SEED is a number")),
        Err(_) => (0..6).for_each(scenario),
    }
}

#[test]
fn any_number_of_tabs_form_one_mesh_within_the_limits() {
    seeds(|seed| {
        for tabs in [1, 2, 3, 8, 9, 10, 17, 18, 40, 100] {
            let mut room = Room::new(seed, Settings::default());
            room.enter(tabs);
            room.run(3 * MINUTE);
            room.check_limits();
            let groups = room.groups();
            assert_eq!(groups, 1, "{tabs} tabs, seed {seed}: {groups} groups");
            let fewest = room.degrees().min().unwrap();
            let wanted = mesh::Settings::default().wanted.min(tabs - 1);
            // A peer may just have given up one of the links for a newer link.
            assert!(
                fewest + 1 >= wanted,
                "{tabs} tabs, seed {seed}: one has {fewest} links"
            );
        }
    });
}

#[test]
fn a_room_heals_when_tabs_come_and_go() {
    seeds(|seed| {
        let mut room = Room::new(seed, Settings::default());
        for _ in 0..10 {
            room.enter(10);
            room.run(MINUTE / 2);
            room.leave(7);
            room.check_limits();
        }
        room.run(5 * MINUTE);
        let groups = room.groups();
        assert_eq!(
            groups,
            1,
            "seed {seed}: {groups} groups of {} tabs",
            room.tabs()
        );
    });
}

#[test]
fn pairs_that_cannot_connect_do_not_split_the_room() {
    seeds(|seed| {
        let settings = Settings {
            unreachable_percent: 30,
            ..Settings::default()
        };
        let mut room = Room::new(seed, settings);
        room.enter(30);
        room.run(20 * MINUTE);
        room.check_limits();
        let groups = room.groups();
        assert_eq!(groups, 1, "seed {seed}: {groups} groups");
    });
}

#[test]
fn links_outlive_the_relay_and_newcomers_get_in_when_it_is_back() {
    seeds(|seed| {
        let mut room = Room::new(seed, Settings::default());
        room.enter(20);
        room.run(MINUTE);
        let links: usize = room.degrees().sum();
        room.stop_relay();
        room.run(10 * MINUTE);
        assert_eq!(room.degrees().sum::<usize>(), links, "seed {seed}");
        room.enter(5);
        room.start_relay();
        room.run(5 * MINUTE);
        room.check_limits();
        let groups = room.groups();
        assert_eq!(groups, 1, "seed {seed}: {groups} groups");
    });
}

#[test]
fn separate_groups_become_one_once_a_relay_lists_both() {
    seeds(|seed| {
        let mut room = Room::new(seed, Settings::default());
        room.enter_apart(&[9, 9, 9]);
        room.run(MINUTE);
        assert_eq!(room.groups(), 3, "seed {seed}");
        room.stop_relay();
        room.run(1_000);
        room.start_relay();
        room.run(10 * MINUTE);
        room.check_limits();
        let groups = room.groups();
        assert_eq!(groups, 1, "seed {seed}: {groups} groups");
    });
}

#[test]
fn clocks_that_are_set_back_and_ahead_keep_nobody_apart() {
    seeds(|seed| {
        let settings = Settings {
            clocks_jump: true,
            ..Settings::default()
        };
        let mut room = Room::new(seed, settings);
        room.enter(20);
        room.run(5 * MINUTE);
        assert_eq!(room.groups(), 1, "seed {seed}");
        // While the relay is away, the tabs wait to call it again, and their clocks are set. Once
        // the relay is back, no tab waits for hours.
        room.stop_relay();
        room.run(5 * MINUTE);
        room.start_relay();
        room.enter(5);
        room.run(5 * MINUTE);
        room.check_limits();
        let groups = room.groups();
        assert_eq!(groups, 1, "seed {seed}: {groups} groups");
        assert_eq!(room.joined(), 25, "seed {seed}: joined again");
    });
}
