//! Events as server-sent events and over a WebSocket.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::http::Request;
use crate::node::{Node, within};

/// A stream of server-sent events, read line by line.
struct Feed {
    stream: TcpStream,
    received: String,
}

/// An event with its id, if it has one.
#[derive(Debug, PartialEq)]
struct Event {
    id: Option<String>,
    name: String,
    data: Value,
}

impl Feed {
    async fn open(node: &Node, path: &str, lines: &[&str]) -> Self {
        let mut request = Request::get(path);
        for line in lines {
            request = request.with(line);
        }
        let mut feed = Self {
            stream: request.open(node.address).await,
            received: String::new(),
        };
        let head = feed.until("\r\n\r\n").await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        feed
    }

    /// Reads up to this text.
    async fn until(&mut self, end: &str) -> String {
        within(async {
            loop {
                if let Some(at) = self.received.find(end) {
                    let rest = self.received.split_off(at + end.len());
                    return std::mem::replace(&mut self.received, rest);
                }
                let mut bytes = [0; 4_096];
                let count = self.stream.read(&mut bytes).await.unwrap();
                assert!(count > 0, "the stream ended after {:?}", self.received);
                self.received += std::str::from_utf8(&bytes[..count]).unwrap();
            }
        })
        .await
    }

    /// The next event. Each event is one chunk of the body, so the lines between two events are the
    /// chunks' lengths.
    async fn next(&mut self) -> Event {
        loop {
            let text = self.until("\n\n").await;
            let field = |name: &str| {
                let mut lines = text.lines();
                lines
                    .find_map(|line| line.strip_prefix(name))
                    .map(|text| text.trim().to_owned())
            };
            if let (Some(name), Some(data)) = (field("event:"), field("data:")) {
                let data = serde_json::from_str(&data).unwrap();
                return Event {
                    id: field("id:"),
                    name,
                    data,
                };
            }
        }
    }

    async fn next_named(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await;
            if event.name == name {
                return event;
            }
        }
    }
}

#[tokio::test]
async fn blocks_and_transactions_are_sent_as_they_happen() {
    let node = Node::public().await;
    let mut feed = Feed::open(&node, "/api/events", &[]).await;
    let hashes = node.mine(3).await;
    for (height, hash) in (1..).zip(&hashes) {
        let event = feed.next().await;
        assert_eq!(event.name, "block");
        assert_eq!(event.data, json!({ "height": height, "hash": hash }));
    }
    let payee = node.call("getnewaddress", json!([])).await;
    let txid = node.call("sendtoaddress", json!([payee, 1])).await;
    let event = feed.next().await;
    assert_eq!(
        (event.name.as_str(), &event.data),
        ("transaction", &json!({ "txid": txid }))
    );
    node.mine(1).await;
    let event = feed.next_named("transaction-removed").await;
    assert_eq!(event.data, json!({ "txid": txid, "reason": "confirmed" }));
}

#[tokio::test]
async fn a_client_that_comes_back_misses_nothing() {
    let node = Node::public().await;
    let mut feed = Feed::open(&node, "/api/events?kind=block", &[]).await;
    node.mine(1).await;
    let seen = feed.next().await.id.unwrap();
    drop(feed);
    let hashes = node.mine(3).await;
    let line = format!("Last-Event-ID: {seen}");
    let mut feed = Feed::open(&node, "/api/events?kind=block", &[&line]).await;
    for (height, hash) in (2..).zip(&hashes) {
        assert_eq!(
            feed.next().await.data,
            json!({ "height": height, "hash": hash })
        );
    }
    // An id of another run: the client must ask for the present state.
    let lost = "Last-Event-ID: 00000000-0";
    let mut feed = Feed::open(&node, "/api/events?kind=block", &[lost]).await;
    assert_eq!(feed.next().await.name, "missed");
    node.mine(1).await;
    assert_eq!(feed.next().await.data["height"], 5);
}

#[tokio::test]
async fn the_balance_of_an_address_is_followed() {
    let node = Node::public().await;
    node.mine(4).await;
    let payee = node.call("getnewaddress", json!([])).await;
    let path = format!(
        "/api/events?kind=reorganisation&address={}",
        payee.as_str().unwrap()
    );
    let mut feed = Feed::open(&node, &path, &[]).await;
    let balance = |confirmed: u64, with_mempool: u64| {
        json!({
            "address": payee,
            "balance": confirmed,
            "received": confirmed,
            "unconfirmed_balance": with_mempool,
        })
    };
    assert_eq!(feed.next().await.data, balance(0, 0));
    node.call("sendtoaddress", json!([payee, 1.5])).await;
    assert_eq!(feed.next().await.data, balance(0, 150_000_000));
    node.mine(1).await;
    assert_eq!(feed.next().await.data, balance(150_000_000, 150_000_000));
    let refused = node.get("/api/events?address=nonsense").await;
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    refused.problem();
    let many: String = (0..9).map(|number| format!("&address=a{number}")).collect();
    assert_eq!(node.get(&format!("/api/events?{many}")).await.status, 400);
}

#[tokio::test]
async fn a_websocket_has_the_same_events() {
    let node = Node::public().await;
    let url = format!("ws://{}/api/events?kind=block", node.address);
    let (mut socket, _) = within(connect_async(url)).await.unwrap();
    let hashes = node.mine(1).await;
    let event = loop {
        match within(socket.next()).await.unwrap().unwrap() {
            Message::Text(text) => break serde_json::from_str::<Value>(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("no event but {other:?}"),
        }
    };
    assert_eq!(event["event"], "block");
    assert_eq!(event["data"], json!({ "height": 1, "hash": hashes[0] }));
    assert!(event["id"].is_string());

    // A page of another origin gets no events.
    let mut request = format!("ws://{}/api/events", node.address)
        .into_client_request()
        .unwrap();
    request
        .headers_mut()
        .insert("origin", "https://evil.example".parse().unwrap());
    let refused = within(connect_async(request))
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("403"), "{refused}");

    // A client that sends too many messages is disconnected.
    for _ in 0..100 {
        if socket.send(Message::text("hello")).await.is_err() {
            break;
        }
    }
    let close = loop {
        match within(socket.next()).await {
            Some(Ok(Message::Close(frame))) => break frame,
            Some(Ok(_)) => {}
            Some(Err(_)) | None => break None,
        }
    };
    if let Some(frame) = close {
        assert_eq!(frame.reason.as_str(), "too many messages");
    }
}
