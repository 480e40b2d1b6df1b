//! Several accounts of one wallet, and accounts that are only watched.

use api::{ChainReason, Fault, Field, HistoryKind, PaymentReason, Reason, command};
use primitives::{Amount, BlockHash};
use service::{NamedAccount, Profile, Restored, Setup};
use wallet::AccountPublic;

use crate::people::{ACCOUNTS, Person, clock, easy, entropy, review};

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

/// A person whose profile knows the chain, and who has spendable rewards.
fn miner(byte: u8) -> (Person, BlockHash) {
    let mut person = Person::new(byte);
    let genesis = person.profile.add(easy(), None).unwrap();
    for block in 1..=4 {
        person.mine(clock(block * 10));
    }
    (person, genesis)
}

/// Shows another account, as the owner of the profile does.
fn choose(person: &mut Person, genesis: &BlockHash, index: usize) {
    person.profile.choose_account(genesis, index).unwrap();
    person.service.choose_account(index);
    person.drain(clock(60));
}

fn add(person: &mut Person, genesis: &BlockHash, name: &str) {
    let added = person.profile.add_account(genesis, name, None).unwrap();
    person.service.add_account(added).unwrap();
    person.drain(clock(60));
}

#[test]
fn accounts_have_their_own_addresses_coins_and_history() {
    let (mut ann, genesis) = miner(1);
    add(&mut ann, &genesis, "Savings");
    let main = ann.view().wallet;
    assert_eq!((main.accounts.len(), main.account), (2, 0));
    choose(&mut ann, &genesis, 1);
    let savings = ann.view().wallet;
    assert_eq!((savings.balance, savings.account), (Amount::ZERO, 1));
    assert!(savings.history.is_empty() && savings.address != main.address);

    // A payment to an account that is not shown is noticed at once.
    choose(&mut ann, &genesis, 0);
    ann.notices.clear();
    ann.pay(clock(61), &savings.address, "1.5").unwrap();
    assert!(ann.notices.iter().any(|notice| matches!(
        notice,
        api::Notice::PaymentReceived { amount } if *amount == coins("1.5")
    )));
    ann.mine(clock(70));
    let shown = ann.view().wallet;
    assert_eq!(shown.accounts[1].balance, coins("1.5"));
    assert_eq!(shown.accounts[1].name, "Savings");
    assert_eq!(shown.accounts[0].balance, shown.balance);

    // The account spends its own coins, with its own keys.
    choose(&mut ann, &genesis, 1);
    let savings = ann.view().wallet;
    assert_eq!(savings.balance, coins("1.5"));
    assert_eq!(savings.history[0].kind, HistoryKind::Received);
    let refused = ann.pay(clock(71), &main.address, "2").unwrap_err();
    assert!(matches!(
        refused.reason,
        Reason::Payment(PaymentReason::InsufficientFunds { .. })
    ));
    ann.pay(clock(71), &main.address, "1").unwrap();
    ann.mine(clock(80));
    let left = ann.view().wallet.accounts[1].balance;
    assert!(left < coins("0.5") && left > coins("0.49"), "{left}");
    // Both accounts count.
    let worth = ann.service.standing().worth;
    assert!(worth > coins("200") && worth <= coins("300"), "{worth}");
}

#[test]
fn a_draft_of_one_account_is_not_signed_by_another() {
    let (mut ann, genesis) = miner(1);
    add(&mut ann, &genesis, "");
    let to = ann.ask(clock(60), &command::NewAddress).unwrap();
    let reviewed = ann.ask(clock(60), &review(&to, "1", "")).unwrap();
    choose(&mut ann, &genesis, 1);
    let draft = reviewed.draft;
    let send = command::Send {
        draft,
        passphrase: None,
    };
    let moved = Fault::of(Field::Amount, PaymentReason::CoinsMoved);
    assert_eq!(ann.ask(clock(60), &send), Err(moved));
}

/// The words bring back the accounts up to the last one that was used, and none after it.
#[test]
fn restored_words_find_the_accounts_that_were_used() {
    let (mut ann, genesis) = miner(1);
    add(&mut ann, &genesis, "Empty");
    add(&mut ann, &genesis, "Savings");
    add(&mut ann, &genesis, "Later");
    choose(&mut ann, &genesis, 2);
    let to = ann.ask(clock(60), &command::NewAddress).unwrap();
    choose(&mut ann, &genesis, 0);
    ann.pay(clock(61), &to, "1").unwrap();
    ann.mine(clock(70));

    let mut restored = Profile::new(entropy(1));
    restored.add(easy(), None).unwrap();
    let is_used = |account: &_| ann.service.is_account_used(account);
    let found = restored.find_accounts(&genesis, None, is_used).unwrap();
    let (_, keys) = ann.profile.opened(&genesis).unwrap();
    let same = |(one, two): (&NamedAccount, &NamedAccount)| one.account == two.account;
    assert_eq!(found.len(), 2);
    assert!(found.iter().zip(&keys.further).all(same));
    let again = restored.find_accounts(&genesis, None, is_used).unwrap();
    assert!(again.is_empty());
    let (_, keys) = restored.opened(&genesis).unwrap();
    assert_eq!(keys.further, found);
}

/// An account stands once: one that was watched becomes the person's own when it is found, and
/// what the store has of it stays.
#[test]
fn a_watched_account_becomes_ones_own() {
    let (mut ann, genesis) = miner(1);
    add(&mut ann, &genesis, "");
    choose(&mut ann, &genesis, 1);
    let descriptor = ann.ask(clock(60), &command::Descriptor).unwrap();
    let to = ann.ask(clock(60), &command::NewAddress).unwrap();
    choose(&mut ann, &genesis, 0);
    ann.pay(clock(61), &to, "1").unwrap();
    ann.mine(clock(70));

    let mut profile = Profile::new(entropy(1));
    profile.add(easy(), None).unwrap();
    let watched = profile.watch(&genesis, "Old", &descriptor).unwrap();
    let mut again = Person::new(1);
    again.service.add_account(watched).unwrap();
    again.drain(clock(72));
    let is_used = |account: &_| ann.service.is_account_used(account);
    let found = profile.find_accounts(&genesis, None, is_used).unwrap();
    assert_eq!((found.len(), found[0].is_watched), (1, false));
    assert_eq!(found[0].name, "Old");
    again.service.add_account(found[0].clone()).unwrap();
    again.drain(clock(72));
    let accounts = again.view().wallet.accounts;
    assert_eq!((accounts.len(), accounts[1].watched), (2, false));
    let (_, keys) = profile.opened(&genesis).unwrap();
    assert_eq!(keys.further, found);
    assert!(profile.remove_account(&genesis, 1).is_err());
}

/// A restored wallet finds its accounts on every chain without its words, also on one that is
/// joined later, and undoing brings back accounts that nobody has paid.
#[test]
fn accounts_are_found_after_a_restore_and_come_back_when_it_is_undone() {
    let (mut ann, genesis) = miner(1);
    add(&mut ann, &genesis, "Unpaid");
    add(&mut ann, &genesis, "Savings");
    choose(&mut ann, &genesis, 2);
    let to = ann.ask(clock(60), &command::NewAddress).unwrap();
    choose(&mut ann, &genesis, 0);
    ann.pay(clock(61), &to, "1").unwrap();
    ann.mine(clock(70));
    let accounts = |profile: &mut Profile| {
        let (_, keys) = profile.opened(&genesis).unwrap();
        keys.further
    };
    let own = accounts(&mut ann.profile);
    let is_used = |account: &_| ann.service.is_account_used(account);

    let words = ann.profile.words(None).unwrap();
    let restored = Restored::of_words(&words, None, entropy(3)).unwrap();
    let (mut known, mut later) = (Profile::new(entropy(2)), Profile::new(entropy(2)));
    known.add(easy(), None).unwrap();
    for profile in [&mut known, &mut later] {
        profile.restore(&restored, None).unwrap();
        profile.add(easy(), None).unwrap();
        let mut kept = Profile::from_bytes(&profile.to_bytes()).unwrap();
        let found = kept.add_used(&genesis, is_used).unwrap();
        let same = |(one, two): (&NamedAccount, &NamedAccount)| one.account == two.account;
        assert!(found.len() == 2 && found.iter().zip(&own).all(same));
        assert_eq!(accounts(&mut kept), found);
        assert!(kept.add_used(&genesis, is_used).unwrap().is_empty());
    }

    let other = known.words(None).unwrap();
    assert_eq!(other, words);
    let other = Profile::new(entropy(2)).words(None).unwrap();
    let other = Restored::of_words(&other, None, entropy(3)).unwrap();
    let mut profile = ann.profile.clone();
    profile.add_account(&genesis, "Given out", None).unwrap();
    let before = accounts(&mut profile);
    profile.restore(&other, None).unwrap();
    assert!(accounts(&mut profile).is_empty());
    assert!(profile.add_used(&genesis, is_used).unwrap().is_empty());
    let mut profile = Profile::from_bytes(&profile.to_bytes()).unwrap();
    let mut forgetful = profile.clone();
    profile.undo_restore(None).unwrap();
    assert_eq!(accounts(&mut profile), before);
    // They go for good with the wallet, as far as nobody has paid them.
    forgetful.forget_replaced();
    forgetful.restore(&restored, None).unwrap();
    assert!(accounts(&mut forgetful).is_empty());
    assert_eq!(forgetful.add_used(&genesis, is_used).unwrap().len(), 2);
}

/// A watched account that is the account 0 of restored words is not there twice.
#[test]
fn a_restored_wallet_is_not_watched_beside_itself() {
    let mut shop = Person::new(2);
    let descriptor = shop.ask(clock(0), &command::Descriptor).unwrap();
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.add(easy(), None).unwrap();
    profile.watch(&genesis, "Shop", &descriptor).unwrap();
    let words = shop.profile.words(None).unwrap();
    let restored = Restored::of_words(&words, None, entropy(3)).unwrap();
    profile.restore(&restored, None).unwrap();
    let (_, keys) = profile.opened(&genesis).unwrap();
    assert!(keys.further.is_empty());
}

#[test]
fn a_watched_account_shows_everything_and_signs_nothing() {
    let (mut ann, genesis) = miner(1);
    let mut shop = Person::new(2);
    let theirs = shop.view().wallet.address;
    let descriptor = shop.ask(clock(0), &command::Descriptor).unwrap();
    let watched = ann.profile.watch(&genesis, "Shop", &descriptor).unwrap();
    ann.service.add_account(watched).unwrap();
    ann.drain(clock(60));
    ann.notices.clear();
    ann.pay(clock(61), &theirs, "3").unwrap();
    let received = |notice: &api::Notice| matches!(notice, api::Notice::PaymentReceived { .. });
    assert!(
        !ann.notices.iter().any(received),
        "it is the shop’s payment"
    );
    ann.mine(clock(70));
    let worth = ann.service.standing().worth;
    choose(&mut ann, &genesis, 1);
    let shown = ann.view();
    assert!(shown.wallet.watch_only && shown.wallet.accounts[1].watched);
    assert_eq!(shown.wallet.balance, coins("3"));
    assert_eq!(shown.wallet.history.len(), 1);
    assert_eq!(
        ann.service.standing().worth,
        worth,
        "others’ coins don’t count"
    );
    // The next address is the one that the shop itself would give out.
    let next = shop.ask(clock(0), &command::NewAddress).unwrap();
    assert_eq!(shown.wallet.address, next);

    let refused = Fault::new(ChainReason::WatchOnly);
    let to = review(&theirs, "1", "");
    assert_eq!(ann.ask(clock(71), &to), Err(refused.clone()));
    let sign = command::SignMessage {
        address: theirs,
        message: "text".into(),
        passphrase: None,
    };
    assert_eq!(ann.ask(clock(71), &sign), Err(refused));
    // Rewards go to one's own account meanwhile.
    ann.mine(clock(80));
    assert_eq!(ann.view().wallet.balance, coins("3"));
    let history = ann.view().wallet.history;
    assert!(history.iter().all(|row| row.kind != HistoryKind::Reward));
    choose(&mut ann, &genesis, 0);
    let rewards = ann.view().wallet.history;
    let rewards = rewards.iter().filter(|row| row.kind == HistoryKind::Reward);
    assert_eq!(rewards.count(), 6);

    // Watching ends, and the person's own account is shown.
    choose(&mut ann, &genesis, 1);
    ann.profile.remove_account(&genesis, 1).unwrap();
    ann.service.remove_account(1);
    ann.drain(clock(90));
    let left = ann.view().wallet;
    assert_eq!(
        (left.accounts.len(), left.account, left.watch_only),
        (1, 0, false)
    );
}

#[test]
fn wrong_accounts_and_descriptors_are_refused() {
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.add(easy(), None).unwrap();
    let mut shop = Person::new(2);
    let descriptor = shop.ask(clock(0), &command::Descriptor).unwrap();
    let wrong = |reason: ChainReason| Err(Fault::of(Field::Descriptor, reason));
    let mut watch = |text: &str| profile.watch(&genesis, "", text).map(|it| it.name);
    assert_eq!(watch(&descriptor), Ok(String::new()));
    assert_eq!(watch(&descriptor), wrong(ChainReason::AccountKnown));
    let mistyped = watch(&descriptor.replace('a', "b")).unwrap_err();
    assert_eq!(mistyped.field, Some(Field::Descriptor));
    let mut own = Person::new(1);
    let own = own.ask(clock(0), &command::Descriptor).unwrap();
    assert_eq!(watch(&own), wrong(ChainReason::AccountKnown));
    let mut bare: wallet::Descriptor = own.parse().unwrap();
    let keys = bare.account.to_bytes();
    bare.account = AccountPublic::from_bytes(&keys[..65]).unwrap();
    assert_ne!(bare.to_string(), own);
    assert_eq!(watch(&bare.to_string()), wrong(ChainReason::AccountKnown));

    let mut draft = chain::SpecDraft::clone(&easy().spec);
    draft.name = "Elsewhere".into();
    let other = Setup::new(draft.build().unwrap(), "");
    let other = profile.add(other, None).unwrap();
    let elsewhere = profile.watch(&other, "", &descriptor).map(|it| it.name);
    assert_eq!(elsewhere, wrong(ChainReason::DescriptorElsewhere));

    // The watched account takes no place of one's own.
    for _ in 0..7 {
        profile.add_account(&genesis, "", None).unwrap();
    }
    let many = Fault::new(ChainReason::ManyAccounts { most: 8 });
    assert_eq!(profile.add_account(&genesis, "", None), Err(many));
    let none = Err(Fault::new(ChainReason::NoAccount));
    assert_eq!(profile.choose_account(&genesis, 9), none);
    // Accounts of one's own words can't be removed, since they may have coins.
    assert_eq!(profile.remove_account(&genesis, 0), none);
    assert_eq!(profile.remove_account(&genesis, 2), none);
    let hidden = profile.add_account(&other, "a\u{200b}b", None).unwrap_err();
    assert_eq!(hidden.field, Some(Field::Label));
}

#[test]
fn accounts_are_kept_in_the_profile() {
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.add(easy(), None).unwrap();
    let bare = profile.to_bytes();
    let mut shop = Person::new(2);
    let descriptor = shop.ask(clock(0), &command::Descriptor).unwrap();
    profile.add_account(&genesis, "Savings", None).unwrap();
    profile.watch(&genesis, "Shop", &descriptor).unwrap();
    profile.choose_account(&genesis, 2).unwrap();
    let mut again = Profile::from_bytes(&profile.to_bytes()).unwrap();
    let (_, keys) = again.opened(&genesis).unwrap();
    let kept: Vec<_> = (keys.further.iter())
        .map(|it| (it.name.as_str(), it.is_watched))
        .collect();
    assert_eq!(kept, [("Savings", false), ("Shop", true)]);
    assert_eq!(keys.chosen, 2);
    // A service that is opened with them shows the chosen one.
    let mut person = Person::new(1);
    for account in keys.further {
        person.service.add_account(account).unwrap();
    }
    choose_only(&mut person, 2);
    assert!(person.view().wallet.watch_only);

    // The format before had no accounts at the end of the only chain.
    let mut before = bare;
    before[0] = 4;
    before.truncate(before.len() - ACCOUNTS);
    let mut read = Profile::from_bytes(&before).unwrap();
    let (_, keys) = read.opened(&genesis).unwrap();
    assert!(keys.further.is_empty() && keys.chosen == 0);
    assert!(Profile::from_bytes(&[6]).is_err());
}

fn choose_only(person: &mut Person, index: usize) {
    person.service.choose_account(index);
    person.drain(clock(60));
}
