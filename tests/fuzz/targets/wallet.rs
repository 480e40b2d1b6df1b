//! Damaged rows of a wallet: the wallet may be refused, but the program must not panic, neither
//! then nor when the wallet is used.
#![no_main]

use chain::testing;
use chain::{Chain, MemoryStore};
use fuzz::small_chain::owner;
use libfuzzer_sys::fuzz_target;
use primitives::{Amount, Block, Height, Timestamp, Transaction};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use wallet::{AccountPublic, FeeRate, Payment, Settings, Spend, Wallet, Words};

struct Base {
    account: AccountPublic,
    settings: Settings,
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
    blocks: Vec<Block>,
    payment: Transaction,
}

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let spec = testing::spec();
    let mut chain = Chain::open(spec.clone(), MemoryStore::new()).expect("a new chain");
    let settings = Settings {
        genesis: chain.genesis(),
        maturity: spec.maturity,
    };
    let seed = Words::from_entropy([7; 16]).seed();
    let account = seed.account(&settings.genesis).public();
    let mut wallet = Wallet::new(account.clone(), settings.clone());
    let genesis = spec.genesis();
    assert!(wallet.connect(Height::GENESIS, &genesis));
    let mut blocks = vec![genesis];
    for place in 0..5 {
        let lock = match place {
            0 | 2 => wallet.reward_lock(),
            _ => owner(place).lock(),
        };
        let block = testing::next_block(&chain, &lock, Vec::new());
        chain
            .accept_block(block.clone(), block.header.time)
            .expect("valid");
        assert!(wallet.connect(chain.tip().height, &block));
        blocks.push(block);
    }
    let pay = |place: usize, fee| {
        let (coin, _) = testing::output_of(&blocks[place + 1].transactions[0], 0);
        let fee = Amount::from_units(fee).expect("small");
        owner(place).pay(&chain, coin, &wallet.receive_lock(), fee)
    };
    let (waiting, payment) = (pay(1, 2_000), pay(3, 3_000));
    wallet.pool_added(&waiting, Timestamp(1_700_000_100));
    let rows = wallet.take_changes().into_iter();
    let rows = rows
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    Base {
        account,
        settings,
        rows,
        blocks,
        payment,
    }
});

fuzz_target!(|bytes: &[u8]| {
    let [row, value @ ..] = bytes else {
        return;
    };
    let mut rows = BASE.rows.clone();
    // In reverse order, because the rows of keys are first, hundreds of them, and all alike.
    let key = rows.keys().rev().nth(usize::from(*row)).cloned();
    match key {
        Some(key) if value.is_empty() => drop(rows.remove(&key)),
        Some(key) => drop(rows.insert(key, value.to_vec())),
        None => {
            let (key, value) = value.split_at(value.len().min(33));
            rows.insert(key.to_vec(), value.to_vec());
        }
    }
    if let Ok(wallet) = Wallet::restore(BASE.account.clone(), BASE.settings.clone(), rows) {
        use_it(wallet);
    }
});

fn use_it(mut wallet: Wallet) {
    let tip = wallet
        .synced()
        .map_or(Height::GENESIS, |(height, _)| height);
    let _ = (
        wallet.balance(tip),
        wallet.history(tip, 100),
        wallet.failed(tip),
    );
    let payment = Payment {
        to: owner(9).lock(),
        amount: Spend::Max,
        fee_rate: FeeRate::MIN,
        note: None,
    };
    let _ = wallet.prepare(&payment, tip);
    wallet.pool_added(&BASE.payment, Timestamp(1_700_000_200));
    for waiting in wallet.unconfirmed() {
        wallet.pool_removed(&waiting.txid());
    }
    let blocks: Vec<_> = (0..).map(Height).zip(&BASE.blocks).collect();
    for (height, block) in blocks.iter().rev() {
        wallet.disconnect(*height, block);
    }
    wallet.forget();
    let _ = (wallet.next_receive_lock(), wallet.take_changes());
}
