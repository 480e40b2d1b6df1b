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
