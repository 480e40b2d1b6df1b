//! An invitation link: the input as a whole link, and as a payload that gets a valid checksum.
#![no_main]

use base64ct::{Base64UrlUnpadded, Encoding};
use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use primitives::sha256d;
use service::Invitation;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(text);
    }
    let mut body = bytes.to_vec();
    body.extend_from_slice(&sha256d(bytes)[..4]);
    read(&format!(
        "#chain={}",
        Base64UrlUnpadded::encode_string(&body)
    ));
});

fn read(text: &str) {
    if let Ok(invitation) = bounded(text.len(), || Invitation::parse(text)) {
        let payload = text
            .trim()
            .rsplit_once('=')
            .map_or(text.trim(), |(_, payload)| payload);
        let link = invitation.to_link("https://example.org/");
        assert_eq!(link, format!("https://example.org/#chain={payload}"));
        assert_eq!(Invitation::parse(&link), Ok(invitation));
    }
}
