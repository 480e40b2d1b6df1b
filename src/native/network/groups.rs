//! The groups of callers that no relay has introduced.

use std::net::IpAddr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use signal::Group;

/// Tags for the networks that callers at this node's own entries come from. As with a relay's tags,
/// all peers of one network have one tag. The tags tell networks apart and show no address. They
/// last as long as the program's network, and differ from those of any relay.
pub(super) struct Groups {
    key: [u8; 16],
}

impl Groups {
    /// Makes tags with this secret, random key.
    pub(super) const fn new(key: [u8; 16]) -> Self {
        Self { key }
    }

    /// The tag of the network of an address.
    pub(super) fn of(&self, address: IpAddr) -> Group {
        let network = connections::Network::of(address).group_bytes();
        let mut mac =
            Hmac::<Sha1>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(&network);
        let long = mac.finalize().into_bytes();
        let mut tag = [0; Group::LEN];
        tag.copy_from_slice(&long[..Group::LEN]);
        Group::from_bytes(tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_the_networks_and_the_keys() {
        let groups = Groups::new([1; 16]);
        let of = |text: &str| groups.of(text.parse().unwrap());
        for (one, other, is_same) in [
            ("192.0.2.1", "192.0.2.254", true),
            ("192.0.2.1", "192.0.3.1", false),
            ("192.0.2.1", "::ffff:192.0.2.9", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", true),
            ("2001:db8:1::1", "2001:db8:2::1", false),
        ] {
            assert_eq!(of(one) == of(other), is_same, "{one} {other}");
        }
        let another = Groups::new([2; 16]);
        assert_ne!(another.of("192.0.2.1".parse().unwrap()), of("192.0.2.1"));
    }
}
