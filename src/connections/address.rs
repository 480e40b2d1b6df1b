//! Visitors' addresses: the address that counts for a visitor behind trusted proxies, and the
//! network by which limits are counted.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// The header to which a proxy appends its visitor's address.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The network by which limits are counted: an IPv4 address, or an IPv6 /64, because a single host
/// owns a whole /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address. An IPv4-mapped IPv6 address counts as IPv4.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(truncate(address, 64)),
        })
    }

    /// Returns the larger network that one operator or household owns, an IPv4 /24 or an IPv6 /48,
    /// as unique bytes.
    pub fn group_bytes(self) -> Vec<u8> {
        match self.0 {
            IpAddr::V4(address) => [&[4], &address.octets()[..3]].concat(),
            IpAddr::V6(address) => [&[6], &address.octets()[..6]].concat(),
        }
    }
}

fn truncate(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - bits)))
}

/// Whether an address belongs to a proxy that is trusted to name its visitors.
pub fn is_trusted(address: IpAddr, proxies: &[IpNet]) -> bool {
    let address = address.to_canonical();
    proxies.iter().any(|net| net.contains(&address))
}

/// Returns the visitor's address. This is the connection's own address unless that is a trusted
/// proxy. Behind a trusted proxy, it is the last address in `X-Forwarded-For` that is not a trusted
/// proxy. If there is no usable header, the proxy's own address counts.
pub fn visitor(connected: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    if !is_trusted(connected, proxies) {
        return connected;
    }
    let lines = headers.get_all(FORWARDED_FOR);
    let named: Vec<_> = lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|part| part.trim().parse::<IpAddr>())
        .collect();
    // The visitor can forge everything before the addresses that the proxies have appended.
    let trusted = named.into_iter().rev().map_while(Result::ok);
    let mut last = connected;
    for address in trusted {
        last = address;
        if !is_trusted(address, proxies) {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_a_trusted_proxy_names_its_visitors() {
        let proxies = ["127.0.0.1/32", "10.0.0.0/8"].map(|net| net.parse().unwrap());
        let cases: [(&str, &[&str], &str); 9] = [
            ("192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            ("127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            (
                "127.0.0.1",
                &["203.0.113.9", "198.51.100.7, 10.1.1.1"],
                "198.51.100.7",
            ),
            (
                "127.0.0.1",
                &["203.0.113.9, nonsense, 10.1.1.1"],
                "10.1.1.1",
            ),
            ("127.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("127.0.0.1", &["nonsense"], "127.0.0.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
        ];
        for (connected, lines, wanted) in cases {
            let found = visitor(connected.parse().unwrap(), &headers(lines), &proxies);
            assert_eq!(
                found,
                wanted.parse::<IpAddr>().unwrap(),
                "{connected} {lines:?}"
            );
        }
    }

    #[test]
    fn one_host_is_one_network_whichever_of_its_addresses_it_uses() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(
            of("192.0.2.1").group_bytes(),
            of("192.0.2.254").group_bytes()
        );
        assert_eq!(
            of("2001:db8:1:2::1").group_bytes(),
            of("2001:db8:1:3::1").group_bytes()
        );
        assert_ne!(of("192.0.2.1").group_bytes(), of("192.0.3.1").group_bytes());
    }
}
