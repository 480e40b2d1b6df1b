//! A node under a flood of cheap headers whose blocks nobody has.
//!
//! Alice and Bob have links to the node alone; all its other links are attackers'. The last block
//! is eight hours old, which is when headers are cheapest. The attackers first pay for the fall of
//! the difficulty, then answer each question of the node for headers with another branch of the
//! cheapest ones that the rules allow. What is measured: headers kept and their bytes, the time
//! until a payment and a block pass from Alice to Bob, and the headers in memory after a restart.
//!
//! # Chains of many hashes a block
//!
//! What a header costs an attacker depends on the chain: the hashes of a block, divided by 128 at
//! most, but never less than the chain's `pow_limit` (see [`chain::difficulty`]). So a [`Price`]
//! has two numbers. A chain of 2^16 hashes a block has a limit of 2^12, and a header costs a
//! sixteenth of a block. On a chain of 2^36 the limit is 2^28, and a header costs 2^29 hashes, a
//! 128th of a block.
//!
//! The node compares work with work only, so nothing that it does depends on how many hashes a unit
//! of work takes. A trial is therefore **scaled**: its chain has the true ratio of block to header,
//! at two hashes a header, and the attackers get no more headers than their hash rate would buy on
//! the true chain. That is: the number of headers is computed, all else is measured.
//! [`Price::true_work`] does without the scaling, where there are hashes enough for it.

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
/// How often the attackers act.
const TURNS_A_SECOND: u64 = 5;
const TURN: Duration = Duration::from_millis(1_000 / TURNS_A_SECOND);
/// Headers that may be pending in all, and those that may come until the node notices that there
/// are too many.
const MAX_PENDING: usize = (1 << 17) + (1 << 16) + 2 * MAX_HEADERS;
/// Attackers that open their links themselves; the node has opened those of the others.
const MAX_CALLERS: u32 = 10;
/// Hashes that the cheapest header takes in a scaled trial.
const SCALED: u64 = 2;

/// What blocks and headers cost on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Hashes that an honest block takes.
    pub block: u64,
    /// Hashes that the cheapest header takes.
    pub header: u64,
    /// Whether the trial's chain takes as many, and is not scaled.
    pub true_work: bool,
}

impl Price {
    /// A chain of 2^16 hashes a block: its limit is 2^12.
    pub const SMALL: Self = Self {
        block: 1 << 16,
        header: 1 << 12,
        true_work: false,
    };
    /// A chain of 2^36 hashes a block: its limit is 2^28, and no header is more than 128 times
    /// easier than its blocks.
    pub const LARGE: Self = Self {
        block: 1 << 36,
        header: 1 << 29,
        true_work: false,
    };

    /// Hashes that a block takes in the trial.
    const fn hashes(&self) -> u64 {
        match self.true_work {
            true => self.block,
            false => self.block / self.header * SCALED,
        }
    }

    /// The spec of the trial's chain.
    ///
    /// # Panics
    /// When a block takes less than two hashes.
    fn spec(&self) -> Spec {
        let target =
            |hashes: u64| Target::new(U256::MAX / U256::from(hashes)).map(Target::to_compact);
        let bits = target(self.hashes()).expect("a block takes some hashes");
        let draft = SpecDraft {
            bits,
            // What is filled in is the true chain's.
            pow_limit: (!self.true_work).then_some(EASIEST),
            ..testing::draft()
        };
        draft.build().expect("the trial's spec is within bounds")
    }
}

/// A trial of a flood.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// Decides everything that chance decides.
    pub seed: u64,
    /// The chain.
    pub price: Price,
    /// Links of the attackers.
    pub links: u32,
    /// Hashes a second of all attackers together, on the true chain.
    pub rate: u64,
    /// How long the flood lasts before the payment and the block.
    pub lasts: Duration,
}

/// What came of a flood.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The trial.
    pub trial: Trial,
    /// Headers that the attackers sent.
    pub sent: usize,
    /// Attackers that sent some.
    pub senders: usize,
    /// Headers of these that the node keeps at the end.
    pub kept: usize,
    /// Their bytes in memory, without their share of the tables.
    pub bytes: usize,
    /// What the node says of itself then.
    pub state: SyncState,
    /// The time until a payment has passed from Alice to Bob; none where it did not within a
    /// minute.
    pub payment: Option<Duration>,
    /// The same of a block.
    pub block: Option<Duration>,
    /// Whether Alice and Bob still have their links.
    pub is_linked: bool,
    /// Headers that the node has in memory after a restart, beyond those of its blocks.
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
    /// When the network does not do what every network does without attackers, or more headers are
    /// pending at some time than may be; the panic tells the seed.
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

/// A stranger that answers every question for headers with another branch of cheap ones, and no
/// other question.
struct Attacker {
    host: HostId,
    /// Tells its branches apart.
    mark: u32,
    /// Headers that it has sent.
    sent: usize,
    /// It was asked, and has not answered.
    is_asked: bool,
}

impl Attacker {
    /// Reads its messages, and answers all but the question for headers.
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

/// The version of a stranger that claims all the work there can be.
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
    /// Hashes of the true chain that the attackers have made and not used.
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
            // Of the places that callers may take, some stay free.
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
        // The fall was paid for before the attack began.
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

    /// Lets the attackers act until something is true; how long it took, or nothing where it was
    /// not true in time.
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

    /// Lets each attacker act, in turn as far as they can afford it.
    fn turn(&mut self) {
        let spec = self.net.node(self.node).chain().spec().clone();
        // No more than fits into an answer of each link.
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

/// Headers on a node's tip that bring the difficulty down as far as the rules let it fall, and what
/// is held on top.
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

/// Headers on a parent, each so many seconds after the one before; `mark` tells branches apart.
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
