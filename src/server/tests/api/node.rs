//! A node in a temporary folder on a chain of fixed difficulty with the prefix `bcrt`, and a server
//! for it in this process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use chain::SpecDraft;
use chain::params::EASIEST;
use daemon::{Folder, Handle, Running, Settings};
use primitives::Timestamp;
use serde_json::{Value, json};
use server::{Config, ServeError};
use service::Setup;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::http::{Answer, Request};

/// How long anything may take before a test counts it as lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// A node with its server, which run until they are stopped or dropped.
pub(crate) struct Node {
    pub(crate) address: SocketAddr,
    spec: SpecDraft,
    folder: TempDir,
    genesis: String,
    /// `None` once it was stopped.
    running: Option<Running>,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), ServeError>>,
}

impl Node {
    /// Starts a node, with a configuration of the server that has its cookie in the node's folder.
    pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(spec(), change).await
    }

    /// Another node on the same chain, with a wallet of its own. The two are not linked.
    pub(crate) async fn twin(&self) -> Self {
        Self::on(self.spec.clone(), |config| config.is_reading_public = true).await
    }

    async fn on(spec: SpecDraft, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let running = start(&folder, spec.clone()).await;
        let mut config = Config {
            cookie_folder: Some(folder.path().to_owned()),
            ..Config::default()
        };
        change(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            stopped.await.ok();
        };
        let handles = vec![running.handle.clone()];
        let served = tokio::spawn(server::serve(listener, config, handles, shutdown));
        let node = Self {
            address,
            spec,
            folder,
            genesis: running.handle.genesis().to_string(),
            running: Some(running),
            stop,
            served,
        };
        // The first answer comes after the cookie was written.
        node.get("/health").await;
        node
    }

    /// A node whose reading is open to all.
    pub(crate) async fn public() -> Self {
        Self::start(|config| config.is_reading_public = true).await
    }

    /// Stops the server, then the node. Returns their folder.
    pub(crate) async fn stop(self) -> TempDir {
        let (folder, running) = self.stop_server().await;
        within(running.stop()).await.unwrap();
        folder
    }

    /// Stops the server only.
    pub(crate) async fn stop_server(self) -> (TempDir, Running) {
        self.stop.send(()).unwrap();
        within(self.served).await.unwrap().unwrap();
        (
            self.folder,
            self.running.expect("it was not stopped before"),
        )
    }

    /// Stops the node only.
    pub(crate) async fn stop_node(mut self) -> Self {
        if let Some(running) = self.running.take() {
            within(running.stop()).await.unwrap();
        }
        self
    }

    /// Holds the node's thread until the guard is dropped, so that no question is answered.
    pub(crate) async fn busy(&self) -> mpsc::Sender<()> {
        let (hold, held) = mpsc::channel::<()>();
        let (begun, begins) = oneshot::channel();
        let handle = self.handle();
        tokio::spawn(async move {
            let asked = handle.ask(move |_| {
                begun.send(()).ok();
                // An error: the guard was dropped.
                held.recv().ok();
            });
            asked.await.ok();
        });
        within(begins).await.unwrap();
        hold
    }

    pub(crate) fn handle(&self) -> Handle {
        self.running.as_ref().expect("the node runs").handle.clone()
    }

    pub(crate) fn cookie_file(&self) -> PathBuf {
        self.folder.path().join(".cookie")
    }

    /// The header line with the cookie's name and password.
    pub(crate) fn credentials(&self) -> String {
        let cookie = std::fs::read_to_string(self.cookie_file()).unwrap();
        basic(&cookie)
    }

    pub(crate) fn genesis(&self) -> String {
        self.genesis.clone()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Request::get(path).send(self.address).await
    }

    /// Calls a method of JSON-RPC with the cookie. Returns its result.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        let answer = self.try_call(method, params).await;
        let mut document = answer.json();
        assert_eq!(document["error"], Value::Null, "{method}: {document}");
        document["result"].take()
    }

    /// Calls a method of JSON-RPC with the cookie.
    pub(crate) async fn try_call(&self, method: &str, params: Value) -> Answer {
        let body = json!({ "method": method, "params": params, "id": 1 });
        let request = Request::post("/", &body.to_string()).with(&self.credentials());
        request.send(self.address).await
    }

    /// Makes blocks that pay the node's wallet. Returns their hashes.
    pub(crate) async fn mine(&self, blocks: u32) -> Vec<String> {
        let address = self.call("getnewaddress", json!([])).await;
        let hashes = self
            .call("generatetoaddress", json!([blocks, address]))
            .await;
        serde_json::from_value(hashes).unwrap()
    }
}

/// The header line of a name and a password, `name:password`.
pub(crate) fn basic(login: &str) -> String {
    let encoded = Base64::encode_string(login.as_bytes());
    format!("Authorization: Basic {encoded}")
}

async fn start(folder: &TempDir, spec: SpecDraft) -> Running {
    let settings = Settings {
        folder: Folder::open(folder.path(), None).unwrap(),
        setup: Setup::new(spec.build().unwrap(), ""),
        passphrase: None,
        page: "http://localhost/".to_owned(),
        cores: 0,
        author: false,
        name: None,
        endpoint: None,
        external: Vec::new(),
        entry: None,
        own_relay: None,
        ice: Vec::new(),
    };
    daemon::start(settings).await.unwrap()
}

/// The chain began a day ago, so that blocks which are made at once have times of the past.
#[expect(
    clippy::disallowed_methods,
    reason = "the node has the real clock, and refuses blocks of the future"
)]
fn spec() -> SpecDraft {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = u32::try_from(now.as_secs()).unwrap();
    SpecDraft {
        name: "Practice".into(),
        symbol: "PRAC".into(),
        prefix: "bcrt".parse().unwrap(),
        bits: EASIEST,
        fixed_difficulty: true,
        maturity: 2,
        time: Timestamp(now - 86_400),
        ..SpecDraft::default()
    }
}

pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it happens within the patience of a test")
}
