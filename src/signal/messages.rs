//! The messages between a page and the relay: JSON text frames, every field bounded.
//!
//! A message is a JSON object with one member, which is named after the message. serde calls this
//! an externally tagged enum. An internally tagged enum has to buffer fields until it knows the
//! tag, which would add 20 kB of code.

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Group, PeerKey, Room};

/// Maximum bytes of a frame. The longest session description fits even after its line ends are
/// escaped.
pub const MAX_FRAME: usize = 32 * 1024;
/// Maximum bytes of a session description. A description of a single data channel with all its
/// candidates takes 1 to 3 kB.
pub const MAX_SDP: usize = 16 * 1024;
/// Maximum bytes of a candidate line. Real lines take 100 to 200.
pub const MAX_CANDIDATE: usize = 1024;
/// Maximum bytes of the name of a media section (see [`Body::Candidate`]).
pub const MAX_MID: usize = 64;
/// Maximum number of peers in a welcome: a random sample of the room, several times the links that
/// a page wants.
pub const MAX_LISTED: usize = 64;
/// Maximum number of ICE servers.
pub const MAX_ICE_SERVERS: usize = 8;
/// Maximum number of URLs of one ICE server.
pub const MAX_ICE_URLS: usize = 4;
/// Maximum bytes of a URL, user name or credential of an ICE server.
pub const MAX_ICE_TEXT: usize = 512;
/// Maximum bytes of the detail of a refusal.
pub const MAX_DETAIL: usize = 256;

/// A message from a page to a relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToRelay {
    /// The first message on a socket: the page enters this room under this key.
    Join {
        /// The chain's room.
        room: Room,
        /// This visit's key.
        peer: PeerKey,
    },
    /// The relay is to forward a body to another peer of the room. If the peer has left, the relay
    /// drops the body.
    Signal {
        /// The recipient.
        to: PeerKey,
        /// The body to forward.
        body: Body,
    },
    /// A request for a sign of life, which the relay answers with [`FromRelay::Alive`]. The pings
    /// of the WebSocket protocol do not serve for this, because a page can't see them.
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

/// A message from a relay to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromRelay {
    /// The answer to a join.
    Welcome {
        /// Peers that are in the room now, at most [`MAX_LISTED`], drawn at random.
        peers: Vec<Introduction>,
        /// The servers for the page's connections.
        ice_servers: Vec<IceServer>,
    },
    /// The servers with new credentials, before the credentials of the welcome expire.
    IceServers {
        /// The servers for the page's connections from now on.
        ice_servers: Vec<IceServer>,
    },
    /// Another peer has entered the room. In a large room only a random sample of the peers
    /// receives this.
    Arrived(Introduction),
    /// A peer that was introduced to this page, or that this page sent a signal to, has left the
    /// room. Links with it may still be open.
    Left {
        /// The peer that left.
        peer: PeerKey,
    },
    /// A body from another peer of the room.
    Signal {
        /// The sender.
        from: PeerKey,
        /// The tag of the sender's network.
        group: Group,
        /// The content.
        body: Body,
    },
    /// The relay does not serve this socket and closes it next.
    Refused {
        /// The reason.
        reason: Refusal,
        /// Details for people; may be empty.
        #[serde(default)]
        detail: String,
    },
    /// The answer to [`ToRelay::Alive`].
    Alive {},
}

/// A message from one peer to another through the relay, to open a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A call, with the caller's session description.
    Offer {
        /// The description that `RTCPeerConnection` made.
        sdp: String,
    },
    /// The call is accepted, with the other side's session description.
    Answer {
        /// The description that `RTCPeerConnection` made.
        sdp: String,
    },
    /// Another ICE candidate of the sender.
    Candidate {
        /// The candidate's line.
        candidate: String,
        /// The media section it belongs to.
        sdp_mid: Option<String>,
        /// The index of that section.
        sdp_m_line_index: Option<u16>,
    },
    /// The call is declined, because all slots are in use.
    Decline,
}

/// A STUN or TURN server, with the fields of `RTCIceServer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// Its URLs, such as `stun:example.org:3478`.
    pub urls: Vec<String>,
    /// The user name for a TURN server.
    #[serde(default)]
    pub username: Option<String>,
    /// The password for a TURN server.
    #[serde(default)]
    pub credential: Option<String>,
}

/// The reason why a relay does not serve a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// A frame was not a known message or exceeded a bound.
    Malformed,
    /// Another message came before the join.
    NotJoined,
    /// A second join came on the same socket.
    AlreadyJoined,
    /// Another live socket of the room has this key.
    KeyTaken,
    /// The room has the maximum number of peers.
    RoomFull,
    /// The relay has the maximum number of rooms or sockets.
    RelayFull,
    /// Too many sockets of the same network are open or were opened recently.
    TooMany,
    /// Frames came faster than the relay allows.
    TooFast,
    /// The socket read too slowly.
    TooSlow,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the message is malformed",
            Self::NotJoined => "a room must be joined first",
            Self::AlreadyJoined => "this socket has already joined a room",
            Self::KeyTaken => "this peer key is in use in the room",
            Self::RoomFull => "the room is full",
            Self::RelayFull => "the relay is full",
            Self::TooMany => "too many connections come from this network",
            Self::TooFast => "messages came too fast",
            Self::TooSlow => "messages were read too slowly",
            Self::Unknown => "a reason that this version does not know",
        })
    }
}

/// Why a text is not a valid frame, or a message can't be encoded.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// A frame or field has too many bytes.
    #[error("{what} has {len} bytes, at most {max} are allowed")]
    TooLong {
        /// The part that is too long.
        what: &'static str,
        /// Its length in bytes.
        len: usize,
        /// The bound.
        max: usize,
    },
    /// A list has too many items.
    #[error("{what} has {len} items, at most {max} are allowed")]
    TooMany {
        /// The list.
        what: &'static str,
        /// The number of its items.
        len: usize,
        /// The bound.
        max: usize,
    },
    /// The text is not JSON, or not a known message.
    #[error("not a signalling message: {0}")]
    Json(#[from] serde_json::Error),
}

/// A message whose fields have bounds.
trait Bounded {
    /// Checks the bound of every field.
    fn check(&self) -> Result<(), MessageError>;
}

impl ToRelay {
    /// Encodes the message as a text frame.
    ///
    /// # Errors
    /// If a field or the frame exceeds its bound.
    pub fn encode(&self) -> Result<String, MessageError> {
        encode(self)
    }

    /// Decodes a text frame.
    ///
    /// # Errors
    /// If the frame is too long, is not JSON or not a known message, or a field exceeds its bound.
    pub fn decode(frame: &str) -> Result<Self, MessageError> {
        decode(frame)
    }
}

impl Bounded for ToRelay {
    fn check(&self) -> Result<(), MessageError> {
        match self {
            Self::Join { .. } | Self::Alive {} => Ok(()),
            Self::Signal { body, .. } => body.check(),
        }
    }
}

impl FromRelay {
    /// Encodes the message as a text frame.
    ///
    /// # Errors
    /// If a field or the frame exceeds its bound.
    pub fn encode(&self) -> Result<String, MessageError> {
        encode(self)
    }

    /// Decodes a text frame.
    ///
    /// # Errors
    /// If the frame is too long, is not JSON or not a known message, or a field exceeds its bound.
    pub fn decode(frame: &str) -> Result<Self, MessageError> {
        decode(frame)
    }
}

impl Bounded for FromRelay {
    fn check(&self) -> Result<(), MessageError> {
        match self {
            Self::Welcome { peers, ice_servers } => {
                check_count("the list of peers", peers, MAX_LISTED)?;
                check_servers(ice_servers)
            }
            Self::IceServers { ice_servers } => check_servers(ice_servers),
            Self::Arrived(_) | Self::Left { .. } | Self::Alive {} => Ok(()),
            Self::Signal { body, .. } => body.check(),
            Self::Refused { detail, .. } => {
                check_length("the detail of a refusal", detail, MAX_DETAIL)
            }
        }
    }
}

impl Body {
    /// Checks the bound of every field.
    ///
    /// # Errors
    /// Names the first field that exceeds its bound.
    pub fn check(&self) -> Result<(), MessageError> {
        match self {
            Self::Offer { sdp } => check_length("the offer's description", sdp, MAX_SDP),
            Self::Answer { sdp } => check_length("the answer's description", sdp, MAX_SDP),
            Self::Candidate {
                candidate, sdp_mid, ..
            } => {
                check_length("the candidate", candidate, MAX_CANDIDATE)?;
                let mid = sdp_mid.as_deref().unwrap_or_default();
                check_length("the candidate's section", mid, MAX_MID)
            }
            Self::Decline => Ok(()),
        }
    }
}

impl IceServer {
    /// Checks the bound of every field.
    ///
    /// # Errors
    /// Names the first field that exceeds its bound.
    pub fn check(&self) -> Result<(), MessageError> {
        check_count("the URLs of an ICE server", &self.urls, MAX_ICE_URLS)?;
        for url in &self.urls {
            check_length("the URL of an ICE server", url, MAX_ICE_TEXT)?;
        }
        let username = self.username.as_deref().unwrap_or_default();
        check_length("the user name of an ICE server", username, MAX_ICE_TEXT)?;
        let credential = self.credential.as_deref().unwrap_or_default();
        check_length("the credential of an ICE server", credential, MAX_ICE_TEXT)
    }
}

fn check_servers(servers: &[IceServer]) -> Result<(), MessageError> {
    check_count("the list of ICE servers", servers, MAX_ICE_SERVERS)?;
    servers.iter().try_for_each(IceServer::check)
}

fn check_length(what: &'static str, text: &str, max: usize) -> Result<(), MessageError> {
    let len = text.len();
    if len > max {
        return Err(MessageError::TooLong { what, len, max });
    }
    Ok(())
}

fn check_count<T>(what: &'static str, items: &[T], max: usize) -> Result<(), MessageError> {
    let len = items.len();
    if len > max {
        return Err(MessageError::TooMany { what, len, max });
    }
    Ok(())
}

fn encode(message: &(impl Serialize + Bounded)) -> Result<String, MessageError> {
    message.check()?;
    let frame = serde_json::to_string(message)?;
    check_length("the frame", &frame, MAX_FRAME)?;
    Ok(frame)
}

fn decode<T: DeserializeOwned + Bounded>(frame: &str) -> Result<T, MessageError> {
    check_length("the frame", frame, MAX_FRAME)?;
    let message: T = serde_json::from_str(frame)?;
    message.check()?;
    Ok(message)
}
