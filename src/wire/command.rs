//! The command byte that every message starts with.

/// What a message is. The numbers are part of the protocol and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Command {
    /// Says who speaks, on which chain.
    Version = 0,
    /// Accepts the other's version.
    Verack = 1,
    /// Asks for a sign of life.
    Ping = 2,
    /// Gives it.
    Pong = 3,
    /// Asks for headers that follow a known one.
    GetHeaders = 4,
    /// Gives headers, or announces a new block by its header (BIP130).
    Headers = 5,
    /// Announces what the sender has.
    Inv = 6,
    /// Asks for blocks and transactions by hash.
    GetData = 7,
    /// Says which of them the sender has not.
    NotFound = 8,
    /// Gives a block.
    Block = 9,
    /// Gives a transaction.
    Transaction = 10,
    /// Asks for an announcement of all transactions that wait (BIP35).
    GetPool = 11,
    /// Asks to leave out transactions that pay too little (BIP133).
    FeeFilter = 12,
}

impl Command {
    /// Every command, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::Version,
        Self::Verack,
        Self::Ping,
        Self::Pong,
        Self::GetHeaders,
        Self::Headers,
        Self::Inv,
        Self::GetData,
        Self::NotFound,
        Self::Block,
        Self::Transaction,
        Self::GetPool,
        Self::FeeFilter,
    ];

    /// The byte on the wire.
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// The command of a byte, if there is one.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_commands_match() {
        for byte in 0..=u8::MAX {
            match Command::from_byte(byte) {
                Some(command) => assert_eq!(command.byte(), byte),
                None => assert!(usize::from(byte) >= Command::ALL.len()),
            }
        }
    }
}
