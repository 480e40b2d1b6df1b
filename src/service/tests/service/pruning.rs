//! A person who prunes old blocks keeps all of their own transactions. A notice says up to which
//! height the history may have gaps.

use api::{Fault, Field, Found, Notice, Reason, StorageReason, command};

use node::Input;
use store::RedbStore;

use crate::people::{Person, clock, meet, part, talk};

/// Mines blocks, ten seconds apart. Returns the time after them.
fn mine(person: &mut Person, from: u64, blocks: u64) -> u64 {
    for number in 1..=blocks {
        person.mine(clock(from + number * 10));
    }
    from + blocks * 10
}

fn keep(person: &mut Person, now: u64, newest: Option<&str>) -> Result<(), Fault> {
    let newest = newest.map(str::to_owned);
    person.ask(clock(now), &command::Prune { newest })
}

fn pay(person: &mut Person, now: u64, to: &str, amount: &str) -> String {
    person.pay(clock(now), to, amount).unwrap()
}

#[test]
fn old_blocks_are_pruned_and_own_transactions_stay() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    meet(&mut alice, &mut bob, 1, clock(1));
    let to = bob.view().wallet.address;
    let mut now = mine(&mut alice, 1, 4);
    let txid = pay(&mut alice, now, &to, "7");
    now = mine(&mut alice, now, 300);
    let before = alice.view();
    assert_eq!(before.kept.newest, None);
    assert!(before.kept.bytes.is_some_and(|bytes| bytes > 0.0));

    for wrong in ["", "287", "many", "-1", "99999999999"] {
        let fault = keep(&mut alice, now, Some(wrong)).unwrap_err();
        assert_eq!(fault.field, Some(Field::Keep), "{wrong}");
    }
    keep(&mut alice, now, Some(" 1 000 ")).unwrap();
    assert_eq!(alice.view().kept.cut, 0);
    keep(&mut alice, now, Some("288")).unwrap();
    let after = alice.view();
    assert_eq!(
        (after.kept.newest, after.kept.cut, after.kept.goal),
        (Some(288), 16, 16)
    );
    assert_eq!(after.wallet.balance, before.wallet.balance);
    assert_eq!(after.wallet.history, before.wallet.history);

    // The payment is shown in full from a pruned block.
    let found = alice.ask(clock(now), &command::Transaction { txid: txid.clone() });
    let Ok(payment) = found else {
        panic!("{found:?}");
    };
    assert!(payment.height.unwrap() <= 16 && payment.fee.is_some());
    let hash = payment.block.unwrap().to_string();
    let block = alice
        .ask(clock(now), &command::Block { hash })
        .expect("the block is known");
    assert!(block.cut);
    assert_eq!((block.transaction_count, block.transactions.len()), (2, 2));
    let list = alice
        .ask(clock(now), &command::Blocks { from: 17, count: 3 })
        .unwrap();
    let cut: Vec<_> = list
        .iter()
        .map(|line| (line.height, line.cut, line.mine))
        .collect();
    assert_eq!(cut, [(17, false, true), (16, true, true), (15, true, true)]);

    // The height of a pruned block is found as before.
    let text = "9".to_owned();
    let found = alice.ask(clock(now), &command::Search { text }).unwrap();
    assert!(matches!(found, Found::Block(block) if block.height == 9 && block.cut));
    assert!(
        !alice
            .notices
            .iter()
            .any(|notice| matches!(notice, Notice::Trouble { .. }))
    );

    keep(&mut alice, now, None).unwrap();
    assert_eq!(
        (alice.view().kept.newest, alice.view().kept.cut),
        (None, 16)
    );
}

/// Bob's wallet is restored on the store of Alice, who has pruned her blocks. Coins that he has
/// spent since then do not count.
#[test]
fn another_wallet_has_the_right_balance_and_a_notice_of_gaps() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("another-wallet.redb");
    let _ = std::fs::remove_file(&path);
    let mut alice = Person::with_store(1, RedbStore::open_file(&path).unwrap());
    let mut bob = Person::new(2);
    let eve = Person::new(3).view().wallet.address;
    let mut now = mine(&mut alice, 1, 4);
    meet(&mut alice, &mut bob, 1, clock(now));
    // Alice pays him twice; he moves the first payment to himself, and then to Eve.
    let own = bob.view().wallet.address;
    pay(&mut alice, now, &own, "7");
    let mut confirm = |alice: &mut Person, bob: &mut Person| {
        talk(alice, bob, 1, clock(now));
        now = mine(alice, now, 1);
        talk(alice, bob, 1, clock(now));
        now
    };
    let at = confirm(&mut alice, &mut bob);
    let own = bob.view().wallet.address;
    pay(&mut bob, at, &own, "max");
    let at = confirm(&mut alice, &mut bob);
    pay(&mut bob, at, &eve, "max");
    let at = confirm(&mut alice, &mut bob);
    let own = bob.view().wallet.address;
    pay(&mut alice, at, &own, "3");
    let at = confirm(&mut alice, &mut bob);
    assert_eq!(bob.view().wallet.balance, "3".parse().unwrap());
    part(&mut alice, &mut bob, 1, clock(at));

    let at = mine(&mut alice, at, 300);
    keep(&mut alice, at, Some("288")).unwrap();
    assert!(alice.view().kept.cut >= 12);
    drop(alice);
    for opened in 0..2 {
        let bob = Person::with_store(2, RedbStore::open_file(&path).unwrap());
        assert_eq!(bob.view().wallet.balance, "3".parse().unwrap());
        assert_eq!(bob.view().sync, api::SyncView::Ready);
        let notices = bob
            .notices
            .iter()
            .filter(|notice| matches!(notice, Notice::Trouble { .. }));
        assert_eq!(notices.count(), 1 - opened, "once, when it read the blocks");
    }
    std::fs::remove_file(path).unwrap();
}

/// A store that several people use one after the other.
struct Shared(std::path::PathBuf);

impl Shared {
    fn new(name: &str) -> Self {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_file(&path);
        Self(path)
    }

    fn enter(&self, byte: u8) -> Person {
        Person::with_store(byte, RedbStore::open_file(&self.0).unwrap())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Mines a block with the transactions in `other`'s mempool, and gives it to both.
fn confirm(miner: &mut Person, other: &mut Person, now: &mut u64) {
    talk(miner, other, 1, clock(*now));
    *now = mine(miner, *now, 1);
    talk(miner, other, 1, clock(*now));
}

/// Carol enters her words in the browser, and prunes its old blocks.
fn cut_by_carol(browser: &Shared, alice: &mut Person, now: u64, least: u32) {
    let mut carol = browser.enter(3);
    meet(alice, &mut carol, 1, clock(now));
    for _ in 0..20 {
        talk(alice, &mut carol, 1, clock(now));
    }
    assert_eq!(carol.view().tip, alice.view().tip);
    keep(&mut carol, now, Some("288")).unwrap();
    assert!(carol.view().kept.cut >= least);
}

/// Bob's browser stores his coin. He spends the coin on another device. While the browser has
/// Carol's words, it prunes the blocks with the coin and the payment.
#[test]
fn a_coin_whose_transaction_is_pruned_is_gone_when_the_words_come_back() {
    let browser = Shared::new("words-twice.redb");
    let (mut alice, mut bob) = (Person::new(1), browser.enter(2));
    let mut eve = Person::new(4);
    let mut now = mine(&mut alice, 1, 4);
    meet(&mut alice, &mut bob, 1, clock(now));
    pay(&mut alice, now, &bob.view().wallet.address, "max");
    confirm(&mut alice, &mut bob, &mut now);
    let all = "149".parse().unwrap();
    assert!(bob.view().wallet.balance > all, "three rewards less a fee");
    part(&mut alice, &mut bob, 1, clock(now));
    drop(bob);

    // Eve spends the coin that Bob pays her, so that Bob's payment is pruned completely.
    let mut elsewhere = Person::new(2);
    let hers = eve.view().wallet.address;
    for (payer, to) in [(&mut elsewhere, hers.clone()), (&mut eve, hers)] {
        meet(&mut alice, payer, 1, clock(now));
        pay(payer, now, &to, "max");
        confirm(&mut alice, payer, &mut now);
        part(&mut alice, payer, 1, clock(now));
    }
    now = mine(&mut alice, now, 300);
    cut_by_carol(&browser, &mut alice, now, 7);
    let bob = browser.enter(2);
    assert_eq!(bob.view().sync, api::SyncView::Ready);
    assert_eq!(bob.view().wallet.balance, "0".parse().unwrap());
}

/// Bob has used more addresses in a row than a wallet derives ahead, all in transactions that are
/// completely pruned.
#[test]
fn a_restored_wallet_finds_coins_after_many_keys_without_stored_payments() {
    let browser = Shared::new("many-keys.redb");
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    let eve = Person::new(4).view().wallet.address;
    let mut now = mine(&mut alice, 1, 4);
    meet(&mut alice, &mut bob, 1, clock(now));
    let mut used = Vec::new();
    for _ in 0..35 {
        used.push(bob.view().wallet.address);
        pay(&mut alice, now, &used[used.len() - 1], "max");
        confirm(&mut alice, &mut bob, &mut now);
        pay(&mut bob, now, &eve, "max");
        confirm(&mut alice, &mut bob, &mut now);
    }
    used.push(bob.view().wallet.address);
    pay(&mut alice, now, &used[35], "3");
    confirm(&mut alice, &mut bob, &mut now);
    assert_eq!(bob.view().wallet.balance, "3".parse().unwrap());
    let fresh = bob.view().wallet.address;
    part(&mut alice, &mut bob, 1, clock(now));
    now = mine(&mut alice, now, 300);
    cut_by_carol(&browser, &mut alice, now, 75);
    for opened in 0..2 {
        let mut bob = browser.enter(2);
        assert_eq!(bob.view().sync, api::SyncView::Ready);
        assert_eq!(bob.view().wallet.balance, "3".parse().unwrap());
        let address = bob.view().wallet.address;
        assert!(opened == 1 || address == fresh);
        let next = bob
            .ask(clock(now), &command::NewAddress)
            .expect("there are more addresses");
        assert!(!used.contains(&next) && next != address);
    }
}

#[test]
fn a_chain_takes_no_more_than_its_room_and_goes_on_once_there_is_more() {
    let mut alice = Person::new(1);
    alice.service.mark_started();
    let mut now = mine(&mut alice, 1, 1);
    let room = alice.service.stored_bytes().unwrap() * 17 / 16;
    alice.service.set_room(room);
    let notices = |person: &Person, wanted: &str| {
        let fits = |notice: &&Notice| matches!(notice, Notice::Trouble { reason: Reason::Storage(StorageReason::NotSaved { error }) } if error.contains(wanted));
        person.notices.iter().filter(fits).count()
    };
    for _ in 0..200 {
        if alice.service.failing().is_some() {
            break;
        }
        now = mine(&mut alice, now, 10);
    }
    assert_eq!(notices(&alice, "has taken all the room"), 1);
    assert!(alice.service.stored_bytes().unwrap() <= room);
    assert_eq!(
        alice.view().kept.newest,
        None,
        "she started it, so nothing is pruned by itself"
    );
    // Alice chooses to keep all blocks, whatever space they take.
    keep(&mut alice, now, None).unwrap();
    alice.service.handle(clock(now + 60), Input::Woken);
    alice.drain(clock(now + 60));
    assert_eq!(alice.service.failing(), None);
    assert!(alice.notices.contains(&Notice::Saved));
    mine(&mut alice, now + 60, 5);
    assert!(alice.service.stored_bytes().unwrap() > room);
}
