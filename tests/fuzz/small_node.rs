//! A node with a wallet on the small chain, for the targets of the API.

use core::cell::RefCell;
use core::time::Duration;
use std::sync::LazyLock;

use chain::MemoryStore;
use methods::{Args, Call, Failure, Host};
use primitives::Time;
use service::{Entropy, Keys, Profile, Service, Setup};
use wallet::Words;

use crate::small_chain::SmallChain;

/// The chain that every node starts from.
pub static CHAIN: LazyLock<SmallChain> = LazyLock::new(SmallChain::new);

/// The number of inputs that share a node, because opening a node takes far longer than a call. So
/// a failure may also depend on the inputs before it.
const INPUTS: u32 = 1_000;

thread_local! {
    static NODE: RefCell<(u32, SmallNode)> = RefCell::new((0, SmallNode::new()));
}

static VAULT: LazyLock<wallet::Vault> = LazyLock::new(|| Profile::new(entropy()).vault().clone());

/// The program around the node.
#[derive(Default)]
pub struct Program {
    /// The URLs that callers registered.
    pub registered: Vec<String>,
}

impl Host for Program {
    fn uptime(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn register(&mut self, url: &str) -> Result<(), Failure> {
        self.registered.push(url.to_owned());
        Ok(())
    }
}

/// A node, with the program around it.
pub struct SmallNode {
    /// The node and its wallet.
    pub service: Service<MemoryStore>,
    /// The program around them.
    pub program: Program,
    now: Time,
}

impl SmallNode {
    /// Runs an input on the shared node, which is opened anew after [`INPUTS`] inputs. The program
    /// around the node is new for every input.
    pub fn with(input: impl FnOnce(&mut Self)) {
        NODE.with_borrow_mut(|(inputs, node)| {
            *inputs += 1;
            if *inputs > INPUTS {
                (*inputs, *node) = (1, Self::new());
            }
            node.program = Program::default();
            input(node);
        });
    }

    /// Opens the node on a copy of the chain's store.
    ///
    /// # Panics
    /// Never: the store is our own.
    pub fn new() -> Self {
        let chain = &*CHAIN;
        let setup = Setup::new(chain.spec.clone(), "ws://127.0.0.1:1/signal");
        let seed = Words::from_entropy([3; 16]).seed();
        let keys = Keys::new(VAULT.clone(), seed.account(&chain.spec.genesis_hash()).public());
        let page = "http://127.0.0.1/".to_owned();
        let now = Time::from_timestamp(chain.now);
        let service = Service::open(setup, page, chain.store.clone(), keys, [3; 32], now);
        Self {
            service: service.expect("a store of our own making opens"),
            program: Program::default(),
            now,
        }
    }

    /// A call without arguments.
    pub fn call(&mut self) -> Call<'_, MemoryStore> {
        Call {
            service: &mut self.service,
            host: &mut self.program,
            now: self.now,
            args: Args::default(),
        }
    }
}

impl Default for SmallNode {
    fn default() -> Self {
        Self::new()
    }
}

fn entropy() -> Entropy {
    Entropy {
        words: [3; 32],
        salt: [3; 16],
        nonce: [3; 24],
    }
}
