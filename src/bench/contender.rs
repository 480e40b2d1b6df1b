//! The contenders for JavaScript, and the data for the JavaScript libraries.

use bench::{Work, merkle, nonces, signatures};
use browser::clock;
use browser::program::kernels;
use p256::ecdsa::VerifyingKey;
use wasm_bindgen::prelude::wasm_bindgen;

/// One contender; its methods are those of [`Work`].
#[wasm_bindgen]
pub struct Contender(Box<dyn Work>);

#[wasm_bindgen]
impl Contender {
    /// The contender with this name; `undefined` if this program has none.
    pub fn open(name: &str) -> Option<Self> {
        bench::work(name, kernels, clock::ticks).map(Self)
    }

    /// Checks that it does its work correctly.
    ///
    /// # Errors
    /// Throws the mistake.
    pub fn check(&mut self) -> Result<(), String> {
        self.0.check().map_err(|mistake| mistake.to_string())
    }

    /// The pieces of work in one repetition.
    pub fn pieces(&self) -> u32 {
        self.0.pieces()
    }

    /// Prepares what this many repetitions need and what must not be timed.
    pub fn prepare(&mut self, repetitions: u32) {
        self.0.prepare(repetitions);
    }

    /// Does this many repetitions.
    ///
    /// # Errors
    /// Throws if a result is wrong.
    pub fn run(&mut self, repetitions: u32) -> Result<(), String> {
        self.0
            .run(repetitions)
            .map_err(|mistake| mistake.to_string())
    }
}

/// Bitcoin's genesis header.
#[wasm_bindgen]
pub fn genesis() -> Vec<u8> {
    nonces::GENESIS.to_vec()
}

/// All samples, one after the other, each as compressed key (33 bytes), the same key uncompressed
/// (65), message (32), r and s (64).
///
/// # Panics
/// Never: a sample has a valid key.
#[wasm_bindgen]
pub fn samples() -> Vec<u8> {
    let mut bytes = Vec::new();
    for sample in signatures::samples() {
        let key = VerifyingKey::from_sec1_bytes(&sample.key).expect("a sample has a valid key");
        bytes.extend(sample.key);
        bytes.extend_from_slice(key.to_sec1_point(false).as_bytes());
        bytes.extend(sample.message);
        bytes.extend_from_slice(&sample.signature[1..]);
    }
    bytes
}

/// The leaves of the Merkle tree, one after the other, followed by its root.
#[wasm_bindgen]
pub fn tree() -> Vec<u8> {
    let leaves = merkle::leaves();
    let root = merkle::naive(&leaves);
    [leaves.concat(), root.to_vec()].concat()
}
