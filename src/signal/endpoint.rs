//! Direct endpoints: nodes that can be called without a relay.
//!
//! | URL | the node |
//! | --- | --- |
//! | `webrtc://ADDRESS:PORT/BASE64URL` | answers WebRTC at a fixed UDP address; the payload is the SHA-256 of its certificate (32 bytes) and its ICE password (16 bytes) |
//! | `wss://HOST/node`, also below a longer path, and `ws://` | takes links over WebSocket |
//!
//! The node of a WebRTC endpoint is an ICE-lite agent (RFC 8445 §2.5). It admits every caller that
//! knows the password, and tells callers apart by the user name fragments that they choose. So a
//! caller needs no message from the node: it writes the node's session description itself
//! ([`WebRtcEndpoint::answer`]). The certificate's hash shows the caller that it has reached the
//! right node; no certificate authority and no domain is needed.

use core::fmt::{self, Write as _};

use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding as _};

/// The scheme of a WebRTC endpoint's URL.
const SCHEME: &str = "webrtc://";
/// The end of a WebSocket endpoint's URL. By convention no relay's URL has this end: a relay's URL
/// that had it would be taken for an endpoint's.
const NODE_PATH: &str = "/node";
/// Bytes of a certificate's SHA-256.
const FINGERPRINT: usize = 32;
/// Bytes of a password: 128 bits of randomness, as RFC 8445 §5.3 requires.
const PASSWORD: usize = 16;
/// Maximum bytes of an address, without brackets: an IPv6 address whose last 32 bits are written as
/// an IPv4 address.
const MAX_ADDRESS: usize = 45;

/// A direct endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A fixed WebRTC endpoint.
    WebRtc(WebRtcEndpoint),
    /// The URL of a node that takes links over WebSocket.
    WebSocket(String),
}

/// A fixed WebRTC endpoint.
#[derive(Clone, PartialEq, Eq)]
pub struct WebRtcEndpoint {
    /// Its IPv4 or IPv6 address, without brackets.
    pub address: String,
    /// Its UDP port.
    pub port: u16,
    /// The SHA-256 of its certificate in DER.
    pub fingerprint: [u8; FINGERPRINT],
    /// The secret that callers must know.
    pub password: [u8; PASSWORD],
}

impl Endpoint {
    /// Reads a URL; `None` if it is not that of a direct endpoint.
    pub fn parse(url: &str) -> Option<Self> {
        if let Some(rest) = url.strip_prefix(SCHEME) {
            return WebRtcEndpoint::parse(rest).map(Self::WebRtc);
        }
        let rest = url
            .strip_prefix("wss://")
            .or_else(|| url.strip_prefix("ws://"))?;
        let has_host = rest.find('/').is_some_and(|at| at > 0);
        (has_host && rest.ends_with(NODE_PATH)).then(|| Self::WebSocket(url.to_owned()))
    }

    /// The nonce of the node whose direct endpoint has this URL; `None` if the URL does not show
    /// it.
    pub fn nonce_at(url: &str) -> Option<u64> {
        Self::parse(url)?.nonce()
    }

    /// The nonce of the node of this endpoint; `None` if the endpoint does not show it.
    pub fn nonce(&self) -> Option<u64> {
        match self {
            Self::WebRtc(endpoint) => Some(endpoint.nonce()),
            Self::WebSocket(_) => None,
        }
    }
}

impl WebRtcEndpoint {
    fn parse(rest: &str) -> Option<Self> {
        let (place, payload) = rest.split_once('/')?;
        let (address, port) = place.rsplit_once(':')?;
        let is_plain = |address: &str| {
            let mut bytes = address.bytes();
            bytes.all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
        };
        let inner = address
            .strip_prefix('[')
            .and_then(|it| it.strip_suffix(']'));
        let address = inner.unwrap_or(address);
        // An IPv6 address has brackets, and an IPv4 address has none.
        let fits = !address.is_empty() && address.len() <= MAX_ADDRESS && is_plain(address);
        if !fits || address.contains(':') != inner.is_some() {
            return None;
        }
        let mut bytes = [0; FINGERPRINT + PASSWORD];
        let payload = Base64UrlUnpadded::decode(payload, &mut bytes).ok()?;
        let (fingerprint, password) = payload.split_at_checked(FINGERPRINT)?;
        Some(Self {
            address: address.to_owned(),
            port: port.parse().ok().filter(|port| *port != 0)?,
            fingerprint: fingerprint.try_into().ok()?,
            password: password.try_into().ok()?,
        })
    }

    /// The nonce in the handshakes of the endpoint's node: the last eight bytes of the fingerprint,
    /// big-endian. So the node's certificate shows a caller the nonce of the node that it has
    /// reached. Other nodes can send this nonce, but none can show a certificate with it.
    pub fn nonce(&self) -> u64 {
        let last = self.fingerprint.last_chunk();
        u64::from_be_bytes(last.copied().unwrap_or_default())
    }

    /// The ICE user name fragment of the endpoint: the first digits of the fingerprint.
    pub fn ufrag(&self) -> String {
        hex(&self.fingerprint[..4], "")
    }

    /// The ICE password of the endpoint, in the alphabet of RFC 8839 §5.4.
    pub fn ice_password(&self) -> String {
        Base64Unpadded::encode_string(&self.password)
    }

    /// The endpoint's answer to an offer of a single data channel (RFC 8839, RFC 8841). The caller
    /// is the DTLS client.
    pub fn answer(&self, offer: &str) -> String {
        let mid = offer.lines().find_map(|line| line.strip_prefix("a=mid:"));
        let mid = mid.unwrap_or("0");
        let Self { address, port, .. } = self;
        let (ufrag, password) = (self.ufrag(), self.ice_password());
        let fingerprint = hex(&self.fingerprint, ":").to_ascii_uppercase();
        format!(
            "v=0\r\n\
             o=- 1 1 IN IP4 127.0.0.1\r\n\
             s=-\r\n\
             t=0 0\r\n\
             a=ice-lite\r\n\
             a=group:BUNDLE {mid}\r\n\
             m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n\
             c=IN IP4 0.0.0.0\r\n\
             a=mid:{mid}\r\n\
             a=ice-ufrag:{ufrag}\r\n\
             a=ice-pwd:{password}\r\n\
             a=fingerprint:sha-256 {fingerprint}\r\n\
             a=setup:passive\r\n\
             a=sctp-port:5000\r\n\
             a=max-message-size:65536\r\n\
             a=candidate:1 1 udp 2130706431 {address} {port} typ host\r\n\
             a=end-of-candidates\r\n"
        )
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WebRtc(endpoint) => endpoint.fmt(f),
            Self::WebSocket(url) => f.write_str(url),
        }
    }
}

impl fmt::Display for WebRtcEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, port, .. } = self;
        let payload = [&self.fingerprint[..], &self.password].concat();
        let payload = Base64UrlUnpadded::encode_string(&payload);
        match address.contains(':') {
            true => write!(f, "{SCHEME}[{address}]:{port}/{payload}"),
            false => write!(f, "{SCHEME}{address}:{port}/{payload}"),
        }
    }
}

impl fmt::Debug for WebRtcEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The password is left out.
        let Self { address, port, .. } = self;
        write!(f, "WebRtcEndpoint({address} {port} {})", self.ufrag())
    }
}

/// Bytes as hexadecimal digits, with a separator between bytes.
fn hex(bytes: &[u8], separator: &str) -> String {
    let mut text = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        let before = if at == 0 { "" } else { separator };
        // Writing to a string can't fail.
        let _ = write!(text, "{before}{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fingerprint 00, 01 … 1f and the password 20 … 2f. The payload was computed with Python's
    /// `base64.urlsafe_b64encode(bytes(range(48)))`.
    const URL: &str = "webrtc://203.0.113.7:9735/\
                       AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";

    fn endpoint(url: &str) -> WebRtcEndpoint {
        match Endpoint::parse(url) {
            Some(Endpoint::WebRtc(endpoint)) => endpoint,
            other => panic!("{url}: {other:?}"),
        }
    }

    /// Bytes that count up from `first`.
    fn counting<const LEN: usize>(first: u8) -> [u8; LEN] {
        let mut next = first;
        [(); LEN].map(|()| {
            next += 1;
            next - 1
        })
    }

    #[test]
    fn a_url_has_its_fields_and_reads_back() {
        let read = endpoint(URL);
        assert_eq!((read.address.as_str(), read.port), ("203.0.113.7", 9735));
        assert_eq!(read.fingerprint, counting(0));
        assert_eq!(read.password, counting(32));
        assert_eq!(read.to_string(), URL);
        let six = URL.replace("203.0.113.7", "[2001:db8::7]");
        assert_eq!(endpoint(&six).address, "2001:db8::7");
        assert_eq!(endpoint(&six).to_string(), six);
        let node = "wss://chain.example/tab/node";
        assert_eq!(
            Endpoint::parse(node),
            Some(Endpoint::WebSocket(node.to_owned()))
        );
        assert!(!format!("{read:?}").contains(&read.ice_password()));
    }

    #[test]
    fn other_texts_are_no_endpoints() {
        for url in [
            "",
            "webrtc://",
            "webrtc://203.0.113.7:9735",
            "webrtc://203.0.113.7:9735/",
            "wss://chain.example/signal",
            "wss://node",
            "ws:///node",
            "https://chain.example/node",
            &URL[..URL.len() - 1],
            &format!("{URL}A"),
            &URL.replace(":9735", ""),
            &URL.replace(":9735", ":0"),
            &URL.replace(":9735", ":65536"),
            &URL.replace("203.0.113.7", ""),
            &URL.replace("203.0.113.7", "2001:db8::7"),
            &URL.replace("203.0.113.7", "[203.0.113.7]"),
            &URL.replace("203.0.113.7", "chain.example"),
            &URL.replace("203.0.113.7", "1 typ host\r\na=x"),
            &URL.replace("203.0.113.7", &"1".repeat(MAX_ADDRESS + 1)),
        ] {
            assert_eq!(Endpoint::parse(url), None, "{url}");
        }
    }

    #[test]
    fn the_answer_repeats_the_offers_section_and_names_the_certificate() {
        let answer = endpoint(URL).answer("v=0\r\nm=application 9 …\r\na=mid:Ab3\r\n");
        for line in [
            "a=ice-lite",
            "a=group:BUNDLE Ab3",
            "a=mid:Ab3",
            "a=ice-ufrag:00010203",
            "a=ice-pwd:ICEiIyQlJicoKSorLC0uLw",
            "a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:\
             15:16:17:18:19:1A:1B:1C:1D:1E:1F",
            "a=candidate:1 1 udp 2130706431 203.0.113.7 9735 typ host",
        ] {
            assert!(answer.split("\r\n").any(|found| found == line), "{line}");
        }
    }
}
