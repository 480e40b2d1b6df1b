//! Grants, on a chain that gives them to newcomers.

use api::{HistoryKind, Sent, command};
use chain::{Grant, SpecDraft};
use primitives::{Amount, Height};
use service::Setup;
use store::RedbStore;

use crate::people::{Person, clock, easy, meet};

fn granting() -> Setup {
    let easy = easy();
    let grant = Grant {
        amount: Amount::COIN,
        until: Height(3),
    };
    let draft = SpecDraft {
        grant: Some(grant),
        ..SpecDraft::clone(&easy.spec)
    };
    Setup {
        spec: draft.build().unwrap(),
        ..easy
    }
}

fn on(byte: u8, setup: Setup) -> Person {
    Person::on(byte, setup, RedbStore::in_memory().unwrap())
}

#[test]
fn a_newcomer_gets_coins_once() {
    let mut ann = on(1, granting());
    let now = clock(1);
    assert_eq!(ann.view().grant, Some(Amount::COIN));
    let Sent { txid } = ann
        .ask(now, &command::Grant)
        .expect("a newcomer is granted coins");
    let wallet = ann.view().wallet;
    assert_eq!(
        (wallet.balance, wallet.incoming),
        (Amount::ZERO, Amount::COIN)
    );
    assert_eq!(ann.view().pool.transactions, 1);
    // The grant is in the mempool, and counts from 0 confirmations on.
    let (after, count) = (None, 10);
    let waiting = ann
        .ask(now, &command::Waiting { after, count })
        .expect("it waits");
    assert_eq!((waiting.total, waiting.next), (1, None));
    let listed = &waiting.transactions[0];
    assert_eq!(listed.txid.to_string(), txid);
    assert_eq!(
        (listed.amount, listed.fee, listed.since),
        (Amount::COIN, Amount::ZERO, None)
    );
    for (confirmations, balance) in [(0, vec![Amount::COIN]), (1, Vec::new())] {
        let command = command::Balances {
            beginning: "tst1z".into(),
            confirmations,
            after: None,
            count,
        };
        let Ok(found) = ann.ask(now, &command) else {
            panic!("{confirmations}")
        };
        let found: Vec<_> = found.balances.iter().map(|row| row.balance).collect();
        assert_eq!(found, balance, "{confirmations}");
    }
    assert_eq!(ann.view().grant, None);
    assert!(ann.ask(now, &command::Grant).is_err());
    ann.mine(clock(20));
    let wallet = ann.view().wallet;
    assert_eq!(
        (wallet.balance, wallet.incoming),
        (Amount::COIN, Amount::ZERO)
    );
    let row = wallet
        .history
        .iter()
        .find(|row| row.txid.to_string() == txid);
    let row = row.unwrap();
    assert_eq!(
        (row.kind, row.fee, row.height),
        (HistoryKind::Received, None, Some(1))
    );
    assert_eq!(ann.view().grant, None);
    // The grant is spent like any coin.
    let to = ann.view().wallet.address;
    ann.pay(clock(30), &to, "max").unwrap();
}

#[test]
fn a_chain_without_grants_offers_none() {
    let mut ann = Person::new(1);
    assert_eq!(ann.view().grant, None);
    assert!(ann.ask(clock(1), &command::Grant).is_err());
}

#[test]
fn grants_end() {
    let mut ann = on(1, granting());
    for block in 1..=3 {
        assert_eq!(ann.view().grant, Some(Amount::COIN));
        ann.mine(clock(20 * block));
    }
    assert_eq!(ann.view().grant, None);
    assert!(ann.ask(clock(80), &command::Grant).is_err());
}

/// Somebody else's grant, which a watched account shows, does not take the person's own.
#[test]
fn a_watched_account_with_a_grant_leaves_ones_own() {
    let setup = granting();
    let mut shop = on(2, setup.clone());
    let descriptor = shop.ask(clock(1), &command::Descriptor).unwrap();
    let mut ann = on(1, setup.clone());
    let genesis = ann.profile.add(setup, None).unwrap();
    let watched = ann.profile.watch(&genesis, "Shop", &descriptor).unwrap();
    ann.service.add_account(watched).unwrap();
    shop.ask(clock(1), &command::Grant).unwrap();
    meet(&mut ann, &mut shop, 1, clock(2));
    ann.service.choose_account(1);
    ann.drain(clock(2));
    let wallet = ann.view().wallet;
    assert_eq!((wallet.watch_only, wallet.incoming), (true, Amount::COIN));
    ann.service.choose_account(0);
    ann.drain(clock(2));
    assert_eq!(ann.view().grant, Some(Amount::COIN));
    ann.ask(clock(3), &command::Grant).unwrap();
    assert_eq!(ann.view().grant, None);
}
