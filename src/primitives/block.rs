//! Blocks: a header and the transactions that its root commits to, with BIP141's commitment to their witnesses.

use crate::encoding::{Decode, DecodeError, Encode, Reader, compact_len, put_list};
use crate::hash::{BlockHash, MerkleNode, Txid, Wtxid, sha256d};
use crate::header::Header;
use crate::lock::Lock;
use crate::merkle::{self, Root};
use crate::transaction::{Transaction, WITNESS_SCALE};

/// The first bytes of the data of a witness commitment (BIP141).
pub const COMMITMENT_HEADER: [u8; 4] = [0xaa, 0x21, 0xa9, 0xed];

/// Bytes of the data of a witness commitment: its header and a hash.
pub const COMMITMENT_LEN: usize = COMMITMENT_HEADER.len() + 32;

/// What the script of a witness commitment begins with (BIP141): `OP_RETURN`, the push's length, the header.
const COMMITMENT_SCRIPT: [u8; 6] = [0x6a, 36, 0xaa, 0x21, 0xa9, 0xed];

/// The coinbase's witness is this one item (BIP141's reserved value), of no meaning yet.
pub const WITNESS_RESERVED: [u8; 32] = [0; 32];

/// A header and the transactions that it commits to; the first pays the reward.
///
/// Any block that can be encoded, valid or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What proves the work.
    pub header: Header,
    /// The coinbase, then the others, parents before children.
    pub transactions: Vec<Transaction>,
}

impl Block {
    /// The header's hash.
    pub fn hash(&self) -> BlockHash {
        self.header.hash()
    }

    /// The weight (BIP141): bytes without witness count four, those of the witness one, and so does the header's seal.
    pub fn weight(&self) -> usize {
        let fixed = Header::LEN + compact_len(self.transactions.len() as u64);
        let seal = self.header.encoded_len() - Header::LEN;
        let transactions: usize = self.transactions.iter().map(Transaction::weight).sum();
        WITNESS_SCALE * fixed + seal + transactions
    }

    /// Bytes of the encoding.
    pub fn encoded_len(&self) -> usize {
        let transactions = self.transactions.iter().map(Transaction::encoded_len);
        let count = compact_len(self.transactions.len() as u64);
        self.header.encoded_len() + count + transactions.sum::<usize>()
    }

    /// The root of the txids, as it should stand in the header.
    pub fn merkle_root(&self) -> Root {
        merkle_root(&self.transactions)
    }

    /// The root of the wtxids.
    pub fn witness_root(&self) -> MerkleNode {
        witness_root(&self.transactions)
    }

    /// The commitment to the witnesses in the coinbase, to be compared with [`witness_commitment`] of
    /// [`Block::witness_root`]: the last output's that has one (BIP141).
    pub fn witness_commitment(&self) -> Option<[u8; 32]> {
        let coinbase = self.transactions.first()?;
        let mut outputs = coinbase.outputs.iter().rev();
        outputs.find_map(|output| commitment_in(&output.lock))
    }
}

/// The commitment that an output's script holds: one that begins as BIP141 says, whatever follows the hash. A script
/// with anything behind the hash is invalid here by another rule, but which body a header commits to is decided as in
/// Bitcoin.
pub fn commitment_in(lock: &Lock) -> Option<[u8; 32]> {
    let hash = match lock {
        Lock::Data(data) if data.len() == COMMITMENT_LEN => {
            data.strip_prefix(&COMMITMENT_HEADER)?
        }
        Lock::Invalid(script) => script.strip_prefix(&COMMITMENT_SCRIPT)?,
        Lock::Key(_) | Lock::Data(_) | Lock::Other { .. } => return None,
    };
    hash.first_chunk().copied()
}

/// Whether data could be taken for a witness commitment: it begins like one and is at least as long. Miners put no such
/// data of other meaning into a coinbase.
pub fn resembles_commitment(data: &[u8]) -> bool {
    data.starts_with(&COMMITMENT_HEADER) && data.len() >= COMMITMENT_LEN
}

/// The root of the transactions' txids.
pub fn merkle_root(transactions: &[Transaction]) -> Root {
    let txids: Vec<_> = transactions.iter().map(Transaction::txid).collect();
    merkle_root_of(&txids)
}

/// The root of txids.
pub fn merkle_root_of(txids: &[Txid]) -> Root {
    let leaves: Vec<_> = txids.iter().map(Txid::to_bytes).collect();
    merkle::root(&leaves)
}

/// The root of the transactions' wtxids, where the first, the coinbase, counts as zero because its own outputs hold
/// the commitment (BIP141).
pub fn witness_root(transactions: &[Transaction]) -> MerkleNode {
    match transactions.split_first() {
        Some((_, others)) => witness_root_beside(others.iter().map(Transaction::wtxid)),
        None => MerkleNode::ZERO,
    }
}

/// The same root by the wtxids of all transactions but the coinbase, which it does not depend on.
pub fn witness_root_beside(others: impl IntoIterator<Item = Wtxid>) -> MerkleNode {
    let others = others.into_iter().map(|wtxid| wtxid.to_bytes());
    let leaves: Vec<_> = core::iter::once([0; 32]).chain(others).collect();
    merkle::root(&leaves).root
}

/// The commitment to a witness root: its SHA-256d together with [`WITNESS_RESERVED`] (BIP141).
pub fn witness_commitment(root: MerkleNode) -> [u8; 32] {
    let mut both = [0; 64];
    both[..32].copy_from_slice(root.as_bytes());
    both[32..].copy_from_slice(&WITNESS_RESERVED);
    sha256d(&both)
}

/// The lock of the output by which a coinbase commits to a witness root.
pub fn witness_commitment_lock(root: MerkleNode) -> Lock {
    Lock::Data([&COMMITMENT_HEADER[..], &witness_commitment(root)].concat())
}

impl Encode for Block {
    fn encode(&self, out: &mut Vec<u8>) {
        self.header.encode(out);
        put_list(out, &self.transactions);
    }
}

impl Decode for Block {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            header: Header::decode(r)?,
            transactions: r.list(usize::MAX, Transaction::MIN_LEN, Transaction::decode)?,
        })
    }
}
