//! The list of relays that a host may put beside the page (`relays.json`), for chains that are
//! started there.

use api::ChainReason;

use super::known::MAX_RELAYS;
use crate::invitation::{MAX_RELAY, relay_url};

/// The maximum number of characters of a wrong entry that its refusal shows.
const MAX_SHOWN: usize = 100;

/// Reads the list: a JSON list of at most [`MAX_RELAYS`] relays' URLs, as many as a chain uses.
/// Repeated URLs are left out.
///
/// # Errors
/// If the text is not such a list, or if an entry is not a relay's URL.
pub fn relay_list(json: &str) -> Result<Vec<String>, ChainReason> {
    let most = MAX_RELAYS as u64;
    let listed: Vec<String> =
        serde_json::from_str(json).map_err(|_| ChainReason::RelayList { most })?;
    if listed.len() > MAX_RELAYS {
        return Err(ChainReason::RelayList { most });
    }
    let mut urls = Vec::new();
    for url in listed {
        let is_valid = |url: &String| !url.is_empty() && url.len() <= MAX_RELAY;
        if relay_url(url.as_bytes()).ok().filter(is_valid).is_none() {
            let url = url.chars().take(MAX_SHOWN).collect();
            return Err(ChainReason::ListedRelay { url });
        }
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    Ok(urls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_and_faults_are_named() {
        let (one, two) = ("wss://a.example/signal", "wss://b.example/signal");
        let read = |json: &str| relay_list(json);
        assert_eq!(read("[]").unwrap(), [""; 0]);
        let twice = format!("[\"{one}\", \"{two}\", \"{one}\"]");
        assert_eq!(read(&twice).unwrap(), [one, two]);
        let most = 4;
        let many = format!("[{}\"{one}\"]", format!("\"{two}\",").repeat(4));
        let cut = format!("[\"{one}\"");
        let object = format!("{{\"relays\": [\"{one}\"]}}");
        for json in ["", "<!doctype html>", "[1]", &many, &cut, &object] {
            assert_eq!(read(json), Err(ChainReason::RelayList { most }), "{json}");
        }
        let long = format!("wss://{}", "a".repeat(MAX_RELAY));
        for wrong in ["https://a.example/signal", "", "wss://", &long] {
            let json = format!("[\"{one}\", \"{wrong}\"]");
            let url = wrong.chars().take(MAX_SHOWN).collect();
            assert_eq!(read(&json), Err(ChainReason::ListedRelay { url }));
        }
    }
}
