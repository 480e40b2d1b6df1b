//! The messages between nodes, and how they are cut into frames.
//!
//! A message is one command byte and a body ([`Message`]); bodies are in Bitcoin's encoding. What carries messages is
//! an ordered, reliable link that takes pieces of at most [`FRAME`] bytes, such as a WebRTC data channel: [`split`]
//! cuts a message into frames, an [`Assembler`] at the other end joins them. A node sees whole messages only; the
//! frames belong to whoever drives it.
//!
//! Everything here reads bytes of strangers: nothing panics, and nothing is kept beyond the bounds in [`limits`].
//!
//! ```
//! use wire::{Assembler, Message, split};
//!
//! let message = Message::Ping(7).encode();
//! let mut assembler = Assembler::default();
//! let mut arrived = None;
//! for frame in split(&message) {
//!     arrived = assembler.push(&frame).unwrap();
//! }
//! assert_eq!(Message::decode(&arrived.unwrap()), Ok(Message::Ping(7)));
//! ```

mod command;
mod frame;
mod item;
pub mod limits;
mod message;
mod version;

pub use command::Command;
pub use frame::{Assembler, FRAME, FrameError, split, split_part};
pub use item::Item;
pub use message::{Message, MessageError};
pub use version::{LIMITED_BLOCKS, NETWORK, NETWORK_LIMITED, PROTOCOL, SERVICES_SINCE, Version};
