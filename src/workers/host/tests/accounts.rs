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

    // The chain is not open while the words are restored.
    let genesis = person.chain().genesis.to_string();
    person.ask(command::Leave).unwrap();
    person.ask(command::ForgetReplaced).unwrap();
    person.ask(restore(&words)).unwrap();
    person.ask(command::Open { genesis }).unwrap();
    let wallet = person.chain().wallet.clone();
    assert_eq!((wallet.accounts.len(), wallet.account), (2, 0));
    person.ask(command::ChooseAccount { index: 1 }).unwrap();
    assert_eq!(person.ask(command::Descriptor), Ok(descriptor));
}

/// Blocks are never paid to an address that the person only watches, even if it is the stored one
/// of the wallet before.
#[test]
fn rewards_are_not_paid_to_the_watched_account_of_a_former_wallet() {
    let mut person = miner(1, api::NewChain::default());
    person.ask(command::SetRecognised { on: true }).unwrap();
    let descriptor = person.ask(command::Descriptor).unwrap();
    let other = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let restore = command::Restore {
        source: command::WalletSource::Words(other.into()),
        passphrase: None,
        agreed: true,
        present: None,
    };
    let watch = command::Watch {
        name: "Before".into(),
        descriptor,
    };
    let genesis = person.chain().genesis.to_string();
    // The chain is not open when the wallet is replaced, so the address is still stored.
    person.ask(command::Leave).unwrap();
    let mut watching = person;
    watching.ask(restore).unwrap();
    watching
        .ask(command::Open {
            genesis: genesis.clone(),
        })
        .unwrap();
    assert!(!watching.chain().recognised);
    watching.ask(watch).unwrap();
    watching.ask(command::ChooseAccount { index: 1 }).unwrap();
    watching.ask(command::Leave).unwrap();
    watching.ask(command::Open { genesis }).unwrap();
    assert!(watching.chain().wallet.watch_only && !watching.chain().recognised);
}
