//! The program for a browser's worker and for Node. Built natively, it is empty.

#[cfg(target_family = "wasm")]
pub mod contender;

fn main() {}
