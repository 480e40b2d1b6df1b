//! Which crate may use which, and the libraries and words that the lower levels must not use.

use cargo_metadata::DependencyKind;

use crate::workspace::{Workspace, assert_none};

/// The crates by level, the lowest first. A crate may use what is below its own level, nothing
/// beside or above it.
const LEVELS: [&[&str]; 14] = [
    &["catalogue", "curve", "lanes"],
    &["primitives", "signal"],
    &["chain", "wire", "miner", "stratum"],
    &["wallet", "store", "proof", "node"],
    &["api"],
    &["service"],
    &["methods", "pools"],
    &["browser", "connections"],
    &["native"],
    &["workers", "app", "relay", "daemon"],
    &["tab", "server", "bench"],
    &["cli"],
    &["sim"],
    &["xtask", "tests"],
];

/// The number of levels, from the lowest up, that are pure: time, seed and settings are parameters
/// there.
const PURE: usize = 7;

/// The crate that only build scripts and the page's builder `xtask` use. It reads and writes files,
/// which no pure crate does.
const BUILD_ONLY: &str = "catalogue";

/// The crates that may know the web platform.
const WEB: [&str; 3] = ["browser", "workers", "app"];

/// A crate that JavaScript calls and that does not use the web platform otherwise, and the one
/// library that it needs for that.
const CALLED_FROM_OUTSIDE: (&str, &str) = ("bench", "wasm-bindgen");

/// Libraries of the web platform.
const WEB_LIBRARIES: [&str; 5] = [
    "gloo",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
];

/// Libraries that read clocks, draw randomness, spawn threads or tasks, or know a platform.
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

/// The words by which a source does the same.
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
fn crates_use_only_lower_levels() {
    let workspace = Workspace::find();
    let mut broken = Vec::new();
    for name in workspace.packages.keys() {
        let Some(own) = level(name) else {
            broken.push(format!("{name} is not in LEVELS"));
            continue;
        };
        for used in workspace.uses(name) {
            if level(used).is_some_and(|used| used >= own) {
                broken.push(format!("{name} uses {used}, which is not below it"));
            }
        }
    }
    assert_none(&broken, "a crate uses only what is below its level");
}

#[test]
fn the_page_can_reach_neither_chain_nor_node() {
    let reached = Workspace::find();
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
    let workspace = Workspace::find();
    let reached: Vec<_> = workspace.reach("relay").into_iter().collect();
    assert_eq!(
        reached,
        ["connections", "signal"],
        "relay depends on more than connections and signal"
    );
}

#[test]
fn only_the_web_crates_use_the_web_platform() {
    let workspace = Workspace::find();
    let mut broken = Vec::new();
    for name in workspace.packages.keys() {
        if WEB.contains(&name.as_str()) {
            continue;
        }
        for library in workspace.uses(name) {
            if WEB_LIBRARIES.contains(&library) && (name.as_str(), library) != CALLED_FROM_OUTSIDE {
                broken.push(format!("{name} uses {library}"));
            }
        }
        if name != "tests" {
            broken.extend(workspace.mentions(name, &["web_sys", "js_sys"]));
        }
    }
    assert_none(
        &broken,
        "only browser, workers and app know the web platform",
    );
}

#[test]
fn pure_crates_use_no_clock_no_randomness_and_no_platform() {
    let workspace = Workspace::find();
    let mut broken = Vec::new();
    for name in LEVELS[..PURE].iter().copied().flatten() {
        for library in workspace.uses(name) {
            if IMPURE_LIBRARIES.contains(&library) || WEB_LIBRARIES.contains(&library) {
                broken.push(format!("{name} uses {library}"));
            }
        }
        if *name != BUILD_ONLY {
            broken.extend(workspace.mentions(name, &IMPURE_WORDS));
        }
    }
    assert_none(
        &broken,
        "no pure crate reads a clock, draws randomness, spawns or knows a platform",
    );
}

#[test]
fn only_build_scripts_use_the_crate_that_reads_files() {
    let workspace = Workspace::find();
    let dependencies = workspace.packages.values().flat_map(|package| {
        let own = package.dependencies.iter();
        own.filter(|dependency| dependency.name == BUILD_ONLY)
            .map(|dependency| (package.name.to_string(), dependency.kind))
    });
    let broken: Vec<_> = dependencies
        .filter(|(name, kind)| *kind != DependencyKind::Build && name != "xtask")
        .map(|(name, _)| name)
        .collect();
    assert_none(
        &broken,
        "catalogue is a build dependency, but of the page's builder",
    );
}
