//! The numbers that every chain shares; what differs from chain to chain stands in its [`crate::Spec`].

use primitives::CompactTarget;

/// The version that our own headers carry: BIP9's marker with no bit set. Any version is valid, and miners may roll
/// bits 13–28 (BIP320).
pub const BLOCK_VERSION: i32 = 0x2000_0000;

/// The easiest difficulty there is: every second hash meets it.
pub const EASIEST: CompactTarget = CompactTarget(0x207f_ffff);

/// Headers whose median time bounds the next one's from below, as in Bitcoin.
pub const MEDIAN_SPAN: usize = 11;

/// The highest level of rules that this program knows (see [`crate::SpecDraft::rule_level`]).
pub const RULE_LEVEL: u16 = 1;

/// Seconds that a header may be ahead of the clock of the node that checks it: the least and the most that any chain
/// allows, each chain by its interval (see [`crate::Spec::allowed_future`]). Bitcoin allows two hours for blocks of ten
/// minutes; our blocks are seconds apart and clocks are better.
pub const ALLOWED_FUTURES: core::ops::RangeInclusive<u32> = 60..=600;

/// Fewest and most bytes of a coinbase input's script, as in Bitcoin.
pub const COINBASE_SCRIPT: core::ops::RangeInclusive<usize> = 2..=100;

/// Lock times below this are heights, from it on seconds since 1970, as in Bitcoin.
pub const LOCK_TIME_THRESHOLD: u32 = 500_000_000;

/// The fewest newest blocks that are kept whole where older ones are cut down, as in Bitcoin (BIP159 promises peers so
/// many): no reorganisation that friends live through goes deeper.
pub const MIN_WHOLE_BLOCKS: u32 = 288;

/// Bytes of changes that a chain keeps in memory before it writes them through by itself, unless it was opened with
/// another bound. With the rows' overhead this is some tens of MiB, which the smallest phone's tab can hold; a first sync
/// then commits every few hundred ordinary blocks.
pub const MAX_PENDING_BYTES: usize = 16 << 20;

/// Bytes of changes after which a switch of branches is done in steps, unless the chain was opened with another bound. As
/// many as one or two full blocks make: a switch that friends live through is one batch, and a step takes a second at most.
pub const MAX_SWITCH_BYTES: usize = 4 << 20;

/// Bytes of encoded blocks that a change of the tip tells, once for the blocks that left and once for those that joined;
/// at least one block. Whoever wants the others reads them from the chain.
pub const MAX_TOLD_BYTES: usize = 4 << 20;

/// Weight units (BIP141) that who makes a block keeps free for its header and coinbase: some 330 bytes with the miner's
/// words, all but witness and seal counted four times.
pub const RESERVED_WEIGHT: u32 = 2_000;

/// The most waiting transactions that may hang together by their coins: a set of them is the bits of a word.
pub const MAX_CLUSTER: usize = 64;
