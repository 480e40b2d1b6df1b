//! Transactions get into every mempool and then into a block.

use chain::testing;
use core::time::Duration;
use node::{Event, PoolError, Removal};
use primitives::Amount;
use sim::{HostId, Network, Person};

const MINUTE: Duration = Duration::from_secs(60);

/// A line of nodes, and a miner whose spendable coins were mined at the first node. Mining is off.
fn line(seed: u64, length: usize) -> (Network, Vec<HostId>, Person) {
    let mut net = Network::new(seed, testing::spec());
    let hosts: Vec<HostId> = (0..length).map(|_| net.add_node()).collect();
    for pair in hosts.windows(2) {
        net.connect(pair[0], pair[1]);
    }
    let miner = Person::new(1);
    net.mine(hosts[0], &miner, 0.5);
    net.run_until("twenty blocks", 60 * MINUTE, |net| {
        net.height(hosts[0]) >= 20
    });
    net.stop_mining(hosts[0]);
    net.run_until("everybody has them", MINUTE, |net| net.agree(&hosts));
    (net, hosts, miner)
}

#[test]
fn a_payment_reaches_everybody_and_confirms() {
    let (mut net, hosts, miner) = line(1, 5);
    let friend = Person::new(2);
    let txid = net.pay(hosts[0], &miner, &friend);
    let everywhere = |net: &Network| {
        hosts
            .iter()
            .all(|host| net.node(*host).pool().contains(&txid))
    };
    net.run_until("every pool has it", Duration::from_secs(10), everywhere);
    for host in &hosts {
        let node = net.node(*host);
        let waiting = node.pool().entry(&txid).unwrap();
        assert!(node.chain().verifier().is_cached(&waiting.wtxid));
    }

    net.mine(hosts[4], &Person::new(3), 1.0);
    net.run_until("it is confirmed everywhere", 10 * MINUTE, |net| {
        hosts
            .iter()
            .all(|host| !friend.balance(net.node(*host)).is_zero())
    });
    for host in &hosts {
        assert!(net.node(*host).pool().is_empty());
        let removed = Event::PoolRemoved(txid, Removal::Confirmed);
        assert!(net.events(*host).contains(&removed));
    }
}

#[test]
fn nothing_is_announced_back() {
    let (mut net, hosts, miner) = line(2, 2);
    let sent = |net: &Network| net.node(hosts[1]).peers().next().unwrap().sent;
    let before = sent(&net);
    net.run_until("pings were exchanged", MINUTE, |net| sent(net) > before);
    net.run_for(Duration::from_secs(2));
    let before = sent(&net);
    net.pay(hosts[0], &miner, &Person::new(2));
    net.run_for(Duration::from_secs(5));
    assert_eq!(net.node(hosts[1]).pool().len(), 1);
    // The node sent one request for one transaction (1 + 1 + 33 bytes), and no announcement back.
    assert_eq!(sent(&net) - before, 35);
}

#[test]
fn a_newcomer_gets_the_waiting_transactions() {
    let (mut net, hosts, miner) = line(3, 2);
    let mut txids = Vec::new();
    for _ in 0..10 {
        txids.push(net.pay(hosts[0], &miner, &Person::new(2)));
    }
    let newcomer = net.add_node();
    net.connect(newcomer, hosts[1]);
    net.run_until("the newcomer has them", MINUTE, |net| {
        txids
            .iter()
            .all(|txid| net.node(newcomer).pool().contains(txid))
    });
}

#[test]
fn a_line_of_unconfirmed_payments_goes_into_one_block() {
    let (mut net, hosts, miner) = line(4, 2);
    let people: Vec<Person> = (10..16).map(Person::new).collect();
    let fee = Amount::from_units(5_000).unwrap();
    let genesis = net.node(hosts[0]).chain().genesis();
    let first = miner
        .pay(net.node(hosts[0]), &people[0].lock(), fee)
        .unwrap();
    let mut payments = vec![first];
    for pair in people.windows(2) {
        let (outpoint, output) = testing::output_of(payments.last().unwrap(), 0);
        let amount = output.amount.checked_sub(fee).unwrap();
        let to = primitives::Output {
            amount,
            lock: pair[1].lock(),
        };
        payments.push(
            pair[0]
                .key()
                .spend(genesis, &[(outpoint, output)], vec![to]),
        );
    }
    for payment in &payments {
        net.submit(hosts[0], payment.clone()).unwrap();
    }
    let all = |net: &Network, host| {
        payments
            .iter()
            .all(|p| net.node(host).pool().contains(&p.txid()))
    };
    net.run_until("the other has them", Duration::from_secs(10), |net| {
        all(net, hosts[1])
    });
    let height = net.height(hosts[1]);
    net.mine(hosts[1], &Person::new(3), 1.0);
    net.run_until("a block comes", 10 * MINUTE, |net| {
        net.height(hosts[1]) > height
    });
    net.stop_mining(hosts[1]);
    assert!(net.node(hosts[1]).pool().is_empty());
    net.run_until("both have it", MINUTE, |net| net.agree(&hosts));
    assert_eq!(people[5].coins(net.node(hosts[0])).len(), 1);
}

#[test]
fn the_pool_names_the_reason_of_a_refusal() {
    let (mut net, hosts, miner) = line(5, 1);
    let host = hosts[0];
    let (to, genesis) = (Person::new(2).lock(), net.node(host).chain().genesis());
    let coins = miner.coins(net.node(host));
    let pay = |from: usize, units: u64| {
        let (outpoint, output) = coins[from].clone();
        let amount = Amount::from_units(units).unwrap();
        let output_to = primitives::Output {
            amount,
            lock: to.clone(),
        };
        miner
            .key()
            .spend(genesis, &[(outpoint, output)], vec![output_to])
    };
    let whole = coins[0].1.amount.units();

    let refused = net.submit(host, pay(0, whole));
    assert!(
        matches!(refused, Err(PoolError::FeeTooLow { .. })),
        "{refused:?}"
    );
    let refused = net.submit(host, pay(0, whole + 1));
    assert!(matches!(refused, Err(PoolError::Invalid(_))), "{refused:?}");
    let good = pay(0, whole - 1_000);
    assert_eq!(net.submit(host, good.clone()), Ok(good.txid()));
    assert_eq!(net.submit(host, good.clone()), Err(PoolError::Known));
    let refused = net.submit(host, pay(0, whole - 1_001));
    assert!(
        matches!(refused, Err(PoolError::ReplacementFee { with, .. }) if with == good.txid()),
        "{refused:?}"
    );
    let mut forged = pay(1, whole - 1_000);
    forged.outputs[0].amount = Amount::from_units(whole - 3_000).unwrap();
    let refused = net.submit(host, forged);
    assert!(matches!(refused, Err(PoolError::Invalid(_))), "{refused:?}");
    let mut orphan = pay(1, whole - 1_000);
    orphan.inputs[0].previous.index = 77;
    let missing = PoolError::MissingCoin(orphan.inputs[0].previous);
    assert_eq!(net.submit(host, orphan), Err(missing));

    net.mine(host, &miner, 1.0);
    net.run_until("it is confirmed", 10 * MINUTE, |net| {
        net.node(host).pool().is_empty()
    });
    net.stop_mining(host);
    assert_eq!(net.submit(host, good), Err(PoolError::Confirmed));
}

/// A transaction that pays more for the same coins replaces the first payment at all nodes, and is
/// confirmed.
#[test]
fn a_payment_with_a_higher_fee_replaces_the_first() {
    for seed in 0..5 {
        let (mut net, hosts, miner) = line(seed, 4);
        let (first, last) = (hosts[0], *hosts.last().unwrap());
        let genesis = net.node(first).chain().genesis();
        let (outpoint, output) = miner.coins(net.node(first))[0].clone();
        let pay = |to: u8, fee: u64| {
            let paid = primitives::Output {
                amount: Amount::from_units(output.amount.units() - fee).unwrap(),
                lock: Person::new(to).lock(),
            };
            let coin = (outpoint, output.clone());
            miner.key().spend(genesis, &[coin], vec![paid])
        };
        let (slow, fast) = (pay(2, 1_000), pay(3, 2_000));
        net.submit(first, slow.clone()).unwrap();
        net.run_until("the first is everywhere", MINUTE, |net| {
            hosts
                .iter()
                .all(|host| net.node(*host).pool().contains(&slow.txid()))
        });
        net.submit(last, fast.clone()).unwrap();
        net.run_until("the better one is everywhere", MINUTE, |net| {
            hosts
                .iter()
                .all(|host| net.node(*host).pool().contains(&fast.txid()))
        });
        for host in &hosts {
            let by = fast.txid();
            let removed = Event::PoolRemoved(slow.txid(), Removal::Replaced { by });
            assert!(net.events(*host).contains(&removed), "seed {seed}");
            assert_eq!(net.node(*host).pool().len(), 1, "seed {seed}");
        }
        net.mine(first, &miner, 1.0);
        net.run_until("it is confirmed", 10 * MINUTE, |net| {
            hosts.iter().all(|host| {
                let chain = net.node(*host).chain();
                chain.transaction(&fast.txid()).unwrap().is_some()
            })
        });
    }
}
