//! The command byte that every message starts with.

/// The type of a message. The numbers are part of the protocol and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Command {
    /// Introduces the sender: its protocol, its chain and its tip.
    Version = 0,
    /// Accepts the peer's version.
    Verack = 1,
    /// Requests a pong, to measure the link and to show that the peer is alive.
    Ping = 2,
    /// Answers a ping.
    Pong = 3,
    /// Requests the headers after a known one.
    GetHeaders = 4,
    /// Carries headers: the answer to a request, or the announcement of a new block (BIP130).
    Headers = 5,
    /// Announces blocks and transactions that the sender has.
    Inv = 6,
    /// Requests blocks and transactions by hash.
    GetData = 7,
    /// Lists the requested items that the sender does not have.
    NotFound = 8,
    /// Carries a block.
    Block = 9,
    /// Carries a transaction.
    Transaction = 10,
    /// Requests an announcement of all transactions in the mempool (BIP35).
    GetPool = 11,
    /// Asks the peer not to announce transactions below a fee rate (BIP133).
    FeeFilter = 12,
    /// Tells the name of the person behind the sender, or that the person has no name any more.
    Name = 13,
}

impl Command {
    /// All commands, in the order of their numbers.
    pub const ALL: [Self; 14] = [
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
        Self::Name,
    ];

    /// The number of this command, which is the first byte of a message.
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// The command with this number. `None` if the protocol has no such command.
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
