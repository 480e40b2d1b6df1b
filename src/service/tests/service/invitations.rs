//! Invitation links: each can be read again, and an error names the fault.

use crate::people::{ACCOUNTS, clock, easy, entropy};
use api::{Field, NewChain};
use base64ct::{Base64UrlUnpadded, Encoding};
use primitives::{put_bytes, sha256d};
use proptest::prelude::*;
use service::{Invitation, InvitationError, Profile};
use wallet::AccountPublic;

const PAGE: &str = "https://example.org/tab/";

fn link() -> String {
    let setup = easy();
    Invitation {
        spec: setup.spec,
        relay: setup.relays[0].clone(),
        endpoints: Vec::new(),
    }
    .to_link(PAGE)
}

/// A link with these bytes and a valid checksum.
fn sealed(version: u8, spec: &[u8], relay: &[u8]) -> String {
    let mut bytes = vec![version];
    put_bytes(&mut bytes, spec);
    put_bytes(&mut bytes, relay);
    let sum = sha256d(&bytes);
    bytes.extend_from_slice(&sum[..4]);
    format!("{PAGE}#chain={}", Base64UrlUnpadded::encode_string(&bytes))
}

#[test]
fn a_link_brings_the_same_chain_to_the_friend() {
    let invitation = Invitation::parse(&link()).unwrap();
    assert_eq!(
        (invitation.spec, invitation.relay),
        (easy().spec, easy().relays[0].clone())
    );
    let bare = link().rsplit_once("chain=").unwrap().1.to_owned();
    assert!(Invitation::parse(&format!("  {bare}\n")).is_ok());
    assert!(Invitation::parse(&link().replace("/tab/", "/tab/?profile=bob")).is_ok());
}

#[test]
fn each_kind_of_invalid_link_has_its_error() {
    use primitives::Encode as _;
    let spec = easy().spec.to_bytes();
    assert_eq!(Invitation::parse(" "), Err(InvitationError::Empty));
    for text in [
        "hello",
        "hello there",
        PAGE,
        "https://example.org/#/mine",
        "https://example.org/#chain=",
    ] {
        assert_eq!(
            Invitation::parse(text),
            Err(InvitationError::NoPayload),
            "{text}"
        );
    }
    assert!(matches!(
        Invitation::parse(&"x".repeat(200_000)),
        Err(InvitationError::TooLong { .. })
    ));
    assert!(matches!(
        Invitation::parse(&link().replacen("chain=A", "chain=!", 1)),
        Err(InvitationError::Alphabet { at: 1 })
    ));
    // Five characters of base64url are three bytes and 6 bits, so they are not a whole number of
    // bytes.
    assert!(matches!(
        Invitation::parse("#chain=AAAAA"),
        Err(InvitationError::Alphabet { at: 5 })
    ));
    assert_eq!(
        Invitation::parse(&sealed(3, &spec, b"")),
        Err(InvitationError::Version(3))
    );
    assert!(matches!(
        Invitation::parse(&sealed(1, &spec[..20], b"")),
        Err(InvitationError::Spec(_))
    ));
    for relay in [
        "http://example.org",
        "ws://",
        "wss://user@example.org",
        "ws://a b",
        "javascript:alert(1)",
    ] {
        let found = Invitation::parse(&sealed(1, &spec, relay.as_bytes()));
        assert_eq!(found, Err(InvitationError::Relay(relay.into())));
    }
}

/// The first two bytes of an encoded spec, its format version and its rule level, are changed.
#[test]
fn a_chain_for_another_program_is_refused_in_one_sentence() {
    use primitives::Encode as _;
    for (at, value, word) in [
        (0, 1, "older program"),
        (0, 3, "newer program"),
        (1, 2, "newer program"),
    ] {
        let mut spec = easy().spec.to_bytes();
        spec[at] = value;
        let error = Invitation::parse(&sealed(1, &spec, b"")).unwrap_err();
        assert!(matches!(error, InvitationError::OtherProgram(_)), "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn a_spec_out_of_bounds_is_refused_with_the_fields_name() {
    use primitives::Encode as _;
    let spec = easy().spec.to_bytes();
    let mut named = 0;
    for at in 0..spec.len() {
        let mut wrong = spec.clone();
        wrong[at] = 0xff;
        if let Err(InvitationError::Spec(error)) = Invitation::parse(&sealed(1, &wrong, b"")) {
            named += usize::from(
                error
                    .field()
                    .is_some_and(|field| error.to_string().contains(field)),
            );
        }
    }
    assert!(
        named >= 5,
        "only {named} changes were answered with a field's name"
    );
}

/// A link is read after the changes that messengers, mail programs and people make to it.
#[test]
fn a_link_is_read_after_messengers_altered_it() {
    let link = link();
    let (start, end) = link.split_at(link.len() - 40);
    let escaped = link
        .replace(':', "%3A")
        .replace('/', "%2f")
        .replace('#', "%23")
        .replace('=', "%3D");
    for (what, text) in [
        ("a full stop", format!("{link}.")),
        ("a bracket", format!("({link})")),
        ("angle brackets", format!("<{link}>")),
        ("quotes", format!("“{link}”,")),
        ("two lines", format!("{start}\n{end}")),
        ("two lines of a quote", format!("> {start}\r\n> {end}\r\n")),
        ("quoted-printable", format!("{start}=\r\n{end}")),
        ("blanks at a line's end", format!("{start}  \n  {end}")),
        ("invisible marks", format!("{start}\u{200b}{end}\u{feff}")),
        ("escapes", escaped.clone()),
        ("escapes of escapes", escaped.replace('%', "%25")),
        ("words around", format!("Come and mine: {link} See you!")),
        ("a letter behind", format!("{link}_")),
        ("words right behind", format!("{link}\nSent from my phone")),
        ("letters behind", format!("{link}AAAA")),
        ("bold", format!("**{link}**")),
    ] {
        let read = Invitation::parse(&text).map(|read| read.spec);
        assert_eq!(read, Ok(easy().spec), "{what}");
    }
}

proptest! {
    #[test]
    fn a_damaged_link_is_refused(at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_-]") {
        let good = link();
        let start = good.rfind('=').unwrap() + 1;
        let at = start + at.index(good.len() - start);
        let mut bad = good.clone();
        bad.replace_range(at..=at, &letter);
        prop_assert!(bad == good || Invitation::parse(&bad).is_err());
        prop_assert!(Invitation::parse(&good[..at]).is_err());
    }

    #[test]
    fn any_text_is_an_invitation_or_an_error(text in ".{0,200}") {
        let _ = Invitation::parse(&text);
    }
}

#[test]
fn a_profile_keeps_its_words_and_chains() {
    let mut profile = Profile::new(entropy(7));
    let words = profile.words(None).unwrap();
    assert_eq!(profile.last(), None);
    let first = profile
        .start(
            &NewChain::default(),
            vec!["wss://example.org/signal".into()],
            clock(0),
            [1; 8],
            None,
        )
        .unwrap();
    let second = profile
        .start(
            &NewChain::default(),
            vec!["wss://example.org/signal".into()],
            clock(0),
            [2; 8],
            None,
        )
        .unwrap();
    assert_ne!(
        first, second,
        "equal settings in the same second are two chains"
    );
    let third = profile.join(&link(), false, None).unwrap();
    assert_eq!(
        profile.join(&link(), false, None).unwrap(),
        third,
        "joining again is the same chain"
    );
    profile.opened(&second).unwrap();
    let again = Profile::from_bytes(&profile.to_bytes()).unwrap();
    assert_eq!(again.words(None).unwrap(), words);
    assert_eq!(again.last(), Some(second));
    assert_eq!(again.chains(|_| 0).len(), 3);
    assert_eq!(again.chains(|_| 0)[0].genesis, second.to_string());
    profile.closed();
    assert_eq!(
        Profile::from_bytes(&profile.to_bytes()).unwrap().last(),
        None
    );
    let bytes = profile.to_bytes();
    for end in 0..bytes.len() {
        assert!(Profile::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
    }
    // Fuzzing found these cases: the profile would be encoded into other bytes than it was decoded
    // from.
    let changed = |at: usize, to: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = to;
        Profile::from_bytes(&bytes)
    };
    // The version, the vault with its length, and no replaced vault.
    let open = 3 + usize::from(bytes[1]);
    assert!(changed(open, 1).is_ok());
    assert!(changed(open, 2).is_err(), "neither open nor closed");
    // After the last relay follow the hiding of addresses, the account's keys, the chain's state,
    // the four counts of labels, the byte for no own name, and the accounts.
    let key = bytes.len() - AccountPublic::LEN - 20 - 5 - ACCOUNTS;
    let (relay, hide) = (key - 2, key - 1);
    assert!(changed(relay, b'!').is_ok());
    assert!(changed(relay, 0xff).is_err(), "a relay that is not UTF-8");
    assert!(changed(hide, 1).is_ok());
    assert!(changed(hide, 2).is_err(), "neither hidden nor shown");
    assert!(changed(key, 7).is_err(), "an account that is not a key");
    let last = bytes.len() - 1 - 5 - ACCOUNTS;
    assert!(changed(last, 0xff).is_err(), "worth more than all coins");
}

#[test]
fn a_new_chains_wrong_setting_is_named() {
    let wrong = |change: fn(&mut NewChain)| {
        let mut settings = NewChain::default();
        change(&mut settings);
        Profile::new(entropy(7))
            .start(&settings, Vec::new(), clock(0), [0; 8], None)
            .unwrap_err()
            .field
    };
    assert_eq!(
        wrong(|settings| settings.name = String::new()),
        Some(Field::Name)
    );
    assert_eq!(
        wrong(|settings| settings.name = "x".repeat(41)),
        Some(Field::Name)
    );
    assert_eq!(
        wrong(|settings| settings.symbol = "T".into()),
        Some(Field::Symbol)
    );
    assert_eq!(
        wrong(|settings| settings.symbol = "T-B".into()),
        Some(Field::Symbol)
    );
    assert_eq!(
        wrong(|settings| settings.interval = "0".into()),
        Some(Field::Interval)
    );
    assert_eq!(
        wrong(|settings| settings.interval = "soon".into()),
        Some(Field::Interval)
    );
    assert_eq!(
        wrong(|settings| settings.reward = "much".into()),
        Some(Field::Reward)
    );
    assert_eq!(
        wrong(|settings| settings.reward = "90000000".into()),
        Some(Field::Reward)
    );
}

#[test]
fn a_chain_is_forgotten_and_its_link_brings_it_back() {
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.join(&link(), false, None).unwrap();
    profile.opened(&genesis).unwrap();
    assert_eq!(profile.last(), Some(genesis));
    profile.forget(&genesis);
    assert_eq!((profile.last(), profile.chains(|_| 0).len()), (None, 0));
    assert!(profile.find(&genesis.to_string()).is_err());
    assert_eq!(profile.join(&link(), false, None).unwrap(), genesis);
    // Forgetting one chain does not close another chain that is open.
    let open = profile.start(&NewChain::default(), Vec::new(), clock(0), [1; 8], None);
    let open = open.unwrap();
    profile.opened(&open).unwrap();
    profile.forget(&genesis);
    assert_eq!(profile.last(), Some(open));
}

#[test]
fn relays_are_added_and_removed_and_never_replaced() {
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.join(&link(), false, None).unwrap();
    let relays = |profile: &mut Profile| profile.opened(&genesis).unwrap().0.relays;
    for wrong in [
        "",
        "http://example.org",
        "wss://",
        "example.org",
        "wss://you@example.org",
        &easy().relays[0],
        &format!("wss://{}", "x".repeat(200)),
    ] {
        let fault = profile.add_relay(&genesis, wrong).unwrap_err();
        assert_eq!(fault.field, Some(Field::Relay), "{wrong}");
    }
    assert_eq!(relays(&mut profile), easy().relays);
    let second = "wss://relay.example/signal";
    profile.add_relay(&genesis, &format!(" {second} ")).unwrap();
    assert_eq!(relays(&mut profile), [&easy().relays[0], second]);
    // A link to the same chain may add its relay, but removes no relay.
    for relay in ["", "wss://third.example/", second] {
        let other = Invitation {
            spec: easy().spec,
            relay: relay.to_owned(),
            endpoints: Vec::new(),
        };
        assert_eq!(
            profile.join(&other.to_link(PAGE), true, None).unwrap(),
            genesis
        );
    }
    let three = [&easy().relays[0], second, "wss://third.example/"];
    assert_eq!(relays(&mut profile), three);
    profile
        .add_relay(&genesis, "wss://fourth.example/")
        .unwrap();
    assert!(profile.add_relay(&genesis, "wss://fifth.example/").is_err());
    // The relays and the hiding of addresses are stored.
    profile.hide_address(&genesis, true);
    let mut again = Profile::from_bytes(&profile.to_bytes()).unwrap();
    let setup = again.opened(&genesis).unwrap().0;
    assert_eq!((setup.relays.len(), setup.hide_address), (4, true));
    for url in setup.relays {
        again.remove_relay(&genesis, &url);
    }
    assert_eq!(relays(&mut again), [""; 0]);
}
