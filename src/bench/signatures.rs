//! The verification of signatures: each is by a different key, which is parsed from 33 bytes, over
//! the SHA-256 of 32 bytes.

use std::sync::OnceLock;

use curve::Check;
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use primitives::{ShownKey, Signature, hash};

use crate::payment::secret;
use crate::work::{Mistake, Work};

/// The number of different signatures.
pub const COUNT: usize = 1_024;

/// The number of signatures with which every contender is checked, and the index of the one that is
/// then replaced by a wrong one.
const PROOF: usize = 16;
const WRONG: usize = 5;

/// A key, a message and the key's signature of it.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The compressed public key.
    pub key: [u8; 33],
    /// The message, whose hash is signed.
    pub message: [u8; 32],
    /// The signature: parity, r and s.
    pub signature: [u8; 65],
}

/// The samples, which are always the same. The first call creates them.
pub fn samples() -> &'static [Sample] {
    static SAMPLES: OnceLock<Vec<Sample>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        (0..)
            .take(COUNT)
            .map(|at: u32| {
                let secret = secret(at);
                let message = hash::sha256(&(!at).to_be_bytes());
                Sample {
                    key: secret.public().to_bytes(),
                    message,
                    signature: secret.sign(&hash::sha256(&message)).to_bytes(),
                }
            })
            .collect()
    })
}

/// A function that verifies signatures.
pub trait Judge {
    /// The index of the first wrong signature; `None` if all are right.
    fn first_wrong(&self, samples: &[Sample]) -> Option<usize>;
}

/// The project's own arithmetic, one signature at a time.
pub struct Single;

impl Judge for Single {
    fn first_wrong(&self, samples: &[Sample]) -> Option<usize> {
        let holds = |sample| check(sample).is_some_and(|check| check.holds());
        samples.iter().position(|sample| !holds(sample))
    }
}

/// The project's own arithmetic, all signatures as one batch.
pub struct Batch;

impl Judge for Batch {
    fn first_wrong(&self, samples: &[Sample]) -> Option<usize> {
        let mut checks = Vec::with_capacity(samples.len());
        for (place, sample) in samples.iter().enumerate() {
            match check(sample) {
                Some(check) => checks.push(check),
                None => return Some(place),
            }
        }
        curve::first_wrong(&checks, &[42; 32])
    }
}

fn check(sample: &Sample) -> Option<Check> {
    let key = ShownKey::from_bytes(&sample.key).ok()?;
    let signature = Signature::from_bytes(&sample.signature).ok()?;
    Some(key.check(&hash::sha256(&sample.message), &signature))
}

/// The `p256` crate.
pub struct P256;

impl Judge for P256 {
    fn first_wrong(&self, samples: &[Sample]) -> Option<usize> {
        let holds = |sample: &Sample| {
            let key = VerifyingKey::from_sec1_bytes(&sample.key).ok()?;
            let signature = p256::ecdsa::Signature::from_slice(&sample.signature[1..]).ok()?;
            let digest = hash::sha256(&sample.message);
            key.verify_prehash(&digest, &signature).ok()
        };
        samples.iter().position(|sample| holds(sample).is_none())
    }
}

/// The verification by one function, with `size` signatures per call.
pub struct Signatures<J> {
    way: J,
    size: usize,
    next: usize,
}

impl<J: Judge> Signatures<J> {
    /// Verifies `size` signatures per call; [`COUNT`] must be a multiple of it.
    pub fn new(way: J, size: usize) -> Self {
        Self { way, size, next: 0 }
    }

    fn expect(&self, samples: &[Sample], wanted: Option<usize>) -> Result<(), Mistake> {
        let found = self.way.first_wrong(samples);
        if found == wanted {
            return Ok(());
        }
        Err(Mistake::Signature { found, wanted })
    }
}

impl<J: Judge> Work for Signatures<J> {
    fn check(&mut self) -> Result<(), Mistake> {
        let mut proof = samples()[..PROOF].to_vec();
        self.expect(&proof, None)?;
        proof[WRONG].message[0] ^= 1;
        self.expect(&proof, Some(WRONG))?;
        proof[WRONG] = samples()[WRONG];
        proof[WRONG].key = samples()[WRONG + 1].key;
        self.expect(&proof, Some(WRONG))
    }

    fn pieces(&self) -> u32 {
        u32::try_from(self.size).unwrap_or(u32::MAX)
    }

    fn run(&mut self, repetitions: u32) -> Result<(), Mistake> {
        for _ in 0..repetitions {
            let begin = self.next;
            self.next = (begin + self.size) % COUNT;
            self.expect(&samples()[begin..begin + self.size], None)?;
        }
        Ok(())
    }
}
