//! Settings: command line, environment, file, defaults.

use crate::place::{Place, finished};

#[test]
fn the_command_line_comes_first_then_the_environment_then_the_file() {
    let place = Place::new();
    let file = place.write(
        "t.toml",
        "listen = \"127.0.0.1:1\"\nmine = 1\napi = \"127.0.0.1:3\"\n",
    );
    let mut command = place.command(&[
        "serve",
        "--config",
        &file,
        "--listen",
        "127.0.0.1:9",
        "--print-config",
    ]);
    let done = finished(
        command
            .env("TABCHAIN_MINE", "2")
            .env("TABCHAIN_LISTEN", "127.0.0.1:8"),
    );
    assert_eq!(done.code, 0, "{done:?}");
    for line in [
        "listen = \"127.0.0.1:9\"  # command line",
        "mine = 2  # environment",
        "api = \"127.0.0.1:3\"  # file or default",
        "lan = false  # file or default",
    ] {
        assert!(done.out.contains(line), "{line}: {}", done.out);
    }
}

#[test]
fn the_printed_settings_are_a_settings_file_without_secrets() {
    let place = Place::new();
    let ice = "[{\"urls\":[\"turn:a.example\"],\"username\":\"u\",\"credential\":\"hush\"}]";
    let line = [
        "serve",
        "--turn-secret",
        "hush",
        "--group-secret",
        "hush",
        "--ice",
        ice,
        "--nats",
        "nats://u:hush@a.example",
        "--api-cors",
        "https://b.example",
        "--lan",
        "--mine",
        "3",
        "--print-config",
    ];
    let printed = place.ok(&line);
    assert!(!printed.contains("hush"), "{printed}");
    assert!(printed.contains("# turn-secret is set"), "{printed}");
    assert!(!place.json(&line).to_string().contains("hush"));
    let file = place.write("printed.toml", &printed);
    let again = place.json(&["serve", "--config", &file, "--print-config"]);
    assert_eq!(again["mine"]["value"], 3);
    assert_eq!(again["lan"]["value"], true);
    assert_eq!(again["api-cors"]["value"][0], "https://b.example");
}

#[test]
fn a_wrong_file_names_file_line_and_key() {
    let place = Place::new();
    let cases = [
        ("mine = \n", "t.toml, line 1"),
        ("\nmine = -1\n", "t.toml, line 2: `mine` is wrong"),
        (
            "lan = true\nlistem = 1\n",
            "t.toml, line 2: `listem` is not a setting",
        ),
        (
            "[wallet]\nchain = 1\nchan = 1\n",
            "t.toml, line 3: `wallet.chan` is not a setting",
        ),
    ];
    for (text, part) in cases {
        let file = place.write("t.toml", text);
        place.fails(&["serve", "--config", &file], 3, &["--config: ", part]);
    }
    place.fails(
        &["node", "--config", "/no/such/file"],
        3,
        &["/no/such/file"],
    );
    place.fails(
        &["chain", "show", "x", "--print-config"],
        2,
        &["--print-config"],
    );
}

#[test]
fn the_wallet_has_its_table() {
    let place = Place::new();
    let folder = place.text("w");
    let file = place.write("t.toml", &format!("[wallet]\nwallet = {folder:?}\n"));
    place.ok(&["wallet", "--config", &file, "create", "--no-passphrase"]);
    assert!(place.path("w/vault").exists());
    let printed = place.ok(&["wallet", "--config", &file, "--print-config", "words"]);
    assert!(printed.starts_with("[wallet]\n"), "{printed}");
}
