//! Balances, the mempool and the node, as programs request them. No balance is ever negative.

use std::collections::BTreeMap;

use crate::people::{Person, clock, meet, talk};
use api::{BalanceDocument, BlockDocument, Field, Sent, WaitingDocument, command};
use primitives::Amount;
use proptest::prelude::*;

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

fn balance(person: &mut Person, address: &str, confirmations: u32) -> BalanceDocument {
    let command = command::Balance {
        address: address.into(),
        confirmations,
    };
    person.ask(clock(900), &command).unwrap()
}

fn waiting(person: &mut Person, after: Option<String>, count: u32) -> WaitingDocument {
    person
        .ask(clock(900), &command::Waiting { after, count })
        .unwrap()
}

fn pay(person: &mut Person, to: &str, amount: &str, second: u64) -> Option<String> {
    person.pay(clock(second), to, amount).ok()
}

fn block_at(person: &mut Person, height: u32) -> BlockDocument {
    *person
        .ask(clock(900), &command::BlockAt { height })
        .unwrap()
}

/// The balances of all addresses with a beginning, read in pages of `count`.
fn all(
    person: &mut Person,
    beginning: &str,
    confirmations: u32,
    count: u32,
) -> BTreeMap<String, Amount> {
    let (mut found, mut after) = (BTreeMap::new(), None);
    loop {
        let command = command::Balances {
            beginning: beginning.into(),
            confirmations,
            after: after.clone(),
            count,
        };
        let Ok(page) = person.ask(clock(900), &command) else {
            panic!("{beginning} has a page after {after:?}")
        };
        assert!(page.balances.len() <= count as usize);
        for row in page.balances {
            assert!(row.address.starts_with(beginning));
            assert_eq!(
                found.insert(row.address, row.balance),
                None,
                "each address once"
            );
        }
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

#[test]
fn a_balance_counts_from_the_chosen_number_of_confirmations_on() {
    let mut alice = Person::new(1);
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let to = Person::new(2).view().wallet.address;
    let paid = pay(&mut alice, &to, "20", 45).unwrap();
    let from = {
        let found = alice
            .ask(clock(46), &command::Transaction { txid: paid.clone() })
            .expect("it waits");
        found.inputs[0].address.clone().unwrap()
    };
    // In the mempool a payment counts at 0 confirmations: as received for the payee, as spent for
    // the payer.
    assert_eq!(balance(&mut alice, &to, 0).balance, coins("20"));
    assert_eq!(balance(&mut alice, &to, 1).balance, Amount::ZERO);
    assert_eq!(balance(&mut alice, &from, 0).balance, Amount::ZERO);
    assert_eq!(balance(&mut alice, &from, 1).balance, coins("50"));
    alice.mine(clock(50));
    alice.mine(clock(60));
    for (confirmations, payee, payer) in [
        (0, "20", "0"),
        (2, "20", "0"),
        (3, "0", "50"),
        (7, "0", "0"),
    ] {
        assert_eq!(
            balance(&mut alice, &to, confirmations).balance,
            coins(payee)
        );
        assert_eq!(
            balance(&mut alice, &from, confirmations).balance,
            coins(payer),
            "{confirmations}"
        );
    }
    assert_eq!(balance(&mut alice, &from, 1).received, coins("50"));
    assert_eq!(balance(&mut alice, &to, u32::MAX).balance, Amount::ZERO);
    let command = command::Balance {
        address: "tst1nonsense".into(),
        confirmations: 1,
    };
    assert_eq!(
        alice.ask(clock(70), &command).unwrap_err().field,
        Some(Field::Search)
    );
}

#[test]
fn addresses_that_begin_alike_are_listed_in_pages() {
    let mut alice = Person::new(1);
    for second in 1..=9 {
        alice.mine(clock(second * 10));
    }
    let every = all(&mut alice, "tst1", 1, 2);
    assert!(every.len() >= 9, "a fresh address for each reward");
    assert_eq!(every, all(&mut alice, "tst1z", 1, 100));
    assert_eq!(Amount::sum(every.values().copied()), Some(coins("450")));
    for (address, amount) in &every {
        for length in [6, 7, 9, 12, 37, address.len()] {
            let alike = all(&mut alice, &address[..length], 1, 3);
            let wanted = every
                .iter()
                .filter(|(other, _)| other.starts_with(&address[..length]));
            assert!(alike.iter().eq(wanted), "{address} {length}");
        }
        assert_eq!(balance(&mut alice, address, 1).balance, *amount);
    }
    for wrong in ["", "abc1", "tst1p", "tst1zb!"] {
        let command = command::Balances {
            beginning: wrong.into(),
            confirmations: 1,
            after: None,
            count: 1,
        };
        assert_eq!(
            alice.ask(clock(99), &command).unwrap_err().field,
            Some(Field::Search),
            "{wrong}"
        );
    }
}

#[test]
fn a_transaction_is_pushed_listed_and_confirmed() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=6 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(70));
    crate::people::part(&mut alice, &mut bob, 1, clock(71));
    let to = bob.view().wallet.address;
    let mut sent: Vec<_> = (0..3)
        .map(|_| pay(&mut alice, &to, "7", 72).unwrap())
        .collect();
    sent.sort_by_key(|txid| txid.parse::<primitives::Txid>().unwrap());
    let page = waiting(&mut alice, None, 2);
    assert_eq!((page.total, page.transactions.len()), (3, 2));
    let rest = waiting(&mut alice, page.next.map(|txid| txid.to_string()), 2);
    assert_eq!(rest.next, None);
    let listed = page.transactions.iter().chain(&rest.transactions);
    // The payer's wallet knows which output is change, and does not count it as part of the
    // payment.
    let amounts = listed.clone().map(|found| (found.mine, found.amount));
    assert_eq!(amounts.collect::<Vec<_>>(), [(true, coins("7")); 3]);
    let listed: Vec<_> = listed.map(|found| found.txid.to_string()).collect();
    assert_eq!(listed, sent);
    let push = |transaction: &str| command::Push {
        transaction: transaction.into(),
    };
    for wrong in ["xyz", "0", "00"] {
        let fault = bob.ask(clock(74), &push(wrong)).unwrap_err();
        assert_eq!(fault.field, Some(Field::Transaction), "{wrong}");
    }
    meet(&mut alice, &mut bob, 2, clock(75));
    alice.mine(clock(80));
    talk(&mut alice, &mut bob, 2, clock(80));
    let command = command::Confirmations {
        txid: sent[0].clone(),
    };
    let found = bob.ask(clock(81), &command).expect("it is in a block");
    assert_eq!((found.confirmations, found.height), (1, Some(7)));
}

/// A transaction's bytes, made without the wallet.
#[test]
fn a_transaction_made_elsewhere_is_pushed() {
    use chain::testing::TestKey;
    use primitives::{Encode as _, Output};
    let mut alice = Person::new(1);
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let key = TestKey::new(7);
    let easy = crate::people::easy();
    let to = primitives::address::encode(&easy.spec.prefix, &key.lock()).unwrap();
    let paid = pay(&mut alice, &to, "9", 45).unwrap();
    alice.mine(clock(50));
    let block = block_at(&mut alice, 5);
    let found = block
        .transactions
        .iter()
        .find(|found| found.txid.to_string() == paid)
        .unwrap();
    let index = found
        .outputs
        .iter()
        .position(|output| output.address.as_ref() == Some(&to))
        .unwrap();
    let coin = primitives::OutPoint {
        txid: found.txid,
        index: u32::try_from(index).unwrap(),
    };
    let old = Output {
        amount: coins("9"),
        lock: key.lock(),
    };
    let new = Output {
        amount: coins("8.9"),
        lock: TestKey::new(8).lock(),
    };
    let genesis = alice.view().genesis;
    let transaction = key.spend(genesis, &[(coin, old)], vec![new]);
    let hex = base16ct::lower::encode_string(&transaction.to_bytes());
    let push = command::Push { transaction: hex };
    let Sent { txid } = alice.ask(clock(55), &push).expect("it is valid");
    assert_eq!(txid, transaction.txid().to_string());
    assert_eq!(
        waiting(&mut alice, None, 9).transactions[0].fee,
        coins("0.1")
    );
    alice.mine(clock(60));
    assert_eq!(balance(&mut alice, &to, 1).balance, Amount::ZERO);
}

#[test]
fn a_node_reports_its_state() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    alice.mine(clock(10));
    meet(&mut alice, &mut bob, 1, clock(11));
    let node = alice.ask(clock(20), &command::Node).expect("it runs");
    assert_eq!((node.blocks, node.nodes, node.waiting), (2, 1, 0));
    assert_eq!((node.name.as_str(), node.mining), ("Test", false));
    let count = alice
        .ask(clock(20), &command::BlockCount)
        .expect("it counts");
    assert_eq!(count, node.blocks);
    assert_eq!(block_at(&mut alice, 1).hash, node.tip);
    assert!(
        alice
            .ask(clock(20), &command::BlockAt { height: 2 })
            .is_err()
    );
    let nodes = alice
        .ask(clock(20), &command::Nodes)
        .expect("it knows some");
    assert_eq!((nodes.len(), nodes[0].height), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Random payments between three people's addresses: at every height each balance is the result
    /// of the payments up to there, and so never negative. All balances together are the coinbases'
    /// outputs less the fees.
    #[test]
    fn no_balance_is_negative_at_any_height(
        steps in prop::collection::vec((1_u64..400, any::<bool>(), any::<bool>()), 1..14),
    ) {
        let (mut alice, bob) = (Person::new(1), Person::new(2));
        let others = [bob.view().wallet.address, Person::new(3).view().wallet.address];
        for second in 1..=3 {
            alice.mine(clock(second * 10));
        }
        for (step, (tenths, other, mine)) in (4..).zip(&steps) {
            let amount = format!("{}.{}", tenths / 10, tenths % 10);
            pay(&mut alice, &others[usize::from(*other)], &amount, step * 10);
            if *mine {
                alice.mine(clock(step * 10));
            }
        }
        let tip = alice.view().height;
        let mut naive = BTreeMap::<String, i128>::new();
        for height in 0..=tip {
            let block = block_at(&mut alice, height);
            for transaction in &block.transactions {
                for input in &transaction.inputs {
                    *naive.get_mut(input.address.as_ref().unwrap()).unwrap() -= i128::from(input.amount.unwrap().units());
                }
                for output in transaction.outputs.iter().filter(|output| output.address.is_some()) {
                    *naive.entry(output.address.clone().unwrap()).or_default() += i128::from(output.amount.units());
                }
            }
            prop_assert!(naive.values().all(|units| *units >= 0), "height {}: {:?}", height, naive);
            let listed = all(&mut alice, "tst1z", tip - height + 1, 100);
            let listed: BTreeMap<_, _> = listed.into_iter().map(|(address, amount)| (address, i128::from(amount.units()))).filter(|(_, units)| *units != 0).collect();
            let wanted: BTreeMap<_, _> = naive.iter().filter(|(_, units)| **units != 0).map(|(address, units)| (address.clone(), *units)).collect();
            prop_assert_eq!(listed, wanted, "height {}", height);
            let supply: i128 = naive.values().sum();
            prop_assert_eq!(supply, i128::from(height) * i128::from(coins("50").units()), "every miner takes all fees");
        }
    }
}
