//! The part of STUN (RFC 8489) that is needed before a connection: whether a packet is a binding
//! request of somebody who knows a password, and this machine's address as a STUN server sees it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// Bytes of a header.
const HEADER: usize = 20;
const MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
/// Bytes of an HMAC-SHA1.
const INTEGRITY: usize = 20;

/// The number that links a response to its request.
pub(super) type Transaction = [u8; 12];

/// The user name fragments of a binding request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Caller<'a> {
    /// The fragment of the side that is called.
    pub(super) called: &'a str,
    /// The fragment of the caller.
    pub(super) caller: &'a str,
}

/// The user name fragments in a binding request that was made with this ICE password. `None` for
/// any other packet.
pub(super) fn binding_request<'a>(packet: &'a [u8], password: &str) -> Option<Caller<'a>> {
    let (kind, _, body) = message(packet)?;
    if kind != BINDING_REQUEST {
        return None;
    }
    let mut caller = None;
    for (at, kind, value) in attributes(body) {
        match kind {
            USERNAME => {
                let name = core::str::from_utf8(value).ok()?;
                let (called, from) = name.split_once(':')?;
                caller = Some(Caller {
                    called,
                    caller: from,
                });
            }
            MESSAGE_INTEGRITY => {
                return is_intact(packet, HEADER + at, value, password).then_some(caller)?;
            }
            _ => {}
        }
    }
    None
}

/// A request for this machine's address as the server sees it.
pub(super) fn address_request(transaction: Transaction) -> [u8; HEADER] {
    let mut packet = [0; HEADER];
    packet[..2].copy_from_slice(&BINDING_REQUEST.to_be_bytes());
    packet[4..8].copy_from_slice(&MAGIC);
    packet[8..].copy_from_slice(&transaction);
    packet
}

/// The address in a server's response, with the number of its request. `None` for any other packet.
pub(super) fn address_response(packet: &[u8]) -> Option<(Transaction, SocketAddr)> {
    let (kind, transaction, body) = message(packet)?;
    if kind != BINDING_SUCCESS {
        return None;
    }
    let mut attributes = attributes(body);
    let (.., value) = attributes.find(|(_, kind, _)| *kind == XOR_MAPPED_ADDRESS)?;
    let [_, family, port @ ..] = value else {
        return None;
    };
    let (port, address) = port.split_first_chunk()?;
    let port = u16::from_be_bytes(*port) ^ u16::from_be_bytes([MAGIC[0], MAGIC[1]]);
    let mask = [&MAGIC[..], &transaction].concat();
    let plain: Vec<u8> = address.iter().zip(&mask).map(|(a, b)| a ^ b).collect();
    let address = match (family, address.len()) {
        (1, 4) => IpAddr::from(Ipv4Addr::from(<[u8; 4]>::try_from(plain).ok()?)),
        (2, 16) => IpAddr::from(Ipv6Addr::from(<[u8; 16]>::try_from(plain).ok()?)),
        _ => return None,
    };
    Some((transaction, SocketAddr::new(address, port)))
}

/// The type, the transaction and the attributes of a message.
fn message(packet: &[u8]) -> Option<(u16, Transaction, &[u8])> {
    let (header, body) = packet.split_first_chunk::<HEADER>()?;
    let [a, b, c, d, magic @ ..] = header;
    let (magic, transaction) = magic.split_first_chunk()?;
    let length = usize::from(u16::from_be_bytes([*c, *d]));
    if *magic != MAGIC || length != body.len() {
        return None;
    }
    let kind = u16::from_be_bytes([*a, *b]);
    Some((kind, transaction.try_into().ok()?, body))
}

/// The attributes: the offset of each in `body`, its type and its value. Ends at the first one that
/// is cut off.
fn attributes(body: &[u8]) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut at = 0;
    core::iter::from_fn(move || {
        let rest = body.get(at..)?;
        let (head, rest) = rest.split_first_chunk::<4>()?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let value = rest.get(..length)?;
        let found = (at, kind, value);
        at += 4 + length.next_multiple_of(4);
        Some(found)
    })
}

/// Whether the integrity attribute at this offset fits the password. The HMAC covers the message up
/// to the attribute, with a length that ends after it (RFC 8489 §14.5).
fn is_intact(packet: &[u8], at: usize, value: &[u8], password: &str) -> bool {
    let length = u16::try_from(at + 4 + INTEGRITY - HEADER).unwrap_or(u16::MAX);
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(password.as_bytes()) else {
        return false;
    };
    mac.update(&packet[..2]);
    mac.update(&length.to_be_bytes());
    mac.update(&packet[4..at]);
    mac.verify_slice(value).is_ok()
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// RFC 5769 §2.1: a request of "evtj:h6vY".
    const REQUEST: [u8; 108] = hex!(
        "000100582112a442b7e7a701bc34d686fa87dfae"
        "802200105354554e207465737420636c69656e74"
        "002400046e0001ff80290008932ff9b151263b36"
        "000600096576746a3a68367659202020"
        "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
        "80280004e57a3bcf"
    );
    const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";
    /// RFC 5769 §2.2 and §2.3: responses for 192.0.2.1 and 2001:db8:1234:5678:11:2233:4455:6677,
    /// port 32853.
    const RESPONSE: [u8; 80] = hex!(
        "0101003c2112a442b7e7a701bc34d686fa87dfae"
        "8022000b7465737420766563746f7220"
        "002000080001a147e112a643"
        "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
        "80280004c07d4c96"
    );
    const RESPONSE_6: [u8; 92] = hex!(
        "010100482112a442b7e7a701bc34d686fa87dfae"
        "8022000b7465737420766563746f7220"
        "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
        "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
        "80280004c8fb0b4c"
    );

    #[test]
    fn a_request_shows_its_caller_if_the_password_fits() {
        let caller = Caller {
            called: "evtj",
            caller: "h6vY",
        };
        assert_eq!(binding_request(&REQUEST, PASSWORD), Some(caller));
        assert_eq!(binding_request(&REQUEST, "wrong"), None);
        assert_eq!(binding_request(&RESPONSE, PASSWORD), None);
        // The bytes that the integrity covers can't be changed, and nothing can be cut off.
        for at in 0..76 {
            let mut changed = REQUEST;
            changed[at] ^= 1;
            assert_eq!(binding_request(&changed, PASSWORD), None, "byte {at}");
        }
        for length in 0..REQUEST.len() {
            assert_eq!(binding_request(&REQUEST[..length], PASSWORD), None);
        }
    }

    #[test]
    fn a_response_names_the_address() {
        let transaction = hex!("b7e7a701bc34d686fa87dfae");
        let four = "192.0.2.1:32853".parse().unwrap();
        assert_eq!(address_response(&RESPONSE), Some((transaction, four)));
        let six = "[2001:db8:1234:5678:11:2233:4455:6677]:32853";
        assert_eq!(
            address_response(&RESPONSE_6),
            Some((transaction, six.parse().unwrap()))
        );
        assert_eq!(address_response(&REQUEST), None);
        assert_eq!(address_response(&address_request(transaction)), None);
        for length in 0..RESPONSE.len() {
            assert_eq!(address_response(&RESPONSE[..length]), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn garbage_is_rejected(packet: Vec<u8>, length: u16) {
            let mut packet = packet;
            proptest::prop_assert_eq!(binding_request(&packet, PASSWORD), None);
            if let Some(header) = packet.first_chunk_mut::<20>() {
                header[..2].copy_from_slice(&BINDING_SUCCESS.to_be_bytes());
                header[2..4].copy_from_slice(&length.to_be_bytes());
                header[4..8].copy_from_slice(&MAGIC);
            }
            let _ = address_response(&packet);
        }
    }
}
