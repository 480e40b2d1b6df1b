//! Documents for programs: the description of REST, the figures, health.

use std::collections::BTreeSet;

use prometheus_parse::{Scrape, Value};

use crate::http::Request;
use crate::node::Node;

#[tokio::test]
async fn the_description_is_openapi_and_its_paths_are_answered() {
    let node = Node::public().await;
    let answer = node.get("/api/openapi.json").await;
    assert_eq!(
        answer.header("content-type").as_deref(),
        Some("application/json")
    );
    let spec = oas3::from_json(&answer.body).unwrap();
    assert!(spec.openapi.starts_with("3.1."), "{}", spec.openapi);
    let mut ids = BTreeSet::new();
    let paths = spec.paths.unwrap();
    for (path, item) in &paths {
        for (method, operation) in item.methods() {
            assert!(
                !operation.responses(&spec_of(&answer.body)).is_empty(),
                "{method} {path}"
            );
            if let Some(id) = &operation.operation_id {
                assert!(ids.insert(id.clone()), "{id} is there twice");
            }
            // Without its arguments a method refuses, but it is there.
            let path = format!("/api/{}", path.trim_start_matches('/'));
            let request =
                Request::new(method.as_str(), &path, "").with("Content-Type: application/json");
            let status = request.send(node.address).await.status;
            assert!(
                ![404, 405, 500].contains(&status),
                "{method} {path}: {status}"
            );
        }
    }
    for wanted in [
        "/running",
        "/block",
        "/blockchain",
        "/pushtx",
        "/balance",
        "/balances",
    ] {
        assert!(paths.contains_key(wanted), "{wanted} is missing");
    }
}

fn spec_of(text: &str) -> oas3::OpenApiV3Spec {
    oas3::from_json(text).unwrap()
}

fn scrape(text: &str) -> Scrape {
    let lines = text.lines().map(|line| Ok(line.to_owned()));
    Scrape::parse(lines).unwrap()
}

fn number(scrape: &Scrape, metric: &str, labels: &[(&str, &str)]) -> f64 {
    let found = scrape.samples.iter().find(|sample| {
        let mut labels = labels.iter();
        sample.metric == metric
            && labels.all(|(name, value)| sample.labels.get(name) == Some(value))
    });
    match &found
        .unwrap_or_else(|| panic!("no {metric} {labels:?}"))
        .value
    {
        Value::Counter(number) | Value::Gauge(number) | Value::Untyped(number) => *number,
        other => panic!("{metric} is {other:?}"),
    }
}

#[tokio::test]
async fn the_figures_are_prometheus_and_count() {
    let node = Node::public().await;
    node.mine(3).await;
    let payee = node.call("getnewaddress", serde_json::json!([])).await;
    node.call("sendtoaddress", serde_json::json!([payee, 1]))
        .await;
    node.get("/esplora/blocks/tip/height").await;
    node.get("/esplora/nothing").await;
    let answer = node.get("/metrics").await;
    assert_eq!(
        answer.header("content-type").as_deref(),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    let scrape = scrape(&answer.body);
    let genesis = node.genesis();
    let chain = [("chain", genesis.as_str())];
    assert_eq!(number(&scrape, "tabchain_up", &chain), 1.0);
    assert_eq!(number(&scrape, "tabchain_height", &chain), 3.0);
    assert_eq!(
        number(&scrape, "tabchain_mempool_transactions", &chain),
        1.0
    );
    assert_eq!(number(&scrape, "tabchain_peers", &chain), 0.0);
    assert_eq!(number(&scrape, "tabchain_store_failing", &chain), 0.0);
    assert!(number(&scrape, "tabchain_store_bytes", &chain) > 1_000.0);
    // The tip's time is between the genesis block's, a day ago, and now.
    let age = number(&scrape, "tabchain_tip_age_seconds", &chain);
    assert!((-60.0..90_000.0).contains(&age), "{age}");
    let requests = "tabchain_http_requests_total";
    let esplora = |status| {
        number(
            &scrape,
            requests,
            &[("surface", "esplora"), ("status", status)],
        )
    };
    assert_eq!((esplora("200"), esplora("404")), (1.0, 1.0));
    let latency = scrape.samples.iter().find(|sample| {
        sample.metric == "tabchain_http_request_duration_seconds"
            && sample.labels.get("surface") == Some("esplora")
    });
    match &latency.unwrap().value {
        Value::Histogram(counts) => {
            assert_eq!(counts.last().unwrap().count, 2.0);
            assert!(counts.windows(2).all(|pair| pair[0].count <= pair[1].count));
        }
        other => panic!("no histogram but {other:?}"),
    }
    for sample in &scrape.samples {
        let base = sample
            .metric
            .trim_end_matches("_sum")
            .trim_end_matches("_count");
        assert!(
            scrape.docs.contains_key(base),
            "{} has no help",
            sample.metric
        );
    }
}

#[tokio::test]
async fn a_node_without_peers_is_ready() {
    let node = Node::start(|_| ()).await;
    let health = node.get("/health").await;
    assert_eq!(
        (health.status, &health.json()["status"]),
        (200, &"ok".into())
    );
    let ready = node.get("/ready").await;
    assert_eq!(
        (ready.status, &ready.json()["status"]),
        (200, &"ready".into())
    );
}

#[tokio::test]
async fn a_node_that_has_stopped_is_not_ready_and_says_so() {
    let node = Node::public().await;
    let node = node.stop_node().await;
    let health = node.get("/health").await;
    assert_eq!(health.status, 200, "the program runs");
    let ready = node.get("/ready").await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["chains"][0]["state"], "no answer");
    let answer = node.get("/api/running").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after").as_deref(), Some("10"));
    assert_eq!(answer.problem(), "The node is stopping.");
    let scrape = scrape(&node.get("/metrics").await.body);
    let genesis = node.genesis();
    assert_eq!(number(&scrape, "tabchain_up", &[("chain", &genesis)]), 0.0);
}
