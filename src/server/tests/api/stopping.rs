//! The end of the server, while clients wait.

use serde_json::json;
use tokio::io::AsyncReadExt as _;

use crate::http::Request;
use crate::node::{Node, within};

#[tokio::test]
async fn streams_and_waits_end_when_the_server_stops() {
    let node = Node::public().await;
    node.mine(1).await;
    let mut stream = Request::get("/api/events").open(node.address).await;
    let mut status = [0; 12];
    within(stream.read_exact(&mut status)).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    let template = node
        .call("getblocktemplate", json!([{ "rules": ["segwit"] }]))
        .await;
    let body = json!({
        "method": "getblocktemplate",
        "params": [{ "rules": ["segwit"], "longpollid": template["longpollid"] }],
        "id": 1,
    });
    let waiting = Request::post("/", &body.to_string()).with(&node.credentials());
    let mut waiting = waiting.open(node.address).await;
    let metrics = |text: String| text.contains("tabchain_http_waits 2");
    within(async { while !metrics(node.get("/metrics").await.body) {} }).await;

    let (folder, running) = node.stop_server().await;
    let mut rest = Vec::new();
    within(stream.read_to_end(&mut rest)).await.unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream ends properly");
    let mut answer = Vec::new();
    within(waiting.read_to_end(&mut answer)).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("The node is stopping."), "{answer}");
    within(running.stop()).await.unwrap();
    drop(folder);
}
