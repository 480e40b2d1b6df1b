//! What a browser says on its console, and what of it fails a test.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// One line of the console, or one uncaught error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `error`, `warn`, `info` or `debug`.
    pub level: String,
    /// What was said, with the place where it happened if the browser told.
    pub text: String,
    /// It is the plain consequence of a relay that a test took down, or of storage that it limited.
    pub expected: bool,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.level, self.text)
    }
}

/// Everything that one browser said.
#[derive(Default)]
pub(crate) struct Log {
    lines: Mutex<Vec<Line>>,
    relay_down: AtomicBool,
    storage_full: AtomicBool,
}

/// What browsers say when nothing answers at an address: Chromium, Chromium for sockets, Firefox;
/// and Chromium of a service worker that could not be installed for it.
const REFUSED: [&str; 6] = [
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "WebSocket connection to",
    "establish a connection to the server",
    "was interrupted while the page was loading",
    "Failed to execute 'addAll' on 'Cache'",
];

/// What Chromium says when a page may keep no more.
const FULL: &str = "QuotaExceededError";

impl Log {
    /// From now on, running out of storage is what a test wants to see, or no longer.
    pub(crate) fn storage_full(&self, full: bool) {
        self.storage_full.store(full, Ordering::Relaxed);
    }

    /// From now on, failing to reach the relay is what a test wants to see, or no longer.
    pub(crate) fn relay_down(&self, down: bool) {
        self.relay_down.store(down, Ordering::Relaxed);
    }

    /// Takes an event in, if it is one of those that say something.
    pub(crate) fn hear(&self, method: &str, params: &Value) {
        match method {
            "log.entryAdded" => self.add(params, params["source"]["url"].as_str(), None),
            // Failed loads and broken rules of the content security policy, which BiDi does not
            // carry.
            "goog:cdp.Log.entryAdded" => {
                let entry = &params["params"]["entry"];
                self.add(entry, entry["url"].as_str(), entry["source"].as_str());
            }
            _ => {}
        }
    }

    /// What nobody wants to see on a console: every error and warning that no test provoked.
    pub(crate) fn problems(&self) -> Vec<Line> {
        self.lines()
            .into_iter()
            .filter(|line| {
                !line.expected && (line.level.starts_with("warn") || line.level == "error")
            })
            .collect()
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn add(&self, entry: &Value, url: Option<&str>, source: Option<&str>) {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let mut said = text("text").to_owned();
        for detail in [
            source,
            url,
            entry["stackTrace"]["callFrames"][0]["url"].as_str(),
        ]
        .into_iter()
        .flatten()
        {
            if !detail.is_empty() && !said.contains(detail) {
                said = format!("{said} ({detail})");
            }
        }
        let is_refusal = REFUSED.iter().any(|mark| said.contains(mark));
        let expected = self.relay_down.load(Ordering::Relaxed) && is_refusal
            || self.storage_full.load(Ordering::Relaxed) && said.contains(FULL);
        let line = Line {
            level: text("level").to_owned(),
            text: said,
            expected,
        };
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Log;

    fn refused() -> serde_json::Value {
        json!({ "level": "error", "text": "WebSocket connection to 'ws://127.0.0.1:1/signal' failed" })
    }

    #[test]
    fn a_refused_socket_is_a_problem_unless_the_relay_is_down() {
        let log = Log::default();
        log.hear("log.entryAdded", &refused());
        assert_eq!(log.problems().len(), 1);

        let log = Log::default();
        log.relay_down(true);
        log.hear("log.entryAdded", &refused());
        assert!(log.problems().is_empty());
        assert_eq!(log.lines().len(), 1);
    }

    #[test]
    fn other_errors_are_problems_whatever_the_relay_does() {
        let log = Log::default();
        log.relay_down(true);
        log.hear(
            "log.entryAdded",
            &json!({ "level": "error", "text": "panicked at src/app/main.rs" }),
        );
        log.hear(
            "log.entryAdded",
            &json!({ "level": "info", "text": "hello" }),
        );
        assert_eq!(log.problems().len(), 1);
    }
}
