//! The bounds of all messages, with the reason for each.

use crate::Command;
use primitives::Header;

/// Maximum bytes of a block in a message. A block's weight is at least its size, and BIP141 limits
/// the weight to 4,000,000, so every block within Bitcoin's limit fits.
pub const MAX_BLOCK: usize = 4_000_000;

/// Maximum bytes of a transaction in a message: Bitcoin's standard weight limit, a tenth of the
/// weight limit of a block.
pub const MAX_TRANSACTION: usize = 400_000;

/// Maximum headers in a message, as in Bitcoin: 160 kB, or 290 kB if all are sealed. A slow link
/// carries that in a second or two.
pub const MAX_HEADERS: usize = 2_000;

/// Maximum items in an announcement or a request: 165 kB. A full mempool is announced in several
/// messages.
pub const MAX_ITEMS: usize = 5_000;

/// Maximum hashes in a locator, as in Bitcoin. The distances between its hashes grow exponentially,
/// so a much shorter locator reaches the genesis block of any chain.
pub const MAX_LOCATOR: usize = 101;

/// Maximum bytes of the program name in a version message.
pub const MAX_AGENT: usize = 64;

/// Maximum bytes of a person's name. A node shows at most 32 characters.
pub const MAX_NAME: usize = 64;

/// Maximum bytes of any message, including its command byte.
pub const MAX_MESSAGE: usize = 1 + MAX_BLOCK;

/// Bytes of a public key, and of a signature.
const PUBLIC_KEY: usize = 33;
const SIGNATURE: usize = 65;

/// Encoded bytes of a CompactSize count from 253 to 65,535.
const COUNT: usize = 3;

/// Maximum bytes of the body of a message with this command.
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
        Command::Name => 1 + MAX_NAME + 2 * PUBLIC_KEY + 2 * SIGNATURE,
    }
}
