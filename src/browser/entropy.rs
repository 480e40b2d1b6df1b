//! Random bytes from the browser's cryptographic source.

/// Draws fresh random bytes.
///
/// # Panics
/// If the platform has no cryptographic randomness. Every browser that runs WebAssembly has it, and
/// without it no wallet can be created safely.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every browser has crypto.getRandomValues");
    bytes
}
