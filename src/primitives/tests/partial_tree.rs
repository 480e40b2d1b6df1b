//! Partial Merkle trees: the kept leaves have the root of the whole tree, even after the tree was
//! reduced again, and no other leaves do.

use primitives::merkle::{self, Branch, PartialTree};
use primitives::{Decode, DecodeErrorKind, Encode, Reader, sha256};
use proptest::prelude::*;

fn leaves(count: u32) -> Vec<[u8; 32]> {
    (0..count).map(|n| sha256(&n.to_le_bytes())).collect()
}

fn chosen(leaves: &[[u8; 32]], indices: &[u32]) -> Vec<[u8; 32]> {
    let of = |index: &u32| leaves[*index as usize];
    indices.iter().map(of).collect()
}

proptest! {
    #[test]
    fn kept_leaves_have_the_root_and_branches_of_the_whole_tree(count in 1u32..70, first in any::<u64>(), second in any::<u64>()) {
        let all = leaves(count);
        let root = merkle::root(&all).root;
        let in_first = |index: u32| first >> (index % 64) & 1 == 1;
        let in_both = |index: u32| in_first(index) && second >> (index % 64) & 1 == 1;

        let once = PartialTree::new(&all, in_first);
        let kept = chosen(&all, once.kept());
        prop_assert_eq!(once.kept().to_vec(), (0..count).filter(|p| in_first(*p)).collect::<Vec<_>>());
        prop_assert_eq!(once.root(&kept), (!kept.is_empty()).then_some(root));
        for index in 0..count {
            let branch = once.branch(&kept, index);
            let wanted = in_first(index).then(|| Branch::new(&all, index as usize).unwrap());
            prop_assert_eq!(branch, wanted, "leaf {}", index);
        }

        // Reducing twice gives the same tree as reducing once.
        if !kept.is_empty() {
            let twice = once.cut(&kept, in_both).unwrap();
            prop_assert_eq!(&twice, &PartialTree::new(&all, in_both));
        }

        // The encoding decodes to the same tree, and a truncated one does not decode.
        let bytes = once.to_bytes();
        let mut r = Reader::new(&bytes);
        prop_assert_eq!(PartialTree::decode(&mut r).unwrap(), once);
        r.finish().unwrap();
        let truncated = PartialTree::decode(&mut Reader::new(&bytes[..bytes.len() - 1])).unwrap_err();
        let is_end = matches!(truncated.kind, DecodeErrorKind::Ended { .. });
        prop_assert!(is_end, "{}", truncated);
    }

    #[test]
    fn other_leaves_do_not_have_the_root(count in 1u32..40, keep in 1u64.., at: usize, bit in 0usize..256) {
        let all = leaves(count);
        let tree = PartialTree::new(&all, |index| keep >> (index % 64) & 1 == 1);
        let mut kept = chosen(&all, tree.kept());
        prop_assume!(!kept.is_empty());
        let root = tree.root(&kept);
        let at = at % kept.len();
        kept[at][bit / 8] ^= 1 << (bit % 8);
        prop_assert_ne!(tree.root(&kept), root);
        kept.pop();
        prop_assert_eq!(tree.root(&kept), None);
    }

    #[test]
    fn random_bytes_decode_to_a_tree_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut r = Reader::new(&bytes);
        if let Ok(tree) = PartialTree::decode(&mut r) {
            prop_assert_eq!(tree.to_bytes(), &bytes[..r.position()]);
            let _ = tree.root(&leaves(u32::try_from(tree.kept().len()).unwrap()));
        }
    }
}

#[test]
fn a_tree_with_a_repeated_end_has_no_root() {
    let three = leaves(3);
    let four = [&three[..], &three[2..]].concat();
    assert_eq!(merkle::root(&three).root, merkle::root(&four).root);
    let tree = PartialTree::new(&four, |index| index == 3);
    assert_eq!(tree.root(&[four[3]]), None);
}
