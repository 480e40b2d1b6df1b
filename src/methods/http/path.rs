//! Paths: their segments, and whether they fit a method's name.

use crate::Verb;

/// The decoded segments of a path; `None` if one is not percent-encoded UTF-8. Slashes at the ends
/// are ignored.
pub(super) fn segments(path: &str) -> Option<Vec<String>> {
    let path = path.trim_matches('/');
    path.split('/')
        .map(|segment| decode(segment, false))
        .collect()
}

/// The parameters of a path that fits a method's name; `None` if it does not fit.
pub(super) fn fit(name: &'static str, segments: &[String]) -> Option<Vec<(&'static str, String)>> {
    let (mut params, mut rest) = (Vec::new(), segments.iter());
    for wanted in name.split('/') {
        let segment = rest.next()?;
        match wanted.strip_prefix(':') {
            Some(param) if !segment.is_empty() => params.push((param, segment.clone())),
            None if wanted == segment => {}
            _ => return None,
        }
    }
    match rest.next() {
        None => Some(params),
        Some(_) => None,
    }
}

/// The header `Allow` for these verbs.
pub(super) fn allow(verbs: &[Verb]) -> String {
    let has = |verb| verbs.contains(&verb);
    match (has(Verb::Get), has(Verb::Post)) {
        (true, true) => "GET, HEAD, POST",
        (true, false) => "GET, HEAD",
        (false, _) => "POST",
    }
    .into()
}

/// Decodes percent-encoding, and a plus as a space in a form; `None` if the result is not UTF-8 or
/// a percent sign has no two hexadecimal digits.
pub(super) fn decode(text: &str, is_form: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            b'+' if is_form => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(name: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
        fit(name, &segments(path).unwrap())
    }

    #[test]
    fn a_path_fits_segment_by_segment() {
        assert_eq!(
            params("block/:hash/txs", "/block/ab/txs/").unwrap(),
            [("hash", "ab".into())]
        );
        assert_eq!(params("running", "running"), Some(Vec::new()));
        assert_eq!(params("block/:hash", "block"), None);
        assert_eq!(params("block/:hash", "block//"), None);
        assert_eq!(params("block/:hash", "block/ab/txs"), None);
        assert_eq!(params("blocks", "block"), None);
    }

    #[test]
    fn percent_signs_are_decoded_once_and_after_splitting() {
        assert_eq!(segments("a%2Fb/%25").unwrap(), ["a/b", "%"]);
        assert_eq!(decode("a+b%20c", true).unwrap(), "a b c");
        assert_eq!(decode("a+b", false).unwrap(), "a+b");
        for wrong in ["%", "%2", "%zz", "%ff", "%+1"] {
            assert_eq!(decode(wrong, false), None, "{wrong}");
        }
    }
}
