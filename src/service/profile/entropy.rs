//! Random bytes for a vault.

/// Fresh random bytes for a vault. The caller takes them from the platform's random number
/// generator.
#[derive(Clone)]
pub struct Entropy {
    /// The entropy of new words.
    pub words: [u8; 16],
    /// The salt of the passphrase's key derivation.
    pub salt: [u8; 16],
    /// The nonce of the cipher.
    pub nonce: [u8; 24],
}
