//! Authors: which keys may seal blocks, when, and the weight of their blocks, after EIP-225
//! (Clique).
//!
//! A spec may list authors. One of them then seals every block but the first: the header contains
//! the author's index in the list and a signature of the block's hash (see [`primitives::header`]).
//! With *n* authors:
//!
//! - **The leader** of height *h* is author *h* mod *n*. The leader's block has weight 2, any other
//!   author's 1.
//! - **Recent authors wait.** An author of one of the last ⌊*n*/2⌋ blocks of a branch may not seal
//!   the next one. A minority of authors can therefore add no more blocks in a row than it has
//!   members, and a majority always has a member that may seal.
//! - **Without proof of work** the difficulty is always the easiest and need not be met. The time
//!   between blocks is bounded instead: a block's time is at least one interval after its parent's.
//!   **With proof of work** all rules of difficulty hold as well, and the seal is made after the
//!   nonce was found.
//! - Every other author leaves the leader time to seal ([`Turns::rank`]). This is a policy, not a
//!   rule.
//!
//! **The branch with the most work is the best**, as on every chain. The work of a branch is the
//! sum of each block's work times its weight. Unlike in EIP-225, two branches never have equal
//! work, up to a chance of 2⁻³²: work is counted in units of 2⁻⁶⁴, and a block's hash adds up to
//! 2³² of them, which is less than any weight even over 2³² blocks. If ties went to the first block
//! seen, such a chain could stop forever. The smallest case has three authors, with the leader
//! offline. The other two seal at the same time. Each takes its own block as the best, and may not
//! seal the next one. Each could seal on the other's block, but does not, since that block came
//! later. EIP-3436 describes the problem and orders branches so that all nodes agree. Here the
//! order is part of the work, so that all comparisons of work (the choice of a branch, the choice
//! of a peer for headers) break ties alike. A test simulates both rules with 2 to 9 authors and
//! every majority of them online. In it, a block arrives only after all of them have sealed. If
//! ties go to the first block seen, some chains stop with every number of authors from 3 on. With
//! this rule no chain stops.
//!
//! **Trust.** Authors are trusted to extend the chain. No minority of them can rewrite it, but a
//! majority of the keys can rewrite everything; proof of work only limits how fast. An author can
//! make any number of blocks at one height. One of these blocks counts in the end, and each of the
//! others costs every node the memory of a header. An author can therefore waste other nodes'
//! memory, which a stranger can't.

use crate::rule::Rule;
use crate::spec::{Authority, Spec};
use ethnum::U256;
use primitives::{BlockHash, CompactTarget, Header, Height, Timestamp, Work, seal_digest};

/// The weight of a leader's block; any other block has weight 1.
const LEADER_WEIGHT: u64 = 2;

/// The number of last blocks of a branch whose authors may not seal the next one.
pub const fn span(authority: &Authority) -> usize {
    authority.authors.len() / 2
}

/// The index of the author in turn at a height.
pub fn leader(authority: &Authority, height: Height) -> u16 {
    let count = u32::try_from(authority.authors.len()).unwrap_or(u32::MAX);
    u16::try_from(height.value() % count.max(1)).unwrap_or(u16::MAX)
}

/// Whether blocks of this chain must prove work. Only a chain with authors can omit proof of work.
pub fn needs_work(spec: &Spec) -> bool {
    proves_work(spec.authority.as_ref())
}

/// Whether blocks of a chain with these authors must prove work.
pub(crate) fn proves_work(authority: Option<&Authority>) -> bool {
    authority.is_none_or(|it| it.work)
}

/// The work that a block adds to its chain.
pub(crate) fn work(spec: &Spec, header: &Header, hash: &BlockHash, height: Height) -> Work {
    let proven = work_of(header.bits);
    let Some(authority) = &spec.authority else {
        return proven;
    };
    let is_leader = header.author() == Some(leader(authority, height));
    let weight = if is_leader { LEADER_WEIGHT } else { 1 };
    // The first bytes of a hash are those that proof of work leaves random.
    let [a, b, c, d, ..] = *hash.as_bytes();
    let tie = Work::new(U256::from(u32::from_le_bytes([a, b, c, d])));
    let unit = 1 << 32;
    let weighed = proven.saturating_mul(weight);
    weighed.saturating_mul(unit).saturating_mul(unit) + tie
}

/// Converts work as this chain counts it to the expected number of hashes; zero if blocks need not
/// prove work. On a chain with authors a leader's block counts twice.
pub fn proven_work(spec: &Spec, work: Work) -> Work {
    match &spec.authority {
        None => work,
        Some(authority) if authority.work => Work::new(work.hashes() >> 64u32),
        Some(_) => Work::ZERO,
    }
}

fn work_of(bits: CompactTarget) -> Work {
    bits.to_target()
        .map_or(Work::ZERO, primitives::Target::work)
}

/// Checks that a header is sealed if and only if the chain has authors, and that its author is on
/// the list and not in `recent`, the authors of the last blocks. Does not verify the signature.
pub(crate) fn check_author(spec: &Spec, header: &Header, recent: &[u16]) -> Result<(), Rule> {
    match header.seal {
        // Without authors, neither a seal nor the index of an author is allowed.
        Some(_) if spec.authority.is_none() => Err(Rule::Sealed),
        None if spec.authority.is_some() => Err(Rule::Unsealed),
        _ => check_index(spec, header.author(), recent),
    }
}

/// As [`check_author`], for a header with this author that may lack its seal.
pub(crate) fn check_index(spec: &Spec, author: Option<u16>, recent: &[u16]) -> Result<(), Rule> {
    let authority = match (&spec.authority, author) {
        (None, None) => return Ok(()),
        (None, Some(_)) => return Err(Rule::Sealed),
        (Some(authority), _) => authority,
    };
    let author = author.ok_or(Rule::Unsealed)?;
    let authors = authority.authors.len();
    if usize::from(author) >= authors {
        return Err(Rule::NoSuchAuthor { author, authors });
    }
    if recent.contains(&author) {
        let span = span(authority);
        return Err(Rule::SealedRecently { author, span });
    }
    Ok(())
}

/// Checks the minimum interval between a block's time and its parent's, on a chain without proof of
/// work.
pub(crate) fn check_pace(spec: &Spec, time: Timestamp, parent: Timestamp) -> Result<(), Rule> {
    let earliest = earliest(spec, parent);
    if time < earliest {
        return Err(Rule::TooSoon { time, earliest });
    }
    Ok(())
}

/// The earliest time of a block whose parent has this time; zero on a chain with proof of work.
pub(crate) fn earliest(spec: &Spec, parent: Timestamp) -> Timestamp {
    if needs_work(spec) {
        Timestamp(0)
    } else {
        parent.saturating_add(spec.interval)
    }
}

/// The maximum number of seals in a batch. Larger batches are hardly faster, but take more memory.
const SEAL_BATCH: usize = 1024;

/// Verifies a seal. This is by far the most expensive check of a header, so it comes last.
///
/// # Errors
/// [`Rule::Seal`] if the seal is not a signature by the author in the header, [`Rule::Unsealed`] if
/// there is no seal.
pub fn check_seal(spec: &Spec, genesis: BlockHash, header: &Header) -> Result<(), Rule> {
    let Some(authority) = &spec.authority else {
        return Ok(());
    };
    let (author, check) = sealing(authority, genesis, header)?;
    match check.holds() {
        true => Ok(()),
        false => Err(Rule::Seal { author }),
    }
}

/// Verifies the seals of headers that obey all other rules, in batches. This is several times as
/// fast as verifying them one by one.
///
/// `seed` is the verifier's randomness. A verifier without randomness can use a constant: the
/// coefficients of a batch are also hashed from its whole content (see [`curve::first_wrong`]), so
/// a forger would need some 2¹²⁸ attempts until a forgery passes (the idea of Fiat and Shamir,
/// 1986).
///
/// # Errors
/// The index of the first header with an invalid or missing seal, and the rule.
pub fn check_seals(
    spec: &Spec,
    genesis: BlockHash,
    headers: &[Header],
    seed: &[u8; 32],
) -> Result<(), (usize, Rule)> {
    let Some(authority) = &spec.authority else {
        return Ok(());
    };
    for (part, batch) in headers.chunks(SEAL_BATCH).enumerate() {
        let first = part * SEAL_BATCH;
        let (mut authors, mut checks) = (Vec::new(), Vec::new());
        let mut end = Ok(());
        for (index, header) in (first..).zip(batch) {
            match sealing(authority, genesis, header) {
                Ok((author, check)) => {
                    authors.push(author);
                    checks.push(check);
                }
                Err(rule) => {
                    end = Err((index, rule));
                    break;
                }
            }
        }
        if let Some(wrong) = curve::first_wrong(&checks, seed) {
            let author = authors[wrong];
            return Err((first + wrong, Rule::Seal { author }));
        }
        end?;
    }
    Ok(())
}

/// The index of a header's author, and the signature to verify.
fn sealing(
    authority: &Authority,
    genesis: BlockHash,
    header: &Header,
) -> Result<(u16, curve::Check), Rule> {
    let (Some(seal), Some(author)) = (&header.seal, header.author()) else {
        return Err(Rule::Unsealed);
    };
    let key = authority.authors.get(usize::from(author));
    let key = key.ok_or(Rule::Seal { author })?;
    let digest = seal_digest(genesis, header.hash());
    Ok((author, key.check(&digest, seal)))
}

/// The order in which authors may seal the block on top of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    /// The height of the block to seal.
    pub height: Height,
    /// The number of authors on the list.
    pub authors: u16,
    /// The index of the author in turn.
    pub leader: u16,
    /// The indices of the authors that may not seal because they sealed recently, last first.
    pub recent: Vec<u16>,
}

impl Turns {
    pub(crate) fn new(authority: &Authority, height: Height, recent: Vec<u16>) -> Self {
        Self {
            height,
            authors: u16::try_from(authority.authors.len()).unwrap_or(u16::MAX),
            leader: leader(authority, height),
            recent,
        }
    }

    /// The first author in order that may seal: the leader, or another one if the leader may not.
    pub fn first(&self) -> u16 {
        let first = |author: &u16| self.rank(*author) == Some(0);
        (0..self.authors).find(first).unwrap_or(self.leader)
    }

    /// The number of authors before this one in order; `None` if the author may not seal or is not
    /// on the list. The leader comes first, then the others backwards through the list, without
    /// those that may not seal.
    ///
    /// Authors whose turn was most recent come first, because their next turn is furthest away. If
    /// the authors with the next turns came first, each would seal in place of another and might
    /// then not seal at its own turn. A single block out of turn would put all later blocks out of
    /// turn.
    pub fn rank(&self, author: u16) -> Option<u16> {
        if author >= self.authors || self.recent.contains(&author) {
            return None;
        }
        let order =
            (0..self.authors).map(|back| (self.leader + self.authors - back) % self.authors);
        let before = order.take_while(|other| *other != author);
        let able = before.filter(|other| !self.recent.contains(other)).count();
        u16::try_from(able).ok()
    }
}
