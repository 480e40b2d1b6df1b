//! A node with a wallet, called by JSON-RPC.

use core::time::Duration;

use api::Secret;
use chain::params::EASIEST;
use chain::{MemoryStore, SpecDraft};
use methods::rpc::answer;
use methods::{Access, Args, Ban, Call, Failure, Host, Kind};
use node::{Input, PeerId};
use primitives::{Time, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use service::{Entropy, Keys, Output, Profile, Service, Setup};
use wallet::Words;

/// The time at which the tests begin.
pub(crate) const START: u32 = 1_700_000_000;

/// A draft of a practice chain that Bitcoin's tools can read.
pub(crate) fn draft() -> SpecDraft {
    SpecDraft {
        name: "Practice".into(),
        symbol: "PRC".into(),
        prefix: "bcrt".parse().unwrap(),
        bits: EASIEST,
        fixed_difficulty: true,
        maturity: 2,
        time: Timestamp(START - 1_000),
        ..SpecDraft::default()
    }
}

/// The program around the node, which records the requests.
#[derive(Default)]
pub(crate) struct Program {
    pub(crate) registered: Vec<String>,
    pub(crate) addresses: Vec<(PeerId, String)>,
    pub(crate) disconnected: Vec<PeerId>,
    pub(crate) bans: Vec<Ban>,
    pub(crate) is_stopping: bool,
    unlocked: Option<(Secret, Time)>,
    now: Time,
}

impl Host for Program {
    fn uptime(&self) -> Duration {
        Duration::from_secs(77)
    }

    fn register(&mut self, url: &str) -> Result<(), Failure> {
        self.registered.push(url.to_owned());
        Ok(())
    }

    fn unregister(&mut self, url: &str) -> Result<(), Failure> {
        self.registered.retain(|known| known != url);
        Ok(())
    }

    fn peer_address(&self, peer: PeerId) -> Option<String> {
        let mut known = self.addresses.iter();
        let found = known.find(|(id, _)| *id == peer);
        found.map(|(_, address)| address.clone())
    }

    fn disconnect(&mut self, peer: PeerId) -> Result<(), Failure> {
        self.disconnected.push(peer);
        Ok(())
    }

    fn ban(&mut self, subnet: &str, until: Time) -> Result<(), Failure> {
        if subnet.contains('x') {
            return Err(Failure::new(Kind::Invalid, "Error: Invalid IP/Subnet"));
        }
        self.bans.push(Ban {
            subnet: subnet.to_owned(),
            created: self.now,
            until,
        });
        Ok(())
    }

    fn unban(&mut self, subnet: &str) -> Result<(), Failure> {
        let before = self.bans.len();
        self.bans.retain(|ban| ban.subnet != subnet);
        match self.bans.len() < before {
            true => Ok(()),
            false => Err(Failure::not_found("the subnet is not banned")),
        }
    }

    fn clear_bans(&mut self) -> Result<(), Failure> {
        self.bans.clear();
        Ok(())
    }

    fn bans(&self) -> Vec<Ban> {
        self.bans.clone()
    }

    fn passphrase(&self) -> Option<Secret> {
        let (secret, until) = self.unlocked.as_ref()?;
        (self.now < *until).then(|| secret.clone())
    }

    fn unlocked_until(&self) -> Option<Time> {
        self.unlocked.as_ref().map(|(_, until)| *until)
    }

    fn unlock(&mut self, passphrase: Secret, until: Time) -> Result<(), Failure> {
        self.unlocked = Some((passphrase, until));
        Ok(())
    }

    fn lock(&mut self) -> Result<(), Failure> {
        self.unlocked = None;
        Ok(())
    }

    fn stop(&mut self) -> Result<(), Failure> {
        self.is_stopping = true;
        Ok(())
    }
}

/// A program that offers none of this, as a tab.
pub(crate) struct Tab;

impl Host for Tab {
    fn uptime(&self) -> Duration {
        Duration::ZERO
    }
}

/// A node with a wallet.
pub(crate) struct World {
    pub(crate) service: Service<MemoryStore>,
    pub(crate) program: Program,
    pub(crate) now: Time,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(draft(), None)
    }

    /// A node on the chain of this draft, whose vault has this passphrase.
    pub(crate) fn of(draft: SpecDraft, passphrase: Option<&str>) -> Self {
        let entropy = |byte| Entropy {
            words: [1; 32],
            salt: [byte; 16],
            nonce: [byte; 24],
        };
        let mut profile = Profile::new(entropy(1));
        if passphrase.is_some() {
            profile
                .set_passphrase(None, passphrase, entropy(2))
                .unwrap();
        }
        let setup = Setup::new(draft.build().unwrap(), "ws://127.0.0.1:1/signal");
        let seed = Words::from_entropy([1; 16]).seed();
        let keys = Keys::new(
            profile.vault().clone(),
            seed.account(&setup.spec.genesis_hash()).public(),
        );
        let now = Time::from_timestamp(Timestamp(START));
        let page = "http://127.0.0.1/".to_owned();
        let store = MemoryStore::new();
        let service = Service::open(setup, page, store, keys, [7; 32], now).unwrap();
        let mut world = Self {
            service,
            program: Program::default(),
            now,
        };
        world.drain();
        world
    }

    /// A node with five blocks, whose rewards are its wallet's.
    pub(crate) fn with_coins() -> Self {
        let mut world = Self::new();
        world.generate(5);
        world
    }

    /// Makes blocks that pay to the wallet.
    pub(crate) fn generate(&mut self, count: u32) -> Vec<String> {
        let address = self.ok("getnewaddress", json!([]));
        self.typed("generatetoaddress", json!([count, address]))
    }

    /// An address of somebody else.
    pub(crate) fn elsewhere(&self) -> String {
        let prefix = &self.service.node().chain().spec().prefix;
        let hash = primitives::KeyHash::from_bytes([9; 20]);
        primitives::address::encode_key(prefix, hash)
    }

    /// Pays to an address of somebody else. Returns the id.
    pub(crate) fn pay(&mut self, coins: f64) -> String {
        let to = self.elsewhere();
        self.typed("sendtoaddress", json!([to, coins]))
    }

    pub(crate) fn drain(&mut self) {
        loop {
            match self.service.poll() {
                Output::Node(node::Output::Sleep(at)) if at <= self.now => {
                    self.service.handle(self.now, Input::Woken);
                }
                Output::Node(node::Output::Sleep(_)) => return,
                Output::Node(_) | Output::Notice(_) => {}
            }
        }
    }

    /// Sends the body of a request. Returns the status and the body of the response.
    pub(crate) fn post(&mut self, body: &str, access: Access) -> (u16, String) {
        self.program.now = self.now;
        let mut call = Call {
            service: &mut self.service,
            host: &mut self.program,
            now: self.now,
            args: Args::default(),
        };
        let reply = answer(body.as_bytes(), access, &mut call);
        self.drain();
        (reply.status, reply.body)
    }

    /// Calls a method with all rights. Returns its result, or its error's code and message.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Result<Value, (i64, String)> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let (status, body) = self.post(&request.to_string(), Access::Wallet);
        assert_eq!(status, 200, "{body}");
        let mut response: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(response["id"], 1);
        match response.get("error") {
            None => Ok(response["result"].take()),
            Some(error) => Err((
                error["code"].as_i64().unwrap(),
                error["message"].as_str().unwrap().to_owned(),
            )),
        }
    }

    /// The result of a call that succeeds.
    pub(crate) fn ok(&mut self, method: &str, params: Value) -> Value {
        let result = self.call(method, params);
        result.unwrap_or_else(|(code, message)| panic!("{method}: {message} ({code})"))
    }

    /// The result of a call that succeeds, in a client's type.
    pub(crate) fn typed<T: DeserializeOwned>(&mut self, method: &str, params: Value) -> T {
        let result = self.ok(method, params);
        let text = result.to_string();
        serde_json::from_value(result).unwrap_or_else(|error| panic!("{method}: {error}\n{text}"))
    }

    /// The error code of a call that fails.
    pub(crate) fn code(&mut self, method: &str, params: Value) -> i64 {
        match self.call(method, params) {
            Ok(result) => panic!("{method} succeeds: {result}"),
            Err((code, _)) => code,
        }
    }
}

/// The bytes of a result in hexadecimal.
pub(crate) fn bytes(result: &Value) -> Vec<u8> {
    base16ct::lower::decode_vec(result.as_str().unwrap()).unwrap()
}

/// A hash that no block and no transaction has.
pub(crate) fn unknown() -> String {
    "01".repeat(32)
}
