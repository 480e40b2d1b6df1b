//! Links between nodes: the entry at `/node`, direct endpoints, invitations that name both, and a
//! person's actions on links.

use serde_json::Value;

use crate::nodes::Node;
use crate::place::Place;
use crate::serving::page;

/// The number of times that a node is asked before a test gives up.
const TRIES: u32 = 600;

/// `tabchain serve` with a chain and a direct endpoint.
struct Served {
    node: Node,
    /// The page's URL.
    page: String,
    /// The chain's link.
    invitation: String,
}

impl Served {
    fn start(place: &Place, chain: &str, more: &[&str]) -> Self {
        let (root, data) = (page(place), place.text("served"));
        let line = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--root",
            &root,
            "--chain",
            chain,
            "--data",
            &data,
            "--api",
            "127.0.0.1:0",
        ];
        let mut service = place.start(&[&line, more].concat());
        let page = service.wait_for("listening on ");
        let mut node = Node::of(service, &data);
        let invitation = node.service.wait_for("invitation ");
        Self {
            node,
            page,
            invitation,
        }
    }
}

/// Asks a node until its answer fits.
fn until(what: &str, place: &Place, node: &Node, line: &[&str], fits: impl Fn(&str) -> bool) {
    let mut last = String::new();
    for _ in 0..TRIES {
        last = node.answer(place, line);
        if fits(&last) {
            return;
        }
    }
    panic!("waited for {what}: {last}");
}

fn has_links(what: &str, place: &Place, node: &Node, count: &str) {
    until(what, place, node, &["getconnectioncount"], |it| it == count);
}

fn peers(place: &Place, node: &Node) -> Vec<Value> {
    serde_json::from_str(&node.answer(place, &["getpeerinfo"])).unwrap()
}

#[test]
fn an_invitation_names_relay_endpoint_and_entry_and_one_link_is_kept() {
    let place = Place::new();
    let chain = place.chain("Mesh", &["--fixed-difficulty", "--prefix", "bcrt"]);
    let options = ["--endpoint", "127.0.0.1:0", "--name", "School node"];
    let served = Served::start(&place, &chain, &options);
    let link = place.json(&["chain", "link", &served.invitation]);
    let sockets = served.page.replacen("http", "ws", 1);
    assert_eq!(link["relay"], format!("{sockets}signal"));
    let endpoints: Vec<&str> = link["endpoints"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(endpoints[0].starts_with("webrtc://127.0.0.1:"), "{link}");
    assert_eq!(endpoints[1..], [format!("{sockets}node")]);
    assert!(
        served
            .invitation
            .starts_with(&format!("{}#chain=", served.page))
    );
    // The running node gives the same invitation.
    let node = &served.node;
    let line = [
        "chain",
        "link",
        "--node",
        &node.url,
        "--cookie",
        &node.cookie,
    ];
    assert_eq!(place.ok(&line).trim_end(), served.invitation);

    // The other node knows three ways to one node.
    let other = Node::start(&place, &served.invitation, "other", &[]);
    until("a link", &place, &other, &["getconnectioncount"], |it| {
        it != "0"
    });
    let address = node.answer(&place, &["getnewaddress"]);
    node.answer(&place, &["generatetoaddress", "3", &address]);
    until("the blocks", &place, &other, &["getblockcount"], |it| {
        it == "3"
    });
    let relayed = |it: &str| it.matches("\"inbound\"").count() == 1;
    until("one link", &place, &other, &["getpeerinfo"], relayed);
    has_links("one link", &place, node, "1");
    let is_named = |it: &str| it.contains("School node");
    until("its name", &place, &other, &["getpeerinfo"], is_named);
    let [peer] = &peers(&place, &other)[..] else {
        panic!("one peer");
    };
    let address = peer["addr"].as_str().unwrap();
    assert!(
        endpoints[0].contains(address) || sockets.contains(address),
        "{address}"
    );
    // It does not take its own endpoints for peers.
    assert_eq!(served.node.service.stop(), Some(0));
    let own = Served::start(&place, &served.invitation, &["--endpoint", "127.0.0.1:0"]);
    let shown = own.node.answer(&place, &["getnetworkinfo"]);
    assert!(shown.contains("\"connections_out\": 0"), "{shown}");
}

#[test]
fn links_are_closed_and_banned_by_address_with_the_errors_of_core() {
    let place = Place::new();
    let chain = place.chain("Bans", &["--fixed-difficulty", "--prefix", "bcrt"]);
    let served = Served::start(&place, &chain, &[]);
    let entry = format!("{}node", served.page.replacen("http", "ws", 1));
    let link = place.ok(&["chain", "link", &chain, "--endpoint", &entry]);
    let mut other = Node::start(&place, link.trim_end(), "other", &[]);
    has_links("a link", &place, &other, "1");
    let address = peers(&place, &other)[0]["addr"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(entry.contains(&address), "{address} {entry}");

    other.answer(&place, &["disconnectnode", &address]);
    // The endpoint of the chain is called again.
    has_links("another link", &place, &other, "1");
    let by_number = peers(&place, &other)[0]["id"].to_string();
    other.answer(&place, &["disconnectnode", "", &by_number]);
    other.answer(&place, &["setban", "127.0.0.0/8", "add", "600"]);
    has_links("no link", &place, &other, "0");
    let cases: [(&[&str], i32, &str); 6] = [
        (&["disconnectnode", &address], 29, "Node not found"),
        (&["setban", "127.0.0.1", "add"], 23, "already banned"),
        (&["setban", "127.0.0.1", "remove"], 30, "Unban failed"),
        (&["setban", "127.0.0.1/99", "add"], 30, "Invalid IP/Subnet"),
        (&["setban", "nowhere", "remove"], 30, "Invalid IP/Subnet"),
        (
            &["setban", "192.0.2.7", "add", "5", "true"],
            8,
            "in the past",
        ),
    ];
    for (line, code, part) in cases {
        let done = other.call(&place, line);
        assert_eq!(done.code, code, "{line:?}: {done:?}");
        assert!(done.err.contains(part), "{line:?}: {done:?}");
    }
    // Bans outlive the program.
    assert_eq!(other.service.stop(), Some(0));
    other = Node::start(&place, link.trim_end(), "other", &[]);
    let bans: Value = serde_json::from_str(&other.answer(&place, &["listbanned"])).unwrap();
    assert_eq!(bans[0]["address"], "127.0.0.0/8");
    assert_eq!(bans[0]["ban_duration"], 600);
    assert_eq!(other.answer(&place, &["getconnectioncount"]), "0");
    other.answer(&place, &["setban", "127.0.0.0/8", "remove"]);
    has_links("a link again", &place, &other, "1");

    // The link to an endpoint that was added by its URL is closed when the URL is removed.
    let alone = Node::start(&place, &chain, "alone", &[]);
    alone.answer(&place, &["addnode", &entry, "add"]);
    has_links("a link", &place, &alone, "1");
    alone.answer(&place, &["addnode", &entry, "remove"]);
    has_links("no link", &place, &alone, "0");
}

#[test]
fn wrong_addresses_name_their_option() {
    let place = Place::new();
    let chain = place.chain("Wrong", &[]);
    let data = place.text("data");
    let node = [
        "node",
        "--chain",
        &chain,
        "--data",
        &data,
        "--api",
        "127.0.0.1:0",
    ];
    let cases: [(&[&str], i32, &[&str]); 5] = [
        (
            &["--endpoint", "127.0.0.1:0", "--external-ip", "0.0.0.0"],
            4,
            &["--endpoint", "0.0.0.0"],
        ),
        (
            &["--endpoint", "127.0.0.1:0", "--external-ip", "2001:db8::7"],
            4,
            &["--endpoint", "same family"],
        ),
        (&["--external-ip", "203.0.113.7"], 2, &["--endpoint"]),
        (
            &["--endpoint", "127.0.0.1:0", "--external-ip", "here"],
            2,
            &["--external-ip", "not an IP address"],
        ),
        (&["--page", "ftp://a/"], 2, &["--page", "ftp://a/"]),
    ];
    for (more, code, parts) in cases {
        place.fails(&[&node[..], more].concat(), code, parts);
    }
    for wrong in ["https://a/node", "webrtc://203.0.113.7:9735/AAAA"] {
        let line = ["chain", "link", &chain, "--endpoint", wrong];
        place.fails(&line, 2, &["--endpoint", wrong]);
    }
}

#[test]
fn an_endpoint_behind_a_router_is_named_by_its_external_address() {
    let place = Place::new();
    let chain = place.chain("Outside", &[]);
    let external = [
        "--endpoint",
        "0.0.0.0:0",
        "--external-ip",
        "203.0.113.7:9735",
    ];
    let page = ["--page", "https://tab.example/"];
    let node = Node::start(&place, &chain, "data", &[&external[..], &page].concat());
    let line = [
        "chain",
        "link",
        "--node",
        &node.url,
        "--cookie",
        &node.cookie,
    ];
    let link = place.json(&line);
    assert!(
        link["link"]
            .as_str()
            .unwrap()
            .starts_with("https://tab.example/#chain=")
    );
    let endpoints = link["endpoints"].to_string();
    assert!(
        endpoints.starts_with("[\"webrtc://203.0.113.7:9735/"),
        "{endpoints}"
    );
    assert_eq!(link["endpoints"].as_array().unwrap().len(), 1);
    assert_eq!(node.service.stop(), Some(0));
    place.fails(&line, 7, &["--cookie"]);
}
