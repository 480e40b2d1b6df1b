//! Consensus parameters and limits that are the same on every chain. The other parameters are in
//! each chain's [`Spec`](crate::Spec).

use primitives::CompactTarget;

/// The version of headers that this program makes: BIP9's marker without any bit set. Any version
/// is valid, and miners may roll bits 13–28 (BIP320).
pub const BLOCK_VERSION: i32 = 0x2000_0000;

/// The easiest possible difficulty: half of all hashes meet it.
pub const EASIEST: CompactTarget = CompactTarget(0x207f_ffff);

/// The number of headers whose times determine the median time past (BIP113), as in Bitcoin. A
/// header's time must be later than its parent's median time past.
pub const MEDIAN_SPAN: usize = 11;

/// The highest rule level that this program knows (see [`crate::SpecDraft::rule_level`]).
pub const RULE_LEVEL: u16 = 1;

/// The bounds, in seconds, of the allowed future: how far a header's time may be ahead of the clock
/// of the node that checks it. A chain's allowed future depends on its interval (see
/// [`crate::Spec::allowed_future`]). Bitcoin allows two hours with ten minutes between blocks; here
/// blocks are seconds apart and clocks are better.
pub const ALLOWED_FUTURES: core::ops::RangeInclusive<u32> = 60..=600;

/// The bounds of a coinbase script's length in bytes, as in Bitcoin.
pub const COINBASE_SCRIPT: core::ops::RangeInclusive<usize> = 2..=100;

/// Lock times below this number are heights. The others are seconds since 1970, as in Bitcoin.
pub const LOCK_TIME_THRESHOLD: u32 = 500_000_000;

/// The minimum number of newest blocks that are not pruned, as in Bitcoin: a pruned node serves at
/// least these to its peers (BIP159). No deeper reorganisation is expected among friends.
pub const MIN_WHOLE_BLOCKS: u32 = 288;

/// The default bound on pending changes, in bytes, beyond which a chain writes them. With all
/// overhead the changes take some tens of MiB, which fit in a tab on the smallest phone. During the
/// initial sync, a commit then contains some hundreds of ordinary blocks.
pub const MAX_PENDING_BYTES: usize = 16 << 20;

/// The default bound on a switch's changes, in bytes, beyond which it is done in steps. One or two
/// full blocks cause that many bytes of changes. An ordinary reorganisation is therefore one batch.
/// A step of a longer one takes at most a second.
pub const MAX_SWITCH_BYTES: usize = 4 << 20;

/// The maximum size of the encoded blocks that a change of the tip reports, in bytes. The bound
/// applies separately to the blocks that left the best chain and to those that joined it; at least
/// one block of each is reported. The others can be read from the chain.
pub const MAX_REPORTED_BYTES: usize = 4 << 20;

/// Weight units (BIP141) that a block template reserves for the header and coinbase: some 330 bytes
/// with the block message. Each byte weighs four units, except those of the witness and the seal,
/// which weigh one.
pub const RESERVED_WEIGHT: u32 = 2_000;

/// The maximum size of a mempool cluster, in transactions. A set of a cluster's transactions is
/// represented by 64 bits.
pub const MAX_CLUSTER: usize = 64;
