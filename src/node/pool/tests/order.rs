//! The order of a cluster, compared with all possible choices.

use super::cases;
use crate::pool::linearize::{Part, linearize};
use crate::pool::member::{Member, bits};
use crate::pool::rate::Rate;
use proptest::prelude::*;

/// Random clusters of at most `max` transactions: their fees, weights and parents. The transactions
/// need not be connected.
fn cluster(max: usize) -> impl Strategy<Value = Vec<Member>> {
    let member = (
        0_u64..60,
        1_u64..12,
        any::<u64>(),
        any::<u64>(),
        any::<bool>(),
    );
    prop::collection::vec(member, 1..=max).prop_map(|drawn| {
        let members = drawn.into_iter().enumerate();
        let members = members.map(|(at, (fee, weight, a, b, is_root))| {
            let before = (1_u64 << at) - 1;
            // The sets of parents are sparse. Otherwise nearly all transactions would depend on all
            // earlier ones.
            let parents = if is_root {
                0
            } else {
                a & b & b.rotate_left(17) & before
            };
            let rate = Rate {
                fee: if fee < 50 { fee } else { fee * 40 },
                weight,
            };
            Member { rate, parents }
        });
        members.collect()
    })
}

fn rate(members: &[Member], set: u64) -> Rate {
    bits(set).map(|at| members[at].rate).sum()
}

fn is_closed(members: &[Member], set: u64) -> bool {
    bits(set).all(|at| members[at].parents & !set == 0)
}

/// Whether a point lies on or below the line that the parts make.
fn is_below(point: Rate, parts: &[Part]) -> bool {
    let mut corner = Rate::default();
    for part in parts {
        let next = corner.plus(part.rate);
        if next.weight >= point.weight {
            let within = u128::from(point.weight - corner.weight);
            let line = u128::from(corner.fee) * u128::from(part.rate.weight)
                + u128::from(part.rate.fee) * within;
            return u128::from(point.fee) * u128::from(part.rate.weight) <= line;
        }
        corner = next;
    }
    point.fee <= corner.fee
}

/// The invariants of any order: every transaction once, parents first, rates never rising.
fn check(members: &[Member], parts: &[Part]) -> Result<(), TestCaseError> {
    let mut done = 0;
    for part in parts {
        prop_assert!(part.members != 0 && part.members & done == 0);
        done |= part.members;
        prop_assert!(is_closed(members, done), "parents before children");
        let found = rate(members, part.members);
        prop_assert_eq!((found.fee, found.weight), (part.rate.fee, part.rate.weight));
    }
    prop_assert_eq!(done.count_ones() as usize, members.len());
    prop_assert!(parts.windows(2).all(|pair| pair[0].rate >= pair[1].rate));
    Ok(())
}

proptest! {
    #![proptest_config(cases(300))]

    /// No set that could begin a block lies above the line.
    #[test]
    fn the_order_is_optimal(members in cluster(10)) {
        let parts = linearize(&members);
        check(&members, &parts)?;
        for set in 1..1_u64 << members.len() {
            if is_closed(&members, set) {
                prop_assert!(is_below(rate(&members, set), &parts), "{:b} of {:?}", set, parts);
            }
        }
    }

    /// Large clusters: no worse than repeatedly taking the transaction that is best with its
    /// ancestors.
    #[test]
    fn large_clusters_are_ordered_no_worse_than_by_ancestors(members in cluster(64)) {
        let parts = linearize(&members);
        check(&members, &parts)?;
        let mut ancestors: Vec<u64> = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let own = bits(member.parents).fold(1 << at, |set, parent| set | ancestors[parent]);
            ancestors.push(own);
        }
        let (mut done, mut corner) = (0_u64, Rate::default());
        while let Some(best) = (0..members.len())
            .filter(|at| done & (1 << at) == 0)
            .max_by_key(|at| rate(&members, ancestors[*at] & !done))
        {
            let set = ancestors[best] & !done;
            corner = corner.plus(rate(&members, set));
            done |= set;
            prop_assert!(is_below(corner, &parts));
        }
    }
}

/// Shapes that need many cuts: the parents have losses, and the children have gains.
#[test]
fn hard_clusters_are_ordered_within_the_bound_on_work() {
    let wide = |parents: usize, mask: fn(usize, usize) -> bool| -> Vec<Member> {
        let member = |fee, parents| Member {
            rate: Rate { fee, weight: 7 },
            parents,
        };
        let mut members: Vec<Member> = (0..parents).map(|at| member(at as u64 % 3, 0)).collect();
        for child in parents..64 {
            let spent_from = (0..parents).filter(|parent| mask(child, *parent));
            let spent_from = spent_from.fold(0, |set, parent| set | 1 << parent);
            members.push(member(50 + (child as u64 * 37) % 101, spent_from));
        }
        members
    };
    for parents in [1, 8, 32, 56] {
        let shapes: [fn(usize, usize) -> bool; 4] = [
            |_, _| true,
            |child, parent| (child + parent).is_multiple_of(2),
            |child, parent| (child * 7 + parent * 3) % 5 < 2,
            |child, parent| child % 32 == parent || (child + 1) % 32 == parent,
        ];
        for shape in shapes {
            let members = wide(parents, shape);
            check(&members, &linearize(&members)).unwrap();
        }
    }
}
