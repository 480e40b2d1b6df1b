//! Access to the API: the cookie, passwords, hosts and origins.

use server::Login;

use crate::http::Request;
use crate::node::{Node, basic};

#[tokio::test]
async fn without_a_password_the_api_is_refused() {
    let node = Node::start(|_| ()).await;
    for path in [
        "/api/running",
        "/esplora/blocks/tip/height",
        "/metrics",
        "/api/events",
    ] {
        let answer = node.get(path).await;
        assert_eq!(answer.status, 401, "{path}");
        assert!(
            answer
                .header("www-authenticate")
                .unwrap()
                .starts_with("Basic ")
        );
        assert!(answer.problem().contains("--api-public-read"));
    }
    let call = r#"{"method":"getblockcount","params":[],"id":1}"#;
    assert_eq!(
        Request::post("/", call).send(node.address).await.status,
        401
    );
    let known = Request::post("/", call).with(&node.credentials());
    assert_eq!(known.send(node.address).await.json()["result"], 0);
    for path in ["/health", "/ready", "/api/", "/api/openapi.json"] {
        assert_eq!(node.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn public_reading_is_reading_only() {
    let node = Node::public().await;
    let answer = node.get("/api/running").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["symbol"], "PRAC");
    assert_eq!(
        node.get("/api/register?url=wss://relay.example/signal")
            .await
            .status,
        403
    );
    for method in ["stop", "getnewaddress", "getbalance", "addnode"] {
        let call = format!(r#"{{"method":"{method}","params":[],"id":1}}"#);
        let answer = Request::post("/", &call).send(node.address).await;
        assert_eq!(answer.status, 403, "{method}: {}", answer.body);
    }
    let count = r#"{"method":"getblockcount","params":[],"id":1}"#;
    assert_eq!(
        Request::post("/", count).send(node.address).await.status,
        200
    );
}

#[tokio::test]
async fn only_the_right_name_and_password_pass() {
    let node = Node::start(|config| {
        config.logins = vec![
            Login::from_password("alice:opensesame", [1; 16]).unwrap(),
            Login::from_password("bob:hunter2", [2; 16]).unwrap(),
        ];
    })
    .await;
    for login in ["alice:opensesame", "bob:hunter2"] {
        let answer = Request::get("/api/running")
            .with(&basic(login))
            .send(node.address)
            .await;
        assert_eq!(answer.status, 200, "{login}");
    }
    for login in [
        "alice:hunter2",
        "alice:",
        "carol:opensesame",
        "__cookie__:0",
    ] {
        let answer = Request::get("/api/running")
            .with(&basic(login))
            .send(node.address)
            .await;
        assert_eq!(answer.status, 401, "{login}");
        assert_eq!(answer.problem(), "The name or the password is wrong.");
    }
    let answer = Request::get("/api/running").with("Authorization: Bearer x");
    assert_eq!(answer.send(node.address).await.status, 401);
}

#[tokio::test]
async fn guessing_passwords_is_stopped_and_the_cookie_still_passes() {
    let node = Node::start(|config| {
        config.logins = vec![Login::from_password("alice:opensesame", [1; 16]).unwrap()];
        config.limits.burst_wrong_passwords = 3;
        config.limits.wrong_passwords_per_minute = 1;
    })
    .await;
    let ask = |line: String| Request::get("/api/running").with(&line).send(node.address);
    for _ in 0..3 {
        assert_eq!(ask(basic("alice:guess")).await.status, 401);
    }
    let answer = ask(basic("alice:opensesame")).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after").as_deref(), Some("1"));
    assert_eq!(ask(node.credentials()).await.status, 200);
}

#[tokio::test]
async fn a_foreign_host_is_refused_whatever_it_asks() {
    let node = Node::public().await;
    for path in ["/api/running", "/health", "/api/", "/"] {
        for host in [
            "evil.example",
            "evil.example:18443",
            "localhost.evil.example",
        ] {
            let request = Request::get(path).with(&format!("Host: {host}"));
            let answer = request.send(node.address).await;
            assert_eq!(answer.status, 403, "{host} {path}");
            assert!(answer.problem().contains("--api-host"));
        }
    }
    let named = Node::start(|config| {
        config.is_reading_public = true;
        config.hosts = vec!["node.example".to_owned()];
    })
    .await;
    let request = Request::get("/api/running").with("Host: Node.Example:443");
    assert_eq!(request.send(named.address).await.status, 200);
}

#[tokio::test]
async fn pages_of_other_origins_can_neither_read_nor_post() {
    let node = Node::public().await;
    let call = r#"{"method":"getblockcount","params":[],"id":1}"#;
    let own = format!("Origin: http://{}", node.address);
    let host = format!("Host: {}", node.address);
    for (line, status) in [
        ("Origin: https://evil.example", 403),
        ("Origin: null", 403),
        ("Origin: http://localhost:1", 403),
        ("Sec-Fetch-Site: cross-site", 403),
        ("Sec-Fetch-Site: none", 200),
        (&own, 200),
    ] {
        // A form can send this type without asking first.
        let request = Request::new("POST", "/", call)
            .with("Content-Type: text/plain")
            .with(&host)
            .with(line);
        // The right password does not help, since browsers send it for any page.
        let answer = request.with(&node.credentials()).send(node.address).await;
        assert_eq!(answer.status, status, "{line}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
        let answer = Request::get("/api/register?url=wss://evil.example/signal")
            .with(&host)
            .with(line)
            .send(node.address)
            .await;
        assert_eq!(answer.status, 403, "{line}");
    }
    // A link to the page itself may be followed from anywhere.
    let page = Request::get("/api/").with("Sec-Fetch-Site: cross-site");
    assert_eq!(page.send(node.address).await.status, 200);
}

#[tokio::test]
async fn a_listed_origin_may_call_and_read_the_answers() {
    let node = Node::start(|config| {
        config.is_reading_public = true;
        config.origins = vec!["https://explorer.example".to_owned()];
    })
    .await;
    let origin = "Origin: https://explorer.example";
    let answer = Request::get("/esplora/blocks/tip/height").with(origin);
    let answer = answer.send(node.address).await;
    assert_eq!((answer.status, &*answer.body), (200, "0"));
    let allowed = answer.header("access-control-allow-origin");
    assert_eq!(allowed.as_deref(), Some("https://explorer.example"));
    assert_eq!(answer.header("vary").as_deref(), Some("Origin"));

    let asked = Request::new("OPTIONS", "/esplora/tx", "")
        .with(origin)
        .with("Access-Control-Request-Method: POST");
    let answer = asked.send(node.address).await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        answer.header("access-control-allow-methods").as_deref(),
        Some("GET, POST")
    );
    let other = Request::new("OPTIONS", "/esplora/tx", "")
        .with("Origin: https://evil.example")
        .send(node.address)
        .await;
    assert_eq!(other.status, 403);
    assert_eq!(other.header("access-control-allow-methods"), None);
}

#[cfg(unix)]
#[tokio::test]
async fn the_cookie_is_for_this_user_and_this_run_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let node = Node::start(|_| ()).await;
    let file = node.cookie_file();
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let cookie = std::fs::read_to_string(&file).unwrap();
    let (user, password) = cookie.split_once(':').unwrap();
    assert_eq!(user, "__cookie__");
    assert_eq!(password.len(), 64);
    let folder = node.stop().await;
    assert!(!file.exists());
    drop(folder);
}
