//! Floods, long bodies, slow callers: each is refused, and others are answered.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, Interest};
use tokio::task::JoinSet;

use crate::http::Request;
use crate::node::{Node, within};

#[tokio::test]
async fn a_flood_is_refused_with_the_time_to_retry() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        config.limits.burst_requests = 20;
        config.limits.requests_per_second = 1;
    })
    .await;
    let ask = |from: &str| {
        Request::get("/api/running")
            .with(&format!("X-Forwarded-For: {from}"))
            .send(node.address)
    };
    let mut statuses = Vec::new();
    for _ in 0..40 {
        let answer = ask("192.0.2.1").await;
        if answer.status == 429 {
            assert_eq!(answer.header("retry-after").as_deref(), Some("1"));
            assert_eq!(answer.problem(), "This address sends too many requests.");
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses[..20], [200; 20]);
    assert!(statuses[20..].contains(&429), "{statuses:?}");
    // Neither other addresses nor programs with a password are affected.
    assert_eq!(ask("192.0.2.2").await.status, 200);
    let known = Request::get("/api/running")
        .with("X-Forwarded-For: 192.0.2.1")
        .with(&node.credentials());
    assert_eq!(known.send(node.address).await.status, 200);
}

#[tokio::test]
async fn long_bodies_are_refused() {
    let node = Node::start(|config| config.limits.body_bytes = 1 << 20).await;
    let long = "x".repeat((1 << 20) + 1);
    let answer = Request::post("/", &long)
        .with(&node.credentials())
        .send(node.address)
        .await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.problem(), "The body is too long.");

    // The head does not give the length, and the body never ends.
    let request = Request::new("POST", "/", "")
        .with(&node.credentials())
        .with("Transfer-Encoding: chunked");
    let mut stream = request.open(node.address).await;
    let chunk = format!("{:x}\r\n{}\r\n", 1 << 16, "x".repeat(1 << 16));
    for _ in 0..32 {
        if stream.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    let mut answer = [0; 12];
    within(stream.read_exact(&mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[tokio::test]
async fn long_heads_are_refused() {
    let node = Node::public().await;
    let head = format!("X-Long: {}", "x".repeat(64 << 10));
    let mut stream = Request::get("/api/running")
        .with(&head)
        .open(node.address)
        .await;
    let mut answer = Vec::new();
    within(stream.read_to_end(&mut answer)).await.ok();
    let text = String::from_utf8_lossy(&answer);
    assert!(
        text.is_empty() || text.starts_with("HTTP/1.1 431"),
        "{text}"
    );
    assert_eq!(node.get("/api/running").await.status, 200);
}

#[tokio::test]
async fn a_body_that_does_not_come_ends_with_408() {
    let node = Node::start(|config| {
        config.limits.body_within = Duration::from_millis(200);
    })
    .await;
    let request = Request::new("POST", "/", "")
        .with(&node.credentials())
        .with("Content-Length: 10");
    let mut stream = request.open(node.address).await;
    let mut answer = [0; 12];
    within(stream.read_exact(&mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn large_bodies_beyond_the_bound_are_refused() {
    let node = Node::start(|config| config.limits.large_requests = 1).await;
    // This caller has the only room for a large body, and does not send it.
    let lazy = Request::new("POST", "/", "")
        .with(&node.credentials())
        .with("Content-Length: 1000000");
    let lazy = lazy.open(node.address).await;
    let long = format!(
        r#"{{"method":"getblockcount","id":"{}"}}"#,
        "x".repeat(100_000)
    );
    let answer = within(async {
        loop {
            let request = Request::post("/", &long).with(&node.credentials());
            let answer = request.send(node.address).await;
            // Until the lazy caller's request has arrived, there is room for this one.
            if answer.status == 503 {
                return answer;
            }
        }
    })
    .await;
    assert_eq!(answer.header("retry-after").as_deref(), Some("1"));
    // Requests with small bodies are answered all the same.
    assert_eq!(node.call("getblockcount", json!([])).await, 0);
    drop(lazy);
}

#[tokio::test]
async fn requests_beyond_the_bound_get_the_time_to_retry() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.limits.requests = 4;
    })
    .await;
    // Requests are being answered for as long as the node is busy. Strangers have three places.
    let busy = node.busy().await;
    let mut sent = JoinSet::new();
    for _ in 0..4 {
        let address = node.address;
        sent.spawn(async move {
            let request = Request::get("/esplora/blocks/tip/height");
            request.send(address).await
        });
    }
    let refused = within(sent.join_next()).await.unwrap().unwrap();
    assert_eq!(refused.status, 503);
    let answer = node.get("/api/running").await;
    assert_eq!(answer.header("retry-after").as_deref(), Some("1"));
    assert_eq!(answer.problem(), "The server has too many requests.");
    // The path that shows whether the program runs is answered nevertheless.
    assert_eq!(node.get("/health").await.status, 200);
    // One place is kept for callers with a password.
    let call = node.call("getblockcount", json!([]));
    let (count, ()) = tokio::join!(call, async { drop(busy) });
    assert_eq!(count, 0);
    while let Some(answered) = within(sent.join_next()).await {
        assert_eq!(answered.unwrap().status, 200);
    }
}

#[tokio::test]
async fn bodies_that_do_not_come_refuse_nobody() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.limits.requests = 1;
    })
    .await;
    let mut lazy = Vec::new();
    for _ in 0..8 {
        let request = Request::new("POST", "/api/pushtx", "").with("Content-Length: 10");
        lazy.push(request.open(node.address).await);
    }
    // Connections are accepted in order, so their heads were read before this one's.
    assert_eq!(node.get("/api/running").await.status, 200);
    assert_eq!(node.call("getblockcount", json!([])).await, 0);
    drop(lazy);
}

#[tokio::test]
async fn large_bodies_of_strangers_leave_room_for_callers_with_a_password() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.limits.large_requests = 4;
    })
    .await;
    let mut lazy = JoinSet::new();
    for _ in 0..4 {
        let address = node.address;
        lazy.spawn(async move {
            let request = Request::new("POST", "/", "").with("Content-Length: 1000000");
            let mut stream = request.open(address).await;
            let mut status = [0; 12];
            stream.read_exact(&mut status).await.unwrap();
            status
        });
    }
    let refused = within(lazy.join_next()).await.unwrap().unwrap();
    assert_eq!(&refused, b"HTTP/1.1 503");
    let long = format!(
        r#"{{"method":"getblockcount","id":"{}"}}"#,
        "x".repeat(100_000)
    );
    let request = Request::post("/", &long).with(&node.credentials());
    assert_eq!(request.send(node.address).await.status, 200);
}

#[tokio::test]
async fn each_call_of_a_batch_counts_as_a_request() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.limits.burst_requests = 5;
        config.limits.requests_per_second = 1;
    })
    .await;
    let call = json!({ "method": "getblockcount", "id": 1 });
    let batch = serde_json::Value::from(vec![call; 100]).to_string();
    // One request of the burst was taken when the node started.
    let answers = Request::post("/", &batch).send(node.address).await.json();
    let answers = answers.as_array().unwrap();
    let answered = answers.iter().filter(|it| it["result"] == 0).count();
    assert_eq!(answers.len(), 100);
    assert!((3..=6).contains(&answered), "{answered}");
    assert_eq!(answers[99]["error"]["code"], -1);
}

#[tokio::test]
async fn a_payment_whose_answer_came_too_late_was_never_made() {
    let node = Node::start(|config| {
        config.limits.answer_within = Duration::from_secs(3);
    })
    .await;
    let address = node.call("getnewaddress", json!([])).await;
    node.call("generatetoaddress", json!([5, address])).await;
    let before = node.call("getrawmempool", json!([])).await;
    let busy = node.busy().await;
    let body = json!({ "to": address, "amount": 1 }).to_string();
    let request = Request::post("/api/create-and-send", &body).with(&node.credentials());
    let answer = request.send(node.address).await;
    // Nothing suggests to try again, since the node might have begun.
    assert_eq!(answer.status, 504);
    assert_eq!(answer.header("retry-after"), None);
    drop(busy);
    assert_eq!(node.call("getrawmempool", json!([])).await, before);
}

#[tokio::test]
async fn waits_of_one_address_are_bounded() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.limits.waits_per_network = 2;
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = Request::get("/api/events").open(node.address).await;
        let mut status = [0; 12];
        within(stream.read_exact(&mut status)).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 200");
        held.push(stream);
    }
    let answer = node.get("/api/events").await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after").as_deref(), Some("10"));
    assert_eq!(node.get("/api/running").await.status, 200);
    drop(held);
    within(async {
        loop {
            let mut stream = Request::get("/api/events").open(node.address).await;
            let mut status = [0; 12];
            stream.read_exact(&mut status).await.unwrap();
            if &status == b"HTTP/1.1 200" {
                return;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_that_reads_no_answers_is_disconnected() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.limits.burst_requests = 10_000;
        config.limits.connections.drain_within = Duration::from_millis(200);
    })
    .await;
    node.mine(20).await;
    let mut lazy = Request::get("/api/blockchain").open(node.address).await;
    // Each answer has some twenty kilobytes, so that two thousand fill every buffer.
    let request = Request::get("/api/blockchain").head();
    lazy.write_all(request.repeat(2_000).as_bytes()).await.ok();
    // The server resets the connection, since requests are left unread.
    let ready = within(lazy.ready(Interest::ERROR)).await.unwrap();
    assert!(ready.is_error(), "{ready:?}");
    assert_eq!(node.get("/api/running").await.status, 200);
}

#[tokio::test]
async fn unknown_paths_and_verbs_have_documents_too() {
    let node = Node::public().await;
    for (verb, path, status) in [
        ("GET", "/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/chains/00/api/running", 404),
        ("GET", "/", 405),
        ("POST", "/health", 405),
        ("DELETE", "/metrics", 405),
        ("POST", "/api/events", 405),
        ("GET", "/api/events?kind=secrets", 400),
        ("GET", "/api/block?index=x", 400),
    ] {
        let answer = Request::new(verb, path, "").send(node.address).await;
        assert_eq!(answer.status, status, "{verb} {path}");
        answer.problem();
    }
}

#[tokio::test]
async fn each_chain_answers_below_its_genesis_hash() {
    let node = Node::public().await;
    let path = format!("/chains/{}/api/running", node.genesis());
    assert_eq!(
        node.get(&path).await.json(),
        node.get("/api/running").await.json()
    );
    let page = node.get(&format!("/chains/{}/api", node.genesis())).await;
    assert_eq!(page.status, 308);
    let to = format!("/chains/{}/api/", node.genesis());
    assert_eq!(page.header("location"), Some(to.clone()));
    assert_eq!(node.get(&to).await.status, 200);
    let call = r#"{"method":"getblockcount","id":1}"#;
    let path = format!("/chains/{}", node.genesis());
    let answer = Request::post(&path, call)
        .with(&node.credentials())
        .send(node.address)
        .await;
    assert_eq!(answer.json()["result"], 0);
}
