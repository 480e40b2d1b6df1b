//! `tabchain node`, `tabchain serve` with chains, and `tabchain cli`.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use wallet::Vault;

use crate::place::{Place, Service};
use crate::serving::page;

/// A node of one chain, with its API on a free port.
pub(crate) struct Node {
    pub(crate) service: Service,
    pub(crate) url: String,
    pub(crate) cookie: String,
}

impl Node {
    /// Starts a node with its data in this folder of the place.
    pub(crate) fn start(place: &Place, chain: &str, data: &str, more: &[&str]) -> Self {
        let data = place.text(data);
        let line = [
            "node",
            "--chain",
            chain,
            "--data",
            &data,
            "--api",
            "127.0.0.1:0",
        ];
        Self::of(place.start(&[&line, more].concat()), &data)
    }

    /// The node of a program that was started with this folder, once it says where its API is.
    pub(crate) fn of(mut service: Service, data: &str) -> Self {
        let url = service.wait_for("API on ").trim_end_matches('/').to_owned();
        Self {
            service,
            url,
            cookie: format!("{data}/.cookie"),
        }
    }

    /// Calls the node's JSON-RPC.
    pub(crate) fn call(&self, place: &Place, line: &[&str]) -> crate::place::Done {
        let head = ["cli", "--node", &self.url, "--cookie", &self.cookie];
        place.run(&[&head, line].concat())
    }

    /// Calls the node's JSON-RPC, which must succeed.
    pub(crate) fn answer(&self, place: &Place, line: &[&str]) -> String {
        let done = self.call(place, line);
        assert_eq!(done.code, 0, "{line:?}: {done:?}");
        done.out.trim_end().to_owned()
    }
}

#[test]
fn a_node_answers_as_bitcoin_cli_shows_it() {
    let place = Place::new();
    let chain = place.chain("Answers", &["--fixed-difficulty", "--prefix", "bcrt"]);
    let genesis = place.json(&["chain", "genesis", &chain])["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    let node = Node::start(&place, &chain, "data", &[]);
    assert_eq!(node.answer(&place, &["getblockcount"]), "0");
    // A text is printed without quotation marks, and a parameter is JSON or a text.
    assert_eq!(node.answer(&place, &["getblockhash", "0"]), genesis);
    let header = node.answer(
        &place,
        &["-named", "getblockheader", &format!("blockhash={genesis}")],
    );
    assert!(header.contains("\n  \""), "{header}");
    let cases: [(&[&str], i32, &str); 3] = [
        (&["nosuchmethod"], 89, "code -32601"),
        (&["getblockhash", "999"], 8, "code -8"),
        (&["getblockhash", "{"], 1, "is not JSON"),
    ];
    for (line, code, part) in cases {
        let done = node.call(&place, line);
        assert_eq!(done.code, code, "{line:?}: {done:?}");
        assert!(done.err.contains(part), "{line:?}: {done:?}");
    }
    let wrong = place.write("wrong", "__cookie__:wrong");
    place.fails(
        &[
            "cli",
            "--node",
            &node.url,
            "--cookie",
            &wrong,
            "getblockcount",
        ],
        1,
        &["authorization"],
    );
    assert_eq!(node.service.stop(), Some(0));
    // The cookie is gone with the node.
    place.fails(
        &[
            "cli",
            "--node",
            &node.url,
            "--cookie",
            &node.cookie,
            "getblockcount",
        ],
        1,
        &["--cookie"],
    );
    let line = [
        "cli",
        "--node",
        &node.url,
        "-rpcwait",
        "-rpcwaittimeout=1",
        "getblockcount",
    ];
    place.fails(&line, 1, &["could not connect"]);
}

#[test]
fn the_chain_is_there_again_after_a_restart() {
    let place = Place::new();
    let chain = place.chain("Stays", &["--fixed-difficulty", "--prefix", "bcrt"]);
    place.ok(&["wallet", "create", "--no-passphrase"]);
    let address = place.ok(&["wallet", "--chain", &chain, "address", "--offline"]);
    let node = Node::start(&place, &chain, "data", &[]);
    let made = node.answer(&place, &["generatetoaddress", "3", address.trim_end()]);
    let hash = node.answer(&place, &["getbestblockhash"]);
    assert!(made.contains(&hash), "{made}");
    assert_eq!(node.service.stop(), Some(0));
    let node = Node::start(&place, &chain, "data", &[]);
    assert_eq!(node.answer(&place, &["getbestblockhash"]), hash);
    // A call of its API also stops the node.
    node.answer(&place, &["stop"]);
    assert_eq!(node.service.ended(), Some(0));
}

#[test]
fn a_data_folder_belongs_to_one_process() {
    let place = Place::new();
    let chain = place.chain("Locked", &[]);
    let node = Node::start(&place, &chain, "data", &[]);
    let data = place.text("data");
    let line = [
        "node",
        "--chain",
        &chain,
        "--data",
        &data,
        "--api",
        "127.0.0.1:0",
    ];
    place.fails(&line, 5, &["--data", &data, "in use"]);
    let taken = node.url.strip_prefix("http://").unwrap();
    let other = place.text("other");
    let line = ["node", "--chain", &chain, "--data", &other, "--api", taken];
    place.fails(&line, 4, &["--api", taken]);
    let twice = [
        "node", "--chain", &chain, "--chain", &chain, "--data", &other,
    ];
    place.fails(&twice, 2, &["--chain", "named twice"]);
}

#[test]
fn data_of_another_chain_is_refused_and_left_as_it_is() {
    let place = Place::new();
    let (one, two) = (place.chain("One", &[]), place.chain("Two", &[]));
    let genesis = |chain: &str| {
        let document = place.json(&["chain", "genesis", chain]);
        document["hash"].as_str().unwrap().to_owned()
    };
    let data = place.text("data");
    let node = Node::start(&place, &one, "data", &[]);
    assert_eq!(node.service.stop(), Some(0));
    let database = |chain: &str| {
        place
            .path("data/chains")
            .join(genesis(chain))
            .join("chain.redb")
    };
    std::fs::create_dir_all(database(&two).parent().unwrap()).unwrap();
    std::fs::copy(database(&one), database(&two)).unwrap();
    let before = std::fs::read(database(&two)).unwrap();
    let line = [
        "node",
        "--chain",
        &two,
        "--data",
        &data,
        "--api",
        "127.0.0.1:0",
    ];
    place.fails(&line, 5, &["--data", "chain.redb"]);
    assert!(
        before == std::fs::read(database(&two)).unwrap(),
        "the database was changed"
    );
}

#[test]
fn page_relay_and_api_run_in_one_program() {
    let place = Place::new();
    let chain = place.chain("Both", &[]);
    let (root, data) = (page(&place), place.text("data"));
    let mut service = place.start(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--root",
        &root,
        "--chain",
        &chain,
        "--data",
        &data,
        "--api",
        "127.0.0.1:0",
    ]);
    let page = service.wait_for("listening on ");
    let api = service.wait_for("API on ");
    for base in [&page, &api] {
        for path in ["health", "ready"] {
            let url = format!("{base}{path}");
            assert_eq!(ureq::get(&url).call().unwrap().status(), 200, "{url}");
        }
    }
    // A page of another site that gives its own name to this address (DNS rebinding) is refused.
    let address = api.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    let request = "GET /api/running HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(service.stop(), Some(0));
}

/// The command line of a node that takes an exported vault.
fn with_vault(place: &Place, chain: &str, vault: &str, more: &[&str]) -> Vec<String> {
    let (data, vault) = (place.text("data"), place.text(vault));
    let line = [
        "node",
        "--chain",
        chain,
        "--data",
        &data,
        "--api",
        "127.0.0.1:0",
        "--vault",
        &vault,
    ];
    let line = [&line[..], more].concat();
    line.into_iter().map(ToOwned::to_owned).collect()
}

fn words(line: &[String]) -> Vec<&str> {
    line.iter().map(String::as_str).collect()
}

/// Starts a node, waits until it runs, and stops it.
fn starts(place: &Place, line: &[String]) {
    let mut service = place.start(&words(line));
    service.wait_for("API on ");
    assert_eq!(service.stop(), Some(0));
}

#[test]
fn a_wrong_passphrase_keeps_a_locked_vault_closed_and_a_new_folder_unlocked() {
    let place = Place::new();
    let chain = place.chain("Secret", &[]);
    let secret = place.write("secret", "correct horse");
    let wrong = place.write("wrong", "wrong horse");
    place.ok(&["wallet", "--passphrase-file", &secret, "create"]);
    place.ok(&["wallet", "export", &place.text("vault")]);
    let line = |secret: &str| with_vault(&place, &chain, "vault", &["--passphrase-file", secret]);
    place.fails(&words(&line(&wrong)), 6, &["passphrase is wrong"]);
    // The mistyped passphrase was not given to a new profile.
    starts(&place, &line(&secret));
    place.fails(&words(&line(&wrong)), 6, &["passphrase is wrong"]);
}

#[test]
fn a_vault_replaces_a_wallet_in_use_only_when_told_to() {
    let place = Place::new();
    let chain = place.chain("Replaced", &[]);
    let secret = place.write("secret", "correct horse");
    let protected = ["--passphrase-file", secret.as_str()];
    for name in ["a", "b"] {
        let folder = place.text(&format!("wallet-{name}"));
        place.ok(&[
            &["wallet", "--wallet", &folder][..],
            &protected,
            &["create"],
        ]
        .concat());
        place.ok(&["wallet", "--wallet", &folder, "export", &place.text(name)]);
    }
    let line = |vault: &str, more: &[&str]| {
        with_vault(&place, &chain, vault, &[&protected, more].concat())
    };
    starts(&place, &line("a", &[]));
    starts(&place, &line("a", &[]));
    let profile = std::fs::read(place.path("data/profile")).unwrap();
    place.fails(&words(&line("b", &[])), 5, &["--vault", "--replace-wallet"]);
    assert_eq!(std::fs::read(place.path("data/profile")).unwrap(), profile);
    starts(&place, &line("b", &["--replace-wallet"]));
    starts(&place, &line("b", &[]));
    // The first wallet is still in the folder.
    let kept = std::fs::read(place.path("data/profile")).unwrap();
    let first = Vault::from_bytes(&std::fs::read(place.path("a")).unwrap()).unwrap();
    let identity = first.identity().to_bytes();
    assert!(kept.windows(identity.len()).any(|part| part == identity));
}
