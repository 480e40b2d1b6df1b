//! The messages between a page and the relay: JSON text frames, every field bounded.
//!
//! A word is an object with one member, which has the word's name. With the name as one field among the others, a reader has
//! to keep what it can't place yet, and what does that for any JSON is 20 kB of code more.

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Group, PeerKey, Room};

/// Longest frame, in bytes. A session description of the greatest length fits even if each of its line ends is escaped.
pub const MAX_FRAME: usize = 32 * 1024;
/// Longest session description, in bytes. One for a lone data channel with all its candidates takes 1 to 3 KB.
pub const MAX_SDP: usize = 16 * 1024;
/// Longest candidate line, in bytes. Real ones take 100 to 200.
pub const MAX_CANDIDATE: usize = 1024;
/// Longest name of a media section, in bytes.
pub const MAX_MID: usize = 64;
/// Most peers that a welcome lists: a random sample of the room, several times the links that a page wants.
pub const MAX_LISTED: usize = 64;
/// Most servers for finding a way through address translators.
pub const MAX_ICE_SERVERS: usize = 8;
/// Most addresses of one such server.
pub const MAX_ICE_URLS: usize = 4;
/// Longest address, user name or credential of such a server, in bytes.
pub const MAX_ICE_TEXT: usize = 512;
/// Longest explanation of a refusal, in bytes.
pub const MAX_DETAIL: usize = 256;

/// What a page says to its relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToRelay {
    /// The first word of a socket: enter this room under this key.
    Join {
        /// The chain's room.
        room: Room,
        /// This visit's key.
        peer: PeerKey,
    },
    /// Pass this on to another of the room. If that one has left meanwhile, nothing happens.
    Signal {
        /// For whom it is.
        to: PeerKey,
        /// What to pass on.
        body: Body,
    },
    /// Asks whether the relay is still there; it answers with [`FromRelay::Alive`]. A page can't see the pings of the
    /// WebSocket protocol, so it needs a sign of life of its own.
    Alive {},
}

/// A peer of the room, as the relay introduces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduction {
    /// The key of its visit.
    pub peer: PeerKey,
    /// The tag of its network.
    pub group: Group,
}

/// What the relay says to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromRelay {
    /// The answer to a join.
    Welcome {
        /// Who is in the room now, at most [`MAX_LISTED`] of them, drawn at random.
        peers: Vec<Introduction>,
        /// What to hand to the page's connections.
        ice_servers: Vec<IceServer>,
    },
    /// Fresh credentials for the servers of the welcome, before those run out.
    IceServers {
        /// What to hand to the page's connections from now on.
        ice_servers: Vec<IceServer>,
    },
    /// Another has entered the room. In a large room only a random sample of the peers is told.
    Arrived(Introduction),
    /// A peer that was introduced to this page, or that this page sent a signal to, is not in the room any more. Links with
    /// it may well go on.
    Left {
        /// Whose socket it was.
        peer: PeerKey,
    },
    /// Another of the room sends this.
    Signal {
        /// Who sent it.
        from: PeerKey,
        /// The tag of the sender's network.
        group: Group,
        /// What was sent.
        body: Body,
    },
    /// The relay will not serve this socket and closes it next.
    Refused {
        /// Why.
        reason: Refusal,
        /// The particulars, for people; may be empty.
        #[serde(default)]
        detail: String,
    },
    /// The relay is still there: the answer to [`ToRelay::Alive`].
    Alive {},
}

/// What two peers tell each other to open a link, however it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A call: the caller's session description.
    Offer {
        /// The description as `RTCPeerConnection` made it.
        sdp: String,
    },
    /// The call is taken: the other's session description.
    Answer {
        /// The description as `RTCPeerConnection` made it.
        sdp: String,
    },
    /// One more way to reach the sender.
    Candidate {
        /// The candidate's line.
        candidate: String,
        /// The media section it belongs to.
        sdp_mid: Option<String>,
        /// The same section as a number.
        sdp_m_line_index: Option<u16>,
    },
    /// The call is not taken, for all slots are in use.
    Decline,
}

/// One server that helps pages behind address translators, as `RTCIceServer` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// Its addresses, such as `stun:example.org:3478`.
    pub urls: Vec<String>,
    /// The user name that a TURN server wants.
    #[serde(default)]
    pub username: Option<String>,
    /// The password that a TURN server wants.
    #[serde(default)]
    pub credential: Option<String>,
}

/// Why a relay refuses to serve a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A frame was none of the known words or broke a bound.
    Malformed,
    /// Something else came before the join.
    NotJoined,
    /// A second join came on one socket.
    AlreadyJoined,
    /// Another live socket of the room has this key.
    KeyTaken,
    /// The room has as many peers as the relay allows.
    RoomFull,
    /// The relay has as many rooms or sockets as it allows.
    RelayFull,
    /// Too many sockets of the same network are open, or were opened lately.
    TooMany,
    /// Frames came faster than the relay allows.
    TooFast,
    /// The socket took what was sent to it too slowly.
    TooSlow,
    /// A reason that this program does not know yet.
    #[serde(other)]
    Unknown,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the message is malformed",
            Self::NotJoined => "a room must be joined first",
            Self::AlreadyJoined => "this socket has joined a room already",
            Self::KeyTaken => "this peer key is in use in the room",
            Self::RoomFull => "the room is full",
            Self::RelayFull => "the relay is full",
            Self::TooMany => "too many connections come from this network",
            Self::TooFast => "messages came too fast",
            Self::TooSlow => "messages were taken too slowly",
            Self::Unknown => "a reason unknown to this program",
        })
    }
}

/// Why a frame is not one of the words, or a value can't be sent as one.
#[derive(Debug, thiserror::Error)]
pub enum WordError {
    /// A frame or field has too many bytes.
    #[error("{what} has {len} bytes, at most {max} are allowed")]
    TooLong {
        /// Which part.
        what: &'static str,
        /// Its bytes.
        len: usize,
        /// The bound.
        max: usize,
    },
    /// A list has too many items.
    #[error("{what} has {len} items, at most {max} are allowed")]
    TooMany {
        /// Which list.
        what: &'static str,
        /// Its items.
        len: usize,
        /// The bound.
        max: usize,
    },
    /// The text is no JSON, or not one of the words.
    #[error("not a word of the relay: {0}")]
    Json(#[from] serde_json::Error),
}

impl ToRelay {
    /// The text frame of this word.
    ///
    /// # Errors
    /// If a field or the frame is above its bound.
    pub fn encode(&self) -> Result<String, WordError> {
        self.check()?;
        write_frame(self)
    }

    /// Reads a text frame.
    ///
    /// # Errors
    /// If it is too long, no JSON, none of the words, or has a field above its bound.
    pub fn decode(frame: &str) -> Result<Self, WordError> {
        let word: Self = read_frame(frame)?;
        word.check()?;
        Ok(word)
    }

    fn check(&self) -> Result<(), WordError> {
        match self {
            Self::Join { .. } | Self::Alive {} => Ok(()),
            Self::Signal { body, .. } => body.check(),
        }
    }
}

impl FromRelay {
    /// The text frame of this word.
    ///
    /// # Errors
    /// If a field or the frame is above its bound.
    pub fn encode(&self) -> Result<String, WordError> {
        self.check()?;
        write_frame(self)
    }

    /// Reads a text frame.
    ///
    /// # Errors
    /// If it is too long, no JSON, none of the words, or has a field above its bound.
    pub fn decode(frame: &str) -> Result<Self, WordError> {
        let word: Self = read_frame(frame)?;
        word.check()?;
        Ok(word)
    }

    fn check(&self) -> Result<(), WordError> {
        match self {
            Self::Welcome { peers, ice_servers } => {
                few("the list of peers", peers, MAX_LISTED)?;
                check_servers(ice_servers)
            }
            Self::IceServers { ice_servers } => check_servers(ice_servers),
            Self::Arrived(_) | Self::Left { .. } | Self::Alive {} => Ok(()),
            Self::Signal { body, .. } => body.check(),
            Self::Refused { detail, .. } => short("the detail of a refusal", detail, MAX_DETAIL),
        }
    }
}

impl Body {
    /// Tells whether every field keeps its bound: for bodies that come by another way than the relay.
    ///
    /// # Errors
    /// Names the first field above its bound.
    pub fn check(&self) -> Result<(), WordError> {
        match self {
            Self::Offer { sdp } => short("the offer's description", sdp, MAX_SDP),
            Self::Answer { sdp } => short("the answer's description", sdp, MAX_SDP),
            Self::Candidate {
                candidate, sdp_mid, ..
            } => {
                short("the candidate", candidate, MAX_CANDIDATE)?;
                let mid = sdp_mid.as_deref().unwrap_or_default();
                short("the candidate's section", mid, MAX_MID)
            }
            Self::Decline => Ok(()),
        }
    }
}

impl IceServer {
    /// Tells whether every field keeps its bound.
    ///
    /// # Errors
    /// Names the first field above its bound.
    pub fn check(&self) -> Result<(), WordError> {
        few("the addresses of an ice server", &self.urls, MAX_ICE_URLS)?;
        for url in &self.urls {
            short("the address of an ice server", url, MAX_ICE_TEXT)?;
        }
        let username = self.username.as_deref().unwrap_or_default();
        short("the user name of an ice server", username, MAX_ICE_TEXT)?;
        let credential = self.credential.as_deref().unwrap_or_default();
        short("the credential of an ice server", credential, MAX_ICE_TEXT)
    }
}

fn check_servers(servers: &[IceServer]) -> Result<(), WordError> {
    few("the list of ice servers", servers, MAX_ICE_SERVERS)?;
    servers.iter().try_for_each(IceServer::check)
}

fn short(what: &'static str, text: &str, max: usize) -> Result<(), WordError> {
    let len = text.len();
    if len > max {
        return Err(WordError::TooLong { what, len, max });
    }
    Ok(())
}

fn few<T>(what: &'static str, items: &[T], max: usize) -> Result<(), WordError> {
    let len = items.len();
    if len > max {
        return Err(WordError::TooMany { what, len, max });
    }
    Ok(())
}

fn write_frame(word: &impl Serialize) -> Result<String, WordError> {
    let frame = serde_json::to_string(word)?;
    short("the frame", &frame, MAX_FRAME)?;
    Ok(frame)
}

fn read_frame<T: DeserializeOwned>(frame: &str) -> Result<T, WordError> {
    short("the frame", frame, MAX_FRAME)?;
    Ok(serde_json::from_str(frame)?)
}
