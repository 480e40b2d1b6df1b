//! Random bytes for a vault.

/// Fresh random bytes for a vault, which the caller draws from the platform's generator.
#[derive(Clone)]
pub struct Entropy {
    /// The entropy of new words.
    pub words: [u8; 16],
    /// The salt of the passphrase's key derivation.
    pub salt: [u8; 16],
    /// The nonce of the cipher.
    pub nonce: [u8; 24],
}
