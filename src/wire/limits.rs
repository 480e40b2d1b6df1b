//! The bounds of every message, and why they are what they are.

use crate::Command;
use primitives::Header;

/// Bytes of the largest block that can be sent. A block's weight is at least its size, and 4,000,000 is BIP141's
/// weight limit, so every block that keeps Bitcoin's limit fits.
pub const MAX_BLOCK: usize = 4_000_000;

/// Bytes of the largest transaction that is passed on by itself: Bitcoin's standard weight limit, a tenth of a block's.
pub const MAX_TRANSACTION: usize = 400_000;

/// Headers in one message, as in Bitcoin: 160 kB, or 290 kB where they are sealed; a second or two on a slow link.
pub const MAX_HEADERS: usize = 2_000;

/// Items in one announcement or request: 165 kB. A full pool is announced in several.
pub const MAX_ITEMS: usize = 5_000;

/// Hashes in a locator, as in Bitcoin: exponential steps reach the genesis of any chain with far fewer.
pub const MAX_LOCATOR: usize = 101;

/// Bytes of a program's name in the handshake.
pub const MAX_AGENT: usize = 64;

/// Bytes of the largest message of all, command byte included.
pub const MAX_MESSAGE: usize = 1 + MAX_BLOCK;

/// Bytes of a CompactSize count up to 65,535.
const COUNT: usize = 3;

/// The most bytes that a body of this command can have.
pub const fn max_body(command: Command) -> usize {
    match command {
        Command::Version => 4 + 32 + 4 + 32 + 4 + 8 + 8 + 1 + MAX_AGENT,
        Command::Verack | Command::GetPool => 0,
        Command::Ping | Command::FeeFilter => 8,
        Command::Pong => 8 + 4,
        Command::GetHeaders => COUNT + MAX_LOCATOR * 32 + 32,
        Command::Headers => COUNT + MAX_HEADERS * Header::MAX_LEN,
        Command::Inv | Command::GetData | Command::NotFound => COUNT + MAX_ITEMS * 33,
        Command::Block => MAX_BLOCK,
        Command::Transaction => MAX_TRANSACTION,
    }
}
