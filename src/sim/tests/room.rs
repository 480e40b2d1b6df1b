//! People who meet in a room at a relay, where their meshes make the links.

use api::{Notice, command};
use chain::testing;
use core::time::Duration;
use node::Fault;
use sim::{Conditions, HostId, Network};
use wire::Message;

const MINUTE: Duration = Duration::from_secs(60);

/// People who enter the room at once.
fn people(seed: u64, count: usize) -> (Network, Vec<HostId>) {
    println!("seed {seed}");
    let mut net = Network::new(seed, testing::spec());
    let people: Vec<HostId> = (0..count).map(|_| net.add_node()).collect();
    for person in &people {
        net.enter(*person);
    }
    (net, people)
}

#[test]
fn everybody_who_enters_gets_links_and_the_chain() {
    for (seed, count) in [(1, 2), (2, 9), (3, 40)] {
        let (mut net, people) = people(seed, count);
        net.mine_for_wallet(people[0], 0.5);
        net.run_until("all have ten blocks", 60 * MINUTE, |net| {
            people.iter().all(|person| net.height(*person) >= 10)
        });
        net.stop_mining(people[0]);
        net.run_until("they agree", 2 * MINUTE, |net| net.agree(&people));
        assert_eq!(net.islands(&people), 1, "seed {seed}");
        for person in &people {
            let links = net.mesh_links(*person);
            let wanted = net.mesh.wanted.min(count - 1);
            assert!(
                links + 1 >= wanted && links <= net.mesh.most + net.mesh.spare,
                "seed {seed}: {links} links"
            );
            assert!(
                net.drops(*person)
                    .iter()
                    .all(|(_, fault)| fault.offence().is_none())
            );
        }
    }
}

#[test]
fn wallets_pay_each_other() {
    let (mut net, people) = people(4, 6);
    let (alice, bob) = (people[0], people[5]);
    net.mine_for_wallet(alice, 0.5);
    net.run_until("there are coins", 60 * MINUTE, |net| {
        net.height(alice) >= 10
    });
    net.stop_mining(alice);
    let to = net.ask(bob, command::NewAddress).unwrap();
    let review = command::Review {
        to,
        amount: "1.5".into(),
        note: "lunch".into(),
        pace: api::Pace::default(),
        more: Vec::new(),
        coins: Vec::new(),
    };
    let draft = net.ask(alice, review).unwrap().draft;
    let passphrase = None;
    net.ask(alice, command::Send { draft, passphrase }).unwrap();
    net.run_until("Bob gets the notice", MINUTE, |net| {
        let is_received = |notice: &Notice| matches!(notice, Notice::PaymentReceived { .. });
        net.notices(bob).iter().any(is_received)
    });
    net.mine_for_wallet(people[2], 0.5);
    net.run_until("it is confirmed", 60 * MINUTE, |net| {
        people
            .iter()
            .all(|person| net.node(*person).pool().is_empty())
    });
    // After a crash and a restart, Bob is in the room again, under another key.
    net.crash(bob);
    net.run_for(MINUTE);
    net.restart(bob);
    net.run_until("Bob is back", 5 * MINUTE, |net| net.agree(&[alice, bob]));
    assert_eq!(net.islands(&people), 1);
}

#[test]
fn links_outlive_the_relay_and_newcomers_enter_after_its_restart() {
    for seed in 10..13 {
        let (mut net, mut people) = people(seed, 12);
        net.run_for(2 * MINUTE);
        assert_eq!(net.islands(&people), 1, "seed {seed}");
        net.stop_relay();
        net.mine_for_wallet(people[0], 0.5);
        net.run_until("blocks are found without it", 60 * MINUTE, |net| {
            people.iter().all(|person| net.height(*person) >= 5)
        });
        let newcomer = net.add_node();
        net.enter(newcomer);
        net.run_for(5 * MINUTE);
        assert_eq!(net.mesh_links(newcomer), 0);
        net.start_relay();
        net.run_for(3 * MINUTE);
        net.stop_mining(people[0]);
        people.push(newcomer);
        net.run_until("the newcomer is there", 5 * MINUTE, |net| {
            net.agree(&people)
        });
    }
}

#[test]
fn lost_introductions_delay_links_but_do_not_split_the_room() {
    for seed in 20..23 {
        let (mut net, people) = people(seed, 15);
        net.set_conditions(Conditions {
            loss: 0.2,
            ..Conditions::default()
        });
        net.run_for(10 * MINUTE);
        net.set_conditions(Conditions::default());
        net.run_for(MINUTE);
        assert_eq!(net.islands(&people), 1, "seed {seed}");
    }
}

/// A stranger that breaks the protocol loses its link, and no mesh calls it or its group for an
/// hour. Other peers are called.
#[test]
fn an_offender_is_called_by_nobody_for_an_hour() {
    for seed in 30..33 {
        let (mut net, people) = people(seed, 3);
        let (liar, neighbour, honest) =
            (net.add_stranger(), net.add_stranger(), net.add_stranger());
        net.set_group(liar, 7);
        net.set_group(neighbour, 7);
        net.enter(liar);
        let node = people[0];
        net.run_until("the liar is called", MINUTE, |net| {
            net.is_linked(node, liar)
        });
        net.send(liar, node, &Message::GetPool);
        net.run_for(Duration::from_secs(1));
        let (_, fault) = net.drops(node).last().unwrap();
        assert!(matches!(fault, Fault::OutOfTurn(_)), "{fault}");
        let calls = net.calls(node, liar);

        net.enter(neighbour);
        net.enter(honest);
        net.run_for(59 * MINUTE);
        assert_eq!(net.calls(node, liar), calls, "seed {seed}");
        assert_eq!(net.calls(node, neighbour), 0, "seed {seed}");
        assert!(net.calls(node, honest) > 0, "seed {seed}");
        // The liar may still call the node, and is answered while slots are free.
        net.call(liar, node);
        net.run_for(Duration::from_secs(2));
        assert!(net.is_linked(liar, node), "seed {seed}");
        assert_eq!(net.refusals(node, liar), 0, "seed {seed}");

        net.run_for(5 * MINUTE);
        assert!(
            net.calls(node, liar) + net.calls(node, neighbour) > calls,
            "seed {seed}: it is not forgotten"
        );
    }
}

/// Frames that no honest program sends are an offence as well, although they do not form a message
/// for the node.
#[test]
fn invalid_frames_are_an_offence() {
    let (mut net, people) = people(40, 1);
    let (node, liar) = (people[0], net.add_stranger());
    net.enter(liar);
    net.run_until("the liar is called", MINUTE, |net| {
        net.is_linked(node, liar)
    });
    let calls = net.calls(node, liar);
    net.send_frames(liar, node, vec![vec![7, 1]]);
    net.run_for(30 * MINUTE);
    assert_eq!(net.calls(node, liar), calls);
    assert_eq!(net.mesh_links(node), 0);
}
