//! The first digits of a hash, by which a person searches for it.

/// The first digits of a hash as people write it: hexadecimal, the last byte first.
pub(super) struct HashPrefix {
    /// The values of the digits, fewer than a whole hash has.
    digits: Vec<u8>,
}

impl HashPrefix {
    /// Parses digits; `None` if there is another character, if there is no digit, or if there are
    /// as many digits as in a whole hash.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.chars().map(|digit| digit.to_digit(16));
        let digits = digits.map(|digit| u8::try_from(digit?).ok());
        let digits: Vec<u8> = digits.collect::<Option<_>>()?;
        (1..2 * 32)
            .contains(&digits.len())
            .then_some(Self { digits })
    }

    /// The number of digits.
    pub(super) const fn len(&self) -> usize {
        self.digits.len()
    }

    /// Whether a hash begins with these digits.
    pub(super) fn fits(&self, hash: &[u8; 32]) -> bool {
        let written = hash.iter().rev().flat_map(|byte| [byte >> 4, byte & 15]);
        self.digits
            .iter()
            .copied()
            .eq(written.take(self.digits.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Txid;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_hash_begins_with_each_beginning_of_its_text(
            bytes in any::<[u8; 32]>(),
            length in 1usize..64,
            other in 0u32..16,
        ) {
            let text = Txid::from_bytes(bytes).to_string();
            let prefix = HashPrefix::parse(&text[..length]).unwrap();
            prop_assert!(prefix.fits(&bytes));
            let last = char::from_digit(other, 16).unwrap();
            let changed = format!("{}{last}", &text[..length - 1]);
            let is_same = text.starts_with(&changed);
            prop_assert_eq!(HashPrefix::parse(&changed).unwrap().fits(&bytes), is_same);
        }
    }

    #[test]
    fn only_a_part_of_a_hash_is_a_beginning() {
        for text in ["", "tab1q", "12 4", &"ab".repeat(32), &"ab".repeat(33)] {
            assert!(HashPrefix::parse(text).is_none(), "{text}");
        }
    }
}
