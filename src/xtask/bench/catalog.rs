//! The contenders, in groups that are compared with each other.

use crate::packages;

/// The place where a contender works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// One dedicated worker of a page.
    Chromium,
    /// Two such workers at once; the pieces of both count.
    TwoWorkers,
    Node,
    Native,
    /// Two native processes at once; the pieces of both count.
    TwoProcesses,
}

impl Place {
    /// Its name in the samples.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::TwoWorkers => "two workers",
            Self::Node => "node",
            Self::Native => "native",
            Self::TwoProcesses => "two processes",
        }
    }
}

/// The columns of a table: the places with a single thread.
pub(crate) const COLUMNS: [Place; 3] = [Place::Chromium, Place::Node, Place::Native];

/// The unit in which a table shows a speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Millions of pieces per second.
    Millions,
    /// Pieces per second.
    PerSecond,
    /// Milliseconds per piece.
    Milliseconds,
}

/// The kind of rounds in which contenders work.
///
/// On a shared machine, other programs take a part of a core for some tenths of a second.
/// Contenders that can be measured in less time than that work in close rounds, so that such a
/// disturbance affects all contenders of a comparison or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Many short rounds.
    Close,
    /// Few long rounds.
    Wide,
}

/// Contenders that do the same work.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    pub(crate) unit: Unit,
    pub(crate) pace: Pace,
    /// The contenders. The others are compared with the first one.
    pub(crate) contenders: &'static [Contender],
}

/// A contender of a group.
pub(crate) struct Contender {
    /// Its name in the samples.
    pub(crate) name: &'static str,
    /// Its title in the table.
    pub(crate) title: &'static str,
    pub(crate) places: &'static [Place],
    /// The package that contains it, if that may be missing: one of [`packages`], or [`OPENSSL`].
    pub(crate) package: Option<&'static str>,
}

/// The Debian package with OpenSSL's development files.
pub(crate) const OPENSSL: &str = "libssl-dev";

/// The native contenders that are not this project's. All others run in the program `tabchain`.
pub(crate) const OTHERS: [&str; 4] = [
    "nonces.sha2",
    "signatures.p256",
    "signatures.openssl",
    "merkle.sha2",
];

const RUST: &[Place] = &[Place::Chromium, Place::Node, Place::Native];
const JAVASCRIPT: &[Place] = &[Place::Chromium, Place::Node];

const fn rust(name: &'static str, title: &'static str, places: &'static [Place]) -> Contender {
    Contender {
        name,
        title,
        places,
        package: None,
    }
}

/// A function that browsers and Node have built in.
const fn built_in(name: &'static str, title: &'static str) -> Contender {
    Contender {
        name,
        title,
        places: JAVASCRIPT,
        package: None,
    }
}

/// A JavaScript library, with its package's name as the title.
const fn library(name: &'static str, package: &'static str) -> Contender {
    Contender {
        name,
        title: package,
        places: JAVASCRIPT,
        package: Some(package),
    }
}

/// All groups, in the order of the tables.
pub(crate) const GROUPS: &[Group] = &[
    Group {
        title: "The machine itself: a plain loop, million steps a second",
        unit: Unit::Millions,
        pace: Pace::Close,
        contenders: &[rust(
            "machine.loop",
            "xorshift, 32 numbers a step",
            &[Place::TwoProcesses, Place::Native],
        )],
    },
    Group {
        title: "Nonce search, SHA-256d of 80 bytes, million hashes a second",
        unit: Unit::Millions,
        pace: Pace::Close,
        contenders: &[
            // This order puts each place near the same place of the next contender, because the two
            // are compared.
            rust(
                "nonces.ours",
                "**ours**",
                &[
                    Place::Native,
                    Place::Node,
                    Place::TwoWorkers,
                    Place::Chromium,
                ],
            ),
            rust(
                "nonces.sha2",
                "`sha2` crate, naive",
                &[Place::Native, Place::Chromium, Place::Node],
            ),
            library("nonces.hash-wasm", packages::HASH_WASM),
            library("nonces.noble", packages::NOBLE_HASHES),
            built_in("nonces.webcrypto", "WebCrypto"),
        ],
    },
    Group {
        title: "P-256 signatures checked a second, each with its own key",
        unit: Unit::PerSecond,
        pace: Pace::Wide,
        contenders: &[
            rust("signatures.batch1024", "**ours, 1,024 at once**", RUST),
            rust("signatures.batch256", "**ours, 256 at once**", RUST),
            rust("signatures.single", "**ours, one by one**", RUST),
            built_in("signatures.webcrypto", "WebCrypto, keys read before"),
            built_in("signatures.webcrypto-keys", "WebCrypto, reading keys"),
            Contender {
                name: "signatures.openssl",
                title: "OpenSSL, single, keys read before",
                places: &[Place::Native],
                package: Some(OPENSSL),
            },
            rust("signatures.p256", "`p256` crate", RUST),
            library("signatures.noble", packages::NOBLE_CURVES),
        ],
    },
    Group {
        title: "Block of 1,000 transactions with 2,000 inputs, checked and connected, ms",
        unit: Unit::Milliseconds,
        pace: Pace::Wide,
        contenders: &[
            rust("blocks.cold", "**nothing known**", RUST),
            rust("blocks.known", "**signatures seen in the pool**", RUST),
        ],
    },
    Group {
        title: "Merkle root of 1,000 leaves, ms",
        unit: Unit::Milliseconds,
        pace: Pace::Wide,
        contenders: &[
            rust("merkle.ours", "**ours**", RUST),
            rust("merkle.sha2", "`sha2` crate, naive", RUST),
            library("merkle.noble", packages::NOBLE_HASHES),
        ],
    },
];

/// The place and name of each contender that is available and works at this pace, in their order
/// within a round.
pub(crate) fn contenders(
    pace: Pace,
    has_place: impl Fn(Place) -> bool,
    has_package: impl Fn(Option<&str>) -> bool,
) -> Vec<(&'static str, &'static str)> {
    let groups = GROUPS.iter().filter(|group| group.pace == pace);
    let all = groups.flat_map(|group| group.contenders);
    let there = all.filter(|contender| has_package(contender.package));
    there
        .flat_map(|contender| {
            let places = contender.places.iter().copied();
            let places = places.filter(|place| has_place(*place));
            places.map(|place| (place.name(), contender.name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_contender_is_there_once() {
        let all = [Pace::Close, Pace::Wide].map(|pace| contenders(pace, |_| true, |_| true));
        let all = all.concat();
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn without_node_and_packages_the_others_remain() {
        let few = [Pace::Close, Pace::Wide].map(|pace| {
            let places = |place| place != Place::Node;
            contenders(pace, places, |package| package.is_none())
        });
        let few = few.concat();
        assert!(few.contains(&("chromium", "nonces.ours")));
        assert!(few.contains(&("native", "signatures.p256")));
        assert!(few.contains(&("chromium", "signatures.webcrypto")));
        assert!(
            few.iter()
                .all(|(place, name)| *place != "node" && !name.contains("noble"))
        );
    }
}
