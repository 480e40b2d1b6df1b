//! The search for a nonce: SHA-256d over the 80 bytes of a header, compared with a target.

use core::ops::Range;
use core::time::Duration;

use miner::{Contest, Kernel, Search};
use primitives::{BlockHash, CompactTarget, Decode, Header, Target, hash};

use crate::work::{Mistake, Work};

/// The header of Bitcoin's genesis block, with which every contender is checked.
pub const GENESIS: [u8; Header::LEN] = {
    let mut header = [0; Header::LEN];
    header[0] = 1;
    let root = [
        0x3b, 0xa3, 0xed, 0xfd, 0x7a, 0x7b, 0x12, 0xb2, 0x7a, 0xc7, 0x2c, 0x3e, 0x67, 0x76, 0x8f,
        0x61, 0x7f, 0xc8, 0x1b, 0xc3, 0x88, 0x8a, 0x51, 0x32, 0x3a, 0x9f, 0xb8, 0xaa, 0x4b, 0x1e,
        0x5e, 0x4a,
    ];
    let rest = [
        0x29, 0xab, 0x5f, 0x49, 0xff, 0xff, 0x00, 0x1d, 0x1d, 0xac, 0x2b, 0x7c,
    ];
    let mut at = 0;
    while at < root.len() {
        header[36 + at] = root[at];
        at += 1;
    }
    at = 0;
    while at < rest.len() {
        header[68 + at] = rest[at];
        at += 1;
    }
    header
};

/// The nonce in [`GENESIS`], the only one within the checked range that meets the target.
pub const GENESIS_NONCE: u32 = 2_083_236_893;

/// The miner's own search, with the available kernels.
pub struct Ours {
    /// The search that is checked.
    proof: Search,
    /// The search that is timed.
    search: Search,
    kernels: Contest,
    now: fn() -> Duration,
    next: u64,
}

impl Ours {
    /// A search with the fastest of these kernels, as measured by the clock `now`.
    ///
    /// # Panics
    /// Never: [`GENESIS`] is a header with a valid target.
    pub fn new(kernels: Vec<Kernel>, now: fn() -> Duration) -> Self {
        let (header, target) = genesis();
        Self {
            proof: Search::new(&header, &target),
            search: Search::new(&header, &hardest()),
            kernels: Contest::new(kernels),
            now,
            next: 0,
        }
    }

    fn prove(&mut self, headers: Range<u64>, wanted: Option<u32>) -> Result<(), Mistake> {
        let outcome = self.proof.run(self.kernels.kernel(), headers);
        expect(outcome.hit.map(|hit| hit.nonce), wanted)
    }
}

impl Work for Ours {
    fn check(&mut self) -> Result<(), Mistake> {
        let at = Search::number(GENESIS_NONCE);
        self.prove(at - 70..at + 30, Some(GENESIS_NONCE))?;
        self.prove(at - 70..at, None)?;
        self.prove(at..at + 1, Some(GENESIS_NONCE))
    }

    fn run(&mut self, repetitions: u32) -> Result<(), Mistake> {
        let end = self.next + u64::from(repetitions);
        let begin = core::mem::replace(&mut self.next, end);
        let begun = (self.now)();
        let outcome = self.search.run(self.kernels.kernel(), begin..end);
        let elapsed = (self.now)().saturating_sub(begun);
        self.kernels.took(outcome.hashes, elapsed);
        expect(outcome.hit.map(|hit| hit.nonce), None)
    }
}

fn expect(found: Option<u32>, wanted: Option<u32>) -> Result<(), Mistake> {
    if found == wanted {
        return Ok(());
    }
    Err(Mistake::Nonce { found, wanted })
}

/// A function that searches for nonces.
pub trait Find {
    /// The first of these nonces with which the header meets the target; `None` if none does.
    fn find(&self, header: &Header, target: &Target, nonces: Range<u64>) -> Option<u32>;
}

/// A straightforward search with the `sha2` crate, which hashes the whole header for every nonce.
pub struct Naive;

impl Find for Naive {
    fn find(&self, header: &Header, target: &Target, nonces: Range<u64>) -> Option<u32> {
        let mut bytes = header.to_array();
        nonces
            .map_while(|nonce| u32::try_from(nonce).ok())
            .find(|nonce| {
                bytes[76..].copy_from_slice(&nonce.to_le_bytes());
                target.is_met_by(&BlockHash::from_bytes(hash::sha256d(&bytes)))
            })
    }
}

/// Bitcoin's genesis header and its target, with which searches are checked.
fn genesis() -> (Header, Target) {
    let header = Header::from_bytes(&GENESIS).expect("80 bytes are a header");
    let target = header.bits.to_target().expect("a target of Bitcoin's");
    (header, target)
}

/// The target 1, with which searches are timed. With an easier target, a search would sooner or
/// later find a solution and end early.
fn hardest() -> Target {
    let bits = CompactTarget::from_bits(0x0300_0001);
    bits.to_target().expect("one is a target")
}

/// A search by one function, with the next nonce to try.
pub struct Nonces<F> {
    way: F,
    next: u64,
}

impl<F: Find> Nonces<F> {
    /// A search through the nonces of Bitcoin's genesis header, from 0 on.
    pub fn new(way: F) -> Self {
        Self { way, next: 0 }
    }

    fn prove(&self, nonces: Range<u64>, wanted: Option<u32>) -> Result<(), Mistake> {
        let (header, target) = genesis();
        expect(self.way.find(&header, &target, nonces), wanted)
    }
}

impl<F: Find> Work for Nonces<F> {
    fn check(&mut self) -> Result<(), Mistake> {
        let nonce = u64::from(GENESIS_NONCE);
        self.prove(nonce - 70..nonce + 30, Some(GENESIS_NONCE))?;
        self.prove(nonce - 70..nonce, None)?;
        self.prove(nonce..nonce + 1, Some(GENESIS_NONCE))
    }

    fn run(&mut self, repetitions: u32) -> Result<(), Mistake> {
        // 2^31 nonces last for hours, and can then be searched again.
        let begin = self.next % (1 << 31);
        self.next = begin + u64::from(repetitions);
        let (header, _) = genesis();
        expect(self.way.find(&header, &hardest(), begin..self.next), None)
    }
}
