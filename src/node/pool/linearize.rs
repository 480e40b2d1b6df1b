//! The optimal order of a cluster's transactions.
//!
//! A cluster is divided into **chunks**: sets of transactions that go into a block together. Each
//! is the best paying of all sets that can come next, so that rates fall from chunk to chunk. Thus
//! a child pays for its parents, and children together pay for a common parent. No transaction pays
//! for others that it does not need.
//!
//! The result is optimal: no other order of the cluster pays more at any weight. The next chunk is
//! the set, closed under parents, of the highest rate. Finding it is the maximum-ratio closure
//! problem. The search starts with the best transaction together with its ancestors. A minimum cut
//! tells whether a closed set pays more than the present rate for its weight ([`Closure`]). If so,
//! the search continues with that set and its rate (Dinkelbach 1967; Picard 1976). Bitcoin Core
//! reaches the same optimum by another method since version 31.
//!
//! **Work.** With n ≤ 64 transactions, finding the start takes n² steps for each chunk, and most
//! clusters need no cut: a set that pays as much as the best of its members can't be improved.
//! [`MAX_PATHS`] bounds all cuts of a cluster together. If these paths do not suffice, the chunks
//! are not optimal, but still in a valid order with falling rates.

use super::closure::Closure;
use super::member::{Member, bits};
use super::rate::Rate;

pub(crate) use chain::params::MAX_CLUSTER;
/// The maximum number of augmenting paths in all cuts of a cluster together, some microseconds
/// each. Random clusters of 64 need at most a few hundred.
const MAX_PATHS: usize = 4_096;

/// A chunk: its members as a bit set, and their common rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) members: u64,
    pub(crate) rate: Rate,
}

/// Divides a cluster, given with parents before children, into its chunks, best first.
pub(crate) fn linearize(members: &[Member]) -> Vec<Part> {
    debug_assert!(members.len() <= MAX_CLUSTER, "a cluster is bounded");
    let cluster = Cluster::new(members);
    let mut work = MAX_PATHS;
    let mut rest = all(members.len());
    let mut parts = Vec::new();
    while rest != 0 {
        let best = cluster.best(rest, &mut work);
        rest &= !best.members;
        cluster.split(best.members, &mut parts);
    }
    merge_rising(parts)
}

struct Cluster<'a> {
    members: &'a [Member],
    /// For each transaction, the set of itself and its ancestors.
    ancestors: Vec<u64>,
}

impl<'a> Cluster<'a> {
    fn new(members: &'a [Member]) -> Self {
        let mut ancestors: Vec<u64> = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            let own = bits(member.parents).fold(1 << index, |set, parent| set | ancestors[parent]);
            ancestors.push(own);
        }
        Self { members, ancestors }
    }

    fn part(&self, members: u64) -> Part {
        let rate = bits(members).map(|at| self.members[at].rate).sum();
        Part { members, rate }
    }

    /// Returns the closed set of the highest rate within `rest`. `rest` are the transactions that
    /// are not chosen yet; all ancestors of the chosen ones must be chosen.
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
        // No set has a higher rate than its best member.
        while best.rate < peak {
            let mut closure = Closure::new(self.members, &self.ancestors, rest, best.rate);
            match closure.solve(work) {
                Some(better) => best = self.part(better),
                None => break,
            }
        }
        best
    }

    /// Divides a set into its connected parts. The parts of a best set all have the same rate, and
    /// smaller ones leave less room unused at the end of a block.
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

/// Joins neighbours if the later one has a higher rate, so that rates fall.
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
