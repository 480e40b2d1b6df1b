//! Messages and their encoding.

use crate::limits::{MAX_HEADERS, MAX_ITEMS, MAX_LOCATOR, max_body};
use crate::name::{SignedName, decode_name, encode_name};
use crate::{Command, Item, Version};
use primitives::encoding::put_list;
use primitives::{
    Block, BlockHash, Decode, DecodeError, Encode, Header, Reader, Timestamp, Transaction,
};

/// One message between two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Introduces the sender. It is the first message in each direction.
    Version(Version),
    /// Accepts the peer's version.
    Verack,
    /// Requests a pong with this number.
    Ping(u64),
    /// Answers a ping: the number of the ping, and the sender's clock.
    Pong(u64, Timestamp),
    /// Requests the headers after the first hash of `locator` that is in the receiver's best chain.
    GetHeaders {
        /// Hashes of the sender's chain, newest first, with growing distances; at most
        /// [`MAX_LOCATOR`].
        locator: Vec<BlockHash>,
        /// The last header requested. Zero requests as many as one message holds.
        stop: BlockHash,
    },
    /// Headers, each the child of the previous one; at most [`MAX_HEADERS`].
    Headers(Vec<Header>),
    /// Announces items that the sender has; at most [`MAX_ITEMS`].
    Inv(Vec<Item>),
    /// Requests items; at most [`MAX_ITEMS`].
    GetData(Vec<Item>),
    /// Lists requested items that the sender does not have; at most [`MAX_ITEMS`].
    NotFound(Vec<Item>),
    /// A block.
    Block(Block),
    /// A transaction.
    Transaction(Transaction),
    /// Requests an announcement of all transactions in the mempool.
    GetPool,
    /// Asks the peer not to announce transactions that pay less than this fee rate, in base units
    /// per 1,000 weight units.
    FeeFilter(u64),
    /// The name of the person behind the sender; `None` if the person has no name any more.
    Name(Option<Box<SignedName>>),
}

/// Why bytes are not a valid message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// There are no bytes.
    #[error("the message is empty")]
    Empty,
    /// The first byte is not a command.
    #[error("unknown command {0}")]
    UnknownCommand(u8),
    /// The body is longer than its command allows.
    #[error("the body of a {command:?} message has {length} bytes; at most {max} are allowed")]
    TooLong {
        /// The command of the message.
        command: Command,
        /// Bytes of its body.
        length: usize,
        /// Maximum bytes of the body.
        max: usize,
    },
    /// The body is not a valid encoding for its command.
    #[error("the body of a {command:?} message is invalid: {error}")]
    Body {
        /// The command of the message.
        command: Command,
        /// The error in the body. Its offset counts from the first byte of the body.
        error: DecodeError,
    },
}

impl Message {
    /// The command of this message.
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
            Self::Name(_) => Command::Name,
        }
    }

    /// Encodes the message: its command byte, then its body.
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
            Self::Name(name) => encode_name(name.as_deref(), &mut out),
        }
        out
    }

    /// Decodes a message from all of `bytes`.
    ///
    /// # Errors
    /// If the command is unknown, or the body is too long or not a valid encoding for the command.
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
        Command::Name => Message::Name(decode_name(r)?),
    })
}

fn items(r: &mut Reader<'_>) -> Result<Vec<Item>, DecodeError> {
    r.list(MAX_ITEMS, Item::LEN, Item::decode)
}
