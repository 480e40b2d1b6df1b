//! A small chain with a few payments, the same in every run, and a node with a wallet on it.

use core::time::Duration;

use api::{RelayEntry, RelayView};
use chain::testing::{TestKey, draft, extend, next_block, output_of};
use chain::{Chain, MemoryStore, SpecDraft};
use methods::http::{Request, Response};
use methods::{Access, Args, Call, Failure, Host, esplora, rest};
use miner::{Job, Solution};
use node::Input;
use primitives::{Amount, Height, Lock, OutPoint, Output, Time, Transaction, Txid, address};
use serde_json::Value;
use service::{Entropy, Keys, Profile, Service, Setup};
use wallet::Words;

/// The blocks of the chain, without the genesis block.
pub(crate) const BLOCKS: u32 = 12;
/// The height of the block with the payments.
pub(crate) const PAYMENTS: u32 = 9;

/// The program around the node, which records the requests.
#[derive(Default)]
pub(crate) struct TestHost {
    pub(crate) registered: Vec<String>,
}

impl Host for TestHost {
    fn uptime(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn relays(&self) -> Vec<RelayEntry> {
        let relay = |url: &str, state| RelayEntry {
            url: url.into(),
            state,
        };
        vec![
            relay("wss://first.example/signal", RelayView::Connecting),
            relay("wss://node.example/node", RelayView::Connected),
            relay("wss://second.example/signal", RelayView::Connected),
        ]
    }

    fn endpoints(&self) -> Vec<String> {
        vec!["wss://tab.example/node".into()]
    }

    fn register(&mut self, url: &str) -> Result<(), Failure> {
        if !url.starts_with("ws://") {
            return Err(Failure::invalid("url", "is not the URL of a relay"));
        }
        self.registered.push(url.into());
        Ok(())
    }
}

/// A node on the chain.
pub(crate) struct Small {
    pub(crate) service: Service<MemoryStore>,
    pub(crate) host: TestHost,
    pub(crate) now: Time,
    /// The job of the node's miners; `None` while it does not mine.
    job: Option<Job>,
    /// A payment in the block at [`PAYMENTS`]: from the first key, to the second key, back, and a
    /// note.
    pub(crate) paid: Transaction,
    /// A payment in the same block that spends the first output of `paid`, to the third key.
    pub(crate) child: Transaction,
    /// A payment in the mempool that spends the second output of `paid`, to the third key.
    pub(crate) waiting: Transaction,
}

impl Small {
    pub(crate) fn new() -> Self {
        Self::build(None, 0)
    }

    /// As [`new`](Self::new), with this many more blocks whose rewards are the fifth key's.
    pub(crate) fn with_rewards(blocks: usize) -> Self {
        Self::build(None, blocks)
    }

    /// As [`new`](Self::new), with a passphrase of the wallet.
    pub(crate) fn with_passphrase(passphrase: &str) -> Self {
        Self::build(Some(passphrase), 0)
    }

    fn build(passphrase: Option<&str>, rewards: usize) -> Self {
        let spec = SpecDraft {
            prefix: "bcrt".parse().unwrap(),
            ..draft()
        };
        let spec = spec.build().unwrap();
        let setup = Setup::new(spec.clone(), "ws://127.0.0.1:1/signal");
        let mut profile = Profile::new(entropy());
        if let Some(new) = passphrase {
            profile.set_passphrase(None, Some(new), entropy()).unwrap();
        }
        let seed = Words::from_entropy([3; 16]).seed();
        let keys = || {
            Keys::new(
                profile.vault().clone(),
                seed.account(&spec.genesis_hash()).public(),
            )
        };
        let start = Time::from_timestamp(spec.time);
        let open = |store, now| {
            let page = "http://127.0.0.1/".to_owned();
            Service::open(setup.clone(), page, store, keys(), [3; 32], now).unwrap()
        };
        let mut first = open(MemoryStore::new(), start);
        let own = first
            .command(start, &api::ChainCommand::NewAddress)
            .unwrap();
        let api::Reply::Text(own) = own else {
            panic!("{own:?} is not an address")
        };
        let own = address::parse(&own, &spec.prefix).unwrap();

        let mut chain = Chain::open(spec.clone(), MemoryStore::new()).unwrap();
        extend(&mut chain, &key(1).lock(), 4);
        extend(&mut chain, &own, 4);
        let paid = pay(&chain);
        let child = spend(&chain, 2, output_of(&paid, 0), 3, 10_000);
        let both = vec![paid.clone(), child.clone()];
        let block = next_block(&chain, &key(1).lock(), both);
        let now = block.header.time;
        chain.accept_block(block, now).unwrap();
        extend(&mut chain, &key(4).lock(), (BLOCKS - PAYMENTS) as usize);
        extend(&mut chain, &key(5).lock(), rewards);
        let waiting = spend(&chain, 1, output_of(&paid, 1), 3, 20_000);
        let now = Time::from_timestamp(chain.tip().header.time);
        chain.flush().unwrap();

        let mut small = Self {
            service: open(chain.into_store(), now),
            host: TestHost::default(),
            now,
            job: None,
            paid,
            child,
            waiting,
        };
        small.drain();
        let bytes = base16ct::lower::encode_string(&primitives::Encode::to_bytes(&small.waiting));
        small.post("pushtx", &bytes);
        small.drain();
        small
    }

    /// Polls the service until it sleeps.
    pub(crate) fn drain(&mut self) {
        loop {
            match self.service.poll() {
                service::Output::Node(node::Output::Sleep(at)) if at <= self.now => {
                    self.service.handle(self.now, Input::Woken);
                }
                service::Output::Node(node::Output::Sleep(_)) => return,
                service::Output::Node(node::Output::Mine(job)) => self.job = job,
                _ => {}
            }
        }
    }

    /// Finds a block with the transactions of the mempool, for the node's wallet.
    pub(crate) fn mine(&mut self) {
        self.now = Time(self.now.0 + 60_000);
        self.service.set_mining(self.now, 1, None).unwrap();
        self.drain();
        let job = self.job.take().expect("a mining node has a job");
        let mut solution = Solution {
            extra_nonce: 0,
            time: job.time,
            nonce: 0,
            version: job.version,
        };
        while !job.header(&solution).meets_target() {
            solution.nonce += 1;
        }
        self.service
            .handle(self.now, Input::Mined(job.id, solution));
        self.drain();
        self.service.set_mining(self.now, 0, None).unwrap();
        self.drain();
    }

    pub(crate) fn call(&mut self) -> Call<'_, MemoryStore> {
        Call {
            service: &mut self.service,
            host: &mut self.host,
            now: self.now,
            args: Args::default(),
        }
    }

    pub(crate) fn rest(&mut self, request: &Request<'_>) -> Response {
        rest::respond(request, &mut self.call())
    }

    pub(crate) fn esplora(&mut self, request: &Request<'_>) -> Response {
        esplora::respond(request, &mut self.call())
    }

    /// The JSON that REST answers to a `GET`.
    pub(crate) fn get(&mut self, target: &str) -> Value {
        json(&self.rest(&request(target)))
    }

    /// The JSON that REST answers to a `POST` with every right.
    pub(crate) fn post(&mut self, path: &str, body: &str) -> Value {
        json(&self.rest(&post(path, body)))
    }

    /// The text that Esplora answers to a `GET`.
    pub(crate) fn text(&mut self, target: &str) -> String {
        let response = self.esplora(&request(target));
        assert_eq!(response.status, 200, "{target}: {}", text(&response));
        text(&response)
    }

    /// The JSON that Esplora answers to a `GET`.
    pub(crate) fn explore(&mut self, target: &str) -> Value {
        serde_json::from_str(&self.text(target)).unwrap()
    }

    pub(crate) fn hash_at(&self, height: u32) -> String {
        let hash = self.service.node().chain().hash_at(Height(height));
        hash.unwrap().to_string()
    }

    /// The address of a test key on this chain.
    pub(crate) fn address(&self, seed: u8) -> String {
        let prefix = &self.service.node().chain().spec().prefix;
        address::encode(prefix, &key(seed).lock()).unwrap()
    }
}

pub(crate) fn key(seed: u8) -> TestKey {
    TestKey::new(seed)
}

pub(crate) fn entropy() -> Entropy {
    Entropy {
        words: [3; 32],
        salt: [3; 16],
        nonce: [3; 24],
    }
}

pub(crate) fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

/// A `GET` of a path with an optional query.
pub(crate) fn request(target: &str) -> Request<'_> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Request::get(path, query)
}

/// A `POST` with every right. The body is JSON if it begins with a brace.
pub(crate) fn post<'a>(path: &'a str, body: &'a str) -> Request<'a> {
    let kind = match body.starts_with('{') {
        true => "application/json",
        false => "text/plain",
    };
    Request::post(path, kind, body.as_bytes(), Access::Wallet)
}

pub(crate) fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

pub(crate) fn json(response: &Response) -> Value {
    assert_eq!(response.status, 200, "{}", text(response));
    serde_json::from_slice(&response.body).unwrap()
}

pub(crate) fn txid(transaction: &Transaction) -> String {
    transaction.txid().to_string()
}

/// From the first block's reward: 20 coins to the second key, 29 back, and a note.
fn pay(chain: &Chain<MemoryStore>) -> Transaction {
    let hash = chain.hash_at(Height(1)).unwrap();
    let block = chain.block(&hash).unwrap().unwrap();
    let output = |amount: &str, lock| Output {
        amount: coins(amount),
        lock,
    };
    let outputs = vec![
        output("20", key(2).lock()),
        output("29.9", key(1).lock()),
        output("0", Lock::Data(b"for lunch".to_vec())),
    ];
    let from = output_of(&block.transactions[0], 0);
    key(1).spend(chain.genesis(), &[from], outputs)
}

/// Spends an output of a key to another key, less a fee in base units.
fn spend(
    chain: &Chain<MemoryStore>,
    from: u8,
    coin: (OutPoint, Output),
    to: u8,
    fee: u64,
) -> Transaction {
    let amount = Amount::from_units(coin.1.amount.units() - fee).unwrap();
    let output = Output {
        amount,
        lock: key(to).lock(),
    };
    key(from).spend(chain.genesis(), &[coin], vec![output])
}

/// The id of a block's coinbase.
pub(crate) fn coinbase(small: &Small, height: u32) -> Txid {
    let chain = small.service.node().chain();
    let hash = chain.hash_at(Height(height)).unwrap();
    chain.block(&hash).unwrap().unwrap().transactions[0].txid()
}
