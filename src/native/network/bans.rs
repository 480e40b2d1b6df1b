//! The addresses with which a program makes no links.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use ipnet::IpNet;
use primitives::Time;

/// The networks with which a program makes no links, each until a time of the wall clock. Clones
/// share the list. The caller bounds its length.
#[derive(Clone, Debug, Default)]
pub struct Bans(Arc<RwLock<Vec<(IpNet, Time)>>>);

impl Bans {
    /// Replaces the list. Open links stay open.
    pub fn set(&self, bans: Vec<(IpNet, Time)>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = bans;
    }

    /// Whether an address is banned at this time. An IPv4-mapped IPv6 address counts as IPv4.
    pub fn is_banned(&self, address: IpAddr, now: Time) -> bool {
        let address = address.to_canonical();
        let bans = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut bans = bans.iter();
        bans.any(|(subnet, until)| now < *until && subnet.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_banned_by_its_subnet_until_a_time() {
        let bans = Bans::default();
        let is_banned = |address: &str, now| bans.is_banned(address.parse().unwrap(), Time(now));
        assert!(!is_banned("192.0.2.7", 0));
        let subnet = |text: &str| text.parse::<IpNet>().unwrap();
        bans.clone().set(vec![
            (subnet("192.0.2.0/24"), Time(5)),
            (subnet("2001:db8::7/128"), Time(9)),
        ]);
        for (address, now, expected) in [
            ("192.0.2.7", 4, true),
            ("192.0.2.7", 5, false),
            ("::ffff:192.0.2.7", 4, true),
            ("192.0.3.7", 4, false),
            ("2001:db8::7", 8, true),
            ("2001:db8::8", 8, false),
        ] {
            assert_eq!(is_banned(address, now), expected, "{address} at {now}");
        }
    }
}
