//! The program itself: the page that it serves, and how it stops.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::time::Instant;

use crate::visit::{Visitor, get, health, peer, room, within};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A small page in a folder of its own.
fn page(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&root).unwrap();
    std::fs::write(root.join("index.html"), "<!doctype html>").unwrap();
    std::fs::write(root.join("tab_bg.wasm"), b"\0asm raw").unwrap();
    std::fs::write(root.join("tab_bg.wasm.br"), b"compressed").unwrap();
    std::fs::write(root.join("tab.js"), "export {}").unwrap();
    std::fs::create_dir_all(root.join("v/1")).unwrap();
    std::fs::write(root.join("v/1/tab.js"), "export {}").unwrap();
    root
}

struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: SocketAddr,
}

impl Program {
    async fn start(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_relay"))
            .args(["--listen", "127.0.0.1:0", "--root"])
            .arg(root)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = within(lines.next_line()).await.unwrap().unwrap();
        let address = line
            .strip_prefix("listening on http://")
            .and_then(|rest| rest.strip_suffix('/'))
            .unwrap_or_else(|| panic!("an unexpected line: {line}"));
        Self {
            address: address.parse().unwrap(),
            child,
            lines,
        }
    }
}

#[tokio::test]
async fn the_page_is_served_with_its_types_and_headers() {
    let program = Program::start(&page("served")).await;
    let index = get(program.address, "/", "").await.to_lowercase();
    assert!(index.starts_with("http/1.1 200"), "{index}");
    assert!(index.ends_with("<!doctype html>"), "{index}");
    for line in [
        "content-type: text/html",
        "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';",
        "require-trusted-types-for 'script'; trusted-types default;",
        "frame-ancestors 'none'",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-embedder-policy: require-corp",
        "cross-origin-resource-policy: same-origin",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cache-control: no-cache",
    ] {
        assert!(index.contains(line), "no {line} in {index}");
    }
    let script = get(program.address, "/tab.js", "").await;
    assert!(script.contains("content-type: text/javascript"), "{script}");
    let versioned = get(program.address, "/v/1/tab.js", "").await;
    assert!(versioned.contains("immutable"), "{versioned}");
    let gone = get(program.address, "/v/2/tab.js", "").await;
    assert!(gone.contains("cache-control: no-cache"), "{gone}");
    let wasm = get(program.address, "/tab_bg.wasm", "").await;
    assert!(wasm.contains("content-type: application/wasm"), "{wasm}");
    assert!(wasm.ends_with("\0asm raw"), "{wasm}");
    let wasm = get(program.address, "/tab_bg.wasm", "Accept-Encoding: br\r\n").await;
    assert!(wasm.contains("content-type: application/wasm"), "{wasm}");
    assert!(wasm.contains("content-encoding: br"), "{wasm}");
    assert!(wasm.ends_with("compressed"), "{wasm}");
    for path in ["/nothing", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        let answer = get(program.address, path, "").await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(answer.contains("nosniff"), "{path}: {answer}");
    }
    assert_eq!(health(program.address).await.sockets, 0);
}

#[cfg(unix)]
#[tokio::test]
async fn sigterm_closes_all_sockets_and_ends_the_program_promptly() {
    let mut program = Program::start(&page("stopped")).await;
    let mut visitors = Vec::new();
    for number in 0..5 {
        let mut visitor = Visitor::connect(program.address).await;
        visitor.join(room(1), peer(number)).await;
        visitors.push(visitor);
    }
    let start = Instant::now();
    let id = program.child.id().unwrap().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().await;
    assert!(sent.unwrap().success());
    for visitor in &mut visitors {
        let close = visitor.receive_close().await.expect("a close frame");
        assert_eq!(u16::from(close.code), 1001);
    }
    let status = within(program.child.wait()).await.unwrap();
    assert!(status.success(), "{status}");
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    let last = within(program.lines.next_line()).await.unwrap();
    assert_eq!(last.as_deref(), Some("stopped"));
}

#[tokio::test]
async fn the_error_for_a_taken_address_names_it() {
    let program = Program::start(&page("taken")).await;
    let address = program.address.to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_relay"))
        .args(["--listen", &address])
        .output();
    let output = within(output).await.unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        text.contains(&format!("can't listen on {address}")),
        "{text}"
    );
}
