//! `tabchain chain`.

use serde_json::Value;

use crate::place::Place;

#[test]
fn settings_file_link_and_genesis_are_the_same_chain() {
    let place = Place::new();
    let file = place.chain(
        "Practice",
        &["--fixed-difficulty", "--prefix", "bcrt", "--interval", "1"],
    );
    let settings: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(settings["prefix"], "bcrt");
    assert_eq!(settings["fixed_difficulty"], true);
    assert_eq!(settings["interval"], 1);
    assert_eq!(settings["reward"], "50");

    let relay = "wss://relay.example/signal";
    let link = place.json(&[
        "chain",
        "link",
        &file,
        "--page",
        "https://a.example/",
        "--relay",
        relay,
    ]);
    let text = link["link"].as_str().unwrap();
    assert!(text.starts_with("https://a.example/#chain="), "{text}");
    let again: Value = serde_json::from_str(&place.ok(&["chain", "show", text])).unwrap();
    assert_eq!(again, settings);

    let genesis = place.json(&["chain", "genesis", text]);
    assert_eq!(genesis["hash"], link["genesis"]);
    let link_file = place.write("link.txt", text);
    assert_eq!(place.json(&["chain", "genesis", &link_file]), genesis);
    // The link's own relay stays.
    let again = place.json(&["chain", "link", text]);
    assert_eq!(again["relay"], relay);
}

#[test]
fn every_setting_of_the_pages_form_is_an_option() {
    let place = Place::new();
    let key = "02".to_owned() + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    let share = format!("{key}=12.5");
    let more = [
        "--confirmations",
        "3",
        "--max-weight",
        "400000",
        "--max-transactions",
        "50",
        "--least-transactions",
        "1",
        "--empty-blocks",
        "filled",
        "--filler",
        "pad",
        "--max-peers",
        "8",
        "--reward",
        "5",
        "--halving",
        "100",
        "--maturity",
        "2",
        "--grant",
        "1",
        "--grant-until",
        "9",
        "--allocate",
        &share,
        "--author-key",
        &key,
        "--author-work",
        "--genesis-author",
        &key,
        "--text",
        "hello",
    ];
    let file = place.chain("All", &more);
    let settings: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let wanted = [
        ("/confirmations", "3"),
        ("/max_weight", "400000"),
        ("/max_transactions", "50"),
        ("/least_transactions", "1"),
        ("/empty_blocks/filler/text", "\"pad\""),
        ("/max_peers", "8"),
        ("/reward", "\"5\""),
        ("/halving", "100"),
        ("/maturity", "2"),
        ("/grant/amount", "\"1\""),
        ("/grant/until", "9"),
        ("/allocation/0/amount", "\"12.5\""),
        ("/authority/work", "true"),
        ("/authority/authors/0", &format!("{key:?}")),
        ("/data/text", "\"hello\""),
    ];
    for (path, value) in wanted {
        let found = settings
            .pointer(path)
            .unwrap_or_else(|| panic!("{path}: {settings:#}"));
        assert_eq!(found.to_string(), value, "{path}");
    }
}

#[test]
fn the_first_difficulty_is_measured_if_none_is_given() {
    let place = Place::new();
    let line = ["chain", "new", "--name", "Measured", "--symbol", "MEA"];
    let done = place.run(&line);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(
        done.err.contains("hashes, measured on one core here"),
        "{done:?}"
    );
}

#[test]
fn wrong_settings_name_their_option() {
    let place = Place::new();
    let new = [
        "chain",
        "new",
        "--name",
        "x",
        "--symbol",
        "XYZ",
        "--difficulty",
        "16",
    ];
    let cases: [(&[&str], i32, &str); 8] = [
        (
            &["--interval", "0"],
            3,
            "--interval: Enter 1 to 86400; 0 is outside of that.",
        ),
        (
            &["--interval", "soon"],
            3,
            "--interval: “soon” is not a whole number",
        ),
        (&["--prefix", "bc"], 3, "--prefix:"),
        (&["--reward", "a"], 3, "--reward:"),
        (
            &["--allocate", "nobody"],
            2,
            "--allocate: \"nobody\" is not ADDRESS=COINS",
        ),
        (&["--author-key", "02"], 3, "--author-key: Author 1:"),
        (&["--author-work"], 2, "--author-key"),
        (&["--shout"], 2, "--shout"),
    ];
    for (more, code, text) in cases {
        place.fails(&[&new, more].concat(), code, &[text]);
    }
}

#[test]
fn unknown_chains_are_refused_with_the_reason() {
    let place = Place::new();
    place.fails(
        &["chain", "show", "/no/such/file"],
        3,
        &["LINK|FILE: /no/such/file", "invitation link"],
    );
    place.fails(
        &["chain", "show", "https://a.example/#chain=AAAA"],
        3,
        &["LINK|FILE", "damaged"],
    );
    let file = place.write("other.json", "{\"name\": 1}");
    place.fails(
        &["chain", "genesis", &file],
        3,
        &["other.json", "Tabchain settings file"],
    );
    let file = place.chain("Good", &[]);
    place.fails(
        &["chain", "link", &file, "--relay", "http://a"],
        2,
        &["--relay", "ws://"],
    );
    place.fails(
        &["chain", "link", &file, "--page", "ftp://a"],
        2,
        &["--page"],
    );
    let done = place.run(&["chain", "show", "/no/such/file", "--json"]);
    let document: Value = serde_json::from_str(&done.err).unwrap();
    assert_eq!(document["error"]["code"], 3);
    assert_eq!(document["error"]["argument"], "LINK|FILE");
}
