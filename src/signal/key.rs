//! Names on the relay: the room of a chain, the key of one visit to a room, and the tag of a
//! visitor's network. All are written in lower-case hexadecimal.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not a room, a peer key or a group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text does not have the length of the name in hexadecimal.
    #[error("{found} bytes; {wanted} hexadecimal digits are expected")]
    Length {
        /// Bytes of the text.
        found: usize,
        /// Digits expected.
        wanted: usize,
    },
    /// A character is not one of `0-9a-f`.
    #[error("character {at} is not a lower-case hexadecimal digit")]
    Digit {
        /// Index of the character.
        at: usize,
    },
}

/// Defines the type of a name with a fixed number of bytes, and its hexadecimal form.
macro_rules! hex_name {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $len]);

        impl $name {
            /// Bytes in the name; its text has twice as many digits.
            pub const LEN: usize = $len;

            /// The name made of these bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes of the name.
            pub const fn to_bytes(self) -> [u8; $len] {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = KeyError;

            fn from_str(text: &str) -> Result<Self, KeyError> {
                let mut bytes = [0; $len];
                parse_hex(text, &mut bytes)?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<String> for $name {
            type Error = KeyError;

            fn try_from(text: String) -> Result<Self, KeyError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.to_string()
            }
        }
    };
}

hex_name!(
    /// The room of one chain: the 32 bytes of its genesis hash, which mean nothing to the relay.
    Room,
    32
);

hex_name!(
    /// The key of one visit: 16 random bytes, drawn anew whenever a page loads. A key therefore
    /// identifies nobody.
    ///
    /// Keys are ordered. The order decides which of two simultaneous calls goes on.
    PeerKey,
    16
);

hex_name!(
    /// The tag of a peer's network. A relay sends it with each introduction; a native node makes it
    /// for callers at its own endpoint. Peers of one network (an IPv4 /24, an IPv6 /48) have the
    /// same tag on the same day. The tag is a keyed hash and reveals no address.
    Group,
    8
);

/// Fills `bytes` from a text of exactly twice as many lower-case hex digits.
fn parse_hex(text: &str, bytes: &mut [u8]) -> Result<(), KeyError> {
    let digits = text.as_bytes();
    let wanted = bytes.len() * 2;
    if digits.len() != wanted {
        return Err(KeyError::Length {
            found: digits.len(),
            wanted,
        });
    }
    for (at, digit) in digits.iter().enumerate() {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return Err(KeyError::Digit { at }),
        };
        bytes[at / 2] = bytes[at / 2] << 4 | value;
    }
    Ok(())
}

impl PeerKey {
    /// The first characters of the key, by which people tell peers apart.
    pub fn short(self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_its_text() {
        let key = PeerKey::from_bytes(*b"sixteen bytes ok");
        assert_eq!(key.to_string(), "7369787465656e206279746573206f6b");
        assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn a_bad_name_says_what_is_wrong() {
        let short = "ab".parse::<Room>().unwrap_err();
        assert_eq!(
            short.to_string(),
            "2 bytes; 64 hexadecimal digits are expected"
        );
        let upper = "A".repeat(32).parse::<PeerKey>();
        assert_eq!(upper, Err(KeyError::Digit { at: 0 }));
        let odd = format!("{}é", "0".repeat(30)).parse::<PeerKey>();
        assert_eq!(odd, Err(KeyError::Digit { at: 30 }));
    }
}
