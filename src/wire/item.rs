//! Items of an announcement or a request.

use primitives::{BlockHash, Decode, DecodeError, Encode, Reader, Txid};

/// A block or a transaction, identified by its hash. The type bytes are Bitcoin's (`MSG_TX`,
/// `MSG_BLOCK`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A transaction.
    Transaction(Txid),
    /// A block.
    Block(BlockHash),
}

impl Item {
    /// Encoded length in bytes.
    pub const LEN: usize = 33;

    const TRANSACTION: u8 = 1;
    const BLOCK: u8 = 2;
}

impl Encode for Item {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Transaction(txid) => {
                out.push(Self::TRANSACTION);
                txid.encode(out);
            }
            Self::Block(hash) => {
                out.push(Self::BLOCK);
                hash.encode(out);
            }
        }
    }
}

impl Decode for Item {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match r.u8()? {
            Self::TRANSACTION => Txid::decode(r).map(Self::Transaction),
            Self::BLOCK => BlockHash::decode(r).map(Self::Block),
            _ => Err(r.invalid("an item is a transaction (1) or a block (2)")),
        }
    }
}
