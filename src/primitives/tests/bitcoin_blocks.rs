//! Blocks of Bitcoin's main chain: their hashes, work, Merkle roots and encodings.

use hex_literal::hex;
use primitives::merkle::{self, Branch};
use primitives::{
    Block, BlockHash, CompactTarget, Decode, Encode, Header, MerkleNode, Timestamp, Txid,
};
use proptest::prelude::*;

fn header(previous: &str, merkle_root: &str, time: u32, bits: u32, nonce: u32) -> Header {
    Header {
        version: 1,
        previous: previous.parse().unwrap(),
        merkle_root: merkle_root.parse().unwrap(),
        time: Timestamp(time),
        bits: CompactTarget(bits),
        nonce,
        seal: None,
    }
}

/// A header, its hash and, if the block has few transactions, their txids.
type KnownBlock = (Header, &'static str, Vec<&'static str>);

fn blocks() -> Vec<KnownBlock> {
    [first_blocks(), later_blocks()].concat()
}

/// Blocks 0, 1 and 170.
fn first_blocks() -> Vec<KnownBlock> {
    vec![
        (
            header(
                &"0".repeat(64),
                "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b",
                1_231_006_505,
                0x1d00_ffff,
                2_083_236_893,
            ),
            "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
            vec!["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"],
        ),
        (
            header(
                "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
                "0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098",
                1_231_469_665,
                0x1d00_ffff,
                2_573_394_689,
            ),
            "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048",
            vec!["0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098"],
        ),
        (
            header(
                "000000002a22cfee1f2c846adbd12b3e183d4f97683f85dad08a79780a84bd55",
                "7dac2c5666815c17a3b36427de37bb9d2e2c5ccec3f8633eb91a4205cb4c10ff",
                1_231_731_025,
                0x1d00_ffff,
                1_889_418_792,
            ),
            "00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee",
            vec![
                "b1fea52486ce0c62bb442b530a3f0132b826c74e473d1f2c220bfa78111c5082",
                "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
            ],
        ),
    ]
}

/// Blocks 100,000, 100,002 and 125,552.
fn later_blocks() -> Vec<KnownBlock> {
    vec![
        (
            header(
                "000000000002d01c1fccc21636b607dfd930d31d01c3a62104612a1719011250",
                "f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766",
                1_293_623_863,
                0x1b04_864c,
                274_148_111,
            ),
            "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506",
            vec![
                "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
                "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
                "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
                "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d",
            ],
        ),
        (
            header(
                "00000000000080b66c911bd5ba14a74260057311eaeb1982802f7010f1a9f090",
                "2fda58e5959b0ee53c5253da9b9f3c0c739422ae04946966991cf55895287552",
                0x4d1b_26db,
                0x1b04_864c,
                0x93bf_b11a,
            ),
            "0000000000013b8ab2cd513b0261a14096412195a72a0c4827d229dcc7e0f7af",
            vec![
                "ef1d870d24c85b89d92ad50f4631026f585d6a34e972eaf427475e5d60acf3a3",
                "f9fc751cb7dc372406a9f8d738d5e6f8f63bab71986a39cf36ee70ee17036d07",
                "db60fb93d736894ed0b86cb92548920a3fe8310dd19b0da7ad97e48725e1e12e",
                "220ebc64e21abece964927322cba69180ed853bb187fbc6923bac7d010b9d87a",
                "71b3dbaca67e9f9189dad3617138c19725ab541ef0b49c05a94913e9f28e3f4e",
                "fe305e1ed08212d76161d853222048eea1f34af42ea0e197896a269fbf8dc2e0",
                "21d2eb195736af2a40d42107e6abd59c97eb6cffd4a5a7a7709e86590ae61987",
                "dd1fd2a6fc16404faf339881a90adbde7f4f728691ac62e8f168809cdfae1053",
                "74d681e0e03bafa802c8aa084379aa98d9fcd632ddc2ed9782b586ec87451f20",
            ],
        ),
        (
            header(
                "00000000000008a3a41b85b8b29ad444def299fee21793cd8b9e567eab02cd81",
                "2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3",
                1_305_998_791,
                0x1a44_b9f2,
                2_504_433_986,
            ),
            "00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d",
            vec![],
        ),
    ]
}

fn leaves(txids: &[&str]) -> Vec<[u8; 32]> {
    txids
        .iter()
        .map(|txid| txid.parse::<Txid>().unwrap().to_bytes())
        .collect()
}

#[test]
fn headers_have_their_hashes_and_work() {
    for (header, hash, _) in blocks() {
        assert_eq!(header.hash().to_string(), hash);
        assert!(header.meets_target(), "{hash}");
        assert_eq!(Header::from_bytes(&header.to_bytes()), Ok(header));
        let with_other_nonce = Header {
            nonce: header.nonce ^ 1,
            ..header
        };
        assert!(!with_other_nonce.meets_target());
        let without_target = Header {
            bits: CompactTarget(0),
            ..header
        };
        assert!(!without_target.meets_target());
    }
    let work = CompactTarget(0x1d00_ffff).to_target().unwrap().work();
    assert_eq!(work.hashes(), 0x1_0001_0001_u128);
}

#[test]
fn the_txids_of_each_block_have_its_merkle_root() {
    for (header, hash, txids) in blocks().into_iter().filter(|(.., txids)| !txids.is_empty()) {
        let leaves = leaves(&txids);
        let root = merkle::root(&leaves);
        assert_eq!(root.root, header.merkle_root, "{hash}");
        assert!(!root.mutated);
        for (index, leaf) in leaves.iter().enumerate() {
            let branch = Branch::new(&leaves, index).unwrap();
            assert!(branch.verify(*leaf, index, header.merkle_root));
            assert!(!branch.verify([1; 32], index, header.merkle_root));
            let beyond = index + (1 << branch.siblings.len());
            assert!(!branch.verify(*leaf, beyond, header.merkle_root));
        }
        assert_eq!(Branch::new(&leaves, leaves.len()), None);
    }
}

/// CVE-2012-2459: the nine transactions of block 100,002 have the same root as a list that also
/// repeats the last one 1, 3 or 7 times. The first six alone have the same root as a list that also
/// repeats the last two of the six.
#[test]
fn repeated_leaves_are_flagged() {
    let (header, _, txids) = blocks().swap_remove(4);
    let nine = leaves(&txids);
    let with_last = |count: usize| {
        let mut list = nine.clone();
        list.extend(vec![nine[8]; count]);
        merkle::root(&list)
    };
    for count in [1, 3, 7] {
        let root = with_last(count);
        assert_eq!(root.root, header.merkle_root, "{count} more");
        assert!(root.mutated, "{count} more");
    }
    let six = &nine[..6];
    let eight = [six, &six[4..]].concat();
    assert_eq!(merkle::root(six).root, merkle::root(&eight).root);
    assert!(!merkle::root(six).mutated);
    assert!(merkle::root(&eight).mutated);
}

#[test]
fn an_empty_list_has_the_zero_root() {
    assert_eq!(merkle::root(&[]).root, MerkleNode::ZERO);
    assert_eq!(Branch::new(&[], 0), None);
}

/// Block 00000000b0c5a240b2a61d2e75692224efd4cbecdf6eaf4cc2cf477ca7c270e7 of January 2009; the
/// tests of the bitcoin crate use the same bytes.
#[rustfmt::skip]
const EARLY_BLOCK: &[u8] = &hex!(
    "010000004ddccd549d28f385ab457e98d1b11ce80bfea2c5ab93015ade4973e400000000bf4473e53794beae34e64fccc471"
    "dace6ae544180816f89591894e0f417a914cd74d6e49ffff001d323b3a7b0201000000010000000000000000000000000000"
    "000000000000000000000000000000000000ffffffff0804ffff001d026e04ffffffff0100f2052a0100000043410446ef01"
    "02d1ec5240f0d061a4246c1bdef63fc3dbab7733052fbbf0ecd8f41fc26bf049ebb4f9527f374280259e7cfa99c48b0e3f39"
    "c51347a19a5819651503a5ac00000000010000000321f75f3139a013f50f315b23b0c9a2b6eac31e2bec98e5891c92466488"
    "9942260000000049483045022100cb2c6b346a978ab8c61b18b5e9397755cbd17d6eb2fe0083ef32e067fa6c785a02206ce4"
    "4e613f31d9a6b0517e46f3db1576e9812cc98d159bfdaf759a5014081b5c01ffffffff79cda0945903627c3da1f85fc95d0b"
    "8ee3e76ae0cfdc9a65d09744b1f8fc85430000000049483045022047957cdd957cfd0becd642f6b84d82f49b6cb4c51a91f4"
    "9246908af7c3cfdf4a022100e96b46621f1bffcf5ea5982f88cef651e9354f5791602369bf5a82a6cd61a62501fffffffffe"
    "09f5fe3ffbf5ee97a54eb5e5069e9da6b4856ee86fc52938c2f979b0f38e82000000004847304402204165be9a4cbab8049e"
    "1af9723b96199bfd3e85f44c6b4c0177e3962686b26073022028f638da23fc003760861ad481ead4099312c60030d4cb5782"
    "0ce4d33812a5ce01ffffffff01009d966b01000000434104ea1feff861b51fe3f5f8a3b12d0f4712db80e919548a80839fc4"
    "7c6a21e66d957e9c5d8cd108c7a2d2324bad71f9904ac0ae7336507d785b17a2c115e427a32fac00000000"
);

#[test]
fn a_block_decodes_and_encodes() {
    let block = Block::from_bytes(EARLY_BLOCK).unwrap();
    assert_eq!(
        block.hash().to_string(),
        "00000000b0c5a240b2a61d2e75692224efd4cbecdf6eaf4cc2cf477ca7c270e7"
    );
    assert!(block.header.meets_target());
    let root = block.merkle_root();
    assert_eq!(root.root, block.header.merkle_root);
    assert!(!root.mutated);
    assert_eq!(block.transactions.len(), 2);
    assert!(block.transactions[0].is_coinbase());
    assert!(!block.transactions[1].is_coinbase());
    assert_eq!(block.witness_commitment(), None);
    assert_eq!(block.weight(), 4 * EARLY_BLOCK.len());
    assert_eq!(block.encoded_len(), EARLY_BLOCK.len());
    assert_eq!(block.to_bytes(), EARLY_BLOCK);
}

/// The genesis blocks of all of Bitcoin's networks, as constructed by the bitcoin crate.
#[test]
fn genesis_blocks_decode_and_encode() {
    use bitcoin::Network;
    for network in [
        Network::Bitcoin,
        Network::Testnet,
        Network::Signet,
        Network::Regtest,
    ] {
        let theirs = bitcoin::constants::genesis_block(network);
        let bytes = bitcoin::consensus::serialize(&theirs);
        let ours = Block::from_bytes(&bytes).unwrap();
        assert_eq!(ours.to_bytes(), bytes);
        assert_eq!(ours.hash().to_string(), theirs.block_hash().to_string());
        assert_eq!(ours.merkle_root().root, ours.header.merkle_root);
        assert_eq!(ours.header.previous, BlockHash::ZERO);
        assert!(ours.header.meets_target());
    }
}

proptest! {
    #[test]
    fn every_branch_leads_to_the_root(leaves in prop::collection::vec(any::<[u8; 32]>(), 1..40)) {
        let root = merkle::root(&leaves);
        prop_assert!(!root.mutated);
        let theirs = bitcoin::merkle_tree::calculate_root(
            leaves.iter().map(|leaf| bitcoin::Txid::from_raw_hash(raw(leaf))),
        );
        prop_assert_eq!(
            theirs.map(|root| *AsRef::<[u8; 32]>::as_ref(&root)),
            Some(root.root.to_bytes())
        );
        for (index, leaf) in leaves.iter().enumerate() {
            let branch = Branch::new(&leaves, index).unwrap();
            prop_assert_eq!(branch.root(*leaf, index), root.root);
            prop_assert!(branch.verify(*leaf, index, root.root));
            prop_assert!(!branch.verify(*leaf, index ^ 1, root.root) || index ^ 1 >= leaves.len());
        }
    }
}

fn raw(bytes: &[u8; 32]) -> bitcoin::hashes::sha256d::Hash {
    use bitcoin::hashes::Hash;
    bitcoin::hashes::sha256d::Hash::from_byte_array(*bytes)
}
