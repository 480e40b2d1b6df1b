//! Checkers that verify signatures late, out of order, in part or never. The node ends with the
//! same chain as without checkers, and drops the same peers.

use chain::testing::{self, TestKey, commit_witnesses, mine, output_of, seal};
use chain::{Chain, MemoryStore, Rule, TransactionRule};
use core::time::Duration;
use node::Fault;
use primitives::{
    Amount, Block, BlockHash, Height, OutPoint, Output, SignatureError, SpendError, Transaction,
    Work,
};
use sim::{Checkers, HostId, Network};
use std::sync::LazyLock;
use wire::{Item, Message, PROTOCOL, Version};

const MINUTE: Duration = Duration::from_secs(60);
/// The number of coins that the payments below spend, each with a signature: more than fit into a
/// batch.
const COINS: u32 = 1_600;
/// The numbers of inputs of the payments, in turn. Most are small, and one fills a large part of a
/// batch.
const SIZES: [usize; 7] = [1, 2, 30, 1, 300, 2, 64];

/// Blocks on top of a genesis block.
struct World {
    blocks: Vec<Block>,
    genesis: BlockHash,
}

/// A valid chain in which some transactions spend outputs of an earlier block of the same window.
static WORLD: LazyLock<World> = LazyLock::new(|| {
    let alice = TestKey::new(1);
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &alice.lock(), 3);
    let reward = output_of(&block_at(&chain, 1).transactions[0], 0);
    let output = |amount| Output {
        amount,
        lock: alice.lock(),
    };
    let each = Amount::from_units(reward.1.amount.units() / u64::from(COINS)).unwrap();
    let split = alice.spend(
        chain.genesis(),
        &[reward],
        vec![output(each); COINS as usize],
    );
    let mut coins = (0..COINS).map(|index| output_of(&split, index)).peekable();
    accept(&mut chain, vec![split.clone()]);
    let mut sizes = SIZES.iter().cycle();
    let mut change = None;
    while coins.peek().is_some() {
        let mut payments = Vec::new();
        for size in sizes.by_ref().take(3) {
            // The next payment spends the last one's output, so that blocks depend on each other.
            let spent: Vec<_> = change
                .take()
                .into_iter()
                .chain(coins.by_ref().take(*size))
                .collect();
            if spent.is_empty() {
                break;
            }
            let sum = Amount::sum(spent.iter().map(|(_, output)| output.amount)).unwrap();
            let payment = alice.spend(chain.genesis(), &spent, vec![output(sum)]);
            change = Some(output_of(&payment, 0));
            payments.push(payment);
        }
        accept(&mut chain, payments);
        testing::extend(&mut chain, &alice.lock(), 1);
    }
    let heights = 1..=chain.tip().height.value();
    World {
        blocks: heights.map(|height| block_at(&chain, height)).collect(),
        genesis: chain.genesis(),
    }
});

fn block_at(chain: &Chain<MemoryStore>, height: u32) -> Block {
    let hash = chain.hash_at(Height(height)).unwrap();
    chain.block(&hash).unwrap().unwrap()
}

fn accept(chain: &mut Chain<MemoryStore>, payments: Vec<Transaction>) {
    let block = testing::next_block(chain, &TestKey::new(1).lock(), payments);
    let now = block.header.time;
    chain.accept_block(block, now).unwrap();
}

/// The blocks of [`WORLD`] with one signature made invalid and two more blocks on top, and the
/// fault to expect.
fn spoilt(at: usize, transaction: usize, input: usize) -> (Vec<Block>, Fault) {
    let mut blocks = WORLD.blocks.clone();
    let block = &mut blocks[at];
    let spoilt = &mut block.transactions[transaction];
    let mut items: Vec<Vec<u8>> = spoilt.inputs[input]
        .witness
        .iter()
        .map(<[u8]>::to_vec)
        .collect();
    items[0][10] ^= 1;
    spoilt.inputs[input].witness = items.iter().collect();
    let txid = spoilt.txid();
    commit_witnesses(block);
    seal(block);
    let hash = block.hash();
    let mut previous = hash;
    for block in &mut blocks[at + 1..] {
        block.header.previous = previous;
        mine(&mut block.header);
        previous = block.hash();
    }
    let error = SpendError::Signature(SignatureError::Wrong);
    let rule = TransactionRule::Witness { input, error };
    let rule = Rule::Transaction {
        transaction,
        txid,
        rule: Box::new(rule),
    };
    (blocks, Fault::InvalidBlock { block: hash, rule })
}

/// A stranger that serves a chain, valid or not.
struct Server {
    host: HostId,
    blocks: Vec<Block>,
}

impl Server {
    fn new(net: &mut Network, blocks: Vec<Block>) -> Self {
        let host = net.add_stranger();
        Self { host, blocks }
    }

    fn answer(&self, net: &mut Network, victim: HostId) {
        for message in net.take_received(self.host) {
            let answers = match message {
                Message::Version(_) => vec![Message::Version(self.version(net)), Message::Verack],
                Message::Ping(number) => vec![Message::Pong(number, net.now().to_timestamp())],
                Message::GetHeaders { locator, .. } => {
                    let at =
                        |hash: &BlockHash| self.blocks.iter().position(|it| it.hash() == *hash);
                    let known = locator.iter().find_map(at).map_or(0, |at| at + 1);
                    let headers = self.blocks[known..].iter().map(|block| block.header);
                    vec![Message::Headers(headers.collect())]
                }
                Message::GetData(items) => {
                    let wanted = |block: &&Block| items.contains(&Item::Block(block.hash()));
                    let found = self.blocks.iter().filter(wanted);
                    found.map(|block| Message::Block(block.clone())).collect()
                }
                _ => Vec::new(),
            };
            for answer in answers {
                net.send(self.host, victim, &answer);
            }
        }
    }

    fn version(&self, net: &Network) -> Version {
        let genesis = testing::spec().genesis();
        let all = core::iter::once(&genesis).chain(&self.blocks);
        let works = all.map(|block| block.header.bits.to_target().unwrap().work());
        Version {
            protocol: PROTOCOL,
            genesis: WORLD.genesis,
            height: Height(u32::try_from(self.blocks.len()).unwrap()),
            work: works.fold(Work::ZERO, |sum, work| sum + work),
            time: net.now().to_timestamp(),
            nonce: net.seed() + self.host.0 as u64,
            services: wire::NETWORK,
            agent: "server".into(),
        }
    }
}

/// Connects a new node to these servers until it has the tip.
fn sync(net: &mut Network, newcomer: HostId, servers: &[Server], tip: BlockHash) {
    let end = net.now() + 30 * MINUTE;
    while net.tip(newcomer) != tip {
        assert!(
            net.now() < end,
            "seed {}: stuck at {} of {}, {:?}, drops {:?}",
            net.seed(),
            net.height(newcomer),
            servers[0].blocks.len(),
            net.node(newcomer).sync_state(),
            net.drops(newcomer)
        );
        net.run_for(Duration::from_millis(50));
        for server in servers {
            server.answer(net, newcomer);
        }
    }
}

fn network(seed: u64, checkers: Option<Checkers>) -> Network {
    let mut net = Network::new(seed, testing::spec());
    // The node waits only this long, so that some answers come too late.
    net.config.check = Duration::from_secs(4);
    net.checkers = checkers;
    net
}

/// No checkers, good checkers, slow ones, ones that never answer, ones that count too few claims,
/// and all of this combined.
fn all_kinds() -> Vec<Option<Checkers>> {
    let good = Checkers {
        count: 2,
        delay: Duration::from_millis(100),
        lost: 0.0,
        short: 0.0,
    };
    let slow = Checkers {
        delay: Duration::from_secs(6),
        ..good
    };
    let dying = Checkers { lost: 0.4, ..good };
    let quitting = Checkers { short: 0.6, ..good };
    let bad = Checkers {
        count: 3,
        lost: 0.3,
        short: 0.4,
        ..slow
    };
    let dead = Checkers {
        count: 1,
        lost: 1.0,
        ..good
    };
    [None]
        .into_iter()
        .chain([good, slow, dying, quitting, bad, dead].map(Some))
        .collect()
}

#[test]
fn all_checkers_lead_to_the_same_chain() {
    let tip = WORLD.blocks.last().unwrap().hash();
    for (kind, checkers) in all_kinds().into_iter().enumerate() {
        for seed in 0..3 {
            let mut net = network(seed, checkers);
            let newcomer = net.add_node();
            let servers = [0, 1].map(|_| Server::new(&mut net, WORLD.blocks.clone()));
            for server in &servers {
                net.connect(newcomer, server.host);
            }
            sync(&mut net, newcomer, &servers, tip);
            assert_eq!(net.drops(newcomer), [], "kind {kind}, seed {seed}");
            assert_eq!(
                net.checks(newcomer) > 0,
                checkers.is_some(),
                "kind {kind}, seed {seed}"
            );
        }
    }
}

#[test]
fn a_wrong_signature_is_attributed_to_its_block_and_its_peer() {
    let blocks = &WORLD.blocks;
    let tip = blocks.last().unwrap().hash();
    let signed: Vec<usize> = (4..blocks.len())
        .filter(|at| blocks[*at].transactions.len() > 1)
        .collect();
    for (kind, checkers) in all_kinds().into_iter().enumerate() {
        for seed in 0..3 {
            let mut net = network(seed, checkers);
            let at = signed[net.draw(signed.len())];
            let payments = blocks[at].transactions.len() - 1;
            let transaction = 1 + net.draw(payments);
            let input = net.draw(blocks[at].transactions[transaction].inputs.len());
            let (wrong, fault) = spoilt(at, transaction, input);
            let newcomer = net.add_node();
            // The invalid chain is as long as the other, and is seen first.
            let liar = Server::new(&mut net, wrong);
            net.connect(newcomer, liar.host);
            for _ in 0..4 {
                net.run_for(Duration::from_millis(50));
                liar.answer(&mut net, newcomer);
            }
            let honest = Server::new(&mut net, blocks.clone());
            net.connect(newcomer, honest.host);
            let liar_host = liar.host;
            sync(&mut net, newcomer, &[liar, honest], tip);
            let context =
                format!("kind {kind}, seed {seed}, block {at}, transaction {transaction}");
            assert_eq!(
                net.drops(newcomer).first(),
                Some(&(liar_host, fault)),
                "{context}"
            );
            let is_liar = |(host, _): &(HostId, Fault)| *host == liar_host;
            assert!(net.drops(newcomer).iter().all(is_liar), "{context}");
        }
    }
}

/// Answers to an earlier run of the node have no effect on the next run, and the stored chain is
/// intact.
#[test]
fn a_crash_in_the_middle_of_checking_leaves_a_whole_chain() {
    let tip = WORLD.blocks.last().unwrap().hash();
    for seed in 0..4 {
        let slow = Checkers {
            count: 2,
            delay: Duration::from_secs(2),
            lost: 0.1,
            short: 0.1,
        };
        let mut net = network(seed, Some(slow));
        let newcomer = net.add_node();
        let server = Server::new(&mut net, WORLD.blocks.clone());
        net.connect(newcomer, server.host);
        for _ in 0..3 {
            while net.checks(newcomer) == 0 || net.draw(20) > 0 {
                net.run_for(Duration::from_millis(50));
                server.answer(&mut net, newcomer);
            }
            net.crash(newcomer);
            net.run_for(Duration::from_millis(500));
            // The requests of the earlier run are not answered any more.
            net.take_received(server.host);
            net.restart(newcomer);
        }
        sync(&mut net, newcomer, core::slice::from_ref(&server), tip);
        assert_eq!(net.drops(newcomer), [], "seed {seed}");
    }
}

/// `count` blocks with `signatures` signatures each, on top of blocks that create the coins for
/// them.
fn blocks_of_signatures(count: u32, signatures: u32) -> Vec<Block> {
    let alice = TestKey::new(1);
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &alice.lock(), 3);
    let reward = output_of(&block_at(&chain, 1).transactions[0], 0);
    let coins = count * signatures;
    let amount = Amount::from_units(reward.1.amount.units() / u64::from(coins)).unwrap();
    let output = Output {
        amount,
        lock: alice.lock(),
    };
    let split = alice.spend(
        chain.genesis(),
        &[reward],
        vec![output.clone(); coins as usize],
    );
    let txid = split.txid();
    accept(&mut chain, vec![split]);
    for block in 0..count {
        let indices = block * signatures..(block + 1) * signatures;
        let spent: Vec<_> = indices
            .map(|index| (OutPoint { txid, index }, output.clone()))
            .collect();
        let payments = spent
            .chunks(100)
            .map(|spent| alice.spend(chain.genesis(), spent, vec![output.clone()]));
        let payments = payments.collect();
        accept(&mut chain, payments);
    }
    let heights = 1..=chain.tip().height.value();
    heights.map(|height| block_at(&chain, height)).collect()
}

/// However many checkers there are, the node gathers at most 8,192 signatures ahead, and one more
/// batch.
#[test]
fn signatures_verified_ahead_are_bounded() {
    let blocks = blocks_of_signatures(12, 1_024);
    let silent = Checkers {
        count: 16,
        delay: MINUTE,
        lost: 1.0,
        short: 0.0,
    };
    let mut net = network(5, Some(silent));
    net.config.check = MINUTE;
    let newcomer = net.add_node();
    let server = Server::new(&mut net, blocks);
    net.connect(newcomer, server.host);
    for _ in 0..100 {
        net.run_for(Duration::from_millis(50));
        server.answer(&mut net, newcomer);
    }
    let batches = net.checks(newcomer);
    assert!((8..=9).contains(&batches), "{batches} batches of 1,024");
}
