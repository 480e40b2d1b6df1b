//! The wallet's words, vault, names and addresses, without a node.

use wallet::{Protection, Vault};

use crate::place::{Place, is_private};

/// BIP39's first vector of 128 bits.
const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon \
                     abandon abandon about";

#[test]
fn a_vault_goes_from_folder_to_folder_and_keeps_its_words() {
    let place = Place::new();
    let secret = place.write("secret", "correct horse\nnot read\n");
    let made = place.json(&["wallet", "--passphrase-file", &secret, "create"]);
    let words = made["words"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 12);
    let vault = place.path(".tabchain/wallet/vault");
    assert!(is_private(&vault));
    let stored = Vault::from_bytes(&std::fs::read(&vault).unwrap()).unwrap();
    assert_eq!(stored.protection(), Protection::Passphrase);
    assert_eq!(*stored.open(Some("correct horse")).unwrap().phrase(), words);

    let file = place.text("exported");
    place.ok(&["wallet", "export", &file]);
    assert!(is_private(&place.path("exported")));
    let other = place.text("other");
    let imported = place.json(&["wallet", "--wallet", &other, "import", &file]);
    assert_eq!(imported["identity"], made["identity"]);
    let line = [
        "wallet",
        "--wallet",
        &other,
        "--passphrase-file",
        &secret,
        "words",
    ];
    assert_eq!(place.ok(&line).trim_end(), words);
    // Neither a wallet nor a file is ever overwritten.
    place.fails(
        &["wallet", "import", &file],
        5,
        &["--wallet", "never overwritten"],
    );
    place.fails(&["wallet", "export", &file], 5, &["FILE", "exported"]);
}

#[test]
fn words_restore_the_identity_and_the_addresses() {
    let place = Place::new();
    let words = place.write("words", WORDS);
    let chain = place.chain("Own", &[]);
    let restore = |folder: &str| {
        let folder = place.text(folder);
        place.ok(&[
            "wallet",
            "--wallet",
            &folder,
            "restore",
            "--no-passphrase",
            "--words-file",
            &words,
        ]);
        let identity = place.ok(&["wallet", "--wallet", &folder, "address", "--identity"]);
        let line = [
            "wallet",
            "--wallet",
            &folder,
            "--chain",
            &chain,
            "address",
            "--offline",
        ];
        let first = place.ok(&line);
        let next = place.ok(&[&line[..], &["--new"]].concat());
        assert_ne!(first, next);
        (identity, first, next)
    };
    assert_eq!(restore("one"), restore("two"));
    // Standard input is a file, too.
    let folder = place.text("three");
    let line = [
        "wallet",
        "--wallet",
        &folder,
        "restore",
        "--no-passphrase",
        "--words-file",
        "-",
    ];
    let done = place.run_with(&line, &WORDS.to_uppercase());
    assert_eq!(done.code, 0, "{done:?}");
    // The chain is known now, and needs no name.
    let one = place.text("one");
    place.ok(&["wallet", "--wallet", &one, "address", "--offline"]);
}

#[test]
fn a_message_is_signed_here_and_checked_anywhere() {
    let place = Place::new();
    let chain = place.chain("Own", &[]);
    place.ok(&["wallet", "create", "--no-passphrase"]);
    let address = place.ok(&["wallet", "--chain", &chain, "address", "--offline"]);
    let address = address.trim_end();
    let text = "It was me.\nAnn";
    let signed = place.json(&["wallet", "sign-message", address, text]);
    assert_eq!(signed["address"], address);
    let signature = signed["signature"].as_str().unwrap();
    // Checking needs neither the wallet nor the chain.
    let elsewhere = place.text("elsewhere");
    let check = ["wallet", "--wallet", &elsewhere, "verify-message", address];
    let right = [&check[..], &[text, signature]].concat();
    assert_eq!(place.json(&right)["valid"], true);
    let wrong = [&check[..], &["It was me.", signature]].concat();
    place.fails(&wrong, 8, &["not that of this message"]);
    assert!(!place.path("elsewhere").exists());
    let other = "tab1zqqqsyqcyq5rqwzqfpg9scrgwpugpzysnruymk6";
    place.fails(&["wallet", "sign-message", other, text], 2, &["ADDRESS"]);
}

#[test]
fn accounts_have_addresses_and_descriptors_of_their_own() {
    let place = Place::new();
    let words = place.write("words", WORDS);
    let chain = place.chain("Own", &[]);
    place.ok(&[
        "wallet",
        "restore",
        "--no-passphrase",
        "--words-file",
        &words,
    ]);
    let genesis = place.json(&["chain", "genesis", &chain])["hash"].clone();
    let genesis = genesis.as_str().unwrap().parse().unwrap();
    let seed = wallet::Words::parse(WORDS).unwrap().seed();
    let line = ["wallet", "--chain", &chain, "address", "--offline"];
    let mut addresses = std::collections::BTreeSet::new();
    for number in [0, 1, 7] {
        let account = number.to_string();
        let options = ["--account", &account];
        addresses.insert(place.ok(&[&line[..], &options].concat()));
        let printed = place.ok(&[&["wallet", "descriptor"], &options[..]].concat());
        let read: wallet::Descriptor = printed.parse().unwrap();
        let expected = wallet::Descriptor {
            genesis,
            account: seed.account_number(&genesis, number).public(),
        };
        assert_eq!(read, expected);
    }
    assert_eq!(addresses.len(), 3);
    // What an account has signed is signed with its own keys.
    let address = place.ok(&[&line[..], &["--account", "1"]].concat());
    let sign = ["wallet", "sign-message", address.trim_end(), "text"];
    place.fails(&sign, 2, &["ADDRESS"]);
    let signature = place.ok(&[&sign[..], &["--account", "1"]].concat());
    let verify = [
        "wallet",
        "verify-message",
        address.trim_end(),
        "text",
        signature.trim_end(),
    ];
    place.ok(&verify);
    place.fails(
        &[&line[..], &["--account", "8"]].concat(),
        2,
        &["--account"],
    );
}

#[test]
fn a_descriptor_gives_the_passphrase() {
    let place = Place::new();
    let secret = place.write("secret", "correct horse");
    place.ok(&["wallet", "--passphrase-file", &secret, "create"]);
    // The shell opens the file as descriptor 7.
    let program = env!("CARGO_BIN_EXE_tabchain");
    let script = format!("exec {program} wallet --passphrase-fd 7 words 7<{secret}");
    let mut shell = std::process::Command::new("sh");
    let done = crate::place::finished(shell.args(["-c", &script]).env("HOME", place.path("")));
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(done.out.split_whitespace().count(), 12);
}

#[test]
fn passphrases_are_needed_and_checked() {
    let place = Place::new();
    let secret = place.write("secret", "correct horse");
    let wrong = place.write("wrong", "wrong horse");
    let empty = place.write("empty", "\n");
    place.fails(&["wallet", "create"], 6, &["--passphrase-file"]);
    place.fails(
        &["wallet", "--passphrase-file", &empty, "create"],
        6,
        &["empty"],
    );
    let both = [
        "wallet",
        "--passphrase-file",
        &secret,
        "create",
        "--no-passphrase",
    ];
    place.fails(&both, 2, &["--no-passphrase"]);
    place.ok(&["wallet", "--passphrase-file", &secret, "create"]);
    place.fails(&["wallet", "words"], 6, &["passphrase"]);
    place.fails(
        &["wallet", "--passphrase-file", &wrong, "words"],
        6,
        &["the passphrase is wrong"],
    );
    place.fails(
        &["wallet", "--passphrase-fd", "99", "words"],
        6,
        &["--passphrase-fd"],
    );
    let chain = place.chain("Own", &[]);
    let line = ["wallet", "--chain", &chain, "address", "--offline"];
    place.fails(&line, 6, &["passphrase"]);
}

#[test]
fn wrong_words_and_damaged_vaults_are_refused() {
    let place = Place::new();
    for (words, reason) in [
        ("abandon about", "2 so far"),
        (&WORDS.replace("about", "able"), "checksum"),
    ] {
        let file = place.write("words", words);
        let line = [
            "wallet",
            "restore",
            "--no-passphrase",
            "--words-file",
            &file,
        ];
        place.fails(&line, 3, &[reason]);
    }
    place.fails(
        &["wallet", "restore", "--no-passphrase"],
        2,
        &["--words-file"],
    );
    place.fails(&["wallet", "words"], 5, &["there is no wallet yet"]);
    refuse_damaged_vaults(&place);
    place.fails(
        &["wallet", "import", "/no/such/file"],
        5,
        &["/no/such/file"],
    );
}

/// Imports a file that is not a vault, and vaults that were cut, made longer or changed. The folder
/// stays empty.
fn refuse_damaged_vaults(place: &Place) {
    let secret = place.write("secret", "correct horse");
    let made = place.text("made");
    let create = ["wallet", "--wallet", &made, "--passphrase-file", &secret];
    place.ok(&[&create[..], &["create"]].concat());
    place.ok(&["wallet", "--wallet", &made, "export", &place.text("vault")]);
    let vault = std::fs::read(place.path("vault")).unwrap();
    let mut changed = vault.clone();
    changed[100] ^= 1;
    let long = [vault.clone(), vec![0; 8_000]].concat();
    let cut = vault[..vault.len() - 1].to_vec();
    for bytes in [b"no vault".to_vec(), Vec::new(), cut, long, changed] {
        std::fs::write(place.path("damaged"), bytes).unwrap();
        let line = ["wallet", "import", &place.text("damaged")];
        place.fails(&line, 5, &["FILE", "damaged", "not a wallet file"]);
    }
    place.fails(&["wallet", "words"], 5, &["there is no wallet yet"]);
    place.ok(&["wallet", "import", &place.text("vault")]);
}

#[test]
fn names_and_labels_are_kept_for_each_chain() {
    let place = Place::new();
    place.ok(&["wallet", "create", "--no-passphrase"]);
    let chain = place.chain("Own", &[]);
    let address = place.ok(&["wallet", "--chain", &chain, "address", "--offline"]);
    let address = address.trim_end();
    place.ok(&["wallet", "book", "add", "me", address]);
    assert_eq!(place.json(&["wallet", "book", "list"])["me"], address);
    place.ok(&["wallet", "label", address, "rent"]);
    place.fails(&["wallet", "label", "nothing", "x"], 2, &["TXID|ADDRESS"]);
    place.fails(
        &["wallet", "book", "add", "you", "bc1qqqq"],
        2,
        &["ADDRESS"],
    );
    let other = place.chain("Other", &[]);
    let list = place.json(&["wallet", "--chain", &other, "book", "list"]);
    assert_eq!(list, serde_json::json!({}));
    // Two chains are known now.
    place.fails(&["wallet", "book", "list"], 2, &["--chain", "2 chains"]);
    place.ok(&["wallet", "--chain", &chain, "book", "remove", "me"]);
    place.fails(
        &["wallet", "--chain", &chain, "book", "remove", "me"],
        2,
        &["not in the book"],
    );
}

#[test]
fn a_folder_belongs_to_one_process_at_a_time() {
    let place = Place::new();
    place.ok(&["wallet", "create", "--no-passphrase"]);
    let lock = std::fs::File::options()
        .write(true)
        .open(place.path(".tabchain/wallet/lock"))
        .unwrap();
    lock.lock().unwrap();
    place.fails(
        &["wallet", "words"],
        5,
        &["another process uses this wallet"],
    );
    lock.unlock().unwrap();
    place.ok(&["wallet", "words"]);
}

#[test]
fn a_node_that_does_not_answer_is_named() {
    let place = Place::new();
    place.ok(&["wallet", "create", "--no-passphrase"]);
    let chain = place.chain("Own", &[]);
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let node = format!("http://{free}");
    let line = |node: &str| place.run(&["wallet", "--chain", &chain, "--node", node, "balance"]);
    let done = line(&node);
    assert_eq!(done.code, 7, "{done:?}");
    assert!(done.err.contains(&node), "{done:?}");
    assert_eq!(line("ftp://x").code, 2);
    let done = line("http://user:secret@127.0.0.1:1");
    assert_eq!(done.code, 2, "{done:?}");
    assert!(!done.err.contains("secret"), "{done:?}");
}
