//! The paths of the wallet's keys, compared with `tests/vectors/keys.json`, which a program in
//! another language generated.

use crate::common::{Chain, coins, pay, payment_from, stranger};
use base16ct::lower;
use primitives::{BlockHash, Lock, PublicKey, address};
use serde::Deserialize;
use wallet::{Branch, KeyPath, Settings, Spend, Wallet, Words};

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    mnemonic: String,
    entropy: String,
    genesis: BlockHash,
    seed: String,
    identity: Identity,
    account: Account,
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Identity {
    public_key: String,
}

#[derive(Deserialize)]
struct Account {
    path: String,
    public_key: String,
    chain_code: String,
}

#[derive(Deserialize)]
struct Key {
    path: String,
    private_key: String,
    public_key: String,
    key_hash: String,
    address: String,
}

fn vectors() -> Vec<Vector> {
    let file = include_str!("../../../tests/vectors/keys.json");
    serde_json::from_str::<File>(file).unwrap().vectors
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    lower::encode_string(bytes.as_ref())
}

/// Parses the last two levels of a path.
fn key_path(path: &str) -> KeyPath {
    let mut levels = path.rsplit('/').map(|level| level.parse().unwrap());
    let index = levels.next().unwrap();
    let branch = levels.next().unwrap();
    let branch = Branch::ALL[usize::try_from(branch).unwrap()];
    KeyPath { branch, index }
}

#[test]
fn words_and_genesis_give_the_keys_of_the_vectors() {
    let vectors = vectors();
    assert!(vectors.len() >= 3);
    for vector in vectors {
        let words = Words::parse(&vector.mnemonic).unwrap();
        let entropy = lower::decode_vec(&vector.entropy).unwrap();
        assert!(words == Words::from_entropy(entropy.try_into().unwrap()));
        let seed = words.seed();
        assert_eq!(hex(&seed.to_bytes()[..]), vector.seed);
        assert_eq!(
            hex(seed.identity().public().to_bytes()),
            vector.identity.public_key
        );

        let account = seed.account(&vector.genesis);
        let expected = [
            vector.account.public_key,
            vector.account.chain_code,
            vector.identity.public_key,
        ];
        assert_eq!(hex(account.public().to_bytes()), expected.concat());
        for key in vector.keys {
            assert!(key.path.starts_with(&vector.account.path));
            let secret = account.key(key_path(&key.path));
            assert_eq!(hex(&secret.to_bytes()[..]), key.private_key, "{}", key.path);
            let public = secret.public();
            assert_eq!(hex(public.to_bytes()), key.public_key);
            assert_eq!(hex(public.key_hash().to_bytes()), key.key_hash);
            let address = address::encode_key(&"tab".parse().unwrap(), public.key_hash());
            assert_eq!(address, key.address);
        }
    }
}

/// The lock of the change in a new wallet's first payment.
fn change_lock(wallet: &mut Wallet) -> Lock {
    let mut chain = Chain::new();
    chain.mine_empty(wallet, 1);
    let received = payment_from(1, &[(wallet.receive_lock(), coins("2"))]);
    chain.mine(wallet, &stranger(0), vec![received]);
    let to = stranger(1);
    let payment = pay(&to, Spend::Exact(coins("1")));
    let draft = wallet.prepare(&payment, chain.tip()).unwrap();
    let mut outputs = draft.transaction.outputs.into_iter();
    outputs.find(|output| output.lock != to).unwrap().lock
}

/// A locked wallet derives the same keys from the public keys alone.
#[test]
fn a_locked_wallet_hands_out_the_addresses_of_the_vectors() {
    for vector in vectors() {
        let account = Words::parse(&vector.mnemonic)
            .unwrap()
            .seed()
            .account(&vector.genesis)
            .public();
        let settings = Settings {
            genesis: vector.genesis,
            maturity: 1,
        };
        let mut wallet = Wallet::new(account, settings);
        let lock = |path: &str| {
            let key = vector.keys.iter().find(|key| key.path.ends_with(path));
            let bytes = lower::decode_vec(&key.unwrap().public_key).unwrap();
            Lock::Key(PublicKey::from_bytes(&bytes).unwrap().key_hash())
        };
        assert_eq!(wallet.receive_lock(), lock("/0/0"));
        assert_eq!(wallet.next_receive_lock(), lock("/0/1"));
        assert_eq!(wallet.reward_lock(), lock("/2/0"));
        assert_eq!(change_lock(&mut wallet), lock("/1/0"));
    }
}

/// A person's keys on two chains are different, except for the identity.
#[test]
fn no_two_chains_share_a_key_for_coins() {
    let seed = Words::from_entropy([1; 16]).seed();
    // The bits of the hash in a path are the first 124.
    let genesis = [
        [0; 32],
        [0x80; 32],
        std::array::from_fn(|at| u8::from(at == 15) << 4),
    ];
    let locks = genesis.map(|hash| {
        let hash = BlockHash::from_bytes(hash);
        let account = seed.account(&hash).public();
        let settings = Settings {
            genesis: hash,
            maturity: 1,
        };
        let mut wallet = Wallet::new(account, settings);
        [
            wallet.receive_lock(),
            wallet.reward_lock(),
            change_lock(&mut wallet),
        ]
    });
    let mut all = locks.concat();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}
