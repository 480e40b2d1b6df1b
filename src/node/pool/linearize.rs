//! The best order of transactions that hang together.
//!
//! A cluster is cut into **chunks**: sets of transactions that go into a block together, each the
//! best paying of all that can stand next, so that rates fall from chunk to chunk. A child thus
//! pays for its parents, several children together for one parent, and nothing pays for what it
//! does not need.
//!
//! The result is optimal: no order of the cluster pays more at any weight. The next chunk is the
//! set, closed under parents, of the highest rate. It is found as the ratio of a maximum closure:
//! start with the best transaction that takes only its ancestors along; then, as long as there is a
//! closed set that pays more than the present rate for its weight, which a minimum cut tells
//! ([`Closure`]), take that one (Dinkelbach 1967; Picard 1976). Bitcoin Core reaches the same
//! optimum by another way since its version 31.
//!
//! **Work.** With n ≤ 64 transactions, finding the start takes n² steps for each chunk, and most
//! clusters need no cut: a set that pays as much as the best of its members can't be beaten.
//! [`WORK`] bounds all cuts of a cluster together; where it should not suffice, chunks are not the
//! best any more, but still in a valid order with falling rates.

use super::closure::Closure;
use super::rate::Rate;

pub(crate) use chain::params::MAX_CLUSTER;
/// Augmenting paths of all cuts of a cluster together, some microseconds each. Random clusters of
/// 64 need at most a few hundred.
const WORK: usize = 4_096;

/// A transaction of a cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) rate: Rate,
    /// Those that it spends from, a bit for each; all come before it.
    pub(crate) parents: u64,
}

/// A chunk: its members' bits and what they pay together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) members: u64,
    pub(crate) rate: Rate,
}

/// Cuts a cluster, parents before children, into its chunks, best first.
pub(crate) fn linearize(members: &[Member]) -> Vec<Part> {
    debug_assert!(members.len() <= MAX_CLUSTER, "a cluster is bounded");
    let cluster = Cluster::new(members);
    let mut work = WORK;
    let mut rest = all(members.len());
    let mut parts = Vec::new();
    while rest != 0 {
        let best = cluster.best(rest, &mut work);
        rest &= !best.members;
        cluster.split(best.members, &mut parts);
    }
    merge_rising(parts)
}

/// The bits of a set.
pub(crate) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let bit = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            bit
        })
    })
}

struct Cluster<'a> {
    members: &'a [Member],
    /// Of each one, itself and all that it depends on.
    ancestors: Vec<u64>,
}

impl<'a> Cluster<'a> {
    fn new(members: &'a [Member]) -> Self {
        let mut ancestors: Vec<u64> = Vec::with_capacity(members.len());
        for (place, member) in members.iter().enumerate() {
            let above =
                bits(member.parents).fold(1 << place, |set, parent| set | ancestors[parent]);
            ancestors.push(above);
        }
        Self { members, ancestors }
    }

    fn part(&self, members: u64) -> Part {
        let rate = bits(members).map(|at| self.members[at].rate).sum();
        Part { members, rate }
    }

    /// The closed set of the highest rate within `rest`, whose complement is closed.
    fn best(&self, rest: u64, work: &mut usize) -> Part {
        let start = self.ancestors[rest.trailing_zeros() as usize] & rest;
        let mut best = self.part(start);
        let mut peak = Rate::default();
        for at in bits(rest) {
            let part = self.part(self.ancestors[at] & rest);
            let smaller = part.rate == best.rate && part.rate.weight < best.rate.weight;
            if part.rate > best.rate || smaller {
                best = part;
            }
            if self.members[at].rate > peak || peak.weight == 0 {
                peak = self.members[at].rate;
            }
        }
        // No set pays more than its best member.
        while best.rate < peak {
            let mut closure = Closure::new(self.members, &self.ancestors, rest, best.rate);
            match closure.solve(work) {
                Some(better) => best = self.part(better),
                None => break,
            }
        }
        best
    }

    /// Cuts a set into the parts that hang together. Of a best set each pays the same rate, and
    /// smaller ones leave less room at a block's end.
    fn split(&self, mut set: u64, parts: &mut Vec<Part>) {
        while set != 0 {
            let mut part = 1 << set.trailing_zeros();
            loop {
                let grown = bits(set).fold(part, |part, at| {
                    let family = (self.members[at].parents & set) | 1 << at;
                    if family & part == 0 {
                        part
                    } else {
                        part | family
                    }
                });
                if grown == part {
                    break;
                }
                part = grown;
            }
            set &= !part;
            parts.push(self.part(part));
        }
    }
}

/// Joins neighbours where the later one pays more, so that rates fall.
fn merge_rising(parts: Vec<Part>) -> Vec<Part> {
    let mut merged: Vec<Part> = Vec::with_capacity(parts.len());
    for mut part in parts {
        while let Some(last) = merged.pop_if(|last| last.rate < part.rate) {
            part = Part {
                members: last.members | part.members,
                rate: last.rate.plus(part.rate),
            };
        }
        merged.push(part);
    }
    merged
}

fn all(count: usize) -> u64 {
    match count {
        0 => 0,
        _ => u64::MAX >> (MAX_CLUSTER - count),
    }
}
