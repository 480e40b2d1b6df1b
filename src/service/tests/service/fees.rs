//! Fees while the mempool is full: the signed fee is the shown one, and stamps pay the required
//! fee.

use crate::people::{Person, clock, easy, meet, send};
use api::{Field, Pace, PaymentReason, ProofReason, Reason, Review, command};
use chain::testing::{TestKey, output_of};
use chain::{Spec, SpecDraft};
use primitives::{Amount, FeeRate, Lock, Output, Transaction};
use service::Setup;
use store::RedbStore;

/// The number of transactions of [`heavy`]: a few more than a mempool holds.
const CROWD: u8 = 204;

/// A chain whose genesis block gives a test key an output of `amount` for each [`heavy`]
/// transaction.
fn crowded(amount: Amount) -> Setup {
    let mut draft = SpecDraft::clone(&easy().spec);
    let Lock::Key(key) = TestKey::new(1).lock() else {
        unreachable!("a test's key has a key lock")
    };
    draft.allocation = vec![(key, amount); usize::from(CROWD)];
    let spec = draft.build().unwrap();
    Setup { spec, ..easy() }
}

/// A transaction of nearly the maximum weight. It pays a fee rate of `rate` and a little more,
/// which grows with `number`.
fn heavy(spec: &Spec, rate: FeeRate, number: u8) -> Transaction {
    let (genesis, key) = (spec.genesis(), TestKey::new(1));
    let outputs = &genesis.transactions[0].outputs;
    let mut places = (0u32..)
        .zip(outputs)
        .filter(|(_, it)| it.lock == key.lock());
    let (place, _) = places.nth(number.into()).unwrap();
    let coin = output_of(&genesis.transactions[0], place);
    let data = Output {
        amount: Amount::ZERO,
        lock: Lock::Data(vec![0; 80]),
    };
    let rate = FeeRate(rate.0 + u64::from(number) * 10);
    let fee = rate.fee(100_000);
    let change = Output {
        amount: outputs[place as usize].amount.checked_sub(fee).unwrap(),
        lock: key.lock(),
    };
    let mut paid = vec![data; 270];
    paid.push(change);
    key.spend(genesis.hash(), &[coin], paid)
}

/// Puts this many [`heavy`] transactions into a person's mempool.
fn crowd(person: &mut Person, spec: &Spec, rate: FeeRate, count: u8) {
    for number in 0..count {
        let transaction = base16ct::lower::encode_string(&encoded(&heavy(spec, rate, number)));
        person
            .ask(clock(50), &command::Push { transaction })
            .unwrap();
    }
}

fn fill_pool(alice: &mut Person, spec: &Spec, rate: FeeRate) {
    crowd(alice, spec, rate, CROWD);
    let pool = alice.view().pool;
    assert!(
        pool.least_rate > rate.0 && pool.transactions < u32::from(CROWD),
        "{pool:?}"
    );
}

fn encoded(transaction: &Transaction) -> Vec<u8> {
    let mut bytes = Vec::new();
    primitives::Encode::encode(transaction, &mut bytes);
    bytes
}

fn review(alice: &mut Person, to: &str, amount: &str) -> Review {
    alice.review(clock(50), to, amount).unwrap()
}

#[test]
fn a_payment_pays_the_agreed_fee_or_is_refused_and_a_stamp_pays_the_required_fee() {
    let setup = crowded(Amount::COIN);
    let spec = setup.spec.clone();
    let mut alice = Person::on(1, setup, RedbStore::in_memory().unwrap());
    let to = Person::new(2).view().wallet.address;
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let before = review(&mut alice, &to, "20");
    fill_pool(&mut alice, &spec, FeeRate(1_000));

    // The shown fee would be signed, but it does not suffice any more.
    let refused = alice.ask(clock(50), &send(&before, None)).unwrap_err();
    assert!(refused.to_string().contains("at least"), "{refused}");
    assert_eq!(alice.view().wallet.outgoing, Amount::ZERO);
    let now = review(&mut alice, &to, "20");
    assert!(now.fee > before.fee);
    alice.ask(clock(50), &send(&now, None)).unwrap();
    assert_eq!(alice.view().wallet.outgoing, now.total);

    let sha256 = "ab".repeat(32);
    let asked = command::ReviewStamp {
        sha256: sha256.clone(),
    };
    let stamp = alice.ask(clock(50), &asked).expect("a stamp has a review");
    let command = |fee| command::Stamp {
        sha256: sha256.clone(),
        fee,
        passphrase: None,
    };
    let paid = alice.view().wallet.outgoing;
    let less = Amount::from_units(stamp.fee.units() - 1).unwrap();
    let refused = alice.ask(clock(50), &command(less)).unwrap_err();
    let is_changed = matches!(
        refused.reason,
        Reason::Proof(ProofReason::FeeChanged { .. })
    );
    assert!(is_changed, "{refused}");
    assert_eq!(alice.view().wallet.outgoing, paid);
    alice.ask(clock(50), &command(stamp.fee)).unwrap();
    let least = FeeRate(alice.view().pool.least_rate);
    assert!(stamp.fee >= least.fee(400), "{} at {least}", stamp.fee);
    assert!(alice.view().wallet.outgoing > paid);
}

/// The maximum amount of a payment grows after its review.
#[test]
fn only_the_reviewed_payment_is_signed() {
    let mut alice = Person::new(1);
    let to = Person::new(2).view().wallet.address;
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let before = review(&mut alice, &to, "max");
    alice.mine(clock(50));
    let now = review(&mut alice, &to, "max");
    assert!(now.amount > before.amount);
    alice.ask(clock(50), &send(&before, None)).unwrap();
    assert_eq!(alice.view().wallet.outgoing, before.total);
    // The later review spends the same coins.
    let refused = alice.ask(clock(50), &send(&now, None)).unwrap_err();
    assert_eq!(refused.field, Some(Field::Amount));
    assert_eq!(refused.reason, PaymentReason::CoinsMoved.into());
    assert_eq!(alice.view().wallet.outgoing, before.total);
}

#[test]
fn no_fee_beyond_the_cap_is_shown_or_signed() {
    // The rate is Bitcoin Core's `maxfeerate`: 10,000 base units per virtual byte. The full mempool
    // requires more.
    let rate = FeeRate(10_000 * FeeRate::MIN.0);
    let setup = crowded("5".parse().unwrap());
    let spec = setup.spec.clone();
    let mut alice = Person::on(1, setup, RedbStore::in_memory().unwrap());
    let to = Person::new(2).view().wallet.address;
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    assert!(alice.review(clock(50), &to, "20").unwrap().fee < Amount::COIN);
    fill_pool(&mut alice, &spec, rate);
    let refused = alice.review(clock(50), &to, "20").unwrap_err();
    assert_eq!(refused.field, Some(Field::Amount));
    assert!(
        matches!(
            refused.reason,
            Reason::Payment(PaymentReason::FeeTooHigh { .. })
        ),
        "{refused}"
    );
    assert_eq!(alice.view().wallet.outgoing, Amount::ZERO);
}

/// The height of the block of a transaction in the person's history; `None` if it waits.
fn height_of(person: &Person, txid: &str) -> Option<u32> {
    let history = person.view().wallet.history;
    let row = history.iter().find(|row| row.txid.to_string() == txid);
    row.and_then(|row| row.height)
}

/// A person with coins whose mempool has more than three blocks of transactions at four times the
/// minimum rate.
fn busy() -> Person {
    let setup = crowded(Amount::COIN);
    let spec = setup.spec.clone();
    let mut person = Person::on(1, setup, RedbStore::in_memory().unwrap());
    for second in 1..=4 {
        person.mine(clock(second * 10));
    }
    crowd(&mut person, &spec, FeeRate(1_000), 160);
    person
}

#[test]
fn a_person_chooses_between_the_next_block_and_a_lower_fee() {
    let mut alice = busy();
    let to = Person::new(2).view().wallet.address;
    let at = |pace: Pace| command::Review {
        pace,
        ..crate::people::review(&to, "1", "")
    };
    let quick = alice.ask(clock(50), &at(Pace::NextBlock)).unwrap();
    let cheap = alice.ask(clock(50), &at(Pace::NoHurry)).unwrap();
    assert!(quick.fee > cheap.fee);
    let paces = |review: &Review| review.fees.iter().map(|it| it.pace).collect::<Vec<_>>();
    assert_eq!(
        paces(&quick),
        [Pace::NextBlock, Pace::FewBlocks, Pace::NoHurry]
    );
    let [next, few, least] = &quick.fees[..] else {
        panic!("{:?}", quick.fees);
    };
    assert_eq!((next.fee, next.blocks), (quick.fee, Some(1)));
    assert_eq!(least.fee, cheap.fee);
    assert!(few.blocks.unwrap() <= 3 && least.blocks > few.blocks);
    // The estimate holds while nobody else pays more. (So might a lower fee: a block of heavy
    // transactions has a little room left for a light one.)
    let txid = alice.ask(clock(50), &send(&quick, None)).unwrap().txid;
    alice.mine(clock(60));
    assert_eq!(height_of(&alice, &txid), Some(alice.view().height));
}

#[test]
fn without_a_crowd_there_is_one_fee() {
    let mut alice = Person::new(1);
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let to = Person::new(2).view().wallet.address;
    let review = review(&mut alice, &to, "1");
    assert_eq!(review.fees.len(), 1);
    assert_eq!(review.fees[0].blocks, Some(1));
}

#[test]
fn a_payee_speeds_up_a_payment_by_spending_it() {
    let setup = crowded(Amount::COIN);
    let spec = setup.spec.clone();
    let store = || RedbStore::in_memory().unwrap();
    let mut alice = Person::on(1, setup.clone(), store());
    let mut bob = Person::on(2, setup, store());
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let to = bob.view().wallet.address;
    let paid = alice.pay(clock(45), &to, "3").unwrap();
    meet(&mut alice, &mut bob, 1, clock(46));
    crowd(&mut bob, &spec, FeeRate(1_000), 60);
    let row = bob.view().wallet.history[0].clone();
    assert!(row.bumpable && !row.replaceable, "{row:?}");

    let txid = paid.clone();
    let review = bob.ask(clock(50), &command::ReviewBump { txid }).unwrap();
    assert!(review.to_self && review.bumps.is_some());
    assert_eq!(
        review.left.checked_add(review.fee),
        Some("3".parse().unwrap()),
        "nothing but the fee is lost"
    );
    let child = bob.ask(clock(50), &send(&review, None)).unwrap().txid;
    bob.mine(clock(60));
    let tip = Some(bob.view().height);
    assert_eq!(
        (height_of(&bob, &paid), height_of(&bob, &child)),
        (tip, tip)
    );
    let txid = paid;
    let late = bob.ask(clock(61), &command::ReviewBump { txid });
    assert!(late.unwrap_err().to_string().contains("does not wait"));
}
