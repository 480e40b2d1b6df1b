//! The bounds of a spec's settings, the optional settings, and the supply.

use super::*;
use crate::params::EASIEST;
use crate::testing::TestKey;

fn rejection(change: impl FnOnce(&mut SpecDraft)) -> SpecError {
    let mut draft = SpecDraft::default();
    change(&mut draft);
    draft.build().unwrap_err()
}

fn authors(seeds: &[u8], work: bool) -> Option<Authority> {
    let key = |seed: &u8| TestKey::new(*seed).secret().public();
    let authors = seeds.iter().map(key).collect();
    Some(Authority { authors, work })
}

fn grant(units: u64, until: u32) -> Option<Grant> {
    let amount = Amount::from_units(units).unwrap();
    let until = Height(until);
    Some(Grant { amount, until })
}

/// Data that resembles a witness commitment (BIP141).
fn data_like_a_commitment() -> Vec<u8> {
    [&[0xaa, 0x21, 0xa9, 0xed][..], &[7; 32]].concat()
}

#[test]
fn settings_within_their_bounds_are_accepted() {
    type Change = fn(&mut SpecDraft);
    let cases: &[Change] = &[
        |d| d.authority = authors(&[2, 1], true),
        |d| {
            d.authority = authors(&[1], false);
            d.bits = EASIEST;
        },
        |d| d.pow_limit = Some(SpecDraft::default().bits),
        |d| d.pow_limit = Some(EASIEST),
        |d| d.fixed_difficulty = true,
        |d| {
            d.fixed_difficulty = true;
            d.pow_limit = Some(d.bits);
            d.authority = authors(&[1], true);
        },
        |d| d.grant = grant(1, u32::MAX),
        |d| {
            d.grant = grant(1, 1);
            d.empty_blocks = EmptyBlocks::Forbidden;
            d.least_transactions = 2;
        },
        |d| {
            d.max_weight = 40_000;
            d.least_transactions = 89;
            d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::COIN); 2];
        },
        |d| {
            d.least_transactions = 66;
            d.genesis_author = Some(KeyHash::from_bytes([1; 20]));
            d.grant = grant(1, 1);
        },
        |d| {
            d.max_transactions = 3;
            d.grant = grant(1, 1);
        },
        |d| d.empty_blocks = EmptyBlocks::Filled(vec![0; 80]),
    ];
    for (case, change) in cases.iter().enumerate() {
        let mut draft = SpecDraft::default();
        change(&mut draft);
        assert!(draft.clone().build().is_ok(), "{case}: {draft:?}");
    }
}

type Change = fn(&mut SpecDraft);

/// Changes that put a setting out of its bounds, each with the field that the error names.
const OUT_OF_BOUNDS: &[(&str, Change)] = &[
    ("name", |d| d.name.clear()),
    ("name", |d| d.name = "x".repeat(41)),
    ("name", |d| d.name = "a\u{202e}b".into()),
    ("name", |d| d.name = "a\nb".into()),
    ("name", |d| d.name = "\u{3164}".into()),
    ("name", |d| d.name = "\u{115f}".into()),
    ("name", |d| d.name = "\u{fe0f}".into()),
    ("name", |d| d.name = "\u{2800}".into()),
    ("name", |d| d.name = "a\u{5b0}\u{5b1}\u{5b2}\u{5b3}".into()),
    ("name", |d| d.name = " a".into()),
    ("name", |d| d.name = "a ".into()),
    ("symbol", |d| d.symbol = "A".into()),
    ("symbol", |d| d.symbol = "ABCDEFGHI".into()),
    ("symbol", |d| d.symbol = "tab".into()),
    ("interval", |d| d.interval = 0),
    ("interval", |d| d.interval = 86_401),
    ("bits", |d| d.bits = CompactTarget(0)),
    ("bits", |d| d.bits = CompactTarget(0x2080_0000)),
    ("bits", |d| d.bits = CompactTarget(0x2100_8000)),
    ("bits", |d| d.bits = CompactTarget(0x2100_0fff)),
    ("bits", |d| d.bits = CompactTarget(0x1a00_ffff)),
    ("rule_level", |d| d.rule_level = 0),
    ("pow_limit", |d| d.pow_limit = Some(CompactTarget(0))),
    ("pow_limit", |d| {
        d.pow_limit = Some(CompactTarget(0x1e0f_fffe)); // harder than the first difficulty
    }),
    ("pow_limit", |d| {
        d.pow_limit = Some(CompactTarget(0x2100_8000));
    }),
    ("pow_limit", |d| {
        d.fixed_difficulty = true;
        d.pow_limit = Some(CompactTarget(0x1f0f_ffff));
    }),
    ("fixed_difficulty", |d| {
        d.authority = authors(&[1], false);
        d.bits = EASIEST;
        d.fixed_difficulty = true;
    }),
    ("halving", |d| d.halving = 0),
    ("halving", |d| d.halving = 100_000_001),
    ("maturity", |d| d.maturity = 0),
    ("maturity", |d| d.maturity = 10_001),
    ("confirmations", |d| d.confirmations = 0),
    ("confirmations", |d| d.confirmations = 10_001),
    ("max_weight", |d| d.max_weight = 39_999),
    ("max_weight", |d| d.max_weight = 4_000_001),
    ("max_transactions", |d| d.max_transactions = 1),
    ("max_transactions", |d| d.max_transactions = 100_001),
    ("max_peers", |d| d.max_peers = 0),
    ("max_peers", |d| d.max_peers = 65),
    ("allocation", |d| {
        d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::COIN); 1001];
    }),
    ("allocation", |d| {
        d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::ZERO)];
    }),
    ("time", |d| d.time = Timestamp(1_230_767_999)),
    ("time", |d| d.time = Timestamp(u32::MAX)),
    ("data", |d| d.data = vec![0; 1001]),
    ("data", |d| d.data = data_like_a_commitment()),
    ("reward", |d| d.reward = Amount::MAX),
    ("reward", |d| {
        d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::MAX)];
    }),
    ("authority.authors", |d| d.authority = authors(&[], true)),
    ("authority.authors", |d| {
        d.authority = authors(&[1, 2, 1], true);
    }),
    ("authority.authors", |d| {
        let all: Vec<u8> = (1..=101).collect();
        d.authority = authors(&all, true);
    }),
    ("bits", |d| d.authority = authors(&[1], false)),
    ("grant.amount", |d| d.grant = grant(0, 1)),
    ("grant.until", |d| d.grant = grant(1, 0)),
    ("grant", |d| d.grant = grant(1 << 50, 9)),
    ("least_transactions", |d| d.least_transactions = 0),
    ("least_transactions", |d| d.least_transactions = 10_001),
    // Nobody has a coin. A grant makes only one transaction possible.
    ("least_transactions", |d| d.least_transactions = 2),
    ("least_transactions", |d| {
        d.least_transactions = 3;
        d.grant = grant(1, 1);
    }),
    ("least_transactions", |d| {
        d.max_weight = 40_000;
        d.least_transactions = 90;
        d.allocation = vec![(KeyHash::from_bytes([1; 20]), Amount::COIN); 2];
    }),
    // One coin allows 64 transactions in a block, each spending from the one before.
    ("least_transactions", |d| {
        d.least_transactions = 66;
        d.genesis_author = Some(KeyHash::from_bytes([1; 20]));
    }),
    ("max_transactions", |d| {
        d.max_transactions = 2;
        d.grant = grant(1, 1);
    }),
    ("empty_blocks", |d| d.empty_blocks = EmptyBlocks::Forbidden),
    ("empty_blocks", |d| {
        d.empty_blocks = EmptyBlocks::Filled(vec![1]);
        d.least_transactions = 2;
        d.grant = grant(1, 1);
    }),
    ("empty_blocks.filler", |d| {
        d.empty_blocks = EmptyBlocks::Filled(vec![]);
    }),
    ("empty_blocks.filler", |d| {
        d.empty_blocks = EmptyBlocks::Filled(vec![1; 81]);
    }),
    ("empty_blocks.filler", |d| {
        d.empty_blocks = EmptyBlocks::Filled(data_like_a_commitment());
    }),
    ("genesis_author", |d| {
        d.reward = Amount::ZERO;
        d.genesis_author = Some(KeyHash::from_bytes([1; 20]));
    }),
    ("reward", |d| {
        d.reward = Amount::from_units(Amount::MAX.units() / 2 + 2).unwrap();
        d.halving = 1;
        d.genesis_author = Some(KeyHash::from_bytes([1; 20]));
    }),
];

#[test]
fn the_error_of_every_broken_bound_names_its_field() {
    for (field, change) in OUT_OF_BOUNDS {
        let error = rejection(change);
        assert_eq!(error.field(), Some(*field), "{error}");
        assert!(error.to_string().contains(field), "{error}");
    }
    SpecDraft::default().build().unwrap();
}

#[test]
fn the_allowed_future_is_thirty_intervals_within_its_bounds() {
    for (interval, wanted) in [
        (1, 60),
        (2, 60),
        (5, 150),
        (10, 300),
        (20, 600),
        (86_400, 600),
    ] {
        let draft = SpecDraft {
            interval,
            ..SpecDraft::default()
        };
        let spec = draft.build().unwrap();
        assert_eq!(spec.allowed_future(), wanted, "{interval}");
    }
}

#[test]
fn defaults_are_filled_in() {
    let spec = SpecDraft::default().build().unwrap();
    assert_eq!(spec.pow_limit, Some(CompactTarget(0x1f0f_ffff)));
    let explicit = SpecDraft {
        pow_limit: Some(CompactTarget(0x1f0f_ffff)),
        ..SpecDraft::default()
    };
    assert_eq!(explicit.build(), Ok(spec));
    let fixed = SpecDraft {
        fixed_difficulty: true,
        ..SpecDraft::default()
    };
    let fixed = fixed.build().unwrap();
    assert_eq!(fixed.pow_limit(), fixed.bits);
}

#[test]
fn bitcoins_schedule_gives_bitcoins_supply_without_the_genesis_reward() {
    let spec = SpecDraft::default().build().unwrap();
    // Bitcoin's schedule gives 20,999,999.9769 coins. Here nobody can claim the genesis block's
    // reward.
    assert_eq!(
        spec.total_supply().units(),
        2_099_999_997_690_000 - 5_000_000_000
    );
    assert_eq!(spec.reward_at(Height(0)), Amount::ZERO);
    assert_eq!(spec.reward_at(Height(1)).units(), 5_000_000_000);
    assert_eq!(spec.reward_at(Height(209_999)).units(), 5_000_000_000);
    assert_eq!(spec.reward_at(Height(210_000)).units(), 2_500_000_000);
    assert_eq!(spec.reward_at(Height(32 * 210_000)).units(), 1);
    assert_eq!(spec.reward_at(Height(33 * 210_000)).units(), 0);
    assert_eq!(spec.reward_at(Height(u32::MAX)).units(), 0);
}

#[test]
fn the_supply_is_the_sum_of_all_rewards_and_grants() {
    let key = KeyHash::from_bytes([1; 20]);
    for halving in [1, 2, 7] {
        for genesis_author in [None, Some(key)] {
            let spec = SpecDraft {
                reward: Amount::from_units(1000).unwrap(),
                halving,
                allocation: vec![(key, Amount::COIN)],
                grant: grant(10, 5),
                genesis_author,
                ..SpecDraft::default()
            }
            .build()
            .unwrap();
            let at = |height| {
                let granted = spec.grant_at(Height(height)).map_or(0, Amount::units);
                spec.reward_at(Height(height)).units() + granted
            };
            let created: u64 = (0..100).map(at).sum();
            let allocated = Amount::sum(
                spec.genesis().transactions[0]
                    .outputs
                    .iter()
                    .map(|o| o.amount),
            );
            assert_eq!(allocated.unwrap().units(), at(0) + Amount::COIN.units());
            assert_eq!(
                spec.total_supply().units(),
                created + Amount::COIN.units(),
                "{halving}"
            );
        }
    }
}
