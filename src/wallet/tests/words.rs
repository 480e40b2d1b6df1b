//! BIP39: the official vectors, and typing errors.

use base16ct::lower;
use primitives::{BlockHash, Lock};
use wallet::{Branch, KeyPath, Words, WordsError};

/// Entropy and words of <https://github.com/trezor/python-mnemonic/blob/master/vectors.json>. The
/// seeds there have the passphrase `TREZOR`. This wallet does not use passphrases of BIP39, so the
/// tests compare the seeds with an empty passphrase.
const VECTORS: &[(&str, &str)] = &[
    (
        "00000000000000000000000000000000",
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
    ),
    (
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
    ),
    (
        "80808080808080808080808080808080",
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
    ),
    (
        "ffffffffffffffffffffffffffffffff",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
    ),
    (
        "7dce4ed2284c9134d026608ab684c05c",
        "lava include region explain simple omit dog slot melt reflect copy reward",
    ),
    (
        "5baf069620eff15c71dd97c9a6ee328f",
        "forum join pitch dove yellow purchase shuffle real situate danger million bunker",
    ),
    (
        "63deb1e7f0c3de56f4ab43c9d2ae6c86",
        "glow void ketchup thunder digital clock sport half six nice open artefact",
    ),
    (
        "00641669f095b433a304ed0f953f28eb",
        "about camera omit thrive forget border metal oval auto prepare sketch stomach",
    ),
];

/// The vectors with 24 words of the same source.
const LONG_VECTORS: &[(&str, &str)] = &[
    (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
         abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
         abandon art",
    ),
    (
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage \
         worth useful legal winner thank year wave sausage worth title",
    ),
    (
        "8080808080808080808080808080808080808080808080808080808080808080",
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount \
         doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless",
    ),
    (
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo \
         zoo vote",
    ),
    (
        "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c",
        "hamster diagram private dutch cause delay private meat slide toddler razor book happy \
         fancy gospel tennis maple dilemma loan word shrug inflict delay length",
    ),
    (
        "9f6a2878b2520799a44ef18bc7df394e7061a224d2c33cd015b157d746869863",
        "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich alcohol \
         speed nation flash devote level hobby quick inner drive ghost inside",
    ),
    (
        "066dca1a2bb7e8a1db2832148ce9933eea0f3ac9548d793112d9a95c9407efad",
        "all hour make first leader extend hole alien behind guard gospel lava path output census \
         museum junior mass reopen famous sing advance salt reform",
    ),
    (
        "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f",
        "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing \
         screen patrol group space point ten exist slush involve unfold",
    ),
];

fn words(entropy: &str) -> Words {
    let entropy = lower::decode_vec(entropy).unwrap();
    Words::from_entropy(entropy.try_into().unwrap())
}

#[test]
fn the_vectors_of_bip39_hold() {
    for (entropy, phrase) in VECTORS {
        let made = words(entropy);
        assert_eq!(*made.phrase(), *phrase);
        assert!(Words::parse(phrase).unwrap() == made);
    }
    for (entropy, phrase) in LONG_VECTORS {
        let entropy = lower::decode_vec(entropy).unwrap();
        let made = Words::from_long_entropy(entropy.try_into().unwrap());
        assert_eq!(*made.phrase(), *phrase);
        assert!(Words::parse(phrase).unwrap() == made);
    }
}

/// The seed of eleven times `abandon` and `about` with an empty passphrase, which is widely known.
#[test]
fn the_seed_of_the_first_vector_is_the_known_one() {
    let seed = words(VECTORS[0].0).seed();
    assert_eq!(
        lower::encode_string(&seed.to_bytes()[..]),
        "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1\
         9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4"
    );
}

#[test]
fn case_and_white_space_do_not_matter() {
    let (entropy, phrase) = VECTORS[4];
    let typed = format!(
        "\n  {}\t ",
        phrase.to_uppercase().replace(' ', " \u{3000}\n")
    );
    assert!(Words::parse(&typed).unwrap() == words(entropy));
}

/// Words as people write them down, and as programs, documents and messengers change them.
#[test]
fn what_stands_around_the_words_does_not_matter() {
    let (entropy, phrase) = VECTORS[4];
    let list: Vec<&str> = phrase.split(' ').collect();
    let numbered = |write: &dyn Fn(usize, &str) -> String| -> String {
        (1..).zip(&list).map(|(at, word)| write(at, word)).collect()
    };
    for typed in [
        numbered(&|at, word| format!("{at}. {word} ")),
        numbered(&|at, word| format!("{at}) {word}\r\n")),
        numbered(&|at, word| format!("{at}.{word}\n")),
        numbered(&|at, word| format!("#{at:02}: {word};\t")),
        list.join(", "),
        list.join(","),
        list.join(" - "),
        list.join("\u{a0}"),
        list.join("\u{200b}"),
        list.join("\u{2028}"),
        format!("“{phrase}”"),
        format!("'{phrase}'."),
        format!("[\"{}\"]", list.join("\", \"")),
        format!("\u{feff}{phrase}\u{feff}"),
        format!("\u{202a}{}\u{202c}", list.join(" \u{200e}")),
        phrase.replace("simple", "sim\u{ad}ple"),
    ] {
        let read = Words::parse(&typed);
        assert!(read.is_ok_and(|read| read == words(entropy)), "{typed:?}");
    }
}

/// An unknown word is reported as it is, and not ignored.
#[test]
fn other_letters_are_part_of_a_wrong_word() {
    let phrase = VECTORS[4].1;
    for wrong in ["sïmple", "si\u{308}mple", "простой", "simplе"] {
        assert_eq!(
            Words::parse(&phrase.replace("simple", wrong)).err(),
            Some(WordsError::Unknown {
                position: 5,
                word: wrong.into()
            })
        );
    }
    let long = phrase.replace("simple", &"x".repeat(1_000));
    let error = Words::parse(&long).err().unwrap().to_string();
    assert!(error.len() < 100, "{error}");
}

#[test]
fn a_wrong_count_is_told_as_a_person_counts() {
    let says = |typed: &str| Words::parse(typed).err().unwrap().to_string();
    assert_eq!(says("1. abandon"), "enter 12 words (1 so far)");
    assert_eq!(says(""), "enter 12 words (0 so far)");
    let many = says(&"abandon ".repeat(24));
    assert!(many.contains("checksum"), "{many}");
    let many = says(&"abandon ".repeat(13));
    assert_eq!(many, "enter 12, 15, 18, 21 or 24 words: these are 13");
}

#[test]
fn errors_say_which_word_is_wrong() {
    let phrase = VECTORS[4].1;
    assert_eq!(Words::parse("").err(), Some(WordsError::Count { found: 0 }));
    assert_eq!(
        Words::parse(&format!("{phrase} copy")).err(),
        Some(WordsError::Count { found: 13 })
    );
    assert_eq!(
        Words::parse(&phrase.replace("simple", "simpel")).err(),
        Some(WordsError::Unknown {
            position: 5,
            word: "simpel".into()
        })
    );
    assert_eq!(
        Words::parse(&phrase.replace("lava include", "include lava")).err(),
        Some(WordsError::Checksum)
    );
}

/// Official vectors of 18 and 24 words.
#[test]
fn longer_phrases_are_read_whole() {
    let last = [(18, "agent"), (24, "art")];
    for (count, last) in last {
        let phrase = format!("{}{last}", "abandon ".repeat(count - 1));
        assert_eq!(*Words::parse(&phrase).unwrap().phrase(), phrase);
    }
    for phrase in [
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth \
         useful legal will",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote",
    ] {
        let words = Words::parse(phrase).unwrap();
        assert_eq!(*words.phrase(), *phrase);
        // The end counts: it is not the wallet of the first twelve words.
        let twelve = Words::from_entropy([0x7f; 16]);
        assert_ne!(words.seed().to_bytes(), twelve.seed().to_bytes());
    }
}

/// The seed of 23 times `abandon` and `art` with an empty passphrase.
#[test]
fn the_seed_of_a_long_phrase_is_the_known_one() {
    let phrase = format!("{}art", "abandon ".repeat(23));
    let reference = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &phrase);
    let reference = reference.unwrap().to_seed_normalized("");
    assert_eq!(
        Words::parse(&phrase).unwrap().seed().to_bytes()[..],
        reference[..]
    );
}

#[test]
fn every_branch_has_its_own_keys() {
    let account = words(VECTORS[5].0).seed().account(&BlockHash::ZERO);
    let mut locks = Vec::new();
    for branch in Branch::ALL {
        for index in 0..3 {
            let key = account.key(KeyPath { branch, index });
            locks.push(Lock::Key(key.public().key_hash()));
        }
    }
    let count = locks.len();
    locks.sort();
    locks.dedup();
    assert_eq!(locks.len(), count);
}
