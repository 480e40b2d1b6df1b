//! Completions, manual pages and help.

use crate::place::Place;

#[test]
fn completions_are_made_for_every_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = place.ok(&["completions", shell]);
        assert!(text.contains("trusted-proxy"), "{shell}: {text}");
    }
    place.fails(&["completions", "abacus"], 2, &["abacus"]);
}

#[test]
fn bash_accepts_its_completions() {
    let place = Place::new();
    let file = place.write("tabchain.bash", &place.ok(&["completions", "bash"]));
    let status = std::process::Command::new("bash")
        .args(["-n", &file])
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn each_command_has_a_manual_page() {
    let place = Place::new();
    place.ok(&["manual", &place.text("man")]);
    for name in [
        "tabchain",
        "tabchain-serve",
        "tabchain-wallet-send",
        "tabchain-chain-new",
    ] {
        let page = std::fs::read_to_string(place.path("man").join(format!("{name}.1"))).unwrap();
        assert!(page.contains(".SH NAME"), "{name}: {page}");
    }
}

#[test]
fn the_help_lists_the_exit_codes() {
    let place = Place::new();
    let help = place.ok(&["--help"]);
    assert!(
        help.contains("the passphrase is missing or wrong"),
        "{help}"
    );
    assert!(place.ok(&["--version"]).starts_with("tabchain "));
    place.fails(&["shout"], 2, &["shout"]);
    place.fails(&[], 2, &["Usage"]);
}
