//! The twelve words a person writes down: BIP39 in English, and the seed they stand for.

use crate::account::AccountKey;
use pbkdf2::pbkdf2_hmac;
use primitives::sha256;
use sha2::Sha512;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// How many words there are: twelve carry 128 bits of entropy and a 4-bit checksum (BIP39).
pub const WORDS: usize = 12;

/// The words there are, one a line, in alphabetical order: 2,048, so that each stands for eleven bits. The `bip39` crate
/// has them, too, with a SHA-256 and a SHA-512 of its own beside ours: 9 kB of what a page downloads.
const LIST: &str = include_str!("english.txt");

/// Bytes of the longest phrase: no word has more than eight letters. What grows leaves copies behind.
const PHRASE: usize = 9 * WORDS;

/// Rounds of PBKDF2 from the words to the seed (BIP39).
const ROUNDS: u32 = 2048;

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
        let mut bits = Zeroizing::new(0_u128);
        let mut last = 0;
        for (place, word) in words.iter().enumerate() {
            let number = LIST.lines().position(|listed| listed == *word);
            let Some(number) = number else {
                let (position, word) = (place + 1, (*word).to_owned());
                return Err(WordsError::Unknown { position, word });
            };
            last = number as u128;
            // Of the last word, seven bits are entropy, and four the checksum.
            *bits = match place + 1 {
                WORDS => *bits << 7 | last >> 4,
                _ => *bits << 11 | last,
            };
        }
        let found = Self::from_entropy(bits.to_be_bytes());
        match found.checksum() == last & 15 {
            true => Ok(found),
            false => Err(WordsError::Checksum),
        }
    }

    /// The words, separated by single spaces.
    pub fn phrase(&self) -> Zeroizing<String> {
        let bits = Zeroizing::new(u128::from_be_bytes(self.entropy));
        let mut phrase = Zeroizing::new(String::with_capacity(PHRASE));
        for place in 1..=WORDS {
            let number = match place {
                WORDS => *bits << 4 | self.checksum(),
                _ => *bits >> (128 - 11 * place),
            };
            if place > 1 {
                phrase.push(' ');
            }
            phrase.push_str(listed(number & 2047));
        }
        phrase
    }

    /// The seed (BIP39 without its optional passphrase). Costs 2,048 rounds of PBKDF2.
    pub fn seed(&self) -> Seed {
        let mut bytes = [0; 64];
        pbkdf2_hmac::<Sha512>(self.phrase().as_bytes(), b"mnemonic", ROUNDS, &mut bytes);
        Seed { bytes }
    }

    /// The bytes the words stand for.
    pub(crate) fn entropy(&self) -> &[u8; 16] {
        &self.entropy
    }

    /// The first four bits of the entropy's hash.
    fn checksum(&self) -> u128 {
        u128::from(sha256(&self.entropy)[0] >> 4)
    }
}

fn listed(number: u128) -> &'static str {
    let word = LIST.lines().nth(number as usize);
    word.expect("the list has a word for each number of eleven bits")
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
