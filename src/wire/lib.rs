//! The wire protocol: the messages between nodes, their encoding and their framing.
//!
//! A message is one command byte and a body in Bitcoin's encoding ([`Message`]). Messages travel on
//! an ordered, reliable link that carries frames of at most [`FRAME`] bytes, such as a WebRTC data
//! channel. [`split`] splits a message into frames and an [`Assembler`] on the other side joins
//! them. A node handles whole messages only; its driver does the framing.
//!
//! All input comes from untrusted peers. Nothing here panics on it, and no buffer exceeds the
//! bounds in [`limits`].
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
mod intake;
mod item;
pub mod limits;
mod message;
mod name;
mod version;

pub use command::Command;
pub use frame::{Assembler, FRAME, FrameError, split, split_part};
pub use intake::{FRAME_COST, Intake, MAX_WAITING_BYTES, Refusal, Waiting};
pub use item::Item;
pub use message::{Message, MessageError};
pub use name::{
    NAMES_SINCE, NameCard, NamedLink, SignedName, link_binding, link_digest, name_digest,
};
pub use version::{LIMITED_BLOCKS, NETWORK, NETWORK_LIMITED, PROTOCOL, SERVICES_SINCE, Version};
