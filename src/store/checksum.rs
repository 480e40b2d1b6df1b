//! The checksum of a row: the CRC-32 of its table, key and value.

use chain::Table;
use crc::{CRC_32_ISO_HDLC, Crc};

/// Length in bytes of the checksum after a row's value.
pub(crate) const CHECK_LEN: usize = 4;

/// zlib's CRC-32, with one table of 1 KiB. Sixteen tables would make it several times as fast, but
/// would add 16 KiB of data that can't be compressed to the page's program.
static CRC: Crc<u32, crc::Table<1>> = Crc::<u32, crc::Table<1>>::new(&CRC_32_ISO_HDLC);

/// The checksum of a row.
pub(crate) fn checksum(table: Table, key: &[u8], value: &[u8]) -> [u8; CHECK_LEN] {
    let mut digest = CRC.digest();
    digest.update(&[table as u8]);
    digest.update(key);
    digest.update(value);
    digest.finalize().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_matches_that_of_zlib() {
        // Python: zlib.crc32(bytes([2]) + b"123456789" + bytes(range(256)))
        let value: Vec<u8> = (0..=255).collect();
        let expected = 0xce2eb38e_u32.to_le_bytes();
        assert_eq!(checksum(Table::Blocks, b"123456789", &value), expected);
    }
}
