//! The bytes by which a proof is recognised, and the bounds of its size.

/// The first bytes of every proof.
pub const MAGIC: [u8; 8] = *b"TABPROOF";

/// The format's version, the byte after [`MAGIC`]. Version 1, with an older form of outputs, is
/// rejected.
pub const PROOF_VERSION: u8 = 2;

/// The maximum number of headers in a proof: five weeks of blocks every ten seconds. With a seal on
/// each, they fit into [`MAX_BYTES`].
pub const MAX_HEADERS: u32 = 300_000;

/// The maximum length of a proof in bytes.
pub const MAX_BYTES: usize = 40 << 20;
