//! The profile's file: refusal of other versions, a locked wallet's keys, and the replacement of a
//! wallet.

mod names;

use crate::people::{ACCOUNTS, clock, easy, entropy};
use api::{Field, NewChain, Protection, Standing};
use primitives::{Amount, BlockHash, Encode};
use proptest::prelude::*;
use service::{Invitation, Profile, ProfileError, Restored};
use wallet::Words;

fn link() -> String {
    let setup = easy();
    let invitation = Invitation {
        spec: setup.spec,
        relay: setup.relays[0].clone(),
        endpoints: Vec::new(),
    };
    invitation.to_link("https://example.org/")
}

fn phrase(byte: u8) -> String {
    Words::from_entropy([byte; 16]).phrase().to_string()
}

/// The wallet with these words.
fn restored(byte: u8, passphrase: Option<&str>) -> Restored {
    Restored::of_words(&phrase(byte), passphrase, entropy(byte)).unwrap()
}

fn start(
    profile: &mut Profile,
    salt: u8,
    passphrase: Option<&str>,
) -> Result<BlockHash, api::Fault> {
    profile.start(
        &NewChain::default(),
        Vec::new(),
        clock(0),
        [salt; 8],
        passphrase,
    )
}

/// The account's keys on a chain in the profile.
fn account(profile: &mut Profile, genesis: &BlockHash) -> wallet::AccountPublic {
    profile.opened(genesis).unwrap().1.account
}

/// A profile's file in format 1, with one chain. In that format, key paths had no level for the
/// chain.
const FORMAT_1: &[u8] = include_bytes!("profiles/format-1");

/// A profile's file in format 2, with two chains. That format has no contacts and notes.
const FORMAT_2: &[u8] = include_bytes!("profiles/format-2");

#[test]
fn a_file_of_the_format_before_labels_is_read_and_written_anew() {
    let profile = Profile::from_bytes(FORMAT_2).unwrap();
    assert_eq!(profile.identity(), Profile::new(entropy(7)).identity());
    let chains = profile.chains(|_| 0);
    let names: Vec<_> = chains.iter().map(|chain| chain.name.as_str()).collect();
    assert_eq!(names, ["Our chain", "Test"]);
    let standing = chains[1].standing.unwrap();
    assert_eq!((standing.worth.units(), standing.height), (5, 9));
    let written = profile.to_bytes();
    assert_eq!((FORMAT_2[0], written[0]), (2, 5));
    let again = Profile::from_bytes(&written).unwrap();
    assert_eq!(again.to_bytes(), written);
}

/// Format 3 has neither the byte for the person's own name nor, after it, the accounts. The keys of
/// those that may be found are not known then.
#[test]
fn a_file_of_the_format_before_names_is_read_and_written_anew() {
    let mut profile = Profile::new(entropy(1));
    start(&mut profile, 1, None).unwrap();
    let written = profile.to_bytes();
    let mut before = written.clone();
    before[0] = 3;
    before.truncate(before.len() - 1 - ACCOUNTS);
    let read = Profile::from_bytes(&before).unwrap();
    let mut anew = before;
    anew[0] = written[0];
    anew.extend([0; 1 + 4]);
    assert_eq!(read.to_bytes(), anew);
}

#[test]
fn a_file_of_another_version_is_refused_in_one_sentence() {
    let message = |bytes: &[u8]| match Profile::from_bytes(bytes) {
        Err(error @ ProfileError::Version(_)) => error.to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it is read"),
    };
    let earlier = message(FORMAT_1);
    assert!(
        earlier.starts_with("an earlier version of Tabchain"),
        "{earlier}"
    );
    let mut later = Profile::new(entropy(1)).to_bytes();
    later[0] += 1;
    let later = message(&later);
    assert!(later.starts_with("a later version of Tabchain"), "{later}");
}

proptest! {
    #[test]
    fn garbage_is_no_profile(mut bytes in prop::collection::vec(any::<u8>(), 0..300), is_marked: bool) {
        if let Some(first) = bytes.first_mut().filter(|_| is_marked) {
            *first = 2;
        }
        prop_assert!(Profile::from_bytes(&bytes).is_err());
    }
}

/// The bytes of specs of later programs: another format, and another rule level.
fn later_specs() -> [Vec<u8>; 2] {
    let spec = easy().spec.to_bytes();
    // The first byte is the format, the second the rule level. A later program may give the other
    // bytes another meaning.
    [(0, 0xee), (1, 2)].map(|(at, value)| {
        let mut later = spec.clone();
        later[at] = value;
        later
    })
}

#[test]
fn a_chain_whose_rules_are_not_known_stays_listed_and_untouched() {
    for later in later_specs() {
        let mut profile = Profile::new(entropy(1));
        let other = start(&mut profile, 1, None).unwrap();
        let genesis = profile.join(&link(), false, None).unwrap();
        profile.opened(&genesis).unwrap();
        let spec = easy().spec.to_bytes();
        let mut bytes = profile.to_bytes();
        let at = bytes.windows(spec.len()).position(|part| part == spec);
        let at = at.unwrap();
        bytes[at..at + later.len()].copy_from_slice(&later);

        let mut again = Profile::from_bytes(&bytes).unwrap();
        let listed = &again.chains(|_| 0)[0];
        assert_eq!(listed.genesis, genesis.to_string());
        assert_eq!(listed.name, "Test");
        let refusal = listed.refusal.clone().unwrap();
        assert!(refusal.starts_with("This version of Tabchain can’t open this chain"));
        assert!(refusal.contains("newer program"), "{refusal}");
        let refused = again.opened(&genesis).err().unwrap();
        assert_eq!(refused.reason.to_string(), refusal);
        assert_eq!(again.to_bytes(), bytes);

        // The unreadable spec affects neither other chains nor a replacement of the wallet.
        again.opened(&other).unwrap();
        again.restore(&restored(2, None), None).unwrap();
        again.undo_restore(None).unwrap();
        again.forget_replaced();
        assert!(again.opened(&genesis).is_err());
        let bytes = again.to_bytes();
        assert_eq!(Profile::from_bytes(&bytes).unwrap().to_bytes(), bytes);
        again.forget(&genesis);
        assert_eq!(again.chains(|_| 0).len(), 1);
    }
}

#[test]
fn a_locked_wallet_opens_known_chains_and_asks_before_new_ones() {
    let mut profile = Profile::new(entropy(1));
    let known = start(&mut profile, 1, None).unwrap();
    let before = account(&mut profile, &known);
    profile
        .set_passphrase(None, Some("correct horse"), entropy(9))
        .unwrap();
    let mut profile = Profile::from_bytes(&profile.to_bytes()).unwrap();
    assert_eq!(account(&mut profile, &known), before);

    let json = service::to_json(&easy().spec);
    for wrong in [None, Some(""), Some("wrong")] {
        for refused in [
            start(&mut profile, 2, wrong),
            profile.join(&link(), false, wrong),
            profile.start_from(&json, Vec::new(), wrong),
        ] {
            let refused = refused.unwrap_err();
            assert!(refused.needs_passphrase(), "{refused}");
        }
        assert_eq!(
            profile.chains(|_| 0).len(),
            1,
            "nothing is known of a chain that was refused"
        );
    }
    let new = profile.join(&link(), false, Some("correct horse")).unwrap();
    let expected = Words::from_entropy([1; 16]).seed().account(&new).public();
    assert_eq!(account(&mut profile, &new), expected);
    // From now on no passphrase is needed.
    assert_eq!(profile.join(&link(), false, None).unwrap(), new);
    assert_eq!(profile.start_from(&json, Vec::new(), None).unwrap(), new);
}

#[test]
fn every_chain_has_its_own_account_and_one_identity() {
    let mut profile = Profile::new(entropy(1));
    let [one, two] = [1, 2].map(|salt| start(&mut profile, salt, None).unwrap());
    let accounts = [one, two].map(|genesis| account(&mut profile, &genesis));
    assert_ne!(accounts[0].to_bytes()[..65], accounts[1].to_bytes()[..65]);
    for account in accounts {
        assert_eq!(account.identity(), Some(profile.identity()));
    }
    // A file with another wallet's account is refused.
    let bytes = profile.to_bytes();
    let mut other = Profile::new(entropy(2));
    start(&mut other, 1, None).unwrap();
    let foreign = other.identity().to_bytes();
    let mine = profile.identity().to_bytes();
    let at = bytes.len() - 20 - 5 - ACCOUNTS - mine.len();
    assert_eq!(bytes[at..at + mine.len()], mine);
    let mut bytes = bytes;
    bytes[at..at + mine.len()].copy_from_slice(&foreign);
    assert!(matches!(
        Profile::from_bytes(&bytes),
        Err(ProfileError::Layout(_))
    ));
}

#[test]
fn the_same_words_again_change_nothing() {
    let mut profile = Profile::new(entropy(1));
    start(&mut profile, 1, None).unwrap();
    profile
        .set_passphrase(None, Some("correct horse"), entropy(9))
        .unwrap();
    let before = profile.to_bytes();
    for passphrase in [None, Some("another")] {
        let same = restored(1, passphrase);
        assert!(profile.is_present(&same));
        profile.restore(&same, None).unwrap();
        assert_eq!(profile.to_bytes(), before, "the protection is gone");
    }
}

/// A profile with one chain, locked with a passphrase, and the chain.
fn locked() -> (Profile, BlockHash) {
    let mut profile = Profile::new(entropy(1));
    let genesis = start(&mut profile, 1, None).unwrap();
    profile
        .set_passphrase(None, Some("correct horse"), entropy(9))
        .unwrap();
    (profile, genesis)
}

/// The standing of a chain on which the wallet has 1,600 coins.
fn standing() -> Standing {
    Standing {
        worth: "1600".parse().unwrap(),
        height: 40,
        time: clock(7),
    }
}

#[test]
fn a_wallet_with_keys_on_a_chain_is_used() {
    let mut profile = Profile::new(entropy(1));
    assert!(!profile.is_used(), "nothing is lost with new words");
    start(&mut profile, 1, None).unwrap();
    assert!(profile.is_used());
}

#[test]
fn the_standing_of_a_chain_is_kept_in_the_file() {
    let mut profile = Profile::new(entropy(1));
    let genesis = start(&mut profile, 1, None).unwrap();
    assert_eq!(
        profile.chains(|_| 0)[0].standing,
        None,
        "it was not open yet"
    );
    profile.note_standing(&genesis, Some(standing()));
    let read = Profile::from_bytes(&profile.to_bytes()).unwrap();
    assert_eq!(read.chains(|_| 0)[0].standing, Some(standing()));
    let holdings = profile.holdings();
    assert_eq!(
        (holdings.len(), holdings[0].amount),
        (1, "1600".parse().unwrap())
    );
}

#[test]
fn a_locked_wallet_is_replaced_only_with_its_passphrase_and_right_words() {
    let (mut profile, _) = locked();
    let identity = profile.identity();
    for wrong in [None, Some("wrong")] {
        let fault = profile.restore(&restored(2, None), wrong);
        assert_eq!(fault.unwrap_err().field, Some(Field::PresentPassphrase));
        assert_eq!(profile.identity(), identity);
    }
    let fault = Restored::of_words("1. abandon", None, entropy(8));
    let fault = fault.err().unwrap();
    assert_eq!(fault.field, Some(Field::Words));
    assert_eq!(fault.to_string(), "Enter 12 words (1 so far).");
}

#[test]
fn the_wallet_is_replaced_and_the_replacement_is_undone() {
    let (mut profile, genesis) = locked();
    profile.note_standing(&genesis, Some(standing()));
    let (identity, keys) = (profile.identity(), account(&mut profile, &genesis));
    profile
        .restore(&restored(2, None), Some("correct horse"))
        .unwrap();
    let mut profile = Profile::from_bytes(&profile.to_bytes()).unwrap();
    assert_eq!(profile.words(None).unwrap(), phrase(2));
    assert_eq!(profile.protection(), Protection::None);
    assert_eq!(profile.holdings(), []);
    assert_eq!(
        profile.chains(|_| 0)[0].standing,
        None,
        "that was another wallet"
    );
    let expected = Words::from_entropy([2; 16])
        .seed()
        .account(&genesis)
        .public();
    assert_eq!(account(&mut profile, &genesis), expected);

    // The replaced wallet is encrypted as before.
    assert_eq!(profile.replaced(), Some(Protection::Passphrase));
    for wrong in [None, Some("wrong")] {
        assert!(profile.undo_restore(wrong).unwrap_err().needs_passphrase());
    }
    profile.undo_restore(Some("correct horse")).unwrap();
    assert_eq!(profile.identity(), identity);
    assert_eq!(account(&mut profile, &genesis), keys);
    assert_eq!(profile.words(Some("correct horse")).unwrap(), phrase(1));
    // The other wallet is now the replaced one, until it is erased.
    assert_eq!(profile.replaced(), Some(Protection::None));
    profile.forget_replaced();
    assert_eq!(profile.replaced(), None);
    assert!(profile.undo_restore(None).is_err());
    let secret = [2; 16];
    let bytes = profile.to_bytes();
    assert!(!bytes.windows(16).any(|part| part == secret));
}

#[test]
fn only_the_last_replaced_wallet_is_kept() {
    let mut profile = Profile::new(entropy(1));
    let lengths: Vec<usize> = (2..6)
        .map(|byte| {
            profile.restore(&restored(byte, None), None).unwrap();
            profile.to_bytes().len()
        })
        .collect();
    assert!(lengths.windows(2).all(|pair| pair[0] == pair[1]));
    profile.undo_restore(None).unwrap();
    assert_eq!(profile.words(None).unwrap(), phrase(4));
    assert!(
        profile
            .holdings()
            .iter()
            .all(|it| it.amount != Amount::ZERO)
    );
}
