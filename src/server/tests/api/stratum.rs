//! A miner that speaks Stratum v1 with version rolling (BIP310), over a socket.

use bitcoin::block::Header;
use bitcoin::consensus::deserialize;
use bitcoin::hashes::{Hash as _, sha256d};
use bitcoin::hex::FromHex as _;
use serde_json::{Value, json};
use server::{MinerLimits, serve_stratum};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::node::{Node, within};

/// A miner, and the last job that the server sent to it.
struct Miner {
    stream: BufReader<TcpStream>,
    extra_nonce: String,
    job: Value,
}

impl Miner {
    /// Connects, and waits for the first job.
    async fn connect(address: std::net::SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut miner = Self {
            stream: BufReader::new(stream),
            extra_nonce: String::new(),
            job: Value::Null,
        };
        let options = json!({ "version-rolling.mask": "1fffe000" });
        let answer = miner
            .ask("mining.configure", json!([["version-rolling"], options]))
            .await;
        assert_eq!(answer["result"]["version-rolling.mask"], "1fffe000");
        let answer = miner.ask("mining.subscribe", json!(["test/1.0"])).await;
        miner.extra_nonce = answer["result"][1].as_str().unwrap().to_owned();
        miner.ask("mining.authorize", json!(["anybody", ""])).await;
        while miner.job.is_null() {
            miner.read().await;
        }
        miner
    }

    async fn send(&mut self, method: &str, params: Value) {
        let line = json!({ "id": 1, "method": method, "params": params });
        let line = format!("{line}\n");
        self.stream
            .get_mut()
            .write_all(line.as_bytes())
            .await
            .unwrap();
    }

    /// Reads a line, and notes the job if the line has one.
    async fn read(&mut self) -> Value {
        let mut line = String::new();
        let bytes = within(self.stream.read_line(&mut line)).await.unwrap();
        assert!(bytes > 0, "the server closed the connection");
        let line: Value = serde_json::from_str(&line).unwrap();
        if line["method"] == "mining.notify" {
            self.job = line["params"].clone();
        }
        line
    }

    /// Sends a request and reads its answer.
    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.send(method, params).await;
        loop {
            let line = self.read().await;
            if line["id"] == 1 {
                return line;
            }
        }
    }

    /// The header with this nonce and version, as a miner assembles it.
    fn header(&self, nonce: u32, version: u32) -> Header {
        let text = |index: usize| self.job[index].as_str().unwrap();
        let bytes = |text: &str| Vec::from_hex(text).unwrap();
        let coinbase = [text(2), &self.extra_nonce, "00000000", text(3)].concat();
        let mut root = sha256d::Hash::hash(&bytes(&coinbase)).to_byte_array();
        for sibling in self.job[4].as_array().unwrap() {
            let pair = [&root[..], &bytes(sibling.as_str().unwrap())].concat();
            root = sha256d::Hash::hash(&pair).to_byte_array();
        }
        let mut previous = bytes(text(1));
        previous.chunks_exact_mut(4).for_each(<[u8]>::reverse);
        let word = |index: usize| u32::from_str_radix(text(index), 16).unwrap().to_le_bytes();
        let parts = [
            &version.to_le_bytes()[..],
            &previous,
            &root,
            &word(7),
            &word(6),
            &nonce.to_le_bytes(),
        ];
        deserialize(&parts.concat()).unwrap()
    }
}

#[tokio::test]
async fn a_miner_outside_mines_for_the_nodes_wallet() {
    const BITS: u32 = 0x0123_4000;
    let node = Node::public().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async move {
        stopped.await.ok();
    };
    let served = serve_stratum(listener, MinerLimits::default(), node.handle(), shutdown);
    let served = tokio::spawn(served);
    let mut miner = Miner::connect(address).await;
    for height in 1..=3 {
        let version = 0x2000_0000 | BITS;
        let found = (0..).find(|nonce| {
            let header = miner.header(*nonce, version);
            header.validate_pow(header.target()).is_ok()
        });
        let (nonce, hash) = {
            let nonce = found.unwrap();
            (nonce, miner.header(nonce, version).block_hash())
        };
        let job = miner.job.clone();
        let share = json!([
            "w",
            job[0],
            "00000000",
            job[7],
            format!("{nonce:08x}"),
            format!("{BITS:08x}")
        ]);
        let answer = miner.ask("mining.submit", share).await;
        assert_eq!(answer["result"], true, "{answer}");
        // The next job is on the block that was found.
        let mut previous = hash.to_byte_array();
        previous.chunks_exact_mut(4).for_each(<[u8]>::reverse);
        let previous: String = previous.iter().map(|byte| format!("{byte:02x}")).collect();
        while miner.job[1] != previous.as_str() {
            miner.read().await;
        }
        assert_eq!(node.call("getblockcount", json!([])).await, height);
        let header = node.call("getblockheader", json!([hash.to_string()])).await;
        assert_eq!(header["versionHex"], format!("{version:08x}"));
    }
    let balance = node.call("getbalance", json!([])).await;
    assert!(balance.as_f64().unwrap() > 0.0, "{balance}");
    stop.send(()).unwrap();
    within(served).await.unwrap();
    let mut rest = Vec::new();
    within(miner.stream.read_to_end(&mut rest)).await.ok();
    node.stop().await;
}

#[tokio::test]
async fn miners_and_their_lines_are_bounded() {
    let node = Node::public().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = MinerLimits {
        connections: 1,
        ..MinerLimits::default()
    };
    let shutdown = std::future::pending();
    let served = tokio::spawn(serve_stratum(listener, limits, node.handle(), shutdown));
    let mut first = Miner::connect(address).await;
    let mut second = TcpStream::connect(address).await.unwrap();
    let mut rest = Vec::new();
    // There is room for one miner.
    within(second.read_to_end(&mut rest)).await.ok();
    assert!(rest.is_empty());
    let long = "x".repeat(10_000);
    first
        .stream
        .get_mut()
        .write_all(long.as_bytes())
        .await
        .unwrap();
    within(first.stream.read_to_end(&mut rest)).await.ok();
    // Then there is room for another miner.
    within(async {
        loop {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let line = b"{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\n";
            let mut byte = [0];
            if stream.write_all(line).await.is_ok() && stream.read_exact(&mut byte).await.is_ok() {
                return;
            }
        }
    })
    .await;
    served.abort();
}
