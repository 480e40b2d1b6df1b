//! Who may make blocks on a chain with authors, when, and how much a block weighs: after EIP-225 (Clique).
//!
//! A spec may list authors. Every block but the first is then sealed by one of them: the header names the author's place
//! in the list, and carries their signature of its hash (see [`primitives::header`]). With *n* authors:
//!
//! - **The leader** of height *h* is author *h* mod *n*. The leader's block weighs 2, anybody else's 1.
//! - **Recent authors wait.** Who sealed one of the last ⌊*n*/2⌋ blocks of a branch may not seal the next one. So a
//!   minority, however it colludes, adds no more blocks to any branch than it has members, and a majority always has
//!   somebody who may go on.
//! - **Without proof of work** the difficulty is always the easiest and need not be met; what keeps the pace is that a
//!   block's time is an interval after its parent's, at least. **With it**, all the rules of difficulty hold besides;
//!   the seal is made after the nonce was found.
//! - Who is not the leader leaves it time before making a block: [`Turns::rank`]. That is no rule, only manners.
//!
//! **The heaviest branch counts**, as ever: the sum of each block's work times its weight. What differs from EIP-225 is
//! that two branches never weigh the same, up to a chance of 2⁻³²: work is counted in units of 2⁻⁶⁴, and a block's hash
//! adds up to 2³² of them, less than any weight in 2³² blocks. With ties that go to the first seen, such a chain can stop
//! for good. The smallest case: three authors, the leader away. The other two seal at the same time; each holds to its own
//! block, may not seal on top of it, and what it might seal on top of, it holds for the loser. EIP-3436 tells of this
//! and gives an order of branches that all nodes agree on; here that order is in the work itself, so that whatever
//! compares work (which branch to follow, whom to ask for headers) breaks ties alike. A test plays this on both rules,
//! any number of authors from 2 to 9 and any majority of them awake, no message before everybody has sealed: with ties
//! to the first seen chains stop at every number from 3 on, with this rule none does.
//!
//! **What the list is worth.** Authors are trusted to make a chain at all, but no more than half of them to keep to one:
//! who has a majority of the keys can rewrite everything, with proof of work on top only as fast as that goes. An author
//! can make any number of blocks at one height. One of them counts in the end; each of the others costs every node the
//! memory of a header, so an author can waste other nodes' memory, which a stranger can't.

use crate::rule::Rule;
use crate::spec::{Authority, Spec};
use ethnum::U256;
use primitives::{BlockHash, CompactTarget, Header, Height, Timestamp, Work, seal_digest};

/// How much more a leader's block weighs than another's.
const LEADER_WEIGHT: u64 = 2;

/// Authors of so many last blocks of a branch may not seal its next one.
pub const fn span(authority: &Authority) -> usize {
    authority.authors.len() / 2
}

/// The author whose turn a height is.
pub fn leader(authority: &Authority, height: Height) -> u16 {
    let count = u32::try_from(authority.authors.len()).unwrap_or(u32::MAX);
    u16::try_from(height.value() % count.max(1)).unwrap_or(u16::MAX)
}

/// Whether blocks of this chain must prove work. Most chains': all but those with authors who need not.
pub fn needs_work(spec: &Spec) -> bool {
    proves_work(spec.authority.as_ref())
}

/// The same of a chain with these authors.
pub(crate) fn proves_work(authority: Option<&Authority>) -> bool {
    authority.is_none_or(|it| it.work)
}

/// What a block adds to the work of its chain.
pub(crate) fn work(spec: &Spec, header: &Header, hash: &BlockHash, height: Height) -> Work {
    let proven = work_of(header.bits);
    let Some(authority) = &spec.authority else {
        return proven;
    };
    let is_leader = header.author() == Some(leader(authority, height));
    let weight = if is_leader { LEADER_WEIGHT } else { 1 };
    // The first bytes of a hash are those that proof of work leaves to chance.
    let [a, b, c, d, ..] = *hash.as_bytes();
    let tie = Work::new(U256::from(u32::from_le_bytes([a, b, c, d])));
    let unit = 1 << 32;
    let weighed = proven.saturating_mul(weight);
    weighed.saturating_mul(unit).saturating_mul(unit) + tie
}

/// How many hashes some work took, from the work as this chain counts it: none where no work is proven. Where there are
/// authors besides, a leader's block counts twice.
pub fn proven(spec: &Spec, work: Work) -> Work {
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

/// Checks who made a block on top of those that `recent` made (last first), but not yet the signature.
pub(crate) fn check_author(spec: &Spec, header: &Header, recent: &[u16]) -> Result<(), Rule> {
    let author = header.seal.and(header.author());
    let authority = match (&spec.authority, author) {
        (None, None) if header.seal.is_none() && header.author().is_none() => return Ok(()),
        (None, _) => return Err(Rule::Sealed),
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

/// Checks that a block's time keeps the pace, where no work does.
pub(crate) fn check_pace(spec: &Spec, time: Timestamp, parent: Timestamp) -> Result<(), Rule> {
    let earliest = earliest(spec, parent);
    if time < earliest {
        return Err(Rule::TooSoon { time, earliest });
    }
    Ok(())
}

/// The earliest time of a block without proof of work on a parent of this time; zero where blocks prove work.
pub(crate) fn earliest(spec: &Spec, parent: Timestamp) -> Timestamp {
    if needs_work(spec) {
        Timestamp(0)
    } else {
        parent.saturating_add(spec.interval)
    }
}

/// Seals that are verified at once: more are hardly faster, and take memory.
const SEAL_BATCH: usize = 1024;

/// Verifies a seal. The dearest check of a header by far, so it comes last.
///
/// # Errors
/// [`Rule::Seal`] when it is not the signature of the author that the header names.
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

/// Verifies the seals of headers that follow the rules in all else, many at once, which is several times as fast.
///
/// `seed` is the verifier's own randomness. Who has none may take any: the numbers by which a batch is multiplied are
/// hashed from all that is in it as well (see [`curve::first_wrong`]), so a forger would have to try some 2¹²⁸ forgeries
/// until one passes (the idea of Fiat and Shamir, 1986).
///
/// # Errors
/// The place of the first header that is not sealed rightly, and the rule.
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
        for (place, header) in (first..).zip(batch) {
            match sealing(authority, genesis, header) {
                Ok((author, check)) => {
                    authors.push(author);
                    checks.push(check);
                }
                Err(rule) => {
                    end = Err((place, rule));
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

/// The author that a header names, and what is to be verified of its seal.
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

/// Whose turn it is on top of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    /// The height in question.
    pub height: Height,
    /// Authors in the list.
    pub authors: u16,
    /// The one whose turn it is.
    pub leader: u16,
    /// Those who may not seal it because they sealed one of the last blocks, last first.
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

    /// Whose block is wanted first: the leader's, or that of the first who may stand in.
    pub fn first(&self) -> u16 {
        let first = |author: &u16| self.rank(*author) == Some(0);
        (0..self.authors).find(first).unwrap_or(self.leader)
    }

    /// How many others should be left time to seal first: none for the leader, then one more with each place before it
    /// in the list, those who may not seal left out. None for who may not seal, or is no author.
    ///
    /// Those go first whose own turns were last, because theirs are farthest off again. Were it those whose turns come
    /// next, each would be kept from its own turn by having stood in for another: one block out of turn, and the chain
    /// stays out of turn for good.
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
