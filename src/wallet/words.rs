//! The twelve words of a wallet: a BIP39 mnemonic in English, and its seed.

use crate::account::{self, AccountKey};
use bip39::{Language, Mnemonic};
use pbkdf2::pbkdf2_hmac;
use primitives::{BlockHash, SecretKey};
use sha2::Sha512;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The number of words: twelve encode 128 bits of entropy and a 4-bit checksum (BIP39).
pub const WORDS: usize = 12;

/// The letters of the longest word of BIP39's English list.
const MAX_LETTERS: usize = 8;

/// The rounds of PBKDF2 between the words and their seed (BIP39).
const SEED_ROUNDS: u32 = 2048;

/// The salt of the seed: BIP39's, with an empty passphrase behind it.
const SALT: &[u8] = b"mnemonic";

/// The twelve words, from which all of a wallet's keys follow. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Words {
    entropy: [u8; 16],
}

/// Why a phrase is not twelve words of BIP39.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// It does not have twelve words.
    #[error("{}", wrong_count(*found))]
    Count {
        /// The number of words.
        found: usize,
    },
    /// A word is not on the list.
    #[error("word {position}, \"{word}\", is not on the list of words")]
    Unknown {
        /// The word's position, from 1.
        position: usize,
        /// The word as it was typed, in lower case; at most 32 characters of it.
        word: String,
    },
    /// Every word is on the list, but the checksum does not match: a word is wrong, or two are
    /// exchanged.
    #[error("the checksum does not match: a word is wrong, or two are in the wrong order")]
    Checksum,
}

impl Words {
    /// The words for 16 bytes of entropy, which must come from a cryptographic random source.
    pub const fn from_entropy(entropy: [u8; 16]) -> Self {
        Self { entropy }
    }

    /// Parses a phrase in normalization form NFKD, as BIP39 requires. Case is ignored, and so is
    /// everything between the words that is not a letter: white space, numbers, punctuation,
    /// invisible characters.
    ///
    /// # Errors
    /// If the count is wrong, a word is unknown, or the checksum does not match.
    pub fn parse(phrase: &str) -> Result<Self, WordsError> {
        // The capacity is the length of the phrase, so that the text is never moved, which would
        // leave a copy in memory.
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
        // The capacity suffices, so that the text is never moved, which would leave a copy in
        // memory.
        let mut phrase = Zeroizing::new(String::with_capacity(WORDS * (MAX_LETTERS + 1)));
        for word in self.mnemonic().words() {
            if !phrase.is_empty() {
                phrase.push(' ');
            }
            phrase.push_str(word);
        }
        phrase
    }

    /// The seed (BIP39 with an empty passphrase). It costs [`SEED_ROUNDS`] rounds of PBKDF2.
    pub fn seed(&self) -> Seed {
        let mut bytes = [0; 64];
        pbkdf2_hmac::<Sha512>(self.phrase().as_bytes(), SALT, SEED_ROUNDS, &mut bytes);
        Seed { bytes }
    }

    /// The entropy that the words encode.
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

/// Whether a character belongs to a word: a letter, or a combining accent, which makes the word an
/// unknown one.
fn is_of_a_word(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '\u{300}'..='\u{36f}')
}

/// Whether a character is invisible and does not separate words: soft hyphens, joiners, direction
/// marks, the byte order mark.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// The seed of a wallet: 64 bytes from which every key derives. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed {
    bytes: [u8; 64],
}

impl Seed {
    /// The private keys on the chain with this genesis hash.
    pub fn account(&self, genesis: &BlockHash) -> AccountKey {
        AccountKey::derive(&self.bytes, genesis)
    }

    /// The private key of the person's identity, the same on every chain. It seals blocks.
    pub fn identity(&self) -> SecretKey {
        account::identity(&self.bytes)
    }

    /// The bytes of the seed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        Zeroizing::new(self.bytes)
    }
}
