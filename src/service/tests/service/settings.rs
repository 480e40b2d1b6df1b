//! A chain's settings: a form, a file and a link with the same settings give the same chain.

use api::{EmptyBlocksChoice, Fault, Field, Makers, NewChain, Share, command};
use chain::{Authority, EmptyBlocks, Grant, Spec, SpecDraft};
use primitives::{
    Amount, CompactTarget, Encode, Height, KeyHash, Prefix, PublicKey, SecretKey, Timestamp,
    address,
};
use proptest::prelude::*;
use service::{Invitation, Profile, from_json, to_json};

use crate::people::{Person, clock, entropy};

fn key(seed: u8) -> PublicKey {
    SecretKey::from_bytes([seed; 32]).unwrap().public()
}

fn start(settings: &NewChain) -> Result<Spec, Fault> {
    let mut profile = Profile::new(entropy(7));
    let genesis = profile.start(settings, Vec::new(), clock(0), [3; 8], None)?;
    Ok(profile.opened(&genesis).unwrap().0.spec)
}

/// Settings that all differ from the default.
fn full() -> NewChain {
    let foreign = address::encode_key(&"other".parse().unwrap(), key(5).key_hash());
    NewChain {
        name: "Ours".into(),
        symbol: "OUR".into(),
        prefix: "we".into(),
        interval: "30".into(),
        difficulty: "5000".into(),
        cores: 1,
        fixed_difficulty: true,
        confirmations: "3".into(),
        max_weight: "400000".into(),
        max_transactions: "500".into(),
        least_transactions: "1".into(),
        empty_blocks: EmptyBlocksChoice::Filled,
        filler: "nothing new".into(),
        max_peers: "8".into(),
        reward: "2.5".into(),
        halving: "1000".into(),
        maturity: "4".into(),
        grant: "0.5".into(),
        grant_until: "77".into(),
        allocation: vec![
            Share {
                to: foreign,
                amount: "10".into(),
            },
            Share::default(),
            Share {
                to: key(6).to_string(),
                amount: "0.25".into(),
            },
        ],
        makers: Makers::AuthorsWithWork,
        authors: format!("{}\n\n  {}\n", key(1), key(2)),
        genesis_author: key(4).to_string(),
        text: "The Times 03/Jan/2009".into(),
    }
}

#[test]
fn every_setting_of_the_form_is_in_the_spec() {
    let spec = start(&full()).unwrap();
    let draft = SpecDraft::clone(&spec);
    let expected = SpecDraft {
        rule_level: 1,
        name: "Ours".into(),
        symbol: "OUR".into(),
        prefix: "we".parse().unwrap(),
        interval: 30,
        bits: draft.bits,
        pow_limit: Some(draft.bits),
        fixed_difficulty: true,
        reward: "2.5".parse().unwrap(),
        halving: 1000,
        maturity: 4,
        confirmations: 3,
        max_weight: 400_000,
        max_transactions: 500,
        max_peers: 8,
        allocation: vec![
            (key(5).key_hash(), "10".parse().unwrap()),
            (key(6).key_hash(), "0.25".parse().unwrap()),
        ],
        time: clock(0).to_timestamp(),
        data: b"The Times 03/Jan/2009".to_vec(),
        authority: Some(Authority {
            authors: vec![key(1), key(2)],
            work: true,
        }),
        grant: Some(Grant {
            amount: "0.5".parse().unwrap(),
            until: Height(77),
        }),
        least_transactions: 1,
        empty_blocks: EmptyBlocks::Filled(b"nothing new".to_vec()),
        genesis_author: Some(key(4).key_hash()),
    };
    assert_eq!(draft, expected);
    let hashes = spec.bits.to_target().unwrap().work().to_f64();
    assert!((hashes - 5000.0).abs() < 1.0, "{hashes}");
    // The default form is the default spec, except for its time and the salt.
    let plain = SpecDraft::clone(&start(&NewChain::default()).unwrap());
    let standard = SpecDraft {
        name: "Our chain".into(),
        time: plain.time,
        data: vec![3; 8],
        ..SpecDraft::default()
    };
    assert_eq!(plain, SpecDraft::clone(&standard.build().unwrap()));
}

#[test]
fn a_measured_difficulty_takes_the_device_about_an_interval() {
    for (rate, interval, wanted) in [
        (6e6, 10, 1u64 << 26),
        (12e6, 10, 1 << 27),
        (6e6, 600, 1 << 32),
        (1e6, 1, 1 << 20),
        (0.0, 10, 2),
        (f64::NAN, 10, 2),
        (f64::INFINITY, 86_400, 1 << 56),
    ] {
        let settings = NewChain {
            interval: interval.to_string(),
            ..NewChain::default()
        };
        assert!(settings.is_measured());
        let settings = service::measured(settings, rate);
        assert!(!settings.is_measured());
        assert_eq!(settings.difficulty, wanted.to_string(), "{rate} {interval}");
        let work = start(&settings).unwrap().bits.to_target().unwrap().work();
        assert!((work.to_f64() / wanted as f64 - 1.0).abs() < 1e-4);
    }
    // Without a measurement the default difficulty is used, and an invalid interval is reported
    // when the chain is started.
    let plain = start(&NewChain::default()).unwrap();
    assert_eq!(plain.bits, SpecDraft::default().bits);
    let wrong = NewChain {
        interval: "soon".into(),
        ..NewChain::default()
    };
    assert_eq!(service::measured(wrong.clone(), 1e6), wrong);
}

#[test]
fn authors_alone_need_no_difficulty() {
    let settings = NewChain {
        makers: Makers::Authors,
        difficulty: "whatever".into(),
        ..full()
    };
    let spec = start(&settings).unwrap();
    assert_eq!(spec.bits, CompactTarget(0x207f_ffff));
}

#[test]
fn each_invalid_value_is_reported_at_its_field() {
    type Change = fn(&mut NewChain);
    let cases: &[(Field, Change)] = &[
        (Field::Name, |s| s.name = "".into()),
        (Field::Symbol, |s| s.symbol = "much too long".into()),
        (Field::Prefix, |s| s.prefix = "1a".into()),
        // Another currency's addresses begin with this prefix.
        (Field::Prefix, |s| s.prefix = "bc".into()),
        (Field::Symbol, |s| {
            s.symbol = "LTC".into();
            s.prefix = "".into();
        }),
        (Field::Name, |s| s.name = "\u{3164}".into()),
        (Field::Name, |s| s.name = "\u{2800}".into()),
        (Field::Interval, |s| s.interval = "0".into()),
        (Field::Difficulty, |s| s.difficulty = "1".into()),
        (Field::Difficulty, |s| s.difficulty = "many".into()),
        (Field::Confirmations, |s| s.confirmations = "0".into()),
        (Field::MaxWeight, |s| s.max_weight = "9".into()),
        (Field::MaxTransactions, |s| s.max_transactions = "1".into()),
        (Field::MaxTransactions, |s| s.max_transactions = "2".into()),
        (Field::LeastTransactions, |s| {
            s.least_transactions = "501".into();
        }),
        (Field::EmptyBlocks, |s| s.least_transactions = "2".into()),
        (Field::EmptyBlocks, |s| {
            *s = NewChain {
                empty_blocks: EmptyBlocksChoice::Forbidden,
                ..NewChain::default()
            }
        }),
        (Field::Filler, |s| s.filler = " ".into()),
        (Field::MaxPeers, |s| s.max_peers = "65".into()),
        (Field::Reward, |s| s.reward = "1,5".into()),
        (Field::Reward, |s| s.reward = "80000000".into()),
        (Field::Halving, |s| s.halving = "-1".into()),
        (Field::Maturity, |s| s.maturity = "".into()),
        (Field::Grant, |s| s.grant = "some".into()),
        (Field::Grant, |s| {
            s.grant = "80000000".into();
        }),
        (Field::GrantUntil, |s| s.grant_until = "0".into()),
        (Field::Authors, |s| s.authors = " \n".into()),
        (Field::Authors, |s| s.authors = "02ab".into()),
        (Field::Authors, |s| {
            s.authors = format!("{}\n{}", key(1), key(1));
        }),
        (Field::ShareTo(0), |s| s.allocation[0].to = "".into()),
        (Field::ShareTo(2), |s| s.allocation[2].to.push('0')),
        (Field::ShareAmount(2), |s| {
            s.allocation[2].amount = "0".into();
        }),
        (Field::ShareAmount(0), |s| {
            s.allocation[0].amount = "x".into();
        }),
        (Field::GenesisAuthor, |s| s.genesis_author = "me".into()),
        (Field::GenesisAuthor, |s| s.reward = "0".into()),
        (Field::Text, |s| s.text = "x".repeat(1001)),
    ];
    for (field, change) in cases {
        let mut settings = full();
        change(&mut settings);
        let fault = start(&settings).expect_err("a wrong value");
        assert_eq!(fault.field, Some(*field), "{fault}");
    }
}

#[test]
fn a_file_starts_the_same_chain_as_the_link() {
    let spec = start(&full()).unwrap();
    let mut other = Profile::new(entropy(8));
    let genesis = other.start_from(&to_json(&spec), Vec::new(), None).unwrap();
    assert_eq!(genesis, spec.genesis_hash());
    let mut ann = Person::new(1);
    let json = ann
        .ask(clock(0), &command::Settings)
        .expect("an open chain gives its settings");
    assert_eq!(from_json(&json).unwrap().genesis_hash(), ann.view().genesis);
}

/// Changes of a settings file: the text that is replaced, the new text, and a part of the error.
const WRONG: [(&str, &str, &str); 19] = [
    ("\"name\"", "\"nam\"", "unknown field `nam`"),
    ("\"rule_level\": 1,\n", "", "older program"),
    (
        "\"rule_level\": 1,",
        "\"rule_level\": 2, \"policy\": {},",
        "needs a newer program",
    ),
    (
        "\"rule_level\": 1,",
        "\"rule_level\": 0,",
        "rule_level is 0",
    ),
    ("\"pow_limit\": \"", "\"pow_limit\": \"-", "pow_limit: "),
    (
        "\"fixed_difficulty\": true",
        "\"fixed_difficulty\": 1",
        "invalid type",
    ),
    ("\"interval\": 30", "\"interval\": 0", "interval is 0"),
    ("\"interval\": 30,\n", "", "missing field `interval`"),
    (
        "\"interval\": 30",
        "\"interval\": \"30\"",
        "at line 7 column",
    ),
    (
        "\"amount\": \"10\"",
        "\"amount\": \"ten\"",
        "allocation[0].amount",
    ),
    ("\"to\": \"we1", "\"to\": \"we2", "allocation[0].to"),
    (
        "\"work\": true",
        "\"work\": true, \"more\": 1",
        "unknown field `more`",
    ),
    (
        "\"authors\": [\n      \"0",
        "\"authors\": [\n      \"1",
        "authority.authors[0]",
    ),
    ("\"until\": 77", "\"until\": 0", "grant.until"),
    (
        "\"max_transactions\": 500",
        "\"max_transactions\": 2",
        "max_transactions is 2",
    ),
    ("\"time\": \"2", "\"time\": \"9", "time: "),
    ("\"bits\": \"", "\"bits\": \"+", "bits: "),
    (
        "\"text\": \"nothing new\"",
        "\"hex\": \"abc\"",
        "empty_blocks.filler.hex",
    ),
    (
        "  \"name\"",
        "  \"symbol\": \"X\",\n  \"name\"",
        "duplicate field `symbol`",
    ),
];

#[test]
fn an_invalid_file_is_refused_with_the_place_of_its_fault() {
    let json = to_json(&start(&full()).unwrap());
    for (from, to, expected) in WRONG {
        let wrong = json.replacen(from, to, 1);
        assert_ne!(wrong, json, "{from}");
        let error = from_json(&wrong).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_long_or_incomplete_file_is_refused() {
    let json = to_json(&start(&full()).unwrap());
    let long = format!("{json}{}", " ".repeat(1 << 20));
    assert!(from_json(&long).unwrap_err().to_string().contains("bytes"));
    for cut in 0..json.len() - 1 {
        assert!(from_json(&json[..cut]).is_err());
    }
    let mut profile = Profile::new(entropy(9));
    let fault = profile.start_from("{}", Vec::new(), None).unwrap_err();
    assert_eq!(fault.field, Some(Field::SettingsFile));
}

fn choice() -> impl Strategy<Value = EmptyBlocks> {
    prop_oneof![
        Just(EmptyBlocks::Allowed),
        Just(EmptyBlocks::Forbidden),
        prop::collection::vec(any::<u8>(), 1..=80).prop_map(EmptyBlocks::Filled),
        "[ -~äß€]{1,20}".prop_map(|text| EmptyBlocks::Filled(text.into_bytes())),
    ]
}

fn prefix() -> impl Strategy<Value = Prefix> {
    "[a-z][a-z0-9]{1,11}".prop_filter_map("another currency's", |text: String| text.parse().ok())
}

prop_compose! {
    fn draft()(
        name in "[a-zA-Zäö0-9]{1,40}",
        (symbol, prefix) in ("[A-Z0-9]{2,8}", prefix()),
        (interval, time) in (1..=86_400u32, 1_230_768_000..=4_102_444_800u32),
        (reward, halving) in (1..1u64 << 30, 1..=100_000u32),
        (maturity, confirmations, max_peers) in (1..=10_000u32, 1..=10_000u32, 1..=64u16),
        (max_weight, max_transactions) in (40_000..=4_000_000u32, 90..=100_000u32),
        least_transactions in 1..=65u32,
        empty_blocks in choice(),
        allocation in prop::collection::vec((any::<[u8; 20]>(), 1..1u64 << 40), 1..20),
        data in prop_oneof![prop::collection::vec(any::<u8>(), 0..100), "[ -~ü]{0,100}".prop_map(String::into_bytes)],
        authors in prop::option::of((prop::collection::btree_set(1..=254u8, 1..6), any::<bool>())),
        grant in prop::option::of((1..1u64 << 20, 1..=1u32 << 20)),
        genesis_author in prop::option::of(any::<[u8; 20]>()),
        (fixed_difficulty, pow_limit) in (any::<bool>(), prop::option::of(0x1e10_0000..=0x1e7f_ffffu32)),
    ) -> SpecDraft {
        let authority = authors.map(|(seeds, work)| Authority {
            authors: seeds.into_iter().map(key).collect(),
            work,
        });
        let is_filled = matches!(empty_blocks, EmptyBlocks::Filled(_));
        let bits = match &authority {
            Some(Authority { work: false, .. }) => CompactTarget(0x207f_ffff),
            _ => CompactTarget(0x1e0f_ffff),
        };
        let without_work = matches!(&authority, Some(Authority { work: false, .. }));
        let units = |units| Amount::from_units(units).unwrap();
        SpecDraft {
            rule_level: 1,
            name,
            symbol,
            prefix,
            interval,
            bits,
            pow_limit: pow_limit.filter(|_| !without_work && !fixed_difficulty).map(CompactTarget),
            fixed_difficulty: fixed_difficulty && !without_work,
            reward: units(reward),
            halving,
            maturity,
            confirmations,
            max_weight,
            max_transactions,
            max_peers,
            allocation: allocation.into_iter().map(|(key, amount)| (KeyHash::from_bytes(key), units(amount))).collect(),
            time: Timestamp(time),
            data,
            authority,
            grant: grant.map(|(amount, until)| Grant { amount: units(amount), until: Height(until) }),
            least_transactions: if is_filled { 1 } else { least_transactions },
            empty_blocks,
            genesis_author: genesis_author.map(KeyHash::from_bytes),
        }
    }
}

proptest! {
    #[test]
    fn file_and_link_give_the_same_spec(draft in draft()) {
        let spec = draft.build().unwrap();
        let json = to_json(&spec);
        let from_file = from_json(&json).unwrap();
        let link = Invitation { spec: from_file, relay: String::new(), endpoints: Vec::new() }.to_link("http://localhost/");
        let from_link = Invitation::parse(&link).unwrap().spec;
        prop_assert_eq!(from_link.to_bytes(), spec.to_bytes());
        prop_assert_eq!(to_json(&from_link), json);
        prop_assert_eq!(from_link.genesis_hash(), spec.genesis_hash());
    }

    #[test]
    fn any_text_gives_settings_or_an_error(text in "[ -~\n]{0,300}", at in 0usize..2000, with in "[ -~]{0,3}") {
        let _ = from_json(&text);
        let json = to_json(&start(&full()).unwrap());
        let at = at % json.len();
        if json.is_char_boundary(at) {
            let (before, after) = json.split_at(at);
            let _ = from_json(&format!("{before}{with}{after}"));
        }
    }
}
