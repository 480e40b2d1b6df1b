//! Control over payments: several payees, and coins that are not spent.

use crate::people::{Person, clock, easy, entropy, meet, review, send, talk};
use api::{Field, PaymentReason, command};
use primitives::Amount;
use service::Profile;
use store::RedbStore;

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

fn freeze(txid: &str, index: u32, frozen: bool) -> command::FreezeCoin {
    let txid = txid.to_owned();
    command::FreezeCoin {
        txid,
        index,
        frozen,
    }
}

#[test]
fn a_frozen_coin_is_left_alone_until_it_is_thawed() {
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.add(easy(), None).unwrap();
    let (setup, _) = profile.opened(&genesis).unwrap();
    let mut alice = Person::on(1, setup, RedbStore::in_memory().unwrap());
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let to = Person::new(2).view().wallet.address;
    let rows = alice.ask(clock(50), &command::Coins).unwrap();
    assert_eq!(rows.len(), 4);
    let coin = rows.iter().find(|row| row.spendable).unwrap();
    let (txid, index) = (coin.txid.to_string(), coin.index);
    alice.ask(clock(50), &freeze(&txid, index, true)).unwrap();
    let wallet = alice.view().wallet;
    assert_eq!((wallet.balance, wallet.frozen), (coins("150"), coins("50")));
    let much = alice.pay(clock(50), &to, "120").unwrap_err();
    assert!(much.to_string().contains("100 TST can be spent"), "{much}");
    let rows = alice.ask(clock(50), &command::Coins).unwrap();
    assert_eq!(rows.iter().filter(|row| row.frozen).count(), 1);
    let unknown = alice.ask(clock(50), &freeze(&"00".repeat(32), 0, true));
    assert_eq!(unknown.unwrap_err().reason, PaymentReason::NotCoin.into());

    // The profile keeps it for the next opening.
    profile.set_labels(&genesis, alice.service.take_labels().unwrap());
    let bytes = profile.to_bytes();
    let (setup, _) = Profile::from_bytes(&bytes)
        .unwrap()
        .opened(&genesis)
        .unwrap();
    let mut again = Person::on(1, setup, RedbStore::in_memory().unwrap());
    for second in 1..=4 {
        again.mine(clock(second * 10));
    }
    assert_eq!(again.view().tip, alice.view().tip);
    assert_eq!(again.view().wallet.frozen, coins("50"));
    again.ask(clock(50), &freeze(&txid, index, false)).unwrap();
    again.pay(clock(50), &to, "120").unwrap();
}

fn choice(row: &api::CoinRow) -> command::ChosenCoin {
    command::ChosenCoin {
        txid: row.txid.to_string(),
        index: row.index,
    }
}

/// A person with spendable coins of 50 TST each, the rows of all coins, and the address of somebody
/// else.
fn with_coins() -> (Person, Vec<api::CoinRow>, String) {
    let mut alice = Person::new(1);
    for second in 1..=6 {
        alice.mine(clock(second * 10));
    }
    let rows = alice.ask(clock(70), &command::Coins).unwrap();
    assert!(rows.iter().filter(|row| row.spendable).count() >= 4);
    (alice, rows, Person::new(2).view().wallet.address)
}

fn paying(to: &str, amount: &str, coins: Vec<command::ChosenCoin>) -> command::Review {
    command::Review {
        coins,
        ..review(to, amount, "")
    }
}

/// The transaction of a review spends exactly the chosen coins, and so does the signed one.
#[test]
fn exactly_the_chosen_coins_are_spent() {
    let (mut alice, rows, to) = with_coins();
    let rest: Vec<_> = rows.iter().filter(|row| row.spendable).collect();
    // One coin would do; all three that are chosen are spent.
    let chosen: Vec<_> = [3, 1, 2].map(|place| choice(rest[place])).into();
    let command = paying(&to, "20", chosen.clone());
    let reviewed = alice.ask(clock(70), &command).unwrap();
    let sorted = |mut coins: Vec<(String, u32)>| {
        coins.sort();
        coins
    };
    let spent = reviewed.coins.iter();
    let spent = sorted(spent.map(|it| (it.txid.clone(), it.index)).collect());
    let wanted = chosen.iter();
    let wanted = sorted(wanted.map(|it| (it.txid.clone(), it.index)).collect());
    assert_eq!(spent, wanted);
    let is_whole = |coin: &api::ReviewedCoin| coin.amount == coins("50");
    assert!(reviewed.coins.iter().all(is_whole));

    let sent = alice.ask(clock(70), &send(&reviewed, None)).unwrap();
    let transaction = command::Transaction { txid: sent.txid };
    let made = alice.ask(clock(71), &transaction).unwrap();
    assert_eq!(made.inputs.len(), 3);
    let left = alice.ask(clock(71), &command::Coins).unwrap();
    let is_left = |it: &command::ChosenCoin| left.iter().any(|row| choice(row) == *it);
    assert!(!chosen.iter().any(is_left) && is_left(&choice(rest[0])));
    let again = alice.ask(clock(72), &paying(&to, "1", chosen));
    assert_eq!(again.unwrap_err().reason, PaymentReason::ChosenSpent.into());

    // The whole coin without change; the same coin twice is one coin.
    let twice = vec![choice(rest[0]), choice(rest[0])];
    let all = alice.ask(clock(72), &paying(&to, "max", twice)).unwrap();
    assert_eq!((all.coins.len(), all.total), (1, coins("50")));
}

/// Nothing else is taken in place of a coin that does not suffice or can't be spent.
#[test]
fn chosen_coins_that_can_not_pay_are_refused() {
    let (mut alice, rows, to) = with_coins();
    let row = rows.iter().find(|row| row.spendable).unwrap();
    let one = || vec![choice(row)];
    let refused = alice.ask(clock(72), &paying(&to, "50", one())).unwrap_err();
    assert_eq!(refused.field, Some(Field::Amount));
    let (text, start) = (
        refused.to_string(),
        "The chosen coins have 50 TST: this needs 50.0",
    );
    assert!(text.starts_with(start), "{text}");

    let young = rows.iter().find(|row| !row.spendable).unwrap();
    let immature = alice.ask(clock(72), &paying(&to, "1", vec![choice(young)]));
    let spent: api::Reason = PaymentReason::ChosenSpent.into();
    assert_eq!(immature.unwrap_err().reason, spent);
    let command = freeze(&row.txid.to_string(), row.index, true);
    alice.ask(clock(73), &command).unwrap();
    let frozen = alice.ask(clock(73), &paying(&to, "1", one()));
    assert_eq!(frozen.unwrap_err().reason, spent);
    let nonsense = command::ChosenCoin {
        txid: "xyz".into(),
        index: 0,
    };
    let unread = alice.ask(clock(74), &paying(&to, "1", vec![nonsense]));
    assert_eq!(unread.unwrap_err().field, Some(Field::Transaction));
}

#[test]
fn one_payment_pays_several_people() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(50));
    let carol = Person::new(3).view().wallet.address;
    let further = |to: &str, amount: &str| command::FurtherPayee {
        to: to.into(),
        amount: amount.into(),
    };
    let paying = |more: Vec<command::FurtherPayee>| command::Review {
        more,
        ..review(&carol, "2", "")
    };
    let to = bob.view().wallet.address;
    let reviewed = alice.ask(clock(50), &paying(vec![further(&to, "3.5")]));
    let reviewed = reviewed.unwrap();
    assert_eq!(reviewed.more.len(), 1);
    assert_eq!(
        (&reviewed.more[0].to, reviewed.more[0].amount),
        (&to, coins("3.5"))
    );
    let total = coins("5.5").checked_add(reviewed.fee);
    assert_eq!(Some(reviewed.total), total);
    alice.ask(clock(50), &send(&reviewed, None)).unwrap();
    assert_eq!(alice.view().wallet.balance, reviewed.left);
    talk(&mut alice, &mut bob, 1, clock(51));
    assert_eq!(bob.view().wallet.incoming, coins("3.5"));

    let mut field = |more| alice.ask(clock(52), &paying(more)).unwrap_err().field;
    let good = further(&to, "1");
    assert_eq!(
        field(vec![good.clone(), further("nobody", "1")]),
        Some(Field::MoreTo(1))
    );
    assert_eq!(field(vec![further(&to, "0")]), Some(Field::MoreAmount(0)));
    assert_eq!(field(vec![further(&to, "x")]), Some(Field::MoreAmount(0)));
    assert_eq!(field(vec![good; 21]), None, "too many");
}
