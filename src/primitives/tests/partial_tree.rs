//! Cut trees: any set of leaves proves itself against the root of the whole, however often the tree was cut, and nothing
//! else does.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use primitives::merkle::{self, Branch, PartialTree};
use primitives::{Decode, Encode, Reader, sha256};
use proptest::prelude::*;

fn leaves(count: u32) -> Vec<[u8; 32]> {
    (0..count).map(|n| sha256(&n.to_le_bytes())).collect()
}

fn chosen(leaves: &[[u8; 32]], places: &[u32]) -> Vec<[u8; 32]> {
    let of = |place: &u32| leaves[*place as usize];
    places.iter().map(of).collect()
}

proptest! {
    #[test]
    fn what_is_left_proves_itself(count in 1u32..70, first in any::<u64>(), second in any::<u64>()) {
        let all = leaves(count);
        let root = merkle::root(&all).root;
        let in_first = |place: u32| first >> (place % 64) & 1 == 1;
        let in_both = |place: u32| in_first(place) && second >> (place % 64) & 1 == 1;

        let once = PartialTree::new(&all, in_first);
        let kept = chosen(&all, once.kept());
        prop_assert_eq!(once.kept().to_vec(), (0..count).filter(|p| in_first(*p)).collect::<Vec<_>>());
        prop_assert_eq!(once.root(&kept), (!kept.is_empty()).then_some(root));
        for place in 0..count {
            let branch = once.branch(&kept, place);
            let wanted = in_first(place).then(|| Branch::new(&all, place as usize).unwrap());
            prop_assert_eq!(branch, wanted, "place {}", place);
        }

        // Cut twice is the same as cut at once.
        if !kept.is_empty() {
            let twice = once.cut(&kept, in_both).unwrap();
            prop_assert_eq!(&twice, &PartialTree::new(&all, in_both));
        }

        // It reads as it is written, and nothing shorter does.
        let bytes = once.to_bytes();
        let mut r = Reader::new(&bytes);
        prop_assert_eq!(PartialTree::decode(&mut r).unwrap(), once);
        r.finish().unwrap();
        prop_assert!(PartialTree::decode(&mut Reader::new(&bytes[..bytes.len() - 1])).is_err());
    }

    #[test]
    fn nothing_else_proves_itself(count in 1u32..40, keep in 1u64.., place: usize, bit in 0usize..256) {
        let all = leaves(count);
        let tree = PartialTree::new(&all, |place| keep >> (place % 64) & 1 == 1);
        let mut kept = chosen(&all, tree.kept());
        prop_assume!(!kept.is_empty());
        let root = tree.root(&kept);
        let place = place % kept.len();
        kept[place][bit / 8] ^= 1 << (bit % 8);
        prop_assert_ne!(tree.root(&kept), root);
        kept.pop();
        prop_assert_eq!(tree.root(&kept), None);
    }

    #[test]
    fn any_bytes_are_a_tree_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut r = Reader::new(&bytes);
        if let Ok(tree) = PartialTree::decode(&mut r) {
            prop_assert_eq!(tree.to_bytes(), &bytes[..r.position()]);
            let _ = tree.root(&leaves(u32::try_from(tree.kept().len()).unwrap()));
        }
    }
}

#[test]
fn a_repeated_end_is_not_a_longer_tree() {
    let three = leaves(3);
    let four = [&three[..], &three[2..]].concat();
    assert_eq!(merkle::root(&three).root, merkle::root(&four).root);
    let tree = PartialTree::new(&four, |place| place == 3);
    assert_eq!(tree.root(&[four[3]]), None);
}
