//! A node under a flood of cheap headers whose blocks do not exist.
//!
//! Alice and Bob have links only to the node; all other links of the node are the attackers'. The
//! last block is eight hours old, so headers can be dated far apart and become as cheap as the
//! rules allow. The attackers first compute the headers that lower the difficulty. Then they answer
//! each of the node's requests for headers with another branch of cheapest headers. A trial
//! measures the headers kept and their bytes, the time until a payment and a block pass from Alice
//! to Bob, and the headers in memory after a restart.
//!
//! # Chains of many hashes a block
//!
//! The hashes that a header costs an attacker depend on the chain. They are at least a 128th of the
//! hashes of a block, and at least the hashes for the chain's `pow_limit` (see
//! [`chain::difficulty`]). So a [`Price`] has two numbers. On a chain of 2^16 hashes a block,
//! `pow_limit` takes 2^12 hashes, and so does a header: a sixteenth of a block. On a chain of 2^36
//! hashes a block, `pow_limit` takes 2^28, and a header takes 2^29 hashes: a 128th of a block.
//!
//! The node only compares work with work, so its behaviour does not depend on how many hashes a
//! unit of work takes. A trial is therefore **scaled**: on its chain a header takes two hashes, and
//! a block as many times more as on the true chain. The attackers get as many headers as their hash
//! rate would find on the true chain. So the number of headers is computed, and everything else is
//! measured. [`Price::true_work`] turns the scaling off, for chains whose blocks take few hashes.

use crate::{HostId, Network, Person};
use chain::check::header::HeaderContext;
use chain::params::EASIEST;
use chain::{Spec, SpecDraft, testing};
use core::fmt;
use core::time::Duration;
use ethnum::U256;
use node::SyncState;
use primitives::{Header, MerkleNode, Target, Work};
use wire::limits::MAX_HEADERS;
use wire::{Message, PROTOCOL, Version};

const MINUTE: Duration = Duration::from_secs(60);
/// The number of times per second that the attackers act.
const TURNS_A_SECOND: u64 = 5;
const TURN: Duration = Duration::from_millis(1_000 / TURNS_A_SECOND);
/// The maximum number of pending headers, and the headers of two more messages, which may come
/// before the node notices that there are too many.
const MAX_PENDING: usize = (1 << 17) + (1 << 16) + 2 * MAX_HEADERS;
/// The maximum number of attackers that call the node. The node calls the others.
const MAX_CALLERS: u32 = 10;
/// The hashes that the cheapest header takes in a scaled trial.
const SCALED: u64 = 2;

/// The cost of blocks and headers on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The hashes of an honest block.
    pub block: u64,
    /// The hashes of the cheapest header.
    pub header: u64,
    /// Whether the trial's chain takes as many hashes as the true chain, and is not scaled.
    pub true_work: bool,
}

impl Price {
    /// A chain of 2^16 hashes a block, whose `pow_limit` takes 2^12.
    pub const SMALL: Self = Self {
        block: 1 << 16,
        header: 1 << 12,
        true_work: false,
    };
    /// A chain of 2^36 hashes a block, whose `pow_limit` takes 2^28. A header takes at least a
    /// 128th of the hashes of a block.
    pub const LARGE: Self = Self {
        block: 1 << 36,
        header: 1 << 29,
        true_work: false,
    };

    /// The hashes that a block takes in the trial.
    const fn hashes(&self) -> u64 {
        match self.true_work {
            true => self.block,
            false => self.block / self.header * SCALED,
        }
    }

    /// The spec of the trial's chain.
    ///
    /// # Panics
    /// If a block takes less than two hashes.
    fn spec(&self) -> Spec {
        let target =
            |hashes: u64| Target::new(U256::MAX / U256::from(hashes)).map(Target::to_compact);
        let bits = target(self.hashes()).expect("a block takes some hashes");
        let draft = SpecDraft {
            bits,
            // Without scaling, the chain has the default limit.
            pow_limit: (!self.true_work).then_some(EASIEST),
            ..testing::draft()
        };
        draft.build().expect("the trial's spec is within bounds")
    }
}

/// A trial of a flood.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// The seed of all randomness.
    pub seed: u64,
    /// The chain.
    pub price: Price,
    /// The number of links of the attackers.
    pub links: u32,
    /// The hash rate of all attackers together, per second on the true chain.
    pub rate: u64,
    /// The duration of the flood before the payment and the block.
    pub lasts: Duration,
}

/// The result of a trial.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The trial.
    pub trial: Trial,
    /// The number of headers that the attackers sent.
    pub sent: usize,
    /// The number of attackers that sent headers.
    pub senders: usize,
    /// The number of these headers that the node keeps at the end.
    pub kept: usize,
    /// The bytes of the kept headers in memory, without their share of the tables.
    pub bytes: usize,
    /// The state of synchronisation that the node reports at the end.
    pub state: SyncState,
    /// The time until a payment has passed from Alice to Bob. `None` if it did not pass within a
    /// minute.
    pub payment: Option<Duration>,
    /// The time until a block has passed from Alice to Bob. `None` if it did not pass within a
    /// minute.
    pub block: Option<Duration>,
    /// Whether Alice and Bob still have their links.
    pub is_linked: bool,
    /// The number of headers that the node has in memory after a restart, beyond those of its
    /// blocks.
    pub after_restart: usize,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |time: Option<Duration>| {
            time.map_or_else(
                || "never".to_owned(),
                |time| format!("{:.1} s", time.as_secs_f64()),
            )
        };
        let Trial {
            price,
            links,
            rate,
            lasts,
            seed,
        } = self.trial;
        write!(
            f,
            "| 2^{} | 2^{} | {links} | {:.0e} | {} s | {} | {} | {:.1} MB | {} | {} | {} | {seed} |",
            price.block.ilog2(),
            price.header.ilog2(),
            rate as f64,
            lasts.as_secs(),
            self.sent,
            self.kept,
            self.bytes as f64 / 1e6,
            time(self.payment),
            time(self.block),
            self.after_restart,
        )
    }
}

/// The head of a table of outcomes.
pub const HEAD: &str = "\
| hashes a block | a header | links | hashes a second | lasts | headers sent | kept | bytes | payment | block | after a restart | seed |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

impl Trial {
    /// Runs the trial.
    ///
    /// # Panics
    /// If a step that needs no attackers fails, or if too many headers are pending at any time. The
    /// message contains the seed.
    pub fn run(self) -> Outcome {
        let mut flood = Flood::new(self);
        let (alice, node, bob) = (flood.alice, flood.node, flood.bob);
        flood.go_on(self.lasts, |_| false);
        let chain = flood.net.node(node).chain();
        let (kept, height) = (chain.pending_headers(), chain.tip().height);
        let state = flood.net.node(node).sync_state();

        let (payer, payee) = (Person::new(1), Person::new(2));
        let txid = flood.net.pay(alice, &payer, &payee);
        let payment = flood.go_on(MINUTE, |net| net.node(bob).pool().contains(&txid));
        flood.net.mine(alice, &payer, flood.honest_rate());
        let found = flood.go_on(60 * MINUTE, |net| net.height(alice) > height.value());
        assert!(found.is_some(), "seed {}: Alice finds no block", self.seed);
        flood.net.stop_mining(alice);
        let tip = flood.net.tip(alice);
        let block = flood.go_on(2 * MINUTE, |net| net.tip(bob) == tip);
        let is_linked = flood.net.is_linked(alice, node) && flood.net.is_linked(node, bob);
        let sent = flood.attackers.iter().map(|it| it.sent).sum();
        let senders = flood.attackers.iter().filter(|it| it.sent > 0).count();

        flood.go_on(Duration::from_secs(5), |_| false);
        flood.net.crash(node);
        flood.net.restart(node);
        let chain = flood.net.node(node).chain();
        let after_restart = chain.header_count() - (chain.tip().height.value() as usize + 1);
        Outcome {
            trial: self,
            sent,
            senders,
            kept,
            bytes: kept * size_of::<chain::Entry>(),
            state,
            payment,
            block,
            is_linked,
            after_restart,
        }
    }
}

/// A stranger that answers every request for headers with another branch of cheap headers, and
/// serves nothing else.
struct Attacker {
    host: HostId,
    /// Distinguishes its branches.
    mark: u32,
    /// The number of headers that it has sent.
    sent: usize,
    /// Whether it was asked for headers and has not answered.
    is_asked: bool,
}

impl Attacker {
    /// Reads its messages: answers handshakes and pings, and notes a request for headers.
    fn read(&mut self, net: &mut Network, victim: HostId) {
        for message in net.take_received(self.host) {
            match message {
                Message::Version(_) => {
                    let version = boast(net, victim);
                    net.send(self.host, victim, &Message::Version(version));
                    net.send(self.host, victim, &Message::Verack);
                }
                Message::Ping(number) => {
                    let time = net.now().to_timestamp();
                    net.send(self.host, victim, &Message::Pong(number, time));
                }
                Message::GetHeaders { .. } => self.is_asked = true,
                _ => {}
            }
        }
    }
}

/// The version of a stranger that claims the maximum work.
fn boast(net: &Network, victim: HostId) -> Version {
    let chain = net.node(victim).chain();
    Version {
        protocol: PROTOCOL,
        genesis: chain.genesis(),
        height: chain.tip().height,
        work: Work::new(U256::MAX),
        time: net.now().to_timestamp(),
        nonce: 99,
        services: wire::NETWORK,
        agent: "stranger".into(),
    }
}

struct Flood {
    trial: Trial,
    net: Network,
    alice: HostId,
    node: HostId,
    bob: HostId,
    /// The parent of all cheap branches.
    cheap: HeaderContext,
    attackers: Vec<Attacker>,
    /// The hashes, on the true chain, that the attackers have computed and not used.
    budget: u64,
}

impl Flood {
    fn new(trial: Trial) -> Self {
        let spec = trial.price.spec();
        let mut net = Network::new(trial.seed, spec.clone());
        net.config.max_peers = net.config.max_peers.max(trial.links as usize + 2);
        let (alice, node, bob) = (net.add_node(), net.add_node(), net.add_node());
        net.connect(alice, node);
        net.connect(node, bob);
        let rate = trial.price.hashes() as f64 / f64::from(spec.interval);
        net.mine(alice, &Person::new(1), rate);
        net.run_until("the chain grows", 600 * MINUTE, |net| {
            [alice, node, bob]
                .iter()
                .all(|host| net.height(*host) >= 40)
        });
        net.stop_mining(alice);
        net.run_for(Duration::from_secs(8 * 3_600));
        assert!(net.agree(&[alice, node, bob]), "seed {}", trial.seed);
        let (prefix, cheap) = fall(&spec, &net, node);
        let mut attackers = Vec::new();
        for number in 1..=trial.links {
            let host = net.add_stranger();
            // Some of the inbound slots stay free.
            match number <= MAX_CALLERS {
                true => net.connect(host, node),
                false => net.connect(node, host),
            }
            attackers.push(Attacker {
                host,
                mark: number << 16,
                sent: 0,
                is_asked: false,
            });
        }
        let mut flood = Self {
            trial,
            net,
            alice,
            node,
            bob,
            cheap,
            attackers,
            budget: 0,
        };
        // The attackers computed the headers of the fall before the flood, so sending them costs no
        // budget.
        for _ in 0..10 {
            flood.turn();
        }
        for attacker in &flood.attackers {
            let message = Message::Headers(prefix.clone());
            flood.net.send(attacker.host, node, &message);
        }
        flood
    }

    fn honest_rate(&self) -> f64 {
        let interval = self.net.node(self.node).chain().spec().interval;
        self.trial.price.hashes() as f64 / f64::from(interval)
    }

    /// Lets the attackers act until `is_true` returns true. Returns the time that it took; `None`
    /// if it exceeded the limit.
    fn go_on(&mut self, limit: Duration, is_true: impl Fn(&Network) -> bool) -> Option<Duration> {
        let start = self.net.now();
        loop {
            let passed = self.net.now().since(start);
            if is_true(&self.net) {
                return Some(passed);
            } else if passed >= limit {
                return None;
            }
            self.turn();
            let pending = self.net.node(self.node).chain().pending_headers();
            let seed = self.trial.seed;
            assert!(
                pending <= MAX_PENDING,
                "seed {seed}: {pending} headers are pending"
            );
        }
    }

    /// Lets each attacker act once, as far as the budget suffices.
    fn turn(&mut self) {
        let spec = self.net.node(self.node).chain().spec().clone();
        // The budget is at most the cost of one full answer on each link.
        let price = self.trial.price.header;
        let most = price * (self.attackers.len() * MAX_HEADERS) as u64;
        let earned = self.trial.rate / TURNS_A_SECOND;
        self.budget = (self.budget + earned).min(most);
        for attacker in &mut self.attackers {
            attacker.read(&mut self.net, self.node);
            let affordable = usize::try_from(self.budget / price).unwrap_or(MAX_HEADERS);
            let count = affordable.min(MAX_HEADERS);
            if !attacker.is_asked || count == 0 {
                continue;
            }
            self.budget -= count as u64 * price;
            attacker.is_asked = false;
            attacker.mark += 1;
            attacker.sent += count;
            let steps = core::iter::repeat_n(spec.interval, count);
            let (headers, _) = branch(&spec, self.cheap.clone(), steps, attacker.mark);
            self.net
                .send(attacker.host, self.node, &Message::Headers(headers));
        }
        self.net.run_for(TURN);
        let turned = self.attackers.len().min(1);
        self.attackers.rotate_left(turned);
    }
}

/// Returns headers on a node's tip that lower the difficulty as far as the rules allow, and the
/// context for headers on top of them.
fn fall(spec: &Spec, net: &Network, node: HostId) -> (Vec<Header>, HeaderContext) {
    let chain = net.node(node).chain();
    let tip = chain.header_context(&chain.tip().hash);
    let mut cheap = tip.expect("a node knows its tip");
    let mut headers = Vec::new();
    while cheap.next_bits() != cheap.difficulty.easiest(spec) {
        let (header, above) = branch(spec, cheap, [9 * spec.interval], 0);
        headers.extend(header);
        cheap = above;
    }
    (headers, cheap)
}

/// Returns headers on a parent, each this many seconds after the one before; `mark` distinguishes
/// branches.
fn branch(
    spec: &Spec,
    mut above: HeaderContext,
    steps: impl IntoIterator<Item = u32>,
    mark: u32,
) -> (Vec<Header>, HeaderContext) {
    let mut root = [0; 32];
    root[..4].copy_from_slice(&mark.to_le_bytes());
    let mut headers = Vec::new();
    for step in steps {
        let mut header = Header {
            version: 4,
            previous: above.hash,
            merkle_root: MerkleNode::from_bytes(root),
            time: above.times[0].saturating_add(step),
            bits: above.next_bits(),
            nonce: 0,
            seal: None,
        };
        testing::mine(&mut header);
        above = above.extend(spec, &header);
        headers.push(header);
    }
    (headers, above)
}
