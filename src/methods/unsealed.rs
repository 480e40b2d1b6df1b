//! Headers and blocks in the form of programs written for Bitcoin: a header has 80 bytes, even if
//! its version announces an author's seal. JSON answers have the seal in a field of its own.

use primitives::{Block, Decode, DecodeError, Encode, Header, Reader, Transaction, put_compact};

/// A header version that announces no seal.
const PLAIN: i32 = 1;

/// Reads the 80 bytes of a header, without a seal.
///
/// # Errors
///
/// If there are fewer bytes.
pub(crate) fn header(r: &mut Reader<'_>) -> Result<Header, DecodeError> {
    let mut bytes = r.array::<{ Header::LEN }>()?;
    let version = i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    bytes[..4].copy_from_slice(&PLAIN.to_le_bytes());
    Ok(Header {
        version,
        ..Header::from_bytes(&bytes)?
    })
}

/// Decodes a block whose header has 80 bytes.
///
/// # Errors
///
/// If the bytes do not encode a block.
pub(crate) fn block(bytes: &[u8]) -> Result<Block, DecodeError> {
    let mut r = Reader::new(bytes);
    let header = header(&mut r)?;
    let transactions = r.list(usize::MAX, Transaction::MIN_LEN, Transaction::decode)?;
    r.finish()?;
    Ok(Block {
        header,
        transactions,
    })
}

/// Encodes a block with the 80 bytes of its header.
pub(crate) fn block_bytes(block: &Block) -> Vec<u8> {
    let mut out = block.header.to_array().to_vec();
    put_compact(&mut out, block.transactions.len() as u64);
    for transaction in &block.transactions {
        transaction.encode(&mut out);
    }
    out
}
