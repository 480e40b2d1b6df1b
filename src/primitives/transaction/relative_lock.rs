//! Relative lock times (BIP68): the minimum age of a coin, which the sequence of the spending input
//! sets.

use core::fmt;

/// The minimum age of a coin that an input may spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelativeLock {
    /// A number of blocks: with n blocks, a coin of height h can be spent from height h + n on.
    Blocks(u16),
    /// A number of units of 512 seconds of median time past, counted from the block before the
    /// coin's block.
    Time(u16),
}

impl RelativeLock {
    /// Seconds in a unit of time.
    pub const UNIT: u32 = 512;

    /// The bit that disables the relative lock.
    const DISABLED: u32 = 1 << 31;
    /// The bit that selects units of time instead of blocks.
    const IS_TIME: u32 = 1 << 22;
    /// The bits of the number; the remaining bits have no meaning.
    const NUMBER: u32 = 0xffff;

    /// The relative lock of a sequence in a transaction of version 2 or later. `None` if its top
    /// bit is set.
    pub const fn of(sequence: u32) -> Option<Self> {
        if sequence & Self::DISABLED != 0 {
            return None;
        }
        let bytes = (sequence & Self::NUMBER).to_le_bytes();
        let number = u16::from_le_bytes([bytes[0], bytes[1]]);
        if sequence & Self::IS_TIME == 0 {
            Some(Self::Blocks(number))
        } else {
            Some(Self::Time(number))
        }
    }

    /// The sequence with this relative lock.
    pub const fn sequence(self) -> u32 {
        match self {
            Self::Blocks(blocks) => blocks as u32,
            Self::Time(units) => Self::IS_TIME | units as u32,
        }
    }
}

impl fmt::Display for RelativeLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocks(blocks) => write!(f, "{blocks} blocks"),
            Self::Time(units) => write!(f, "{} seconds", u32::from(*units) * Self::UNIT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BIP68: bit 31 disables, bit 22 is the type, the low 16 bits are the value, and all others
    /// are ignored.
    #[test]
    fn sequences_mean_what_bip68_says() {
        for (sequence, lock) in [
            (0x0000_0000, Some(RelativeLock::Blocks(0))),
            (0x0000_0001, Some(RelativeLock::Blocks(1))),
            (0x0000_ffff, Some(RelativeLock::Blocks(65_535))),
            (0x0001_0000, Some(RelativeLock::Blocks(0))),
            (0x003f_0007, Some(RelativeLock::Blocks(7))),
            (0x0040_0000, Some(RelativeLock::Time(0))),
            (0x0040_0001, Some(RelativeLock::Time(1))),
            (0x0040_ffff, Some(RelativeLock::Time(65_535))),
            (0x7fff_ffff, Some(RelativeLock::Time(65_535))),
            (0x7fbf_ffff, Some(RelativeLock::Blocks(65_535))),
            (0x8000_0000, None),
            (0x8000_0001, None),
            (0x8040_0001, None),
            (0xffff_fffd, None),
            (0xffff_fffe, None),
            (0xffff_ffff, None),
        ] {
            assert_eq!(RelativeLock::of(sequence), lock, "{sequence:#010x}");
        }
    }
}
