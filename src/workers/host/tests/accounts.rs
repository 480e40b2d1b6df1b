//! Accounts of the wallet: they are kept with the profile, and the open chain shows the chosen one.

use api::{ChainReason, Fault, Field, command};

use super::miner;
use crate::testing::device::Device;
use crate::testing::person::Person;

#[test]
fn accounts_stay_after_the_chain_is_opened_again() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    person.start(api::NewChain::default());
    let main = person.chain().wallet.address.clone();
    let add = command::AddAccount {
        name: "Savings".into(),
        passphrase: None,
    };
    person.ask(add).unwrap();
    person.ask(command::ChooseAccount { index: 1 }).unwrap();
    let savings = person.chain().wallet.clone();
    assert_eq!((savings.accounts.len(), savings.account), (2, 1));
    assert_ne!(savings.address, main);

    let genesis = person.chain().genesis.to_string();
    person.ask(command::Leave).unwrap();
    drop(person);
    let mut again = Person::on(&device, 1);
    again.ask(command::Open { genesis }).unwrap();
    let kept = again.chain().wallet.clone();
    assert_eq!(kept.accounts[1].name, "Savings");
    assert_eq!((kept.account, kept.address), (1, savings.address));
    let none = Err(Fault::new(ChainReason::NoAccount));
    assert_eq!(again.ask(command::ChooseAccount { index: 2 }), none);
    assert_eq!(again.ask(command::RemoveAccount { index: 1 }), none);
}

/// A restored wallet finds the account that was used, and a descriptor of the former wallet can be
/// watched beside it.
#[test]
fn a_restored_wallet_finds_its_accounts_and_watches_others() {
    let mut person = miner(1, api::NewChain::default());
    let words = person.ask(command::ShowWords { passphrase: None }).unwrap();
    let add = command::AddAccount {
        name: String::new(),
        passphrase: None,
    };
    person.ask(add).unwrap();
    person.ask(command::ChooseAccount { index: 1 }).unwrap();
    // Rewards are paid to the account that is shown.
    person.mine(0);
    let descriptor = person.ask(command::Descriptor).unwrap();
    let restore = |words: &str| command::Restore {
        source: command::WalletSource::Words(words.into()),
        passphrase: None,
        agreed: true,
        present: None,
    };
    let other = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    person.ask(restore(other)).unwrap();
    assert_eq!(person.chain().wallet.accounts.len(), 1);
    let watch = command::Watch {
        name: "Before".into(),
        descriptor: descriptor.clone(),
    };
    person.ask(watch.clone()).unwrap();
    person.ask(command::ChooseAccount { index: 1 }).unwrap();
    assert!(person.chain().wallet.watch_only);
    let known = Fault::of(Field::Descriptor, ChainReason::AccountKnown);
    assert_eq!(person.ask(watch), Err(known));
    person.ask(command::RemoveAccount { index: 1 }).unwrap();

    person.ask(restore(&words)).unwrap();
    let wallet = person.chain().wallet.clone();
    assert_eq!((wallet.accounts.len(), wallet.account), (2, 0));
    person.ask(command::ChooseAccount { index: 1 }).unwrap();
    assert_eq!(person.ask(command::Descriptor), Ok(descriptor));
}
