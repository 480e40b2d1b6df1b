//! The rules of headers: difficulty, proof of work, time, and author.
//!
//! A [`HeaderContext`] has everything about a header's ancestors that checking its children needs.
//! Headers can therefore be checked without being stored: a node needs only one context to follow a
//! branch whose work is not proven yet.

use crate::authority::{self, Turns, check_author, check_pace, needs_work, work};
use crate::difficulty::{Difficulty, relief_time};
use crate::params::MEDIAN_SPAN;
use crate::rule::Rule;
use crate::spec::Spec;
use primitives::order::sort_by_key;
use primitives::{BlockHash, CompactTarget, Header, Height, Timestamp, Work};

/// The data of a header and its ancestors that checking its children needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderContext {
    /// The hash of the chain's genesis block, to which every seal commits.
    pub genesis: BlockHash,
    /// The header's hash.
    pub hash: BlockHash,
    /// The header's height.
    pub height: Height,
    /// The work of the chain up to and including the header.
    pub work: Work,
    /// The difficulty of a child.
    pub difficulty: Difficulty,
    /// The earliest time of a child with eased bits (see [`crate::difficulty`]).
    pub relief_time: Timestamp,
    /// The times of the header and its last ancestors, the header's first; at most [`MEDIAN_SPAN`].
    pub times: Vec<Timestamp>,
    /// The authors of the header and its last ancestors, the header's first. They may not seal a
    /// child (see [`crate::authority`]). Empty on a chain without authors.
    pub recent: Vec<u16>,
}

impl HeaderContext {
    /// The context of the genesis block's children.
    pub fn genesis(spec: &Spec, header: &Header) -> Self {
        let hash = header.hash();
        Self {
            genesis: hash,
            hash,
            height: Height::GENESIS,
            work: work(spec, header, &hash, Height::GENESIS),
            difficulty: Difficulty::first(spec),
            relief_time: relief_time(spec, header.time),
            times: vec![header.time],
            recent: Vec::new(),
        }
    }

    /// The median time past (BIP113). A child's time must be later.
    pub fn median_time(&self) -> Timestamp {
        median(&self.times)
    }

    /// The bits of a child without relief.
    pub fn next_bits(&self) -> CompactTarget {
        self.difficulty.bits
    }

    /// Whether a child with this time may have these bits.
    pub(crate) fn allows(&self, spec: &Spec, bits: CompactTarget, time: Timestamp) -> bool {
        bits == self.difficulty.bits
            || (time >= self.relief_time && bits == self.difficulty.eased(spec))
    }

    /// The order of the authors for a child; `None` on a chain without authors.
    pub fn turns(&self, spec: &Spec) -> Option<Turns> {
        let authority = spec.authority.as_ref()?;
        Some(Turns::new(
            authority,
            self.height.next(),
            self.recent.clone(),
        ))
    }

    /// Checks all rules of a child, including the seal.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn check(&self, spec: &Spec, header: &Header, now: Timestamp) -> Result<(), Rule> {
        self.check_unverified(spec, header, now)?;
        authority::check_seal(spec, self.genesis, header)
    }

    /// Checks all rules of a child except the signature of its seal, whose verification is
    /// expensive. The child's `previous` must be this header's hash. `now` is the node's clock.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn check_unverified(
        &self,
        spec: &Spec,
        header: &Header,
        now: Timestamp,
    ) -> Result<(), Rule> {
        debug_assert_eq!(header.previous, self.hash, "a context checks children only");
        check_author(spec, header, &self.recent)?;
        self.check_bits(spec, header)?;
        if needs_work(spec) && !header.meets_target() {
            return Err(Rule::ProofOfWork {
                hash: header.hash(),
                bits: header.bits,
            });
        }
        self.check_time(spec, header, now)
    }

    /// Checks all rules of a child that may lack its proof of work and its seal. The child's
    /// `previous` must be this header's hash. `now` is the node's clock.
    ///
    /// # Errors
    /// The first broken rule.
    pub(crate) fn check_proposal(
        &self,
        spec: &Spec,
        header: &Header,
        now: Timestamp,
    ) -> Result<(), Rule> {
        authority::check_index(spec, header.author(), &self.recent)?;
        self.check_bits(spec, header)?;
        self.check_time(spec, header, now)
    }

    fn check_bits(&self, spec: &Spec, header: &Header) -> Result<(), Rule> {
        if self.allows(spec, header.bits, header.time) {
            return Ok(());
        }
        Err(Rule::Bits {
            found: header.bits,
            wanted: self.difficulty.bits,
        })
    }

    /// Checks the height and the time of a child.
    fn check_time(&self, spec: &Spec, header: &Header, now: Timestamp) -> Result<(), Rule> {
        if self.height == Height(u32::MAX) {
            return Err(Rule::HeightExhausted);
        }
        check_pace(spec, header.time, self.times[0])?;
        let (time, median) = (header.time, self.median_time());
        if time <= median {
            return Err(Rule::TimeTooOld { time, median });
        }
        let latest = now.saturating_add(spec.allowed_future());
        if time > latest {
            return Err(Rule::TimeTooNew { time, latest });
        }
        Ok(())
    }

    /// The context of a child's children.
    pub fn extend(&self, spec: &Spec, child: &Header) -> Self {
        let parent = self.times[0];
        let kept = self.times.iter().copied().take(MEDIAN_SPAN - 1);
        let times: Vec<_> = core::iter::once(child.time).chain(kept).collect();
        let latest = times.iter().copied().max().unwrap_or(child.time);
        let (hash, height) = (child.hash(), self.height.next());
        let span = spec.authority.as_ref().map_or(0, authority::span);
        let recent = child
            .author()
            .into_iter()
            .chain(self.recent.iter().copied());
        Self {
            genesis: self.genesis,
            hash,
            height,
            work: self.work + work(spec, child, &hash, height),
            difficulty: self.difficulty.next(spec, parent, child.time),
            relief_time: relief_time(spec, latest),
            times,
            recent: recent.take(span).collect(),
        }
    }
}

/// The median of the times. If their number is even, it is the later of the two in the middle, as
/// in Bitcoin.
pub(crate) fn median(times: &[Timestamp]) -> Timestamp {
    let mut sorted = times.to_vec();
    sort_by_key(&mut sorted, |time| *time);
    sorted[sorted.len() / 2]
}
