//! The handshake's first words.

use crate::limits::MAX_AGENT;
use primitives::{
    BlockHash, Decode, DecodeError, Encode, Height, Reader, Timestamp, Work, put_bytes,
};

/// The protocol that this crate speaks. It grows when messages gain a meaning that older nodes don't know.
pub const PROTOCOL: u32 = 3;

/// The first protocol whose services mean something: nodes before it serve every block, whatever they say.
pub const SERVICES_SINCE: u32 = 2;

/// The service of all blocks, back to the first one (Bitcoin's `NODE_NETWORK`).
pub const NETWORK: u64 = 1;

/// The service of the newest [`LIMITED_BLOCKS`] blocks at least (BIP159's `NODE_NETWORK_LIMITED`).
pub const NETWORK_LIMITED: u64 = 1 << 10;

/// The newest blocks that whoever offers [`NETWORK_LIMITED`] serves (BIP159).
pub const LIMITED_BLOCKS: u32 = 288;

/// Who speaks, on which chain, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The highest protocol that the sender speaks.
    pub protocol: u32,
    /// The chain: nodes of another genesis have nothing to say to each other.
    pub genesis: BlockHash,
    /// Height of the sender's tip.
    pub height: Height,
    /// Total work of the sender's tip. A claim until its headers have shown it.
    pub work: Work,
    /// The sender's clock.
    pub time: Timestamp,
    /// A random number of the sender's, by which it knows itself when it has called its own address.
    pub nonce: u64,
    /// What the sender offers, as bits: [`NETWORK`], [`NETWORK_LIMITED`]; unknown ones are ignored.
    pub services: u64,
    /// The sender's program, printable ASCII of at most [`MAX_AGENT`] bytes.
    pub agent: String,
}

impl Version {
    /// Whether the sender serves every block of its chain.
    pub const fn serves_all(&self) -> bool {
        self.protocol < SERVICES_SINCE || self.services & NETWORK != 0
    }

    /// Whether the sender serves its newest blocks, [`LIMITED_BLOCKS`] at least.
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

/// Only what can be shown on any screen as it is: no control characters, no look-alikes.
fn agent(r: &mut Reader<'_>) -> Result<String, DecodeError> {
    let bytes = r.bytes(MAX_AGENT)?;
    match String::from_utf8(bytes) {
        Ok(text) if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => Ok(text),
        _ => Err(r.invalid("an agent is printable ASCII")),
    }
}
