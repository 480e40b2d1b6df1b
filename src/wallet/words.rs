//! The words of a wallet: a BIP39 mnemonic in English, and its seed.
//!
//! A new wallet has twelve words, or 24 if the person asks for them. A wallet of another program
//! may have 12 to 24. It is read and stored with all of them.

use crate::account::{self, AccountKey};
use bip39::{Language, Mnemonic};
use pbkdf2::pbkdf2_hmac;
use primitives::{BlockHash, SecretKey};
use sha2::Sha512;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The numbers of words that BIP39 allows. Three words encode 32 bits of entropy and one bit of
/// checksum.
const COUNTS: [usize; 5] = [12, 15, 18, 21, 24];

/// The least number of words, which a new wallet has unless the person asks for more.
const LEAST: usize = COUNTS[0];

/// The greatest number of words.
const MOST: usize = COUNTS[4];

/// The entropy of the greatest number of words in bytes.
pub(crate) const MAX_ENTROPY: usize = 32;

/// The letters of the longest word of BIP39's English list.
const MAX_LETTERS: usize = 8;

/// The rounds of PBKDF2 between the words and their seed (BIP39).
const SEED_ROUNDS: u32 = 2048;

/// The salt of the seed: BIP39's salt for an empty passphrase.
const SALT: &[u8] = b"mnemonic";

/// The words, from which all of a wallet's keys follow. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Words {
    /// The entropy, and zeros behind it.
    entropy: [u8; MAX_ENTROPY],
    /// The length of the entropy in bytes: 16, 20, 24, 28 or 32.
    length: usize,
}

/// Why a phrase can't be read as words of BIP39.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// It does not have 12, 15, 18, 21 or 24 words.
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
    /// The twelve words for 16 bytes of entropy, which must come from a cryptographic random
    /// source.
    ///
    /// # Panics
    /// Never: BIP39 has words for 16 bytes.
    pub fn from_entropy(entropy: [u8; 16]) -> Self {
        Self::of(&entropy).expect("16 bytes are an entropy of BIP39")
    }

    /// The twenty-four words for 32 bytes of entropy, which must come from a cryptographic random
    /// source.
    ///
    /// # Panics
    /// Never: BIP39 has words for 32 bytes.
    pub fn from_long_entropy(entropy: [u8; 32]) -> Self {
        Self::of(&entropy).expect("32 bytes are an entropy of BIP39")
    }

    /// The words for this entropy; `None` if BIP39 has no words for its length.
    pub(crate) fn of(entropy: &[u8]) -> Option<Self> {
        let is_allowed = COUNTS.iter().any(|count| count / 3 * 4 == entropy.len());
        is_allowed.then(|| {
            let mut words = Self {
                entropy: [0; MAX_ENTROPY],
                length: entropy.len(),
            };
            words.entropy[..entropy.len()].copy_from_slice(entropy);
            words
        })
    }

    /// Parses a phrase in normalization form NFKD, as BIP39 requires. Case is ignored, and so is
    /// everything between the words that is not a letter: white space, numbers, punctuation,
    /// invisible characters.
    ///
    /// # Errors
    /// If the count is wrong, if a word is unknown, or if the checksum does not match.
    pub fn parse(phrase: &str) -> Result<Self, WordsError> {
        // The capacity is the length of the phrase, so that the text is never moved, which would
        // leave a copy in memory.
        let mut text = Zeroizing::new(String::with_capacity(phrase.len()));
        let visible = phrase.chars().filter(|mark| !is_invisible(*mark));
        text.extend(visible.map(|letter| letter.to_ascii_lowercase()));
        let words = text.split(|mark| !is_of_a_word(mark));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if !COUNTS.contains(&words.len()) {
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
        let (mut array, length) = mnemonic.to_entropy_array();
        let words = Self::of(&array[..length]);
        array.zeroize();
        words.ok_or(WordsError::Checksum)
    }

    /// The words, separated by single spaces.
    pub fn phrase(&self) -> Zeroizing<String> {
        // The capacity suffices, so that the text is never moved, which would leave a copy in
        // memory.
        let mut phrase = Zeroizing::new(String::with_capacity(MOST * (MAX_LETTERS + 1)));
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
    pub(crate) fn entropy(&self) -> &[u8] {
        &self.entropy[..self.length]
    }

    fn mnemonic(&self) -> Mnemonic {
        Mnemonic::from_entropy_in(Language::English, self.entropy())
            .expect("the length was checked when the words were made")
    }
}

fn wrong_count(found: usize) -> String {
    match found {
        ..LEAST => format!("enter {LEAST} words ({found} so far)"),
        _ => format!("enter 12, 15, 18, 21 or 24 words: these are {found}"),
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
    /// The private keys of account 0 on the chain with this genesis hash.
    pub fn account(&self, genesis: &BlockHash) -> AccountKey {
        self.account_number(genesis, 0)
    }

    /// The private keys of an account on the chain with this genesis hash. `number` is below 2³¹.
    pub fn account_number(&self, genesis: &BlockHash, number: u32) -> AccountKey {
        AccountKey::derive(&self.bytes, genesis, number)
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
