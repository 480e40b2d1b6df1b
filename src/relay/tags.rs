//! Tags that the visitors of one network share for a day. They tell networks apart without
//! revealing addresses.

use std::time::Duration;

use connections::Network;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use signal::Group;

use crate::clock::since_1970;

/// The lifetime of a tag.
const DAY: Duration = Duration::from_secs(86_400);

/// Computes tags: the first 8 bytes of HMAC-SHA256 of the network's /24 (IPv4) or /48 (IPv6) under
/// a daily key, which is HMAC-SHA256 of the day's number under the relay's secret. All instances of
/// one relay need the same secret.
pub(crate) struct Tags {
    secret: Vec<u8>,
}

impl Tags {
    /// Uses this secret, or a random one if it is empty, so that the tags change with each start.
    pub(crate) fn new(secret: &[u8]) -> Self {
        let secret = match secret {
            [] => rand::random::<[u8; 32]>().to_vec(),
            secret => secret.to_vec(),
        };
        Self { secret }
    }

    /// Today's tag of a network.
    pub(crate) fn tag(&self, network: Network) -> Group {
        self.tag_on(self.day(), network)
    }

    /// The number of the present day. Tags are valid for one day.
    pub(crate) fn day(&self) -> u64 {
        since_1970().as_secs() / DAY.as_secs()
    }

    fn tag_on(&self, day: u64, network: Network) -> Group {
        let key = hmac(&self.secret, &day.to_be_bytes());
        let long = hmac(&key, &network.group_bytes());
        let mut tag = [0; Group::LEN];
        tag.copy_from_slice(&long[..Group::LEN]);
        Group::from_bytes(tag)
    }
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_depends_on_the_network_the_day_and_the_secret() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        let tags = Tags::new(b"one secret");
        let tag = tags.tag_on(20_000, of("192.0.2.1"));
        assert_eq!(tag, tags.tag_on(20_000, of("192.0.2.77")));
        assert_ne!(tag, tags.tag_on(20_000, of("192.0.3.1")));
        assert_ne!(tag, tags.tag_on(20_001, of("192.0.2.1")));
        assert_ne!(tag, Tags::new(b"").tag_on(20_000, of("192.0.2.1")));
        assert_eq!(
            tag,
            Tags::new(b"one secret").tag_on(20_000, of("192.0.2.1"))
        );
    }

    #[test]
    fn the_code_equals_that_of_rfc_4231() {
        // Test case 2 of RFC 4231.
        let code = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(code[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }
}
