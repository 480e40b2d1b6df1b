//! Blocks: a header, transactions, and BIP141's commitment to their witnesses.

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

/// The first bytes of the script of a witness commitment (BIP141): `OP_RETURN`, the length of the
/// push, the header.
const COMMITMENT_SCRIPT: [u8; 6] = [0x6a, 36, 0xaa, 0x21, 0xa9, 0xed];

/// The only item of the coinbase's witness: BIP141's reserved value, which has no meaning yet.
pub const WITNESS_RESERVED: [u8; 32] = [0; 32];

/// A header and the transactions that it commits to. The first transaction is the coinbase, which
/// pays the reward.
///
/// A block of this type need not be valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The header, which proves the work.
    pub header: Header,
    /// The coinbase, then the other transactions, parents before children.
    pub transactions: Vec<Transaction>,
}

impl Block {
    /// The hash of the header.
    pub fn hash(&self) -> BlockHash {
        self.header.hash()
    }

    /// The weight (BIP141): 1 for each byte of a witness or of the header's seal, 4 for every other
    /// byte.
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

    /// The Merkle root of the txids, as the header should contain it.
    pub fn merkle_root(&self) -> Root {
        merkle_root(&self.transactions)
    }

    /// The Merkle root of the wtxids.
    pub fn witness_root(&self) -> MerkleNode {
        witness_root(&self.transactions)
    }

    /// The coinbase's commitment to the witnesses. If more than one output contains a commitment,
    /// the last one counts (BIP141). The commitment should equal [`witness_commitment`] of
    /// [`Block::witness_root`]. `None` if no output contains one.
    pub fn witness_commitment(&self) -> Option<[u8; 32]> {
        let coinbase = self.transactions.first()?;
        let mut outputs = coinbase.outputs.iter().rev();
        outputs.find_map(|output| commitment_in(&output.lock))
    }
}

/// The witness commitment in an output's script: the hash after the first bytes that BIP141
/// defines. Bytes after the hash are ignored, as in Bitcoin: a script with such bytes is invalid by
/// another rule, but it contains the commitment nevertheless. `None` if the script contains no
/// commitment.
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

/// Whether data could be mistaken for a witness commitment: it begins with the header of a
/// commitment and is at least as long as a commitment. Miners must not put such data into a
/// coinbase for other purposes.
pub fn resembles_commitment(data: &[u8]) -> bool {
    data.starts_with(&COMMITMENT_HEADER) && data.len() >= COMMITMENT_LEN
}

/// The Merkle root of the transactions' txids.
pub fn merkle_root(transactions: &[Transaction]) -> Root {
    let txids: Vec<_> = transactions.iter().map(Transaction::txid).collect();
    merkle_root_of(&txids)
}

/// The Merkle root of txids.
pub fn merkle_root_of(txids: &[Txid]) -> Root {
    let leaves: Vec<_> = txids.iter().map(Txid::to_bytes).collect();
    merkle::root(&leaves)
}

/// The Merkle root of the transactions' wtxids. The coinbase, which is first, counts as zero
/// because its own outputs contain the commitment (BIP141).
pub fn witness_root(transactions: &[Transaction]) -> MerkleNode {
    match transactions.split_first() {
        Some((_, others)) => witness_root_beside(others.iter().map(Transaction::wtxid)),
        None => MerkleNode::ZERO,
    }
}

/// The root that [`witness_root`] returns, from the wtxids of all transactions except the coinbase.
/// The root does not depend on the coinbase.
pub fn witness_root_beside(others: impl IntoIterator<Item = Wtxid>) -> MerkleNode {
    let others = others.into_iter().map(|wtxid| wtxid.to_bytes());
    let leaves: Vec<_> = core::iter::once([0; 32]).chain(others).collect();
    merkle::root(&leaves).root
}

/// The commitment to a witness root: SHA-256d of the root and [`WITNESS_RESERVED`] (BIP141).
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
