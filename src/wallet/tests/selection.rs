//! Coin selection from random coins: it pays whenever a plain sum shows that they suffice, and
//! never wastes a coin.

use crate::common::*;
use primitives::{Amount, Height};
use proptest::prelude::*;
use wallet::{FeeRate, Payment, Seed, Spend, SpendError, Wallet};

/// The weight units of a transaction without inputs and with one output to a key, and those of each
/// input.
const FRAME: u64 = 4 * 10 + 2 + 4 * 31;
const INPUT: u64 = 4 * 41 + 101;
/// The minimum amount of a payment to a key, in base units.
const DUST_LIMIT: u64 = 294;

fn purse(values: &[u64]) -> (Seed, Wallet, Height) {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let lock = wallet.receive_lock();
    let outputs: Vec<_> = values
        .iter()
        .map(|value| (lock.clone(), units(*value)))
        .collect();
    chain.mine(&mut wallet, &stranger(0), vec![payment_from(1, &outputs)]);
    (seed, wallet, chain.tip())
}

/// The maximum amount that these coins can pay, computed as a sum: those worth more than their own
/// fee, less the fee of all.
fn most(values: &[u64], rate: u64) -> u64 {
    let fee = |weight: u64| (weight * rate).div_ceil(1000);
    let worth: Vec<u64> = values
        .iter()
        .copied()
        .filter(|value| *value > fee(INPUT))
        .collect();
    let sum: u64 = worth.iter().sum();
    let most = sum.saturating_sub(fee(FRAME + INPUT * worth.len() as u64));
    if most < DUST_LIMIT { 0 } else { most }
}

fn value() -> impl Strategy<Value = u64> {
    prop_oneof![
        1..500u64,
        1..100_000u64,
        Just(5_000_000_000),
        1..10_000_000_000u64
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_can_be_paid_is_paid(
        values in prop::collection::vec(value(), 1..130),
        rate in prop_oneof![Just(FeeRate::MIN.0), FeeRate::MIN.0..20_000],
        part in 0.0..1.1f64,
    ) {
        let (seed, wallet, tip) = purse(&values);
        let most = most(&values, rate);
        let ask = |amount| Payment {
            to: stranger(7),
            amount,
            fee_rate: FeeRate(rate),
            note: None,
        };
        let max = wallet.prepare(&ask(Spend::Max), tip);
        prop_assert_eq!(max.map_or(0, |draft| draft.amount.units()), most);
        #[allow(clippy::cast_possible_truncation, reason = "about such a part is wanted")]
        let wanted = ((most as f64 * part) as u64).max(1);
        match wallet.prepare(&ask(Spend::Exact(units(wanted))), tip) {
            Ok(draft) => {
                prop_assert!(wanted <= most);
                let signed = wallet.sign(&draft, &seed).unwrap();
                check(&draft, &signed, FeeRate(rate));
                let smallest = draft.spent.iter().map(|it| it.amount).min().unwrap();
                let back = draft.change.unwrap_or(Amount::ZERO);
                prop_assert!(back < smallest || draft.spent.len() == 1, "a coin too many");
            }
            Err(SpendError::Dust { least }) => {
                prop_assert_eq!(least.units(), DUST_LIMIT);
                prop_assert!(wanted < DUST_LIMIT);
            }
            Err(SpendError::InsufficientFunds { needed, available }) => {
                prop_assert!(wanted > most);
                // Coins that cost more to spend than they are worth do not count.
                let spending = (INPUT * rate).div_ceil(1000);
                let worth = values.iter().filter(|value| **value > spending);
                prop_assert_eq!(available.units(), worth.sum::<u64>());
                prop_assert!(needed.units() > wanted);
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}
