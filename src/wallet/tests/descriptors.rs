//! Descriptors, compared with `tests/vectors/descriptors.json`, and the wallets made of them.

use crate::common::{Chain, check, coins, pay, payment_from, seed, stranger};
use primitives::{BlockHash, Lock, address};
use serde::Deserialize;
use wallet::{
    AccountPublic, Descriptor, DescriptorError, FeeRate, MAX_ACCOUNTS, Settings, SignError, Spend,
    Wallet, Words,
};

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    mnemonic: String,
    genesis: BlockHash,
    account: u32,
    descriptor: String,
    addresses: Vec<String>,
}

fn vectors() -> Vec<Vector> {
    let file = include_str!("../../../tests/vectors/descriptors.json");
    serde_json::from_str::<File>(file).unwrap().vectors
}

fn wallet_of(account: AccountPublic, genesis: BlockHash) -> Wallet {
    let settings = Settings {
        genesis,
        maturity: 1,
    };
    Wallet::new(account, settings)
}

#[test]
fn an_account_has_the_descriptor_of_the_vectors_and_the_descriptor_its_addresses() {
    let vectors = vectors();
    assert!(vectors.len() >= 3);
    for vector in vectors {
        let seed = Words::parse(&vector.mnemonic).unwrap().seed();
        let account = seed
            .account_number(&vector.genesis, vector.account)
            .public();
        assert_eq!(account.identity().is_some(), vector.account == 0);
        let descriptor = Descriptor {
            genesis: vector.genesis,
            account: account.clone(),
        };
        assert_eq!(descriptor.to_string(), vector.descriptor);
        let read: Descriptor = format!(" {}\n", vector.descriptor).parse().unwrap();
        assert_eq!(read, descriptor);
        assert_eq!(AccountPublic::from_bytes(&account.to_bytes()), Ok(account));

        let locks: Vec<Lock> = read.account.first_locks(2).collect();
        let addresses = [0, 1, 2, 4].map(|at| {
            let prefix = "tab".parse().unwrap();
            address::encode(&prefix, &locks[at]).unwrap()
        });
        assert_eq!(addresses.as_slice(), vector.addresses);
        let mut wallet = wallet_of(read.account, vector.genesis);
        assert_eq!(wallet.receive_lock(), locks[0]);
        assert_eq!(wallet.next_receive_lock(), locks[1]);
        assert_eq!(wallet.reward_lock(), locks[4]);
    }
}

#[test]
fn texts_with_an_error_are_no_descriptors() {
    let right = vectors().remove(0).descriptor;
    let read = |text: &str| text.parse::<Descriptor>();
    assert!(read(&right).is_ok());
    for form in [
        "",
        "account()",
        "wpkh(xpub)#89f8spxm",
        &right[..right.len() - 9],
    ] {
        assert_eq!(read(form), Err(DescriptorError::Form), "{form}");
    }
    // Every changed character is found.
    for at in "account(".len()..right.len() {
        for other in ['0', '7', 'x', ','] {
            let mut changed: Vec<char> = right.chars().collect();
            if changed[at] == other || changed[at] == '#' {
                continue;
            }
            changed[at] = other;
            let changed: String = changed.into_iter().collect();
            assert_eq!(read(&changed), Err(DescriptorError::Checksum), "{changed}");
        }
    }
    // The checksums of these are right.
    let longer = right.replace(&right[right.len() - 10..], ",00)#q2m3hejf");
    let off_curve = format!(
        "{}#4afcgr64",
        &right[..right.len() - 9].replace(",036c", ",056c")
    );
    for content in [
        "account(00)#fu000tp0",
        "account()#22na3w9t",
        &longer,
        &off_curve,
    ] {
        assert_eq!(read(content), Err(DescriptorError::Content), "{content}");
    }
    assert_eq!(read(&right.repeat(2)), Err(DescriptorError::Form));
}

/// What a wallet of a descriptor shows is what the wallet with the words shows, and it signs
/// nothing.
#[test]
fn a_wallet_of_a_descriptor_watches_and_never_signs() {
    let (owner, other) = (seed(1), seed(2));
    let genesis = crate::common::GENESIS;
    let account = owner.account(&genesis).public();
    let text = Descriptor { genesis, account }.to_string();
    let read: Descriptor = text.parse().unwrap();
    let mut watching = wallet_of(read.account, genesis);
    let own = wallet_of(owner.account(&genesis).public(), genesis);
    let mut chain = Chain::new();
    chain.mine_empty(&mut watching, 1);
    let received = payment_from(1, &[(own.receive_lock(), coins("2"))]);
    chain.mine(&mut watching, &stranger(0), vec![received]);
    assert_eq!(watching.balance(chain.tip()).spendable, coins("2"));
    assert_eq!(watching.history(chain.tip(), 9).len(), 1);
    let payment = pay(&stranger(1), Spend::Exact(coins("1")));
    let draft = watching.prepare(&payment, chain.tip()).unwrap();
    assert_eq!(watching.sign(&draft, &other), Err(SignError::WrongSeed));
    assert_eq!(
        watching.sign_message(&own.receive_lock(), "text", &other),
        {
            let error = SignError::WrongSeed;
            Err(error.into())
        }
    );
}

/// Accounts share no key, and each signs with its own.
#[test]
fn accounts_have_their_own_keys_and_coins() {
    let owner = seed(1);
    let genesis = crate::common::GENESIS;
    let mut all: Vec<Lock> = (0..MAX_ACCOUNTS)
        .flat_map(|number| {
            let account = owner.account_number(&genesis, number).public();
            account.first_locks(3).collect::<Vec<_>>()
        })
        .collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!((all.len(), count), (count, 9 * MAX_ACCOUNTS as usize));

    let second = owner.account_number(&genesis, 1).public();
    let mut wallet = wallet_of(second, genesis);
    // The identity's coins belong to account 0 only.
    assert!(!wallet.owns(&Lock::Key(owner.identity().public().key_hash())));
    let mut chain = Chain::new();
    chain.mine_empty(&mut wallet, 1);
    let received = payment_from(1, &[(wallet.receive_lock(), coins("2"))]);
    chain.mine(&mut wallet, &stranger(0), vec![received]);
    let payment = pay(&stranger(1), Spend::Exact(coins("1")));
    let draft = wallet.prepare(&payment, chain.tip()).unwrap();
    let signed = wallet.sign(&draft, &owner).unwrap();
    check(&draft, &signed, FeeRate::MIN);
    assert_eq!(wallet.sign(&draft, &seed(2)), Err(SignError::WrongSeed));
}
