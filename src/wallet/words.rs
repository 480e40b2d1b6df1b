//! The twelve words a person writes down: BIP39 in English, and the seed they stand for.

use crate::account::{self, AccountKey};
use bip39::{Language, Mnemonic};
use primitives::{BlockHash, SecretKey};
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
    #[error("{}", wrong_count(*found))]
    Count {
        /// How many there are.
        found: usize,
    },
    /// A word that is not on the list.
    #[error("word {position}, \"{word}\", is not on the list of words")]
    Unknown {
        /// Which one, the first being 1.
        position: usize,
        /// As it was typed, in lower case; at most 32 characters of it.
        word: String,
    },
    /// Every word is on the list, yet they don't belong together: one is wrong or two are
    /// exchanged.
    #[error("the checksum does not match: a word is wrong, or two are in the wrong order")]
    Checksum,
}

impl Words {
    /// The words for 16 bytes, which must come from a cryptographic random source.
    pub const fn from_entropy(entropy: [u8; 16]) -> Self {
        Self { entropy }
    }

    /// Reads a phrase in normal form (NFKD, as BIP39 has it). Case does not matter, nor does
    /// anything between the words that is not a letter: spaces and line ends of any kind, numbers,
    /// punctuation, invisible marks.
    ///
    /// # Errors
    /// When the count is wrong, a word is unknown, or the checksum does not match.
    pub fn parse(phrase: &str) -> Result<Self, WordsError> {
        // As long as the phrase at the most: it is never moved, which would leave a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(phrase.len()));
        let visible = phrase.chars().filter(|mark| !is_invisible(*mark));
        text.extend(visible.map(|letter| letter.to_ascii_lowercase()));
        let words = text.split(|mark| !is_of_a_word(mark));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if words.len() != WORDS {
            return Err(WordsError::Count { found: words.len() });
        }
        let unknown = |word: &&str| Language::English.find_word(word).is_none();
        if let Some(at) = words.iter().position(unknown) {
            return Err(WordsError::Unknown {
                position: at + 1,
                word: words[at].chars().take(32).collect(),
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

fn wrong_count(found: usize) -> String {
    match found {
        ..WORDS => format!("enter {WORDS} words ({found} so far)"),
        _ => format!("enter {WORDS} words: these are {found}"),
    }
}

/// Whether a character belongs to a word: a letter, or an accent in normal form, which makes the
/// word a wrong one.
fn is_of_a_word(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '\u{300}'..='\u{36f}')
}

/// Marks that can't be seen and separate nothing: soft hyphen, joiners, directions of writing, byte
/// order mark.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// What the words stand for: 64 bytes from which every key derives. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed {
    bytes: [u8; 64],
}

impl Seed {
    /// The private keys on the chain of this genesis hash.
    pub fn account(&self, genesis: &BlockHash) -> AccountKey {
        AccountKey::derive(&self.bytes, genesis)
    }

    /// The private key by which others know this person, the same on every chain: it seals blocks.
    pub fn identity(&self) -> SecretKey {
        account::identity(&self.bytes)
    }

    /// The seed itself.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        Zeroizing::new(self.bytes)
    }
}
