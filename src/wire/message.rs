//! The messages and their bytes.

use crate::limits::{MAX_HEADERS, MAX_ITEMS, MAX_LOCATOR, max_body};
use crate::{Command, Item, Version};
use primitives::encoding::put_list;
use primitives::{
    Block, BlockHash, Decode, DecodeError, Encode, Header, Reader, Timestamp, Transaction,
};

/// One message between two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Who speaks; the first message each way.
    Version(Version),
    /// The other's version is accepted.
    Verack,
    /// A sign of life is wanted, with this number in it.
    Ping(u64),
    /// The sign, with the number of the ping, and the sender's clock.
    Pong(u64, Timestamp),
    /// Headers are wanted: those behind the first hash of `locator` that stands in the receiver's best chain.
    GetHeaders {
        /// Hashes of the sender's chain, newest first, ever farther apart; at most [`MAX_LOCATOR`].
        locator: Vec<BlockHash>,
        /// The last header wanted; zero for as many as one message holds.
        stop: BlockHash,
    },
    /// Headers, each the child of the one before; at most [`MAX_HEADERS`].
    Headers(Vec<Header>),
    /// What the sender has; at most [`MAX_ITEMS`].
    Inv(Vec<Item>),
    /// What the sender wants; at most [`MAX_ITEMS`].
    GetData(Vec<Item>),
    /// What was wanted and isn't there; at most [`MAX_ITEMS`].
    NotFound(Vec<Item>),
    /// A block.
    Block(Block),
    /// A transaction.
    Transaction(Transaction),
    /// An announcement of all waiting transactions is wanted.
    GetPool,
    /// Transactions that pay fewer base units per 1,000 weight units need not be announced.
    FeeFilter(u64),
}

/// Why bytes are no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// No bytes at all.
    #[error("an empty message")]
    Empty,
    /// The first byte names no command.
    #[error("unknown command {0}")]
    UnknownCommand(u8),
    /// Longer than any message of its kind.
    #[error("a body of {length} bytes for {command:?}, at most {max} allowed")]
    TooLong {
        /// The message's kind.
        command: Command,
        /// Bytes of its body.
        length: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// The body is not one of its command.
    #[error("bad {command:?}: {error}")]
    Body {
        /// The message's kind.
        command: Command,
        /// What is wrong in the body, counted from its first byte.
        error: DecodeError,
    },
}

impl Message {
    /// What this message is.
    pub const fn command(&self) -> Command {
        match self {
            Self::Version(_) => Command::Version,
            Self::Verack => Command::Verack,
            Self::Ping(_) => Command::Ping,
            Self::Pong(..) => Command::Pong,
            Self::GetHeaders { .. } => Command::GetHeaders,
            Self::Headers(_) => Command::Headers,
            Self::Inv(_) => Command::Inv,
            Self::GetData(_) => Command::GetData,
            Self::NotFound(_) => Command::NotFound,
            Self::Block(_) => Command::Block,
            Self::Transaction(_) => Command::Transaction,
            Self::GetPool => Command::GetPool,
            Self::FeeFilter(_) => Command::FeeFilter,
        }
    }

    /// The bytes of the message: its command, then its body.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![self.command().byte()];
        match self {
            Self::Version(version) => version.encode(&mut out),
            Self::Verack | Self::GetPool => {}
            Self::Ping(number) | Self::FeeFilter(number) => {
                out.extend_from_slice(&number.to_le_bytes());
            }
            Self::Pong(number, time) => {
                out.extend_from_slice(&number.to_le_bytes());
                time.encode(&mut out);
            }
            Self::GetHeaders { locator, stop } => {
                put_list(&mut out, locator);
                stop.encode(&mut out);
            }
            Self::Headers(headers) => put_list(&mut out, headers),
            Self::Inv(items) | Self::GetData(items) | Self::NotFound(items) => {
                put_list(&mut out, items);
            }
            Self::Block(block) => block.encode(&mut out),
            Self::Transaction(transaction) => transaction.encode(&mut out),
        }
        out
    }

    /// Reads a message that fills `bytes`.
    ///
    /// # Errors
    /// When the command is unknown, the body is longer than any of its kind, or is not one of its kind.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        let (&byte, body) = bytes.split_first().ok_or(MessageError::Empty)?;
        let command = Command::from_byte(byte).ok_or(MessageError::UnknownCommand(byte))?;
        let max = max_body(command);
        if body.len() > max {
            return Err(MessageError::TooLong {
                command,
                length: body.len(),
                max,
            });
        }
        let mut r = Reader::new(body);
        read_body(command, &mut r)
            .and_then(|message| r.finish().map(|()| message))
            .map_err(|error| MessageError::Body { command, error })
    }
}

fn read_body(command: Command, r: &mut Reader<'_>) -> Result<Message, DecodeError> {
    Ok(match command {
        Command::Version => Message::Version(Version::decode(r)?),
        Command::Verack => Message::Verack,
        Command::Ping => Message::Ping(r.u64()?),
        Command::Pong => Message::Pong(r.u64()?, Timestamp::decode(r)?),
        Command::GetHeaders => Message::GetHeaders {
            locator: r.list(MAX_LOCATOR, 32, BlockHash::decode)?,
            stop: BlockHash::decode(r)?,
        },
        Command::Headers => Message::Headers(r.list(MAX_HEADERS, Header::LEN, Header::decode)?),
        Command::Inv => Message::Inv(items(r)?),
        Command::GetData => Message::GetData(items(r)?),
        Command::NotFound => Message::NotFound(items(r)?),
        Command::Block => Message::Block(Block::decode(r)?),
        Command::Transaction => Message::Transaction(Transaction::decode(r)?),
        Command::GetPool => Message::GetPool,
        Command::FeeFilter => Message::FeeFilter(r.u64()?),
    })
}

fn items(r: &mut Reader<'_>) -> Result<Vec<Item>, DecodeError> {
    r.list(MAX_ITEMS, Item::LEN, Item::decode)
}
