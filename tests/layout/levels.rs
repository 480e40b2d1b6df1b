//! Which crate may use which, and what the lower levels must not name.

use cargo_metadata::DependencyKind;

use crate::house::{House, assert_none};

/// The crates by level, the lowest first. A crate may use what is below its own level, nothing
/// beside or above it.
const LEVELS: [&[&str]; 13] = [
    &["catalogue", "curve", "lanes"],
    &["primitives", "signal"],
    &["chain", "wire", "miner", "stratum"],
    &["wallet", "store", "proof", "node"],
    &["api"],
    &["service"],
    &["methods", "pools"],
    &["browser", "native", "connections"],
    &["workers", "app", "relay", "daemon"],
    &["tab", "server", "bench"],
    &["cli"],
    &["sim"],
    &["xtask", "tests"],
];

/// Levels of [`LEVELS`] that are pure: time, seed and settings are parameters there.
const PURE: usize = 7;

/// The crate that only build scripts use. It reads and writes files, which no pure crate does.
const BUILD_ONLY: &str = "catalogue";

/// The crates that may know the web platform.
const WEB: [&str; 3] = ["browser", "workers", "app"];

/// A crate that only lets JavaScript call it, and the one library that it has for that.
const CALLED_FROM_OUTSIDE: (&str, &str) = ("bench", "wasm-bindgen");

/// Libraries of the web platform.
const WEB_LIBRARIES: [&str; 5] = [
    "gloo",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
];

/// Libraries that read clocks, draw randomness, run things by themselves or know a platform.
const IMPURE_LIBRARIES: [&str; 13] = [
    "chrono",
    "fastrand",
    "futures-timer",
    "getrandom",
    "instant",
    "libc",
    "rand",
    "rand_chacha",
    "rayon",
    "rustix",
    "time",
    "tokio",
    "web-time",
];

/// What the same looks like in a source.
const IMPURE_WORDS: [&str; 18] = [
    "Instant",
    "OsRng",
    "SystemTime",
    "getrandom",
    "js_sys",
    "rand",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "target_arch",
    "target_family",
    "target_os",
    "tokio",
    "unix",
    "wasm_bindgen",
    "web_sys",
];

fn level(name: &str) -> Option<usize> {
    LEVELS.iter().position(|level| level.contains(&name))
}

#[test]
fn arrows_point_down_the_levels_only() {
    let house = House::find();
    let mut broken = Vec::new();
    for name in house.packages.keys() {
        let Some(own) = level(name) else {
            broken.push(format!("{name} has no level yet"));
            continue;
        };
        for used in house.uses(name) {
            if level(used).is_some_and(|used| used >= own) {
                broken.push(format!("{name} uses {used}, which is not below it"));
            }
        }
    }
    assert_none(&broken, "a crate uses only what is below its level");
}

#[test]
fn the_page_can_reach_neither_chain_nor_node() {
    let reached = House::find();
    let reached = reached.reach("app");
    for hidden in ["chain", "node", "service", "store", "wallet"] {
        assert!(
            !reached.contains(hidden),
            "app reaches {hidden}, but the page sees snapshots only: the ledger lives in a worker"
        );
    }
}

#[test]
fn the_relay_knows_no_block() {
    let house = House::find();
    let reached: Vec<_> = house.reach("relay").into_iter().collect();
    assert_eq!(
        reached,
        ["connections", "signal"],
        "relay reaches more than the words of introductions"
    );
}

#[test]
fn the_web_platform_is_named_at_the_edge_only() {
    let house = House::find();
    let mut broken = Vec::new();
    for name in house.packages.keys() {
        if WEB.contains(&name.as_str()) {
            continue;
        }
        for library in house.uses(name) {
            if WEB_LIBRARIES.contains(&library) && (name.as_str(), library) != CALLED_FROM_OUTSIDE {
                broken.push(format!("{name} uses {library}"));
            }
        }
        if name != "tests" {
            broken.extend(house.mentions(name, &["web_sys", "js_sys"]));
        }
    }
    assert_none(
        &broken,
        "only browser, workers and app know the web platform",
    );
}

#[test]
fn time_randomness_and_platforms_are_parameters_below() {
    let house = House::find();
    let mut broken = Vec::new();
    for name in LEVELS[..PURE].iter().copied().flatten() {
        for library in house.uses(name) {
            if IMPURE_LIBRARIES.contains(&library) || WEB_LIBRARIES.contains(&library) {
                broken.push(format!("{name} uses {library}"));
            }
        }
        if *name != BUILD_ONLY {
            broken.extend(house.mentions(name, &IMPURE_WORDS));
        }
    }
    assert_none(
        &broken,
        "no pure crate reads a clock, draws randomness, spawns or knows a platform",
    );
}

#[test]
fn only_build_scripts_use_the_crate_that_reads_files() {
    let house = House::find();
    let dependencies = house.packages.values().flat_map(|package| {
        let own = package.dependencies.iter();
        own.filter(|dependency| dependency.name == BUILD_ONLY)
            .map(|dependency| (package.name.to_string(), dependency.kind))
    });
    let broken: Vec<_> = dependencies
        .filter(|(_, kind)| *kind != DependencyKind::Build)
        .map(|(name, _)| name)
        .collect();
    assert_none(&broken, "catalogue is a build dependency only");
}
