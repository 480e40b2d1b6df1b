//! Random bytes for a vault.

use wallet::Words;

/// Fresh random bytes for a vault. The caller takes them from the platform's random number
/// generator.
#[derive(Clone)]
pub struct Entropy {
    /// The entropy of new words. Twelve words take the first 16 bytes.
    pub words: [u8; 32],
    /// The salt of the passphrase's key derivation.
    pub salt: [u8; 16],
    /// The nonce of the cipher.
    pub nonce: [u8; 24],
}

impl Entropy {
    /// Twelve fresh words.
    pub(super) fn twelve_words(&self) -> Words {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.words[..16]);
        Words::from_entropy(bytes)
    }

    /// Twenty-four fresh words.
    pub(super) fn twenty_four_words(&self) -> Words {
        Words::from_long_entropy(self.words)
    }
}
