//! `tabchain serve --nats`: two programs share the rooms of their relays (`nats-server` of Debian).

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::nodes::Node;
use crate::place::{Place, Service};
use crate::serving::page;

/// The time within which the programs and nodes must meet.
const MEET_WITHIN: Duration = Duration::from_secs(60);

/// A NATS server on loopback. It is killed when it is dropped.
struct Broker {
    address: SocketAddr,
    child: Child,
}

impl Broker {
    fn start() -> Self {
        // The server takes no port of the system's choice, so one is chosen that was free.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let child = Command::new("nats-server")
            .args(["--addr", &address.ip().to_string()])
            .args(["--port", &address.port().to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server is installed");
        let broker = Self { address, child };
        until("the NATS server", || TcpStream::connect(address).is_ok());
        broker
    }

    fn url(&self) -> String {
        format!("nats://{}", self.address)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Waits until other processes have reached a state.
#[expect(
    clippy::disallowed_methods,
    reason = "it limits the wait for another program"
)]
fn until(what: &str, is_true: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_true() {
        assert!(begun.elapsed() < MEET_WITHIN, "{what} did not come");
        thread::yield_now();
    }
}

/// Starts a program with page and relay. Returns it with the URL of its page.
fn serve(place: &Place, root: &str, nats: &str) -> (Service, String) {
    let line = ["serve", "--listen", "127.0.0.1:0", "--root", root];
    let shared = ["--nats", nats, "--group-secret", "the same for all"];
    let mut service = place.start(&[&line[..], &shared].concat());
    let url = service.wait_for("listening on ");
    (service, url)
}

/// A program's count of the other programs, and the number of their peers.
fn others(url: &str) -> (u64, u64) {
    let mut answer = ureq::get(format!("{url}health")).call().unwrap();
    let text = answer.body_mut().read_to_string().unwrap();
    let health: serde_json::Value = serde_json::from_str(&text).unwrap();
    let number = |name: &str| health["shared"][name].as_u64().unwrap_or_default();
    (number("instances"), number("peers"))
}

#[test]
fn two_programs_share_a_room_through_nats() {
    let (place, broker) = (Place::new(), Broker::start());
    let root = page(&place);
    let [(one, first), (two, second)] = [(); 2].map(|()| serve(&place, &root, &broker.url()));
    for url in [&first, &second] {
        until("the other program", || others(url).0 == 1);
    }

    // Each node knows one of the two relays only, and still they meet.
    let chain = place.chain("Shared", &["--fixed-difficulty", "--prefix", "bcrt"]);
    let node = |name: &str, url: &str| {
        let relay = format!("{}signal", url.replace("http", "ws"));
        let link = place.ok(&["chain", "link", &chain, "--relay", &relay]);
        Node::start(&place, link.trim_end(), name, &[])
    };
    let (ann, ben) = (node("ann", &first), node("ben", &second));
    until("the node at the other program", || others(&first).1 == 1);
    until("the link", || {
        ann.answer(&place, &["getconnectioncount"]) == "1"
    });
    let address = ann.answer(&place, &["getnewaddress"]);
    ann.answer(&place, &["generatetoaddress", "1", &address]);
    let tip = ann.answer(&place, &["getbestblockhash"]);
    until("the block", || {
        ben.answer(&place, &["getbestblockhash"]) == tip
    });
    for service in [ann.service, ben.service, one, two] {
        assert_eq!(service.stop(), Some(0));
    }
}
