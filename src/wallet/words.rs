//! The twelve words a person writes down: BIP39 in English, and the seed they stand for.

use crate::account::AccountKey;
use bip39::{Language, Mnemonic};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// How many words there are: twelve carry 128 bits of entropy and a 4-bit checksum (BIP39).
pub const WORDS: usize = 12;

/// The whole secret of a wallet. It is wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Words {
    entropy: [u8; 16],
}

/// A phrase that is no twelve words of BIP39.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Not twelve words.
    #[error("{found} words, {WORDS} wanted")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// A word that is not on the list.
    #[error("word {position}, \"{word}\", is not on the list of words")]
    Unknown {
        /// Which one, the first being 1.
        position: usize,
        /// As it was typed, in lower case.
        word: String,
    },
    /// Every word is on the list, yet they don't belong together: one is wrong or two are exchanged.
    #[error("the checksum does not match: a word is wrong, or two are in the wrong order")]
    Checksum,
}

impl Words {
    /// The words for 16 bytes, which must come from a cryptographic random source.
    pub const fn from_entropy(entropy: [u8; 16]) -> Self {
        Self { entropy }
    }

    /// Reads a phrase in normal form (NFKD, as BIP39 has it). Case, and the kind and amount of white space, don't matter.
    ///
    /// # Errors
    /// When the count is wrong, a word is unknown, or the checksum does not match.
    pub fn parse(phrase: &str) -> Result<Self, WordsError> {
        let text = Zeroizing::new(phrase.to_ascii_lowercase());
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.len() != WORDS {
            return Err(WordsError::Count { found: words.len() });
        }
        let unknown = |word: &&str| Language::English.find_word(word).is_none();
        if let Some(at) = words.iter().position(unknown) {
            return Err(WordsError::Unknown {
                position: at + 1,
                word: words[at].to_owned(),
            });
        }
        let joined = Zeroizing::new(words.join(" "));
        let mnemonic = Mnemonic::parse_in_normalized(Language::English, &joined)
            .map_err(|_| WordsError::Checksum)?;
        let (mut array, _) = mnemonic.to_entropy_array();
        let mut entropy = [0; 16];
        entropy.copy_from_slice(&array[..16]);
        array.zeroize();
        Ok(Self { entropy })
    }

    /// The words, separated by single spaces.
    pub fn phrase(&self) -> Zeroizing<String> {
        Zeroizing::new(self.mnemonic().to_string())
    }

    /// The seed (BIP39 without its optional passphrase). Costs 2,048 rounds of PBKDF2.
    pub fn seed(&self) -> Seed {
        Seed {
            bytes: self.mnemonic().to_seed_normalized(""),
        }
    }

    /// The bytes the words stand for.
    pub(crate) fn entropy(&self) -> &[u8; 16] {
        &self.entropy
    }

    fn mnemonic(&self) -> Mnemonic {
        Mnemonic::from_entropy_in(Language::English, &self.entropy)
            .expect("16 bytes are an entropy of BIP39")
    }
}

/// What the words stand for: 64 bytes from which every key derives. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed {
    bytes: [u8; 64],
}

impl Seed {
    /// The account's private key.
    pub fn account(&self) -> AccountKey {
        AccountKey::derive(&self.bytes)
    }

    /// The seed itself.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        Zeroizing::new(self.bytes)
    }
}
