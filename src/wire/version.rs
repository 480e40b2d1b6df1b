//! The version message, which opens the handshake.

use crate::limits::MAX_AGENT;
use primitives::{
    BlockHash, Decode, DecodeError, Encode, Height, Reader, Timestamp, Work, put_bytes,
};

/// The protocol version of this crate. It increases when messages gain a meaning that older nodes
/// do not know.
pub const PROTOCOL: u32 = 4;

/// The first protocol version in which [`Version::services`] is valid. Nodes of earlier versions
/// serve every block, whatever the field contains.
pub const SERVICES_SINCE: u32 = 2;

/// Service bit: the node serves all blocks since the genesis (Bitcoin's `NODE_NETWORK`).
pub const NETWORK: u64 = 1;

/// Service bit: the node serves at least the newest [`LIMITED_BLOCKS`] blocks (BIP159's
/// `NODE_NETWORK_LIMITED`).
pub const NETWORK_LIMITED: u64 = 1 << 10;

/// Minimum number of the newest blocks that a node with [`NETWORK_LIMITED`] serves (BIP159).
pub const LIMITED_BLOCKS: u32 = 288;

/// Describes the sender: its protocol, its chain, its tip and its services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The highest protocol version that the sender supports.
    pub protocol: u32,
    /// Genesis hash of the sender's chain. Nodes on different chains disconnect.
    pub genesis: BlockHash,
    /// Height of the sender's tip.
    pub height: Height,
    /// Total work at the sender's tip. It is unverified until the headers have been received.
    pub work: Work,
    /// The sender's clock.
    pub time: Timestamp,
    /// A number of the sender: random, or the nonce of its WebRTC endpoint. A node that receives
    /// its own nonce has connected to itself, and one that receives the same nonce on two links may
    /// have two links with one node.
    pub nonce: u64,
    /// Bits of the services that the sender offers: [`NETWORK`], [`NETWORK_LIMITED`]. Unknown bits
    /// are ignored.
    pub services: u64,
    /// The name of the sender's program: printable ASCII, at most [`MAX_AGENT`] bytes.
    pub agent: String,
}

impl Version {
    /// Whether the sender serves all blocks of its chain.
    pub const fn serves_all(&self) -> bool {
        self.protocol < SERVICES_SINCE || self.services & NETWORK != 0
    }

    /// Whether the sender serves at least the newest [`LIMITED_BLOCKS`] blocks of its chain.
    pub const fn serves_newest(&self) -> bool {
        self.serves_all() || self.services & NETWORK_LIMITED != 0
    }
}

impl Encode for Version {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.protocol.to_le_bytes());
        self.genesis.encode(out);
        self.height.encode(out);
        self.work.encode(out);
        self.time.encode(out);
        out.extend_from_slice(&self.nonce.to_le_bytes());
        out.extend_from_slice(&self.services.to_le_bytes());
        put_bytes(out, self.agent.as_bytes());
    }
}

impl Decode for Version {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            protocol: r.u32()?,
            genesis: BlockHash::decode(r)?,
            height: Height::decode(r)?,
            work: Work::decode(r)?,
            time: Timestamp::decode(r)?,
            nonce: r.u64()?,
            services: r.u64()?,
            agent: agent(r)?,
        })
    }
}

/// Decodes a program name. Only printable ASCII is accepted, because the name is shown to people:
/// no control characters, no look-alike letters.
fn agent(r: &mut Reader<'_>) -> Result<String, DecodeError> {
    let bytes = r.bytes(MAX_AGENT)?;
    match String::from_utf8(bytes) {
        Ok(text) if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => Ok(text),
        _ => Err(r.invalid("an agent is printable ASCII")),
    }
}
