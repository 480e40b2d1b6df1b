//! Data outputs of the wallet: in addition to a payment, or alone for only the fee.

use crate::common::*;
use primitives::{Amount, Lock, Output, Timestamp};
use wallet::{FeeRate, Kind, MAX_DATA, MIN_DATA_ALONE, Payment, Spend, SpendError, Wallet};

/// A wallet with one spendable coin of this value.
fn purse(value: Amount) -> (wallet::Seed, Wallet, Chain) {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let lock = wallet.receive_lock();
    chain.mine(
        &mut wallet,
        &stranger(0),
        vec![payment_from(1, &[(lock, value)])],
    );
    (seed, wallet, chain)
}

fn carries(bytes: &[u8]) -> Output {
    Output {
        amount: Amount::ZERO,
        lock: Lock::Data(bytes.to_vec()),
    }
}

#[test]
fn a_note_goes_with_the_payment_and_costs_its_weight() {
    let (seed, mut wallet, chain) = purse(coins("5"));
    for amount in [Spend::Exact(coins("1")), Spend::Max] {
        let plain = pay(&stranger(7), amount);
        let noted = Payment {
            note: Some(b"for the bicycle".to_vec()),
            ..plain.clone()
        };
        let (without, with) = (
            wallet.prepare(&plain, chain.tip()).unwrap(),
            wallet.prepare(&noted, chain.tip()).unwrap(),
        );
        let signed = wallet.sign(&with, &seed).unwrap();
        check(&with, &signed, FeeRate::MIN);
        assert!(signed.outputs.contains(&carries(b"for the bicycle")));
        // An output of 8 + 1 + 2 + 15 bytes, each four weight units, at a quarter base unit each.
        assert_eq!(with.fee.units() - without.fee.units(), 26);
    }
    let draft = wallet
        .prepare(
            &Payment {
                note: Some(vec![b'x'; MAX_DATA]),
                ..pay(&stranger(7), Spend::Exact(coins("1")))
            },
            chain.tip(),
        )
        .unwrap();
    let signed = wallet.sign(&draft, &seed).unwrap();
    wallet.pool_added(&signed, Timestamp(5));
    let entry = &wallet.history(chain.tip(), 1)[0];
    assert_eq!((entry.kind, entry.amount), (Kind::Sent, coins("1")));
    assert_eq!(entry.counterparts, [stranger(7)]);
}

#[test]
fn data_alone_costs_the_fee_and_all_else_comes_back() {
    let (seed, mut wallet, mut chain) = purse(coins("5"));
    let data = Lock::Data(b"a hash".to_vec());
    let ask = pay(&data, Spend::Exact(Amount::ZERO));
    let draft = wallet.prepare(&ask, chain.tip()).unwrap();
    let signed = wallet.sign(&draft, &seed).unwrap();
    check(&draft, &signed, FeeRate::MIN);
    assert_eq!(draft.amount, Amount::ZERO);
    let back = units(coins("5").units() - draft.fee.units());
    assert_eq!(draft.change, Some(back));

    wallet.pool_added(&signed, Timestamp(9));
    assert_eq!(wallet.balance(chain.tip()).spendable, back);
    for confirmed in [false, true] {
        if confirmed {
            chain.mine(&mut wallet, &stranger(0), vec![signed.clone()]);
        }
        let entry = &wallet.history(chain.tip(), 1)[0];
        assert_eq!((entry.kind, entry.amount), (Kind::Data, Amount::ZERO));
        assert_eq!(entry.fee, Some(draft.fee));
        let kept = wallet.kept().next().unwrap();
        assert_eq!((kept.txid, kept.ours), (signed.txid(), true));
        assert_eq!(kept.transaction, &signed);
        assert_eq!(kept.height, confirmed.then(|| chain.tip()));
        assert_eq!(wallet.keeps(&signed.txid()), Some(kept));
    }
}

#[test]
fn a_coin_that_just_pays_the_fee_carries_data_without_change() {
    let data = Lock::Data(vec![7; 36]);
    let ask = pay(&data, Spend::Exact(Amount::ZERO));
    let rich = purse(coins("1"));
    let fee = rich.1.prepare(&ask, rich.2.tip()).unwrap().fee;
    // Without change, an output of 31 bytes less: 31 base units at the lowest rate.
    let least = units(fee.units() - 31);
    let (_, wallet, chain) = purse(least);
    let draft = wallet.prepare(&ask, chain.tip()).unwrap();
    assert_eq!((draft.fee, draft.change), (least, None));
    let (_, wallet, chain) = purse(units(least.units() - 1));
    assert!(matches!(
        wallet.prepare(&ask, chain.tip()),
        Err(SpendError::InsufficientFunds { needed, .. }) if needed == least
    ));
}

/// The size in bytes of an inner Merkle node: the hashes of its two children. A transaction of this
/// size could be mistaken for such a node (CVE-2017-12842).
const NODE_BYTES: usize = 64;

#[test]
fn data_alone_is_never_of_the_size_of_a_node() {
    for length in 0..=MIN_DATA_ALONE {
        let ask = pay(&Lock::Data(vec![7; length]), Spend::Exact(Amount::ZERO));
        // A coin that is too small for change.
        let (_, wallet, chain) = purse(units(150));
        match wallet.prepare(&ask, chain.tip()) {
            Err(refused) => assert_eq!(refused, SpendError::DataTooShort { length }),
            Ok(draft) => {
                assert_eq!((length, draft.change), (MIN_DATA_ALONE, None));
                assert_eq!(draft.transaction.stripped_len(), NODE_BYTES + 1);
            }
        }
    }
    let beside = Payment {
        note: Some(vec![7; MIN_DATA_ALONE - 1]),
        ..pay(&stranger(7), Spend::Max)
    };
    let (_, wallet, chain) = purse(coins("1"));
    let draft = wallet.prepare(&beside, chain.tip()).unwrap();
    assert!(draft.transaction.stripped_len() > NODE_BYTES);
}

#[test]
fn what_cannot_be_carried_is_refused() {
    let (_, wallet, chain) = purse(coins("5"));
    let long = vec![0; MAX_DATA + 1];
    let too_long = SpendError::DataTooLong { length: long.len() };
    let refused = |payment| wallet.prepare(&payment, chain.tip()).unwrap_err();
    let alone = Lock::Data(long.clone());
    assert_eq!(refused(pay(&alone, Spend::Exact(Amount::ZERO))), too_long);
    let beside = Payment {
        note: Some(long),
        ..pay(&stranger(7), Spend::Max)
    };
    assert_eq!(refused(beside), too_long);
    let data = Lock::Data(vec![1; MIN_DATA_ALONE]);
    for amount in [Spend::Max, Spend::Exact(coins("1"))] {
        assert_eq!(refused(pay(&data, amount)), SpendError::NotPayable);
    }
    let free = Payment {
        fee_rate: FeeRate(0),
        ..pay(&data, Spend::Exact(Amount::ZERO))
    };
    let draft = wallet.prepare(&free, chain.tip()).unwrap();
    assert_eq!(
        draft.transaction.inputs.len(),
        1,
        "without a coin it is not a transaction"
    );
}
